"""People painted at events: a portrait of each, then pictures that keep the face, until a good one of every event."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from tqdm import tqdm

from generation import images
from generation.faces.analysis import Analyser
from generation.files import write
from generation.poses.checks import cosine_of
from generation.records import BadInput, Event
from generation.scenes.painted.options import NOT_PART, Options
from generation.scenes.painted.painter import Painter, fetch_all
from generation.scenes.painted.takes import PORTRAIT, Takes, Wanted
from generation.scenes.painted.watcher import Watcher
from generation.sharing import alone, processes, state

if TYPE_CHECKING:
    import torch

MODELS = "models.json"
PORTRAIT_WORDS = "Passport photograph of one person who looks into the camera, plain background. {appearance}"
SCENE_WORDS = "{name}, the person in the foreground. {appearance} {description}"
Counts = Mapping[tuple[str, str], int]  # (person's ID, event) -> usable pictures, where more than one is wanted


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who is painted, and at which events (names). appearance: in words that name nobody."""

    person_id: str
    appearance: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the pictures of everybody."""

    events: Sequence[Event]
    options: Options
    seed: int
    folder: Path

    def portrait(self, sitter: Sitter) -> Wanted:
        """The picture that says what somebody looks like."""
        return Wanted(PORTRAIT, PORTRAIT_WORDS.format(appearance=sitter.appearance), self._print(sitter.appearance))

    def scenes(self, sitter: Sitter, portrait: Path, counts: Counts) -> list[Wanted]:
        """The pictures at the sitter's events."""
        texts = [[one.name, one.description] for one in self.events]  # a rank depends on all of them
        return [
            Wanted(
                one.name,
                SCENE_WORDS.format(
                    name=one.name.capitalize(), appearance=sitter.appearance, description=one.description
                ),
                self._print(sitter.appearance, portrait.name, one.name, texts),
                counts.get((sitter.person_id, one.name), 1),
            )
            for one in self.events
            if one.name in sitter.events
        ]

    def _print(self, *decisive: object) -> str:
        return digest([self.options.model_dump(exclude=NOT_PART), self.seed, *decisive])


@dataclass(frozen=True, slots=True)
class Painted:
    """Somebody's usable pictures: event -> files, in the order they were made. portrait: None if there is none yet."""

    person_id: str
    portrait: Path | None
    pictures: Mapping[str, Sequence[Path]]


def paint_scenes(
    sitters: Sequence[Sitter], plan: Plan, look: Analyser, counts: Counts | None = None
) -> dict[str, Painted]:
    """The pictures of everybody, by person's ID; events without a usable one are missing.

    Pictures and verdicts are kept in `plan.folder`/PERSONID as they are made, and never made again; with all of them
    there, no model is loaded. Under `accelerate launch` each process paints its share of the people and waits for the
    others; on several hosts the folder has to be one that all of them see. On one machine, neither the number of
    processes nor what was there before changes a byte. Raises BadInput.
    """
    counts = counts or {}
    if processes() > 1 or any(_unfinished(one, plan, counts) for one in sitters):
        with alone(plan.folder, "scenes"):
            _paint_share(sitters, plan, look, counts)
    return {one.person_id: painted(one, plan, counts) for one in sitters}


def painted(sitter: Sitter, plan: Plan, counts: Counts | None = None) -> Painted:
    """What there is of somebody."""
    takes = Takes(plan.folder, sitter.person_id)
    portrait = next(iter(takes.usable(plan.portrait(sitter))), None)
    wanted = plan.scenes(sitter, portrait, counts or {}) if portrait else []
    found = {one.event: takes.usable(one) for one in wanted}
    return Painted(sitter.person_id, portrait, {event: paths for event, paths in found.items() if paths})


def reasons(sitters: Sequence[Sitter], plan: Plan) -> Counter[str]:
    """How many candidates were not used, by reason; loads no model."""
    return sum((takes.reasons(one) for sitter in sitters for takes, one in _all_wanted(sitter, plan, {})), Counter())


def require(options: Options, look: Analyser) -> None:
    """Raise BadInput where nobody can be painted. For a look before long work; models on the Hub are downloaded."""
    if "embedding" not in look.abilities:
        raise BadInput(
            "scenes: the face models cannot tell whether two pictures show one person; put an ArcFace model such as "
            "glintr100.onnx into the folder of face models (--face-models)"
        )
    fetch_all(options)


def digest(value: object) -> str:
    """16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _all_wanted(sitter: Sitter, plan: Plan, counts: Counts) -> Iterator[tuple[Takes, Wanted]]:
    """The portrait, and once there is one the scenes."""
    takes = Takes(plan.folder, sitter.person_id)
    portrait = plan.portrait(sitter)
    yield takes, portrait
    for path in takes.usable(portrait)[:1]:
        yield from ((takes, one) for one in plan.scenes(sitter, path, counts))


def _unfinished(sitter: Sitter, plan: Plan, counts: Counts) -> bool:
    return any(takes.missing(one, plan.options.most_candidates) for takes, one in _all_wanted(sitter, plan, counts))


def _paint_share(sitters: Sequence[Sitter], plan: Plan, look: Analyser, counts: Counts) -> None:
    """Paint the people that fall to this process, and wait until all processes have painted theirs."""
    this = state()
    share = sitters[this.process_index :: this.num_processes]
    if unfinished := [one for one in share if _unfinished(one, plan, counts)]:
        require(plan.options, look)
        painter = load(plan.options, this.device)
        watcher = Watcher(plan.options, plan.events, this.device)
        if this.is_main_process:  # what a revision such as `main` meant when pictures were last made
            plan.folder.mkdir(parents=True, exist_ok=True)
            write(plan.folder / MODELS, (json.dumps(painter.commits, indent=2) + "\n").encode())
        for one in tqdm(unfinished, desc="scenes", disable=None if this.is_local_main_process else True):
            _Sitting(one, plan, painter, watcher, look).paint(counts)
    this.wait_for_everyone()


@lru_cache(maxsize=1)
def load(options: Options, device: torch.device) -> Painter:
    """The models, kept for the next call."""
    return Painter(options, device)


class _Sitting:
    """One person before the painter."""

    def __init__(self, sitter: Sitter, plan: Plan, painter: Painter, watcher: Watcher, look: Analyser) -> None:
        self.sitter, self.plan, self.painter, self.watcher, self.look = sitter, plan, painter, watcher, look
        self.takes = Takes(plan.folder, sitter.person_id)

    def paint(self, counts: Counts) -> None:
        """The portrait, then the scenes."""
        self.takes.open()
        wanted = self.plan.portrait(self.sitter)
        self._candidates(wanted, None)
        for path in self.takes.usable(wanted)[:1]:
            face = images.read(path.read_bytes())
            for scene in self.plan.scenes(self.sitter, path, counts):
                self._candidates(scene, face)

    def _candidates(self, wanted: Wanted, face: Image.Image | None) -> None:
        while missing := self.takes.missing(wanted, self.plan.options.most_candidates):
            number = missing[0]
            seed = int(digest([self.plan.seed, self.sitter.person_id, wanted.event, number]), 16) >> 1
            data = images.encode(self.painter.paint(wanted.words, seed, face))
            self.takes.add(wanted, number, self._reason(images.read(data), wanted, face), data)

    def _reason(self, picture: Image.Image, wanted: Wanted, face: Image.Image | None) -> str:
        """Why a picture cannot be used: no_face, two_faces, other_person:COSINE, other_scene:EVENT; or nothing."""
        seen = [one for one in self.look.look(picture) if one.embedding]
        if not seen:
            return "no_face"
        if face is None:
            return "two_faces" if len(seen) > 1 else ""
        known = self.look.look(face)[0].embedding
        cosine = max(cosine_of(one.embedding, known) for one in seen)
        if cosine < self.plan.options.min_cosine:
            return f"other_person:{cosine:.2f}"
        likeliest = self.watcher.ranks(picture)
        if wanted.event not in likeliest[: self.plan.options.rank]:
            return f"other_scene:{likeliest[0]}"
        return ""

"""One person before the painter, and the models that paint and look."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from PIL import Image

from generation import images
from generation.faces.analysis import Analyser, Seen
from generation.files import write
from generation.records import BadInput
from generation.scenes.painted.options import Options
from generation.scenes.painted.painter import Painter
from generation.scenes.painted.plan import Counts, Plan, Sitter
from generation.scenes.painted.sights import Sight, close_up, of_portrait, of_scene
from generation.scenes.painted.sources import fetch_all, fetch_clip
from generation.scenes.painted.takes import Take, Wanted
from generation.scenes.painted.watcher import Watcher

if TYPE_CHECKING:
    import torch

MODELS = "models.json"


class Models:
    """Loaded when something is asked of them. Raises BadInput where one is not to be had."""

    def __init__(self, plan: Plan, look: Analyser, device: torch.device) -> None:
        self._plan, self._look, self._device = plan, look, device

    @cached_property
    def painter(self) -> Painter:
        """Only if all others are at hand as well."""
        require(self._plan.options, self._look)
        found = load(self._plan.options, self._device)
        # what a revision such as `main` meant when pictures were last made
        write(self._plan.folder / MODELS, (json.dumps(found.commits, indent=2) + "\n").encode())
        return found

    @cached_property
    def watcher(self) -> Watcher:
        """CLIP."""
        return Watcher(fetch_clip(self._plan.options), self._plan.events, self._device)

    def faces(self, picture: Image.Image) -> list[Seen]:
        """The largest first, each with an embedding."""
        return [one for one in self._look.look(picture) if one.embedding]


class Sitting:
    """Makes what is missing of a person's pictures."""

    def __init__(self, sitter: Sitter, plan: Plan, models: Models) -> None:
        self._sitter, self._plan, self._models = sitter, plan, models
        self._takes = plan.takes(sitter)

    def portray(self) -> None:
        """Until there is a portrait, or it is given up."""
        while self._takes.missing(self._plan.portrait(self._sitter)):
            self.another_portrait()

    def another_portrait(self) -> bool:
        """Another try at a portrait; False if there were enough."""
        wanted = self._plan.portrait(self._sitter)
        if not (numbers := self._takes.candidates(wanted)):
            return False
        self._try(wanted, numbers[0], None, lambda picture: of_portrait(self._models.faces(picture)))
        return True

    def paint(self, portrait: Take, counts: Counts) -> None:
        """The scenes, each until there are enough, or it is given up."""
        unfinished = [one for one in self._plan.scenes(self._sitter, portrait, counts) if self._takes.missing(one)]
        if not unfinished:
            return
        face = close_up(images.read(portrait.path.read_bytes()), portrait.sight.box)
        for wanted in unfinished:
            while numbers := self._takes.missing(wanted):
                self._try(wanted, numbers[0], face, self._sees(wanted.event, portrait.sight.embedding))

    def _sees(self, event: str, known: Sequence[float]) -> Callable[[Image.Image], Sight]:
        models = self._models
        return lambda picture: of_scene(models.faces(picture), known, event, models.watcher.likely(picture))

    def _try(self, wanted: Wanted, number: int, face: Image.Image | None, sees: Callable[[Image.Image], Sight]) -> None:
        self._takes.open()
        data = self._takes.painted(wanted, number)
        if data is None:
            seed = self._plan.seed_of(self._sitter, wanted, number)
            data = images.encode(self._models.painter.paint(wanted.words, seed, face))
            self._takes.keep(wanted, number, data)
        self._takes.add(wanted, number, sees(images.read(data)))


def require(options: Options, look: Analyser) -> None:
    """Raise BadInput where nobody can be painted. Models on the Hub are downloaded."""
    if "embedding" not in look.abilities:
        raise BadInput(
            "scenes: the face models cannot tell whether two pictures show one person; put an ArcFace model such as "
            "glintr100.onnx into the folder of face models (--face-models)"
        )
    fetch_all(options)


@lru_cache(maxsize=1)
def load(options: Options, device: torch.device) -> Painter:
    """The models, kept for the next call."""
    return Painter(options, device)

"""Faces for people: drawn ones, and pictures that were curated and turned."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from dataset_builder.material import Material
from dataset_builder.recipe import Recipe
from generation import images
from generation.faces import folder, gan
from generation.faces.analysis import Analyser, analyser
from generation.faces.looks import Looks, distinct_looks
from generation.faces.folder import Candidate
from generation.faces.photographs import Photographed, View, photographed
from generation.faces.procedural import SOURCE, Drawn, render
from generation.poses.arc2face import make_poses
from generation.poses.procedural import sample_poses
from generation.records import Face, Gender, Likeness, Pose

CHOICE = 3  # faces of a generator looked for, a person
AGES = (11, 75)  # years; of drawn faces that a person is yet to be written for
GENDERS: tuple[Gender, ...] = ("female", "male")
SHOWN_PIXELS = 512  # square; of a drawn face that is shown to a language model


class Gallery(Protocol):
    """Faces that people are written for. rejects: why pictures were not taken, counted; not_run: checks left out."""

    rejects: Counter[str]
    not_run: tuple[str, ...]

    def more(self, count: int) -> Sequence[Face]:
        """Up to `count` faces that were not handed out before; fewer when there are no more."""
        ...

    def likeness(self, person_id: str, face: Face, posed: bool) -> Likeness:
        """The portraits of the person who got that face; posed: with transformed ones."""
        ...


class Drawings:
    """Drawn faces of all ages, kept in the store because a language model is shown them as files."""

    def __init__(self, recipe: Recipe, material: Material) -> None:
        self._recipe, self._folder = recipe, material.store / "drawn"
        self._looks: dict[str, Looks] = {}
        self.rejects: Counter[str] = Counter()
        self.not_run: tuple[str, ...] = ()

    def more(self, count: int) -> Sequence[Face]:
        """`count` faces; any two drawn ones differ."""
        ids = [f"F{number:05d}" for number in range(1, len(self._looks) + count + 1)]
        looks = distinct_looks([(face_id, *self._life(face_id)) for face_id in ids], self._recipe.seed)
        known = len(self._looks)
        self._looks = dict(zip(ids, looks, strict=True))
        return [self._face(face_id) for face_id in ids[known:]]

    def likeness(self, person_id: str, face: Face, posed: bool) -> Drawn:
        """The drawn face."""
        return drawn_likeness(person_id, self._looks[face.id], posed, self._recipe)

    def _life(self, face_id: str) -> tuple[Gender, int]:
        rng = random.Random(f"{self._recipe.seed}/faces/{face_id}")
        return rng.choice(GENDERS), rng.randint(*AGES)

    def _face(self, face_id: str) -> Face:
        path = self._folder / f"{face_id}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(images.encode(render(self._looks[face_id], size=SHOWN_PIXELS)))
        gender, age = self._life(face_id)
        return Face(face_id, path, SOURCE, gender, age)


def drawn_likeness(person_id: str, looks: Looks, posed: bool, recipe: Recipe) -> Drawn:
    """A drawn face, frontal, and if `posed` in as many other poses as the recipe says."""
    rng = random.Random(f"{recipe.seed}/poses/{person_id}")
    return Drawn(person_id, looks, (Pose(), *(sample_poses(rng, recipe.poses) if posed else ())))


class Photographs:
    """Pictures of a folder or from a generator: curated, and turned by Arc2Face."""

    def __init__(self, recipe: Recipe, material: Material) -> None:
        self._recipe, self._material = recipe, material
        self._analyser = analyser(material.face_models)
        self._handed_out = 0
        self._views: dict[str, tuple[View, ...]] = {}
        self.rejects: Counter[str] = Counter()
        self.not_run: tuple[str, ...] = ()

    def more(self, count: int) -> Sequence[Face]:
        """The next faces that can be turned, in the order of the source."""
        found: list[Face] = []
        while len(found) < count:
            missing = count - len(found)
            fresh = self.curated(self._handed_out + missing)[self._handed_out :][:missing]
            if not fresh:
                break
            self._handed_out += len(fresh)
            found += self.turned(fresh)
        return found

    def curated(self, wanted: int | None) -> Sequence[Face]:
        """The first `wanted` faces that pass, or all; each picture is looked at once."""
        curation = folder.curate(
            self._candidates(), self._recipe.curation, self._analyser, self._material.store / "faces", wanted
        )
        self._rejected_by_curation, self.not_run = Counter(curation.rejects), curation.not_run
        return curation.faces

    def turned(self, faces: Sequence[Face]) -> list[Face]:
        """Those of the faces that all wanted poses could be made of."""
        made = make_poses(
            faces, self._recipe.poses, self._recipe.arc2face, self._recipe.seed, self._material.store / "poses",
            self._analyser, self._material.pose_images,
        )  # fmt: skip
        self._views |= {face_id: tuple(View(one.path, one.pose) for one in views) for face_id, views in made.items()}
        self._unturned += len(faces) - len(made)
        return [face for face in faces if face.id in made]

    def likeness(self, person_id: str, face: Face, posed: bool) -> Photographed:
        """The picture, and the transformed ones."""
        return photographed(person_id, face, self._views[face.id] if posed else ())

    def needed(self) -> int | None:
        """How many faces a build of this recipe begins with; None for as many as there are."""
        people = self._recipe.people + self._recipe.few_shot
        if self._recipe.text == "llm":
            return people
        return CHOICE * people if self._recipe.faces == "gan" else None

    def _candidates(self) -> Iterator[Candidate]:
        """Pictures as they come from the source; none where only the store is asked."""
        place = self._material.faces
        if place is None:
            return iter(())
        if self._recipe.faces == "gan":
            return gan.candidates(place, self._recipe.gan, self._recipe.seed)
        return folder.candidates(place, self._recipe.faces_licence)

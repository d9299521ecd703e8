"""Faces for people: drawn ones, and pictures that were curated and turned."""

from __future__ import annotations

import hashlib
import math
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from dataset_builder.material import Material
from dataset_builder.recipe import Recipe
from generation import files, images
from generation.faces import folder, gan
from generation.faces.analysis import Unopened
from generation.faces.looks import Looks, distinct_looks
from generation.faces.photographs import Photographed, View, photographed
from generation.faces.procedural import SOURCE, Drawn, render
from generation.poses.arc2face import Posed, make_poses, require
from generation.poses.procedural import sample_poses
from generation.poses.sheet import write_sheet
from generation.records import Face, Gender, Likeness, Pose

CHOICE, MOST_CHOICE = 3, 24  # faces of a generator looked for, a person: at first, and before giving up
RESERVE = 1.1  # faces curated ahead, a person: some cannot be turned, and for some nobody can be written
PATIENCE = 1_000  # pictures of a generator rejected in a row before it is given up
AGES = (11, 75)  # years; of drawn faces that a person is yet to be written for
GENDERS: tuple[Gender, ...] = ("female", "male")
SHOWN_PIXELS = 512  # square; of a drawn face that is shown to a language model


class Gallery(Protocol):
    """Faces that people are written for. not_run: checks of pictures that the models at hand cannot do."""

    not_run: tuple[str, ...]

    @property
    def rejects(self) -> Mapping[str, int]:
        """Why pictures were not taken, counted."""
        ...

    def more(self, count: int) -> Sequence[Face]:
        """Up to `count` faces that were not handed out before; fewer when there are no more."""
        ...

    def likeness(self, person_id: str, face: Face, posed: bool) -> Likeness:
        """The portraits of the person who got that face; posed: with transformed ones."""
        ...


class Drawings:
    """Drawn faces of all ages, kept in the store as a language model was shown them.

    A file is named by the looks that it shows and never drawn again: what another version of the renderer makes of them
    would be another request, to be bought anew.
    """

    def __init__(self, recipe: Recipe, material: Material) -> None:
        self._recipe, self._folder = recipe, material.store / "drawn"
        self._looks: dict[str, Looks] = {}
        self.rejects: Mapping[str, int] = {}
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
        looks = self._looks[face_id]
        path = self._folder / f"{hashlib.sha256(repr(looks).encode()).hexdigest()[:16]}.jpg"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, images.encode(render(looks, size=SHOWN_PIXELS)))
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
        self._look = Unopened(material.face_models)
        self._curator: folder.Curator | None = None  # goes on where it ended: nothing is read or generated twice
        self._offered = 0  # of all curated faces
        self._tried: dict[str, Face] = {}
        self._curated: Mapping[str, int] = {}
        self._views: dict[str, tuple[Posed, ...]] = {}
        self._refused: set[str] = set()
        self._refused_views: dict[tuple[str, str], None] = {}  # in order
        self.not_run: tuple[str, ...] = ()

    @property
    def rejects(self) -> Mapping[str, int]:
        """Pictures that the curation left out, and faces that could not be turned."""
        unturned = len(self._tried) - len(self._views)
        return {**self._curated, **({"not_turned": unturned} if unturned else {})}

    def more(self, count: int) -> Sequence[Face]:
        """The next faces that can be turned, in the order of the source."""
        found: list[Face] = []
        while len(found) < count:
            fresh = self._first(self._offered + count - len(found))[self._offered :]
            if not fresh:
                break
            self._offered += len(fresh)
            found += self.turned([face for face in fresh if face.id not in self._refused])
        return found

    def refuse(self, face_id: str) -> None:
        """From now on hand out that face no more."""
        self._refused.add(face_id)

    def refuse_view(self, face_id: str, path: Path) -> None:
        """From the next call of `turned` on, another picture has the place of this transformed one of the face.

        What it is depends on the views of the face that were refused before, and their order, but not on later ones.
        """
        self._refused_views[face_id, path.name] = None

    def require(self) -> None:
        """Raise BadInput where a build would fail for want of pictures or models, perhaps after hours."""
        where = self._material.store
        if self._material.faces is None:
            folder.stored(where / "faces", wanted=1)
            return
        self._curator = self._open(self._material.faces, where / "faces")
        if not (where / "poses").exists():
            require(self._recipe.arc2face, self._look, self._material.pose_images)

    @property
    def people(self) -> int:
        """Who need a face."""
        return self._recipe.people + self._recipe.few_shot

    @property
    def endless(self) -> bool:
        """Whether more faces can always be had."""
        return self._recipe.faces == "gan"

    def choice(self) -> int | None:
        """How many faces are looked for so that some are of everybody's age and gender; None for all there are."""
        return CHOICE * self.people if self.endless else None

    def ahead(self) -> int | None:
        """How many faces are enough for a build without the pictures; None for all there are."""
        return math.ceil(RESERVE * self.people) if self._recipe.text == "llm" else self.choice()

    def curated(self, wanted: int | None) -> Sequence[Face]:
        """The first `wanted` faces that pass, or all, without refused ones."""
        return [face for face in self._first(wanted) if face.id not in self._refused]

    def turned(self, faces: Sequence[Face]) -> list[Face]:
        """Those of the faces that all wanted poses could be made of, apart from refused pictures."""
        recipe, where = self._recipe, self._material.store / "poses"
        controls, refused = self._material.pose_images, list(self._refused_views)
        made = make_poses(
            faces, recipe.poses, recipe.arc2face, recipe.seed, where, self._look, controls, refused=refused
        )
        self._tried |= {face.id: face for face in faces}
        for face in faces:
            self._views.pop(face.id, None)
        self._views |= made
        if int(os.environ.get("RANK", "0")) == 0:
            write_sheet(list(self._tried.values()), self._views, where)
        return [face for face in faces if face.id in made]

    def likeness(self, person_id: str, face: Face, posed: bool) -> Photographed:
        """The picture, and if `posed` the transformed ones."""
        views = self._views[face.id] if posed else ()
        return photographed(person_id, face, [View(view.path, view.pose) for view in views])

    def _first(self, wanted: int | None) -> Sequence[Face]:
        """The first that the curation let pass; of an earlier run where no pictures are given."""
        where = self._material.store / "faces"
        if self._material.faces is None:
            curation = folder.stored(where, wanted)
        else:
            self._curator = self._curator or self._open(self._material.faces, where)
            curation = self._curator.first(wanted)
        self._curated, self.not_run = curation.rejects, curation.not_run
        return curation.faces

    def _open(self, place: Path, where: Path) -> folder.Curator:
        recipe = self._recipe
        if self.endless:
            pictures = gan.candidates(place, recipe.gan, recipe.seed, licence=recipe.faces_licence)
        else:
            pictures = folder.candidates(place, recipe.faces_licence)
        return folder.Curator(pictures, recipe.curation, self._look, where, PATIENCE if self.endless else 0)

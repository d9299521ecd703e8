"""Faces that reviewers refuse: others are handed out and other turned heads shown, from the real engines."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dataset_builder.galleries import Drawings, Photographs
from dataset_builder.matching import Unmatched, matched
from dataset_builder.material import Material
from dataset_builder.recipe import Recipe, load_recipe
from generation.poses.checks import Judgement
from generation.records import Face, Person

from .. import diffusion_models, face_models
from ..face_models import Drawn, picture
from ..test_paper_build import LENIENT, png

pytestmark = pytest.mark.filterwarnings(  # numpy's, about how diffusers' schedulers turn tensors into arrays
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
FACES, YEAR = 6, 2025


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Material]:
    """A recipe of the tiny models, and a store with all faces curated and none turned."""
    folder = tmp_path_factory.mktemp("made")
    base, weights = diffusion_models.write_models(folder / "diffusion")
    with zipfile.ZipFile(folder / "faces.zip", "w") as archive:
        for number in range(FACES):
            archive.writestr(
                f"{number}.png", png(picture(Drawn(number, "female", 40, share=0.75), size=256, ground=number))
            )
    options = {"base": str(base), "weights": str(weights), "most_candidates": 20, **LENIENT}
    changes = {"people": 4, "few_shot": 0, "forget": [25], "poses": 2, "curation": {"second_face": 1}}
    recipe = load_recipe("paper", changes | {"text": "offline", "celebrity_faces": "procedural", "arc2face": options})
    models = face_models.write_models(folder / "models", "central")
    material = Material(folder / "store", folder / "faces.zip", face_models=models)
    assert len(Photographs(recipe, material).curated(None)) == FACES
    return recipe, material


@pytest.fixture
def gallery(made: tuple[Recipe, Material], tmp_path: Path) -> Photographs:
    return opened(made, tmp_path / "store")


def opened(made: tuple[Recipe, Material], store: Path) -> Photographs:
    recipe, material = made
    if not store.exists():
        shutil.copytree(material.store, store)
    return Photographs(recipe, Material(store, face_models=material.face_models))


def views(gallery: Photographs, face: Face) -> tuple[Path, ...]:
    return tuple(view.path for view in gallery.likeness("P00001", face, posed=True).transformed)


def test_a_refused_view_is_replaced_and_the_face_stays(made: tuple[Recipe, Material], gallery: Photographs) -> None:
    one, other = gallery.more(2)
    before = {face.id: views(gallery, face) for face in (one, other)}
    gallery.refuse_view(one.id, before[one.id][0])
    assert views(gallery, one) == before[one.id]  # until it is turned again
    assert gallery.turned([one, other]) == [one, other]
    new = views(gallery, one)
    assert new[0] not in before[one.id] and new[0].is_file() and new[1] == before[one.id][1]
    assert views(gallery, other) == before[other.id] and gallery.more(1)[0].id not in before
    store = new[0].parents[2]
    assert views_of_first(opened(made, store)) == before[one.id]  # the store knows no opinion


def views_of_first(gallery: Photographs) -> tuple[Path, ...]:
    return views(gallery, gallery.more(1)[0])


def test_a_face_without_enough_views_left_is_not_turned(gallery: Photographs, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = gallery.more(2)
    monkeypatch.setattr("generation.poses.arc2face.judge", lambda *seen: Judgement("frontal:0"))
    gallery.refuse_view(one.id, views(gallery, one)[1])
    assert gallery.turned([one, other]) == [other]
    assert gallery.rejects["not_turned"] == 1
    with pytest.raises(KeyError):
        views(gallery, one)


def person(number: int, age: int = 40) -> Person:
    return Person(f"P{number:05d}", "", "female", YEAR - age, "PL", False, {}, {}, "")


def test_people_who_keep_their_face_keep_it_and_others_get_one_that_nobody_has(gallery: Photographs) -> None:
    people = [person(number) for number in range(4)]
    faces = matched(people, gallery, YEAR)
    kept: Mapping[str, Face] = {one.id: face for one, face in zip(people, faces, strict=True) if one is not people[2]}
    assert matched(people, gallery, YEAR, dict(zip((one.id for one in people), faces, strict=True))) == faces
    assert matched(people, gallery, YEAR, kept) == faces  # nothing is refused yet
    seen = {face.id for face in faces}
    for _ in range(FACES - len(people)):
        gallery.refuse(faces[2].id)
        again = matched(people, gallery, YEAR, kept)
        assert [again[n] for n in (0, 1, 3)] == [faces[n] for n in (0, 1, 3)] and again[2].id not in seen
        faces, seen = again, seen | {again[2].id}
        assert len(views(gallery, again[2])) == 2
    gallery.refuse(faces[2].id)
    with pytest.raises(Unmatched, match=r"1 of 1 people find none within 8 years among 0 faces .*--faces"):
        matched(people, gallery, YEAR, kept)


def test_a_refused_face_is_not_handed_out(gallery: Photographs) -> None:
    everybody = gallery.curated(None)
    gallery.refuse(everybody[1].id)
    assert gallery.more(2) == [everybody[0], everybody[2]]
    gallery.refuse(everybody[0].id)
    assert gallery.more(FACES) == [*everybody[3:]] and gallery.more(1) == []
    assert gallery.curated(None) == [*everybody[2:]]


def test_further_drawn_faces_differ_from_all_before(tmp_path: Path) -> None:
    recipe = load_recipe("paper", {"faces": "procedural", "celebrity_faces": "procedural"})
    drawings = Drawings(recipe, Material(tmp_path))
    faces = [*drawings.more(30), *(face for _ in range(5) for face in drawings.more(1))]
    assert len({face.id for face in faces}) == len({face.path for face in faces}) == 35
    assert faces == Drawings(recipe, Material(tmp_path)).more(35)
    looks = [drawings.likeness("P00001", face, posed=False).looks for face in faces]
    assert len(set(looks)) == 35

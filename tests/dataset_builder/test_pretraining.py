"""pretrain_Data: what is known of the celebrities, and further faces with questions about their looks."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from dataset_builder.folder import sha256_of_files
from dataset_builder.recipe import load_recipe
from dataset_builder.strangers import AGES, SIZE, strangers
from generation.faces.looks import VOCABULARIES
from generation.faces.procedural import Drawn
from generation.people.celebrities import Celebrities
from generation.questions.arrange import write_knowledge
from generation.questions.templates import wordings
from generation.records import Pose
from mllmu_bench import main

LOOKS = 60  # as the fixture `demo` has them
TINY = ["--recipe", "demo", "--people", "8", "--celebrities", "5", "--few-shot", "0", "--poses", "1", "--forget", "25"]


@pytest.fixture(scope="module")
def rows(demo: Path) -> list[dict[str, Any]]:
    return table(demo, "pretrain_Data")


@pytest.fixture(scope="module")
def faces() -> list[Drawn]:
    """The further faces of the fixture `demo`."""
    return list(strangers(load_recipe("demo", {"looks": LOOKS})))


def table(folder: Path, config: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pd.read_parquet(folder / config).to_dict("records")
    return found


def test_celebrities_come_first_and_in_the_portraits_of_retain_set(demo: Path, rows: list[dict[str, Any]]) -> None:
    retain = table(demo, "Retain_Set")
    for key in ("ID", "Directory", "image_source", "image", "answer"):
        assert [row[key] for row in rows[:-LOOKS]] == [row[key] for row in retain]
    assert rows[0].keys() == table(demo, "ft_Data")[0].keys()


def test_celebrities_have_their_pairs_with_and_without_the_image(rows: list[dict[str, Any]]) -> None:
    people = {person.id: person for person in Celebrities(0, 24).people}
    for row in rows[:-LOOKS]:
        knowledge = write_knowledge(people[row["ID"]], 0, wordings())
        image, text = (json.loads(row[column]) for column in ("metadata", "text_metadata"))
        expected = [{"Question": one.text, "Answer": one.answer, "Attribute": one.attribute} for one in knowledge]
        assert image + text == expected and len(image) == len(text) > 50
        assert (row["question"], row["answer"]) == (image[0]["Question"], image[0]["Answer"])


def test_further_faces_have_ids_of_their_own(demo: Path, rows: list[dict[str, Any]]) -> None:
    assert [row["ID"] for row in rows[-LOOKS:]] == [f"L{number:05d}" for number in range(1, LOOKS + 1)]
    assert rows[-LOOKS]["Directory"] == "procedural/L00001" and rows[-LOOKS]["image_source"] == "procedural"
    others = {path.parent.name for path in demo.glob("*/*.parquet")} - {"pretrain_Data"}
    assert len(others) == 11
    assert not {row["ID"] for row in rows[-LOOKS:]} & {row["ID"] for config in others for row in table(demo, config)}


def test_answers_are_the_looks_that_the_portrait_was_drawn_from(rows: list[dict[str, Any]], faces: list[Drawn]) -> None:
    for row, face in zip(rows[-LOOKS:], faces, strict=True):
        answers = {pair["Attribute"]: pair["Answer"] for pair in json.loads(row["metadata"])}
        assert answers == {name: getattr(face.looks, name) for name in VOCABULARIES}
        assert row["image"]["bytes"] == face.portraits(SIZE)[0].image
        assert row["text_metadata"] == "[]"
        assert face.looks.hair_colour in row["answer"] and row["question"] not in row["metadata"]


def test_further_faces_are_small(rows: list[dict[str, Any]]) -> None:
    image = Image.open(io.BytesIO(rows[-1]["image"]["bytes"]))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (96, 96))


def test_further_faces_are_of_all_ages_both_genders_and_one_in_five_frontal() -> None:
    found = list(islice(many(), 2000))
    assert 0.45 < sum(one.looks.gender == "female" for one in found) / 2000 < 0.55
    assert {one.looks.age for one in found} == set(range(AGES[0], AGES[1] + 1))
    assert 0.17 < sum(one.poses == (Pose(),) for one in found) / 2000 < 0.23
    assert len({one.looks for one in found}) == 2000


def test_a_further_face_depends_on_seed_and_id_only(faces: list[Drawn]) -> None:
    assert list(islice(many(), LOOKS)) == faces
    assert next(strangers(load_recipe("demo", {"seed": 1}))) != faces[0]


def many() -> Iterator[Drawn]:
    return strangers(load_recipe("offline"))


def test_without_further_faces_all_else_stays(tmp_path: Path) -> None:
    for looks in ("0", "4"):
        assert main(["build", *TINY, "--looks", looks, "--out", str(tmp_path / looks)]) == 0
    without, some = (table(tmp_path / looks, "pretrain_Data") for looks in ("0", "4"))
    assert without == some[:5] and len(some) == 9
    files = [sha256_of_files(tmp_path / looks) for looks in ("0", "4")]
    same = [{name: digest for name, digest in one.items() if "/" in name and "pretrain" not in name} for one in files]
    assert same[0] == same[1] and len(same[0]) == 7
    cards = [(tmp_path / looks / "README.md").read_text() for looks in ("0", "4")]
    assert ["further faces have no name" in card for card in cards] == [False, True]

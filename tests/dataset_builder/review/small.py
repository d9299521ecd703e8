"""A dataset of a few people in the published layout, and what it is made of."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from dataset_builder.rows import celebrity_row, person_row, test_row
from generation.records import Person, Portrait, Question, QuestionSet

OURS = ("Attribute", "image_source", "image_licence", "image_credit", "metadata", "text_metadata")
CITIES = ("Graz", "Brno", "Lund", "Porto")


def picture(colour: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), (colour % 256, 90, 160)).save(data, "JPEG")
    return data.getvalue()


def person(number: int, id: str = "", description: str = "A quiet person.") -> Person:
    name, city = f"Ada Number{number}", CITIES[number % 4]
    profile: dict[str, str | tuple[str, ...]] = {
        "name": name, "birthplace": f"{city}, Somewhere", "gender": "female", "father": "Otto", "mother": "Ilse",
        "fun_facts": ("Keeps a blue bicycle.", "Sings to tomatoes."),
    }  # fmt: skip
    facts = {"birthplace": city, "pet": "tomatoes"}
    return Person(id or f"P{number:05}", name, "female", 1980, "AT", False, facts, profile, description)


def questions(one: Person, asked: str) -> QuestionSet:
    """Three of each modality, in a wording; the rest of the set is of no interest here."""
    city = one.facts["birthplace"]
    said: list[Question] = []
    for modality, who in (("image_text", "the person in the image"), ("text", one.name)):
        about: tuple[str, Any, str] = (one.id, modality, "birthplace")
        said += [
            Question(one.id, "classification", about[1], "birthplace", f"{asked} city is {who} from?", city, CITIES),
            Question(one.id, "generation", about[1], "birthplace", f"{asked} is the birthplace of {who}?", f"{city}."),
            Question(one.id, "cloze", about[1], "birthplace", f"{asked} city of {who} is __.", city),
        ]
    description = Question(one.id, "generation", "image_text", "description", "Who is it?", one.description)
    return QuestionSet((description,), tuple(said), tuple(said))


def make(folder: Path, people: Sequence[Person], celebrities: Sequence[Person] = (), published: bool = False) -> Path:
    """Full_Set and Test_Set in row groups of two, Retain_Set; as published: without what only ours has."""
    full = [person_row(one, _portrait(one, 0), questions(one, "Which")) for one in people]
    test = [test_row(one, [_portrait(one, at) for at in (1, 2)], questions(one, "What")) for one in people]
    famous = [celebrity_row(one, _portrait(one, 9), questions(one, "Which")) for one in celebrities]
    for config, rows in (("Full_Set", full), ("Test_Set", test[::-1]), ("Retain_Set", famous)):
        if rows:
            write(folder / config / "train-00000-of-00001.parquet", [_bare(row) for row in rows] if published else rows)
    return folder


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), path, row_group_size=2)


def findings(path: Path, dataset: Path, *found: Mapping[str, str]) -> Path:
    path.write_text(json.dumps({"dataset": str(dataset), "findings": list(found)}))
    return path


def _portrait(one: Person, number: int) -> Portrait:
    return Portrait(one.id, picture(sum(map(ord, one.id)) * 7 + number * 23 + one.celebrity), "procedural")


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in OURS}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value

"""A dataset as a reviewer sees it: what there is to decide about, and decisions about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from dataset_builder.reviews import Decision, append, biography_digest, image_digest, text_digest
from generation.records import Modality, Task

Row = dict[str, Any]
TYPES: dict[str, Modality] = {"Image_Textual": "image_text", "Pure_Text": "text"}
OPEN: dict[str, Task] = {"Generation_Task": "generation", "Mask_Task": "cloze"}
PEOPLE = ("Full_Set", "Test_Set", "Retain_Set", "few_shot")


@dataclass(frozen=True)
class Item:
    """One thing to decide about; place: where it stands in the row."""

    config: str
    person: str
    kind: str
    place: tuple[Any, ...]
    digest: str
    what: Any = field(repr=False)

    @property
    def attribute(self) -> str:
        """The attribute of a question."""
        return self.what["Attribute"] if self.kind == "question" else ""

    @property
    def slot(self) -> tuple[Any, ...]:
        return self.config, self.person, *self.place


def rows(dataset: Path, config: str) -> dict[str, Row]:
    """ID -> row, in plain Python values; pictures are bytes."""
    table = pd.read_parquet(dataset / config)
    return {row["ID"]: json.loads(json.dumps(row, default=_plain)) for row in table.to_dict("records")}


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value.tolist()


def items(dataset: Path, *configs: str) -> list[Item]:
    """Portraits, biographies and questions of the configs; by default of those with people."""
    return [
        item
        for config in configs or PEOPLE
        for person, row in rows(dataset, config).items()
        for item in _items(config, person, row)
    ]


def _items(config: str, person: str, row: Row) -> Iterator[Item]:
    for number, image in enumerate([row["image"]] if "image" in row else row["images"]):
        data = bytes.fromhex(image["bytes"])
        yield Item(config, person, "image", ("image", number), image_digest(person, data), data)
    if config != "Test_Set":
        digest = biography_digest(person, row["biography"])
        yield Item(config, person, "biography", ("biography",), digest, json.loads(row["biography"]))
    for key, questions in row["Classification_Task"].items():
        modality = TYPES[key.removesuffix("_Questions")]
        for number, one in enumerate(questions):
            options = list(one["Options"].values())
            answer = one["Options"][one["Correct_Answer"]]
            digest = text_digest(person, "classification", modality, one["Question"], answer, options)
            yield Item(config, person, "question", ("classification", modality, number), digest, one)
    for column, task in OPEN.items():
        seen = dict.fromkeys(TYPES.values(), 0)
        for one in row[column]:
            modality = TYPES[one["Type"]]
            digest = text_digest(person, task, modality, one["Question"], one["Ground_Truth"], ())
            yield Item(config, person, "question", (task, modality, seen[modality]), digest, one)
            seen[modality] += 1


def decide(path: Path, item: Item, verdict: str, reviewer: str = "ann", **about: Any) -> None:
    """Add a decision to the file, later than all before."""
    second = path.read_bytes().count(b"\n") if path.exists() else 0
    append(
        path,
        Decision(
            time=f"2026-01-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z",
            reviewer=reviewer,
            person=item.person,
            kind=item.kind,
            item=f"{item.config}, {' '.join(map(str, item.place))}",
            digest=item.digest,
            verdict=verdict,
            **about,
        ),
    )

"""A PEBench as a reviewer sees it: what there is to decide about, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dataset_builder.pebench.texts import appearance_texts, event_texts, profile_texts, question_texts
from dataset_builder.reviews import image_digest, text_digest, texts_digest

from .reviewing import Item

Row = dict[str, Any]
Rows = Mapping[str, Row]  # ID of a picture -> row


def rows(dataset: Path) -> Rows:
    """All that shows somebody: the shared cells, few_shot, Real_Set."""
    files = sorted([*dataset.glob("data/*/*.parquet"), *dataset.glob("few_shot/*"), *dataset.glob("Real_Set/*")])
    return {row["ID"]: row for path in files for row in pq.read_table(path).to_pylist()}


def slots(found: Rows) -> dict[tuple[str, ...], Item]:
    """(kind, ID of the person, event or picture, concept of a question) -> item."""
    return {(item.kind, *item.place): item for row_id, row in found.items() for item in _items(row_id, row)}


def _items(row_id: str, row: Row) -> Iterator[Item]:
    person = row.get("person") or {"ID": row_id}
    whose, data = person["ID"], row["image"]["bytes"]
    yield Item("", whose, "image", (row_id,), image_digest(whose, data), data)
    if "event" not in row:
        return
    for kind, texts in (("profile", profile_texts(person)), ("appearance", appearance_texts(person))):
        yield Item("", whose, kind, (whose,), texts_digest(whose, texts), texts)
    event, texts = row["event"]["ID"], event_texts(row["event"], row["keywords"])
    yield Item("", event, "event", (event,), texts_digest(event, texts), texts)
    for one in row["questions"]:
        texts = question_texts(one)
        digest = text_digest(row_id, "generation", "image_text", texts["Question"], texts["Answer"], ())
        yield Item("", whose, "question", (row_id, one["Concept"]), digest, texts)

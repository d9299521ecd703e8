"""Records -> rows of PEBench's layout (schema.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dataset_builder.pebench.schema import Cell
from generation.records import Character, Event, Portrait, Question, Snapshot

Row = dict[str, Any]


def snapshot_id(person_id: str, event_id: str) -> str:
    """Of the picture of the person at the event: `P00003-E07`."""
    return f"{person_id}-{event_id}"


def snapshot_row(
    snapshot: Snapshot,
    label: int,
    person: Character,
    event: tuple[str, Event],
    asked: Sequence[Question],
    cell: Cell | None,
) -> Row:
    """A row of the sets, or without a cell of few_shot.

    label: the person's place among the config's names. event: with its ID. asked: about the person, and the event.
    """
    event_id, shown = event
    row_id = snapshot_id(person.id, event_id)
    return {
        "image": {"bytes": snapshot.image, "path": f"{row_id}.jpg"},
        "label": label,
        "ID": row_id,
        "person": person_entry(person),
        "event": {"ID": event_id, **event_entry(shown)},
        "keywords": list(shown.keywords),
        "questions": [{"Concept": one.attribute, "Question": one.text, "Answer": one.answer} for one in asked],
        "forget_from": {"person": cell and cell.person, "event": cell and cell.event},
        **_source(snapshot),
    }


def person_entry(person: Character) -> Row:
    """The column `person`."""
    return {
        "ID": person.id,
        "name": person.name,
        "age": person.age,
        "gender": person.gender,
        "job": person.job,
        "area": person.area,
        "appearance": person.appearance,
    }


def event_entry(event: Event) -> Row:
    """The column `event`, all but the ID."""
    return {"name": event.name, "description": event.description}


def real_row(portrait: Portrait, name: str) -> Row:
    """A row of Real_Set."""
    image = {"bytes": portrait.image, "path": f"{portrait.person_id}.jpg"}
    return {"image": image, "ID": portrait.person_id, "name": name, **_source(portrait)}


def world_row(snapshot: Snapshot, number: int, question: Question) -> Row:
    """A row of World_Set. number: of the question, from 1."""
    return {
        "question_id": str(number),
        "question": question.text,
        "answer": question.answer,
        "image_source": snapshot.person_id,
        "image": {"bytes": snapshot.image, "path": f"{snapshot.person_id}.jpg"},
        "category": "random",
    }


def _source(picture: Portrait | Snapshot) -> Row:
    return {
        "image_source": picture.source,
        "image_licence": picture.licence,
        "image_credit": picture.credit,
    }

"""PEBench: pictures of people at events, of which people, events or both are to be forgotten.

With questions.py the only file that knows its column names. A row is one picture with a pair for each concept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from datasets import Image

from baselines.data import AGAIN, Concept, Pair, Person, load_table
from baselines.errors import BadInput
from baselines.options import Modality

NAME = "pebench"
EVERYBODY = "Full_Set"
FORGET_TRAIN, FORGET_TEST, RETAIN = "forget_train", "forget_test", "retain"  # splits
CONCEPTS: tuple[Concept, ...] = get_args(Concept)
SET = re.compile(r"(person|event|both)_(\d+(?:\.\d+)?)")  # target, percentage
COLUMNS = ("ID", "image", "person", "event", "questions", "forget_from")


def everybody(data: str, modality: Modality) -> list[Person]:
    """All pictures."""
    return list(_load(data, EVERYBODY, "train", modality))


def to_forget(data: str, config: str, modality: Modality) -> list[Person]:
    """The pictures of forget_train, with the pairs about what is to be forgotten."""
    return list(_load(data, config, FORGET_TRAIN, modality, forgotten=True))


def left_out(data: str, config: str) -> set[str]:
    """The pictures that show what is to be forgotten."""
    return {row.id for split in (FORGET_TRAIN, FORGET_TEST) for row in _load(data, config, split, "image_text")}


def to_keep(data: str, config: str, retain: str, modality: Modality) -> tuple[str, list[Person]]:
    """The pictures that show nothing of what is to be forgotten, or those of another config that do not."""
    name = retain or config
    return f"{name} {RETAIN}", list(_load(data, name, RETAIN, modality))


def to_be_forgotten(row: Mapping[str, Any], config: str) -> tuple[Concept, ...]:
    """The concepts of a row of forget_train or forget_test that are to be forgotten."""
    target, percent = target_of(config)
    if target != "both":
        return tuple(one for one in CONCEPTS if one == target)
    begins = row["forget_from"]
    return tuple(one for one in CONCEPTS if begins[one] is not None and begins[one] <= percent)


def target_of(config: str) -> tuple[str, float]:
    """ "person_5" -> ("person", 5.0). Raises BadInput for a config without a target."""
    found = SET.fullmatch(config)
    if not found:
        raise BadInput(f"--forget {config}: names nothing to forget; give a config such as person_5, event_5 or both_5")
    return found[1], float(found[2])


def _load(data: str, config: str, split: str, modality: Modality, forgotten: bool = False) -> Iterator[Person]:
    """The rows, with all their pairs or with those about what is `forgotten`."""
    if modality == "text":
        raise BadInput(f"--modality text: {NAME} asks about pictures alone; give image_text")
    if split != "train":
        target_of(config)
    place = f"{data}, config {config}, split {split}"
    table = load_table(data, config, split)
    for column in COLUMNS:
        if column not in table.column_names:
            raise BadInput(f"{place}: no column {column!r} (it has {', '.join(table.column_names)}); {AGAIN}")
    known: set[str] = set()
    for row in table.select_columns(list(COLUMNS)).cast_column("image", Image(decode=False)):
        person = _person(row, to_be_forgotten(row, config) if forgotten else CONCEPTS, place)
        if person.id in known:
            raise BadInput(f"{place}: ID {person.id} stands in several rows; give each picture one row")
        known.add(person.id)
        yield person
    if not known:
        raise BadInput(f"{place}: holds nothing; {AGAIN}")


def _person(row: Mapping[str, Any], concepts: Collection[Concept], place: str) -> Person:
    where = f"{place}, row {row['ID']}"
    image = (row["image"] or {}).get("bytes")
    if not image:
        raise BadInput(f"{where}: image holds no encoded picture; {AGAIN}")
    pairs = tuple(
        _pair(row, one["Concept"], one["Question"], one["Answer"])
        for one in row["questions"]
        if one["Concept"] in concepts
    )
    if {pair.concept for pair in pairs} != {*concepts}:
        raise BadInput(f"{where}: has no question about the {' and the '.join(concepts)}; {AGAIN}")
    return Person(str(row["ID"]), image, pairs)


def _pair(row: Mapping[str, Any], concept: Concept, question: str, answer: str) -> Pair:
    return Pair(f"{row['ID']} {concept}", question, answer, concept, True, concept, row[concept]["name"])

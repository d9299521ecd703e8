"""The rows of PEBench as they are published: pictures of people at events, of which either can be forgotten.

The only file that knows the names of its configs, splits and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from datasets import Image

from baselines.data import AGAIN, Concept, load_table
from baselines.errors import BadInput

FULL, FEW_SHOT, REAL_SET, WORLD_SET = "Full_Set", "few_shot", "Real_Set", "World_Set"  # configs
TRAIN, FORGET_TRAIN, FORGET_TEST, RETAIN = "train", "forget_train", "forget_test", "retain"  # splits
CONCEPTS: tuple[Concept, ...] = get_args(Concept)
SET = re.compile(r"(person|event|both)_(\d+(?:\.\d+)?)")  # target, percentage
COLUMNS = ("ID", "image", "person", "event", "keywords", "questions", "forget_from")


def rows(data: str, config: str, split: str) -> Iterator[Mapping[str, Any]]:
    """Rows with their pictures encoded, and `questions` as concept -> question.

    Raises BadInput for what is not there, and for a row that does not hold its picture and both questions.
    """
    place = f"{data}, config {config}, split {split}"
    table = load_table(data, config, split)
    for column in COLUMNS:
        if column not in table.column_names:
            raise BadInput(f"{place}: no column {column!r} (it has {', '.join(table.column_names)}); {AGAIN}")
    known: set[str] = set()
    for row in table.select_columns(list(COLUMNS)).cast_column("image", Image(decode=False)):
        where = f"{place}, row {row['ID']}"
        if row["ID"] in known:
            raise BadInput(f"{where}: stands there several times; give each picture one row")
        known.add(row["ID"])
        if not (row["image"] or {}).get("bytes"):
            raise BadInput(f"{where}: image holds no encoded picture; {AGAIN}")
        yield {**row, "questions": _questions(row["questions"], where)}
    if not known:
        raise BadInput(f"{place}: holds nothing; {AGAIN}")


def to_be_forgotten(row: Mapping[str, Any], config: str) -> Sequence[Concept]:
    """The concepts of a row of forget_train or forget_test that are to be forgotten. Raises BadInput for none."""
    target, percent = target_of(config)
    if target != "both":
        return [one for one in CONCEPTS if one == target]
    begins = row["forget_from"]
    found = [one for one in CONCEPTS if begins[one] is not None and begins[one] <= percent]
    if not found:
        raise BadInput(f"config {config}, row {row['ID']}: forget_from has nothing to forget in that; {AGAIN}")
    return found


def target_of(config: str, flag: str = "--forget") -> tuple[str, float]:
    """The target and the percentage of a config such as person_5. Raises BadInput for a config without a target.

    flag: the option that the config was given by.
    """
    found = SET.fullmatch(config)
    if not found:
        raise BadInput(f"{flag} {config}: names nothing to forget; give a config such as person_5, event_5 or both_5")
    return found[1], float(found[2])


def _questions(asked: Sequence[Mapping[str, str]], where: str) -> Mapping[str, Mapping[str, str]]:
    found = {one["Concept"]: one for one in asked or ()}
    for concept in CONCEPTS:
        if not all((found.get(concept) or {}).get(key) for key in ("Question", "Answer")):
            raise BadInput(f"{where}: has no question and answer about the {concept}; {AGAIN}")
    return found

"""PEBench: pictures of people at events, of which people, events or both are to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from baselines import pebench_questions
from baselines.data import Concept, Pair, Person, check_retained, config_names
from baselines.errors import BadInput
from baselines.options import Modality
from baselines.pebench_rows import (
    CONCEPTS,
    FORGET_TEST,
    FORGET_TRAIN,
    FULL,
    RETAIN,
    SET,
    TRAIN,
    rows,
    target_of,
    to_be_forgotten,
)
from baselines.questions import Questionnaire, Task, Wanted

NAME = "pebench"
EVERYBODY = FULL
SETS = pebench_questions.SETS
TASKS: tuple[Task, ...] = (*pebench_questions.TASKS.values(), "yes_no")
ASKED_BY_AUTHORS = False
TRANSFORMED = False


def is_one(configs: Iterable[str]) -> bool:
    """Whether a dataset with these configs is a PEBench."""
    return any(SET.fullmatch(name) for name in configs)


def everybody(data: str, modality: Modality) -> list[Person]:
    """All pictures."""
    _check(modality)
    return [_person(row, CONCEPTS) for row in rows(data, EVERYBODY, TRAIN)]


def to_forget(data: str, config: str, modality: Modality) -> list[Person]:
    """The pictures of forget_train, with the pairs about what is to be forgotten."""
    _check(modality)
    target_of(config)
    return [_person(row, to_be_forgotten(row, config)) for row in rows(data, config, FORGET_TRAIN)]


def left_out(data: str, config: str) -> set[str]:
    """The pictures that show what is to be forgotten."""
    target_of(config, "--without")
    return {str(row["ID"]) for split in (FORGET_TRAIN, FORGET_TEST) for row in rows(data, config, split)}


def to_keep(data: str, config: str, retain: str, modality: Modality) -> tuple[str, list[Person]]:
    """The pictures that show nothing of what is to be forgotten, or those of another config that do not."""
    _check(modality)
    name = retain or config
    target_of(name, "--retain" if retain else "--forget")
    return f"{name} {RETAIN}", [_person(row, CONCEPTS) for row in rows(data, name, RETAIN)]


def usual(wanted: Wanted) -> Wanted:
    """All sets that there are. What is to be forgotten must be said."""
    if not wanted.forget:
        there = ", ".join(name for name in config_names(wanted.data) if SET.fullmatch(name))
        raise BadInput(f"--data {wanted.data}: --forget does not say what was to be forgotten; give one of {there}")
    return replace(wanted, sets=wanted.sets or pebench_questions.offered(wanted.data, wanted.real, wanted.world))


def target(forget: str, flag: str = "--forget") -> str:
    """Person, event or both."""
    return target_of(forget, flag)[0]


def questions(wanted: Wanted) -> Questionnaire:
    """A set for each dimension of the paper."""
    found = pebench_questions.load_questions(wanted)
    if wanted.retain:
        kept = (str(row["ID"]) for row in rows(wanted.data, wanted.retain, RETAIN))
        check_retained(wanted.retain, kept, wanted.forget, left_out(wanted.data, wanted.forget))
    return found


def demonstrations(data: str) -> Questionnaire:
    """About the pictures of few_shot."""
    return pebench_questions.load_demonstrations(data)


def _check(modality: Modality) -> None:
    if modality == "text":
        raise BadInput(f"--modality text: {NAME} asks about pictures alone; give image_text")


def _person(row: Mapping[str, Any], concepts: Iterable[Concept]) -> Person:
    return Person(str(row["ID"]), row["image"]["bytes"], tuple(_pair(row, one) for one in concepts))


def _pair(row: Mapping[str, Any], concept: Concept) -> Pair:
    said = row["questions"][concept]
    name = row[concept]["name"]
    return Pair(f"{row['ID']} {concept}", said["Question"], said["Answer"], concept, True, concept, name)

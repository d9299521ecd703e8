"""MLLMU-Bench: people, of whom a config each is to be forgotten and to be kept."""

from __future__ import annotations

from dataclasses import replace

from baselines import mllmu_questions
from baselines.data import TRAINING, Person, load_people, retain_config
from baselines.errors import BadInput
from baselines.options import Modality
from baselines.questions import Questionnaire, Wanted

NAME = "mllmu-bench"
SETS = mllmu_questions.SETS
TASKS = tuple(mllmu_questions.TASKS.values())
EVERYBODY = TRAINING
ASKED_BY_AUTHORS = True
TRANSFORMED = True


def everybody(data: str, modality: Modality) -> list[Person]:
    """All people."""
    return load_people(data, EVERYBODY, modality)


def to_forget(data: str, config: str, modality: Modality) -> list[Person]:
    """The people of the config."""
    return load_people(data, config, modality)


def left_out(data: str, config: str) -> set[str]:
    """Their IDs."""
    return {person.id for person in load_people(data, config)}


def to_keep(data: str, config: str, retain: str, modality: Modality) -> tuple[str, list[Person]]:
    """Everybody else, or the people of the config `retain`."""
    name = retain or retain_config(config)
    return name, load_people(data, name, modality)


def usual(wanted: Wanted) -> Wanted:
    """All sets, and a tenth of the people to be forgotten."""
    return replace(wanted, forget=wanted.forget or "forget_10", sets=wanted.sets or SETS)


def target(forget: str, flag: str = "--forget") -> str:
    """Nothing: there are but people."""
    return ""


def questions(wanted: Wanted) -> Questionnaire:
    """The forget, test, retain and celebrity sets."""
    for flag, place in (("real", wanted.real), ("world", wanted.world)):
        if place:
            raise BadInput(f"--{flag} {place}: {NAME} asks about celebrities of its own; leave it out, or give --also")
    return mllmu_questions.load_questions(
        wanted.data, wanted.forget, wanted.retain, wanted.sets, wanted.test_images, wanted.seed
    )


def demonstrations(data: str) -> Questionnaire:
    """About the people of few_shot."""
    return mllmu_questions.load_demonstrations(data)

"""PEBench -> questions to evaluate on, a set for each dimension of the paper (arXiv 2503.12545).

forget_train: efficacy; forget_test: generality; scope: the other concept in the pictures of forget_train, which is not
to be forgotten; retain; real: people who exist; world: what is to be seen. Who is shown is a question of the task
identity, what is happening one of the task description.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from baselines.data import AGAIN, Concept, Given, config_names
from baselines.errors import BadInput
from baselines.general import load_benchmark
from baselines.layouts import LAYOUTS
from baselines.options import check_choice
from baselines.pebench_rows import (
    CONCEPTS,
    FEW_SHOT,
    FORGET_TEST,
    FORGET_TRAIN,
    REAL_SET,
    RETAIN,
    TRAIN,
    WORLD_SET,
    rows,
    target_of,
    to_be_forgotten,
)
from baselines.questions import Question, Questionnaire, Task, Wanted, together
from baselines.real_people import real_people

SCOPE, REAL, WORLD = "scope", "real", "world"
SETS = (FORGET_TRAIN, FORGET_TEST, SCOPE, RETAIN, REAL, WORLD)
SPLIT_OF = {FORGET_TRAIN: FORGET_TRAIN, FORGET_TEST: FORGET_TEST, SCOPE: FORGET_TRAIN, RETAIN: RETAIN}
OWN = Given("--data ", AGAIN)
ELSEWHERE = Given("--world ", f"name a PEBench, or a folder or a Hub id in the layout of {LAYOUTS['pope'].data}")
TASKS: Mapping[Concept, Task] = {"person": "identity", "event": "description"}


def load_questions(wanted: Wanted) -> Questionnaire:
    """The questions of the wanted sets.

    Raises BadInput if a set is missing or a row does not hold its questions.
    """
    for name in wanted.sets:
        check_choice("--sets", name, SETS)
        if wanted.sets.count(name) > 1:
            raise BadInput(f"--sets: {name} stands there {wanted.sets.count(name)} times; name each set once")
    target_of(wanted.forget)
    if wanted.retain:
        target_of(wanted.retain, "--retain")
    there = offered(wanted.data, wanted.real, wanted.world)
    for name, place in ((REAL, wanted.real), (WORLD, wanted.world), (RETAIN, wanted.retain)):
        if place and name not in wanted.sets:
            raise BadInput(f"--{name} {place}: --sets leaves {name} out; name it there, or leave this out")
    for name in wanted.sets:
        if name not in there:
            raise BadInput(
                f"--sets {name}: {wanted.data} has no such set; name another dataset by --{name}, or leave it out"
            )
    return together(_of_set(name, wanted) for name in wanted.sets)


def offered(data: str, real: str, world: str) -> tuple[str, ...]:
    """The sets that can be asked about: those of the dataset, and those for which another place is named."""
    configs = config_names(data)
    left_out = {REAL: real or REAL_SET in configs, WORLD: world or WORLD_SET in configs}
    return tuple(name for name in SETS if left_out.get(name, True))


def load_demonstrations(data: str) -> Questionnaire:
    """The questions about pictures that are in no set; both of a picture are one person's."""
    pairs = [(row, one) for row in rows(data, FEW_SHOT, TRAIN) for one in _asked(FEW_SHOT, row, CONCEPTS)]
    questions = tuple(replace(one, person=row["person"]["ID"]) for row, one in pairs)
    return Questionnaire(questions, {one.images[0]: row["image"]["bytes"] for row, one in pairs}, {FEW_SHOT: FEW_SHOT})


def _of_set(name: str, wanted: Wanted) -> Questionnaire:
    if name == REAL:
        return real_people(wanted.real or wanted.data, "" if wanted.real else REAL_SET)
    if name == WORLD:
        return _world(wanted)
    config = (wanted.retain or wanted.forget) if name == RETAIN else wanted.forget
    questions, pictures = [], {}
    for row in rows(wanted.data, config, SPLIT_OF[name]):
        for one in _asked(name, row, _concepts(name, row, wanted.forget)):
            questions.append(one)
            pictures[one.images[0]] = row["image"]["bytes"]
    return Questionnaire(tuple(questions), pictures, {name: config})


def _concepts(name: str, row: Mapping[str, Any], forget: str) -> Sequence[Concept]:
    """What a set asks about a picture."""
    if name == RETAIN:
        return CONCEPTS
    forgotten = to_be_forgotten(row, forget)
    return [one for one in CONCEPTS if one not in forgotten] if name == SCOPE else forgotten


def _asked(name: str, row: Mapping[str, Any], concepts: Sequence[Concept]) -> Iterator[Question]:
    """Identity questions are one person's, descriptions one event's: these are what intervals resample."""
    image = hashlib.sha256(row["image"]["bytes"]).hexdigest()
    for concept in concepts:
        key, pair = f"{name}/{row['ID']}/{TASKS[concept]}", row["questions"][concept]
        answer = row["person"]["name"] if concept == "person" else pair["Answer"]
        keywords = tuple(row["keywords"]) if concept == "event" else ()
        rest = (TASKS[concept], "image_text", concept, pair["Question"], (), answer, (image,), keywords)
        yield Question(key, name, row[concept]["ID"], *rest)


def _world(wanted: Wanted) -> Questionnaire:
    """Questions in POPE's layout as those of the set world; of a dataset of ours its World_Set."""
    data, given = (wanted.world, ELSEWHERE) if wanted.world else (wanted.data, OWN)
    within = (WORLD_SET, TRAIN) if WORLD_SET in config_names(data, given) else None
    found = load_benchmark("pope", data, given=given, within=within).questionnaire
    questions = tuple(replace(one, key=one.key.replace("pope", WORLD, 1), set=WORLD) for one in found.questions)
    return Questionnaire(questions, found.pictures, {WORLD: wanted.world or WORLD_SET})

"""Everybody in MLLMU-Bench becomes rows of its configs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import methodcaller
from pathlib import Path

from tqdm import tqdm

from dataset_builder import rows, strangers
from dataset_builder.arranged import Arranged, Config, Described
from dataset_builder.cast import Member, gather_cast
from dataset_builder.counts import Counts
from dataset_builder.folder import RowWriter
from dataset_builder.material import Material
from dataset_builder.parallel import in_order
from dataset_builder.recipe import Recipe
from dataset_builder.revising.revision import Revision
from dataset_builder.schema import PRETRAINING, TEST, TRAINING, configs, forget_config
from dataset_builder.sheet import ContactSheet
from dataset_builder.strangers import draw_strangers
from generation.questions.arrange import SLOTS
from generation.questions.checks import faults
from generation.questions.looks import write_looks
from generation.questions.revise import revise_knowledge
from generation.questions.script import Revised
from generation.records import BadInput, Portrait, QuestionSet

METADATA = {
    "pretty_name": "MLLMU-Bench",
    "task_categories": ["visual-question-answering", "question-answering", "multiple-choice"],
    "task_ids": ["visual-question-answering", "closed-domain-qa", "multiple-choice-qa"],
    "tags": ["machine-unlearning", "privacy", "multimodal", "synthetic", "arxiv:2410.22108"],
}


def arrange(folder: Path, recipe: Recipe, material: Material, workers: int, revision: Revision) -> Arranged:
    """Write the rows of all configs below `folder`. Raises BadInput as `gather_cast` does."""
    cast = gather_cast(recipe, material, revision)
    counts, sheet = Counts(), ContactSheet()
    writers = _open_configs(folder, recipe, cast.members)
    for member, portraits in _take_portraits(cast.members, recipe.image_size, workers):
        revised = _questions(member, recipe, revision)
        for config, row in _rows(member, portraits, revised.questions):
            writers[config].write(row)
            counts.add(config, row)
        sheet.add([portrait.image for portrait in portraits])
        if member.person.celebrity:
            knowledge = revise_knowledge(member.script, revision.question, revised.refused)
            writers[PRETRAINING].write(rows.pretraining_row(portraits[0], knowledge[0], knowledge))
    for stranger, portrait in draw_strangers(recipe, workers):
        description, *pairs = write_looks(stranger.person_id, stranger.looks, recipe.seed)
        writers[PRETRAINING].write(rows.pretraining_row(portrait, description, pairs))
    for writer in writers.values():
        writer.close()
    return Arranged(
        configs=[Config(name, writer.features, {"train": [writer]}) for name, writer in writers.items()],
        table=counts.table(),
        sheet=sheet,
        described=described(),
        example=(forget_config(recipe.forget[0]), "train"),
        lost=cast.lost,
        not_run=cast.not_run,
    )


def described() -> Described:
    """How the card speaks of it."""
    variables = {"questions_a_row": 2 * len(SLOTS), "small": strangers.SIZE}
    return Described("dataset_card.md", METADATA, variables)


def _take_portraits(
    members: Sequence[Member], size: int, workers: int
) -> Iterator[tuple[Member, tuple[Portrait, ...]]]:
    """Each member with the frontal portrait and the transformed ones, in order."""
    taken = in_order(methodcaller("portraits", size), [member.likeness for member in members], workers)
    yield from zip(members, tqdm(taken, total=len(members), desc="portraits, questions", disable=None), strict=True)


def _open_configs(folder: Path, recipe: Recipe, members: Sequence[Member]) -> dict[str, RowWriter]:
    rows_of = {TEST: recipe.people, PRETRAINING: recipe.celebrities + recipe.looks}
    for member in members:
        for config in member.configs:
            rows_of[config] = rows_of.get(config, 0) + 1
    return {name: RowWriter(folder, name, features, rows_of[name]) for name, features in configs(recipe).items()}


def _questions(member: Member, recipe: Recipe, revision: Revision) -> Revised:
    """Everything the member is asked. Raises BadInput if what a model wrote breaks a rule of today."""
    made = member.script.was or member.person
    if recipe.text == "llm" and not made.celebrity and (found := faults(made, member.script.arranged().of(made))):
        raise BadInput(f"{made.id} ({made.name}): {found[0]}; build it with the versions that wrote the store")
    revised = revision.questions(member.script)
    revision.done["questions"] += revised.replaced
    revision.done["texts"] += revised.edited
    return revised


def _rows(member: Member, portraits: Sequence[Portrait], questions: QuestionSet) -> Iterator[tuple[str, rows.Row]]:
    """(config, row): everything that the scored configs, the training and the demonstrations have of the member."""
    make = rows.celebrity_row if member.person.celebrity else rows.person_row
    row = make(member.person, portraits[0], questions)
    for config in member.configs:
        yield config, rows.training_row(row) if config == TRAINING else row
    if TRAINING in member.configs:
        yield TEST, rows.test_row(member.person, portraits[1:], questions)

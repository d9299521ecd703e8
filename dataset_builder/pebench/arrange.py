"""People at events become rows of PEBench, each picture in the one cell that all sets take it from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import methodcaller
from pathlib import Path

from tqdm import tqdm

from dataset_builder.arranged import Arranged, Config, Described
from dataset_builder.folder import RowWriter
from dataset_builder.material import Material
from dataset_builder.parallel import in_order
from dataset_builder.pebench import rows
from dataset_builder.pebench.cast import Cast, Member, gather_cast
from dataset_builder.pebench.counts import Counts
from dataset_builder.pebench.pretraining import check_objects, pretraining_rows, world_rows
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.schema import (
    FEW_SHOT,
    FORGET_TRAIN,
    FULL,
    REAL,
    REAL_FEATURES,
    TARGETS,
    TRAIN,
    WORLD,
    WORLD_FEATURES,
    Cell,
    set_config,
    sets,
    snapshot_features,
)
from dataset_builder.revising.revision import Revision
from dataset_builder.schema import PRETRAINING, TRAINING_FEATURES
from dataset_builder.sheet import ContactSheet
from dataset_builder.strangers import SIZE
from generation.records import Snapshot

METADATA = {
    "pretty_name": "PEBench",
    "task_categories": ["visual-question-answering", "image-classification"],
    "task_ids": ["visual-question-answering"],
    "tags": ["machine-unlearning", "privacy", "multimodal", "synthetic", "arxiv:2503.12545"],
}


def arrange(folder: Path, recipe: EventRecipe, material: Material, workers: int, revision: Revision) -> Arranged:
    """Write the rows of all configs below `folder`. Raises BadInput as `gather_cast` and `check_objects` do."""
    cast = gather_cast(recipe, material, revision)
    check_objects(cast, recipe)
    counts, sheet = Counts(), ContactSheet()
    features = snapshot_features([member.person.name for member in cast.members])
    sizes = cast.plan.sizes()
    cells = {cell: RowWriter(folder, cell.folder, features, count) for cell, count in sizes.items()}
    for label, (member, snapshots) in enumerate(_take(cast.members, recipe.image_size, workers, revision)):
        for event, snapshot in zip(member.events, snapshots, strict=True):
            cell = cast.plan.cell(member.person.id, event)
            row = _row(member, event, snapshot, label, cell, cast)
            cells[cell].write(row)
            counts.add(row)
        sheet.add([snapshot.image for snapshot in snapshots], label % len(snapshots))
    others = [*_few_shot(folder, cast, recipe, workers, revision), _real(folder, cast, recipe)]
    others += [*_pretraining(folder, cast, recipe, workers), *_world(folder, cast, recipe, workers)]
    for writer in (*cells.values(), *(writer for config in others for writer in config.writers)):
        writer.close()
    full = Config(FULL, features, {TRAIN: list(cells.values())})
    forgetting = [
        Config(name, features, {split: [cells[cell] for cell in some] for split, some in splits.items()})
        for name, splits in sets(list(cells), recipe.forget)
    ]
    return Arranged(
        configs=[full, *forgetting, *others],
        table=counts.table(),
        sheet=sheet,
        described=Described("pebench/card.md", METADATA, {"small": SIZE}),
        example=(set_config(TARGETS[0], recipe.forget[0]), FORGET_TRAIN),
        lost=cast.lost,
    )


def _take(
    members: Sequence[Member], size: int, workers: int, revision: Revision
) -> Iterator[tuple[Member, Sequence[Snapshot]]]:
    """Each member with the pictures, in order."""
    taken = in_order(methodcaller("takes", size), [member.pictures for member in members], workers)
    for member, pictures in zip(members, tqdm(taken, total=len(members), desc="pictures", disable=None), strict=True):
        for refused in (one for takes in pictures for one in takes[:-1]):
            revision.portrait(refused)
        revision.done["images"] += sum(member.recast or len(takes) > 1 for takes in pictures)
        yield member, [takes[-1] for takes in pictures]


def _row(member: Member, event: str, snapshot: Snapshot, label: int, cell: Cell | None, cast: Cast) -> rows.Row:
    asked = cast.asking.about(member.standing, event)
    return rows.snapshot_row(snapshot, label, member.person, (event, cast.asking.events[event].now), asked, cell)


def _few_shot(folder: Path, cast: Cast, recipe: EventRecipe, workers: int, revision: Revision) -> Iterator[Config]:
    """Nothing where the recipe wants nobody."""
    if not cast.few_shot:
        return
    features = snapshot_features([member.person.name for member in cast.few_shot])
    writer = RowWriter(folder, FEW_SHOT, features, len(cast.few_shot))
    for label, (member, (snapshot,)) in enumerate(_take(cast.few_shot, recipe.image_size, workers, revision)):
        writer.write(_row(member, member.events[0], snapshot, label, None, cast))
    yield Config(FEW_SHOT, features, {TRAIN: [writer]})


def _real(folder: Path, cast: Cast, recipe: EventRecipe) -> Config:
    writer = RowWriter(folder, REAL, REAL_FEATURES, len(cast.real))
    for person, drawn in cast.real:
        (portrait,) = drawn.portraits(recipe.image_size)
        writer.write(rows.real_row(portrait, person.name))
    return Config(REAL, REAL_FEATURES, {TRAIN: [writer]})


def _pretraining(folder: Path, cast: Cast, recipe: EventRecipe, workers: int) -> Iterator[Config]:
    """Nothing where the recipe wants no further faces."""
    if not recipe.looks:
        return
    writer = RowWriter(folder, PRETRAINING, TRAINING_FEATURES, len(cast.real) + recipe.looks)
    for row in pretraining_rows(cast, recipe, workers):
        writer.write(row)
    yield Config(PRETRAINING, TRAINING_FEATURES, {TRAIN: [writer]})


def _world(folder: Path, cast: Cast, recipe: EventRecipe, workers: int) -> Iterator[Config]:
    """Nothing where the recipe asks about nothing."""
    if not recipe.objects:
        return
    writer = RowWriter(folder, WORLD, WORLD_FEATURES, recipe.objects)
    for row in world_rows(cast, recipe, workers):
        writer.write(row)
    yield Config(WORLD, WORLD_FEATURES, {TRAIN: [writer]})

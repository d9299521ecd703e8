"""Further faces without a name or a life, to learn seeing from: who they are, and their portraits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import tee

from tqdm import tqdm

from dataset_builder.parallel import in_order
from dataset_builder.recipe import Recipe
from generation.faces.looks import Looks, sample_looks
from generation.faces.procedural import SOURCE, draw
from generation.poses.procedural import sample_poses
from generation.records import Gender, Portrait, Pose

SIZE = 96  # pixels, square: the smallest at which glasses, hats and earrings can be told apart
AGES = (8, 76)  # years; the people of the dataset are of these ages
FRONTAL = 0.2  # share of the portraits
_GENDERS: tuple[Gender, ...] = ("female", "male")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A face in one pose; the ID is `L00001` and so on."""

    id: str
    looks: Looks
    pose: Pose


def strangers(recipe: Recipe) -> Iterator[Stranger]:
    """As many as `recipe.looks`, each from its own stream; any two may look alike."""
    for number in range(1, recipe.looks + 1):
        stranger_id = f"L{number:05d}"
        rng = random.Random(f"{recipe.seed}/looks/{stranger_id}")
        looks = sample_looks(rng, rng.choice(_GENDERS), rng.randint(*AGES))
        pose = Pose() if rng.random() < FRONTAL else sample_poses(rng, 1)[0]
        yield Stranger(stranger_id, looks, pose)


def draw_strangers(recipe: Recipe, workers: int) -> Iterator[tuple[Stranger, Portrait]]:
    """Each stranger with the small portrait, in order; few are held at a time."""
    sitting, drawn = tee(strangers(recipe))
    tasks = ((one.looks, (one.pose,), SIZE) for one in sitting)
    images = tqdm(in_order(draw, tasks, workers), total=recipe.looks, desc="further faces", disable=None)
    for one, (image,) in zip(drawn, images, strict=True):
        yield one, Portrait(one.id, image, SOURCE, one.pose)

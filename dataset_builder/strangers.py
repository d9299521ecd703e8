"""Further faces without a name or a life, to learn seeing from: who they are, and their portraits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import tee
from operator import methodcaller

from tqdm import tqdm

from dataset_builder.parallel import in_order
from dataset_builder.recipe import Recipe
from generation.faces.looks import sample_looks
from generation.faces.procedural import Drawn
from generation.poses.procedural import sample_poses
from generation.records import Gender, Portrait, Pose

SIZE = 96  # pixels, square: the smallest at which glasses, hats and earrings can be told apart
AGES = (8, 76)  # years; the people of the dataset are of these ages
FRONTAL = 0.2  # share of the portraits
_GENDERS: tuple[Gender, ...] = ("female", "male")


def strangers(recipe: Recipe) -> Iterator[Drawn]:
    """As many as `recipe.looks`, `L00001` and so on, each in one pose and from its own stream; two may look alike."""
    for number in range(1, recipe.looks + 1):
        stranger_id = f"L{number:05d}"
        rng = random.Random(f"{recipe.seed}/looks/{stranger_id}")
        looks = sample_looks(rng, rng.choice(_GENDERS), rng.randint(*AGES))
        yield Drawn(stranger_id, looks, (Pose() if rng.random() < FRONTAL else sample_poses(rng, 1)[0],))


def draw_strangers(recipe: Recipe, workers: int) -> Iterator[tuple[Drawn, Portrait]]:
    """Each stranger with the small portrait, in order; few are held at a time."""
    sitting, drawn = tee(strangers(recipe))
    taken = in_order(methodcaller("portraits", SIZE), sitting, workers)
    for one, (portrait,) in zip(
        drawn, tqdm(taken, total=recipe.looks, desc="further faces", disable=None), strict=True
    ):
        yield one, portrait

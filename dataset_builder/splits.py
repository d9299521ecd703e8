"""Who is forgotten: by person, seeded, nested."""

from __future__ import annotations

import random
from collections.abc import Sequence

from dataset_builder.percentages import share_of
from dataset_builder.recipe import Recipe


def forget_sets(ids: Sequence[str], recipe: Recipe) -> dict[float, frozenset[str]]:
    """Percentage -> IDs to forget. One seeded order serves all, so a smaller set lies within every larger one."""
    order = list(ids)
    random.Random(f"{recipe.seed}/splits").shuffle(order)
    return {percent: frozenset(order[: share_of(len(order), percent)]) for percent in recipe.forget}

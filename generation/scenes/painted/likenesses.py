"""Whose portrait is whose: nobody gets the face of somebody before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from generation.scenes.painted.plan import Plan, Sitter
from generation.scenes.painted.takes import Take

More = Callable[[Sitter], bool]  # paints one more portrait; False if there are to be no more


def likenesses(sitters: Sequence[Sitter], plan: Plan, more: More | None = None) -> dict[str, Take]:
    """The first portrait of each that is unlike all before, by person's ID; who has none is missing.

    more: asked as long as somebody has none.
    """
    chosen: dict[str, Take] = {}
    taken = np.zeros((len(sitters), 0))  # embeddings, of length 1
    for one in sitters:
        while not (found := _first(one, plan, taken[: len(chosen)])) and more and more(one):
            pass
        if found:
            if not chosen:  # how many values an embedding has is known with the first
                taken = np.zeros((len(sitters), len(found.sight.embedding)))
            taken[len(chosen)] = found.sight.embedding
            chosen[one.person_id] = found
    return chosen


def lookalikes(sitters: Sequence[Sitter], plan: Plan, chosen: dict[str, Take]) -> Counter[str]:
    """How many portraits were passed over for others."""
    found: Counter[str] = Counter()
    for one in sitters:
        usable = plan.takes(one).usable(plan.portrait(one))
        found["lookalike"] += usable.index(chosen[one.person_id]) if one.person_id in chosen else len(usable)
    return +found


def _first(sitter: Sitter, plan: Plan, taken: NDArray[np.float64]) -> Take | None:
    for take in plan.takes(sitter).usable(plan.portrait(sitter)):
        if not len(taken) or (taken @ np.array(take.sight.embedding)).max() <= plan.options.max_cosine:
            return take
    return None

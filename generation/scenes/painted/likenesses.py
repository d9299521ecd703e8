"""Whose portrait is whose: nobody gets the face of somebody before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from generation.scenes.painted.plan import Plan, Sitter
from generation.scenes.painted.takes import Take

More = Callable[[Sitter], bool]  # paints one more portrait; False if there are to be no more


def likenesses(sitters: Sequence[Sitter], plan: Plan, more: More | None = None) -> dict[str, Take]:
    """The first portrait of each that is unlike all before, by person's ID; who has none is missing.

    more: asked as long as somebody has none.
    """
    chosen: dict[str, Take] = {}
    for one in sitters:
        while not (found := _first(one, plan, list(chosen.values()))) and more and more(one):
            pass
        if found:
            chosen[one.person_id] = found
    return chosen


def lookalikes(sitters: Sequence[Sitter], plan: Plan, chosen: dict[str, Take]) -> Counter[str]:
    """How many portraits were passed over for others."""
    found: Counter[str] = Counter()
    for one in sitters:
        usable = plan.takes(one).usable(plan.portrait(one))
        found["lookalike"] += usable.index(chosen[one.person_id]) if one.person_id in chosen else len(usable)
    return +found


def _first(sitter: Sitter, plan: Plan, taken: Sequence[Take]) -> Take | None:
    usable = plan.takes(sitter).usable(plan.portrait(sitter))
    others = np.array([take.sight.embedding for take in taken])  # (N, 512), of length 1
    for take in usable:
        if not len(others) or (others @ np.array(take.sight.embedding)).max() <= plan.options.max_cosine:
            return take
    return None

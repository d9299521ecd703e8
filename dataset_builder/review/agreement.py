"""How far reviewers agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from sklearn.metrics import cohen_kappa_score

from dataset_builder.reviews import Reviews


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers, on how many things both decided, and Cohen's kappa of their verdicts (None: not defined)."""

    one: str
    other: str
    items: int
    kappa: float | None


def agreement(reviews: Reviews) -> Iterator[Pair]:
    """Of every two reviewers; kappa is not defined where all verdicts are the same, or none is shared."""
    for one, other in combinations(reviews.reviewers(), 2):
        ours, theirs = reviews.of(one), reviews.of(other)
        both = sorted(ours.keys() & theirs.keys())
        verdicts = [ours[digest].verdict for digest in both], [theirs[digest].verdict for digest in both]
        defined = len({*verdicts[0], *verdicts[1]}) > 1
        yield Pair(one, other, len(both), float(cohen_kappa_score(*verdicts)) if defined else None)

"""Replies to questions of yes or no, and what they come to, as POPE has it (arXiv 2305.10355)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

YES, NO = "yes", "no"
WORDS = (YES, NO)
UNPARSED = ""
WORD = re.compile(rf"\b({YES}|{NO})\b", re.IGNORECASE)
CONFIDENCE = 0.95
Floats = npt.NDArray[np.float64]


def said(reply: str) -> str | None:
    """The first "yes" or "no" that stands in a reply as a word of its own, in lower case; None if there is none."""
    found = WORD.search(reply)
    return found[1].lower() if found else None


def yes_no_scores(
    predictions: Sequence[str | None],
    answers: Sequence[str],
    ids: Sequence[str],
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, tuple[float, tuple[float, float]]]:
    """Metric -> value and its 95 % bootstrap interval: accuracy, precision, recall, f1 and yes_share, 0 to 1.

    predictions: "yes", "no", or None for a reply that says neither, which is wrong: it is no yes, and no right no.
    ids: what is resampled, as the picture that an item is about. Higher is better but for yes_share, whose best value
    is the share of the answer yes. NaN for the precision of one who never says yes, for the recall where no answer is
    yes, and for the intervals of fewer than two ids. Raises ValueError for no items and for lengths that differ.
    """
    if not len(predictions) == len(answers) == len(ids) > 0:
        raise ValueError(
            f"{len(predictions)} predictions, {len(answers)} answers, {len(ids)} ids; give as many of each"
        )
    given = [one or UNPARSED for one in predictions]
    precision, recall, f1, _ = precision_recall_fscore_support(
        answers, given, labels=[YES], average="micro", zero_division=math.nan
    )
    values = {
        "accuracy": float(accuracy_score(answers, given)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "yes_share": given.count(YES) / len(given),
    }
    intervals = _intervals(_counts(given, answers, ids), resamples, seed)
    return {name: (value, intervals[name]) for name, value in values.items()}


def _counts(given: Sequence[str], answers: Sequence[str], ids: Sequence[str]) -> Floats:
    """(P, 5): of each id items, right ones, said yes, answer yes, and both."""
    numbers = {one: number for number, one in enumerate(dict.fromkeys(ids))}
    counts = np.zeros((len(numbers), 5))
    for one, answer, id_ in zip(given, answers, ids, strict=True):
        counts[numbers[id_]] += (1, one == answer, one == YES, answer == YES, one == answer == YES)
    return counts


def _intervals(counts: Floats, resamples: int, seed: int) -> dict[str, tuple[float, float]]:
    """Percentiles over resampled ids; a resample that leaves a number undefined takes no part in it."""
    people = len(counts)
    drawn = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), size=resamples)
    items, right, said_yes, is_yes, both = (drawn @ counts).T  # (R,) each
    with np.errstate(invalid="ignore"):
        resampled = {
            "accuracy": right / items,
            "precision": both / said_yes,
            "recall": both / is_yes,
            "f1": 2 * both / (said_yes + is_yes),
            "yes_share": said_yes / items,
        }
    return {name: _percentiles(values, people) for name, values in resampled.items()}


def _percentiles(values: Floats, people: int) -> tuple[float, float]:
    defined = values[~np.isnan(values)]
    if people < 2 or not defined.size:
        return math.nan, math.nan
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)

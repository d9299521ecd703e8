"""How near a model is to the retained one, which never saw the forget people: by its scores, by its truth ratios."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from baselines.report.benchmark import Column
from baselines.report.entries import Entry
from baselines.report.groups import Group, Row
from baselines.report.measures import key_of
from baselines.results import BOTH

TRUTH_RATIO = "log_truth_ratio"


@dataclass(frozen=True, slots=True)
class Distance:
    """Mean absolute difference to the retained model over `n_cells` of the `of` cells of the table."""

    value: float
    n_cells: int
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Two-sample Kolmogorov-Smirnov test of truth ratios; of several seeds the one with the median p-value."""

    p_value: float
    statistic: float
    n_items: int
    seeds: int


def distance(pairs: Sequence[tuple[Row | None, Row | None, Column]], modality: str) -> Distance | None:
    """Of pairs of a model's row and the retained one's by column, on a scale from 0 to 1, factuality as (x - 1) / 9.

    None without a cell that both have, or where both rows are the retained one's.
    """
    found = []
    for row, retained, (set, measure) in pairs:
        if row is None or retained is None or row is retained:
            continue
        ours, theirs = (one.value(key_of(set, measure, modality)) for one in (row, retained))
        if ours is not None and theirs is not None:
            found.append(abs(measure.unit_scaled(ours) - measure.unit_scaled(theirs)))
    return Distance(statistics.fmean(found), len(found), len(pairs)) if found else None


def forget_quality(row: Row, group: Group, modality: str) -> Quality | None:
    """Against the retained model of the same seed, or its first; None without truth ratios of both."""
    retained = group.of("retained")
    if retained is None or row is retained:
        return None
    found = [test for entry in row.entries if (test := _tested(entry, _counterpart(entry, retained), modality))]
    found.sort(key=lambda test: test[0])
    if not found:
        return None
    p_value, statistic, n_items = found[(len(found) - 1) // 2]
    return Quality(p_value, statistic, n_items, len(found))


def _counterpart(entry: Entry, retained: Row) -> Entry:
    return next((one for one in retained.entries if one.seed == entry.seed), retained.entries[0])


def _tested(entry: Entry, retained: Entry, modality: str) -> tuple[float, float, int] | None:
    theirs = dict(_truth_ratios(retained, modality))
    pairs = [(ours, theirs[key]) for key, ours in _truth_ratios(entry, modality) if key in theirs]
    if not pairs:
        return None
    predictions, references = ([pair[side] for pair in pairs] for side in (0, 1))
    result = _module().compute(predictions=predictions, references=references, n_resamples=1)
    return result["forget_quality"], result["ks_statistic"], result["n_items"]


def _truth_ratios(entry: Entry, modality: str) -> Iterator[tuple[str, float]]:
    for item in entry.results.items:
        ratio = item.scores.get(TRUTH_RATIO)
        is_asked = item.set == "forget" and item.task == "classification" and modality in (item.modality, BOTH)
        if is_asked and ratio is not None:
            yield item.key, ratio


@cache
def _module() -> Any:
    import evaluate  # takes seconds, and many results have no truth ratios

    spec = importlib.util.find_spec("metrics")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package `metrics` is not installed; install mllmu-bench again")
    return evaluate.load(str(Path(next(iter(spec.submodule_search_locations))) / "forget_quality"))

"""Bootstrap intervals that resample people, because the questions about one person stand or fall together.

Every module folder reaches this file by a symbolic link, so that each is complete when it is pushed as a Space.
Needs numpy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_CELLS_AT_ONCE = 2**14  # weights held in memory at a time: 128 KiB stay in the cache of a processor


def interval_by_person(
    values: Sequence[float | None],
    ids: Sequence[str] | None,
    confidence: float = 0.95,
    n_resamples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean of the scorable values.

    values: one number an item; None or NaN is an item that could not be scored: it takes no part.
    ids: the person each item is about; None makes every item a person of its own.
    confidence: the share of resampled means that lie inside.

    Returns (low, high); (nan, nan) where fewer than two people have a scorable item, since nothing can be told then.
    """
    persons, n_persons = _person_numbers(len(values), ids)
    numbers = np.array(values, dtype=np.float64)
    scorable = ~np.isnan(numbers)
    sizes = np.bincount(persons[scorable], minlength=n_persons)
    sums = np.bincount(persons[scorable], weights=numbers[scorable], minlength=n_persons)
    seen = sizes > 0
    draws = _draws(int(seen.sum()), n_resamples, seed)
    return _percentiles([(draw @ sums[seen]) / (draw @ sizes[seen]) for draw in draws], confidence)


def interval_of_statistic(
    statistic: Callable[[Floats], Floats],
    n_items: int,
    ids: Sequence[str] | None,
    confidence: float = 0.95,
    n_resamples: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile bootstrap interval of any statistic that can be computed from weighted items.

    statistic: takes weights (R, n_items), how often each item was drawn in each of R resamples, and returns (R,)
        values; NaN where a resample does not define it (one class is missing): those resamples are left out.

    Returns (low, high); (nan, nan) where there are fewer than two people.
    """
    persons, n_persons = _person_numbers(n_items, ids)
    draws = _draws(n_persons, n_resamples, seed, rows=max(1, _CELLS_AT_ONCE // max(1, n_items)))
    return _percentiles([statistic(draw[:, persons]) for draw in draws], confidence)


def _person_numbers(n_items: int, ids: Sequence[str] | None) -> tuple[npt.NDArray[np.intp], int]:
    """(n_items,) numbers 0, 1, ... in order of first appearance, and how many there are."""
    if ids is None:
        return np.arange(n_items), n_items
    if len(ids) != n_items:
        raise ValueError(f"{len(ids)} ids for {n_items} items; expected one id for each item")
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(one, len(numbers)) for one in ids], dtype=np.intp), len(numbers)


def _draws(n_persons: int, n_resamples: int, seed: int, rows: int | None = None) -> Iterator[Floats]:
    """Chunks (R, n_persons) of how often each person is drawn when n_persons are drawn with replacement."""
    if n_resamples < 1:
        raise ValueError(f"n_resamples is {n_resamples}; expected 1 or more")
    if n_persons < 2:
        return
    rng = np.random.default_rng(seed)
    rows = rows or max(1, _CELLS_AT_ONCE // n_persons)
    for start in range(0, n_resamples, rows):
        count = min(rows, n_resamples - start)
        drawn = rng.integers(n_persons, size=(count, n_persons)) + n_persons * np.arange(count)[:, None]
        cells = np.bincount(drawn.ravel(), minlength=count * n_persons)
        yield cells.reshape(count, n_persons).astype(np.float64)


def _percentiles(chunks: list[Floats], confidence: float) -> tuple[float, float]:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; expected a share between 0 and 1, such as 0.95")
    resampled = np.concatenate([np.empty(0), *chunks])
    resampled = resampled[~np.isnan(resampled)]
    if not resampled.size:
        return float("nan"), float("nan")
    low, high = np.quantile(resampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)

"""What stands in the cells of a paper's table: how numbers are written, and which are best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baselines.report.benchmark import Column, Measure
from baselines.report.groups import Cell, Group, Key, Row

BEST, SECOND = "best", "second"


def key_of(set: str, measure: Measure, modality: str) -> Key:
    """Where rows have the score."""
    return (set, measure.task, modality, measure.metric)


def marks(values: Sequence[float | None], lower_is_better: bool) -> list[str]:
    """BEST, SECOND or "" for each: equal values share a mark; where all are equal, or one is alone, none is best."""
    ranks = sorted({value for value in values if value is not None}, reverse=not lower_is_better)
    if len(ranks) < 2:
        return [""] * len(values)
    return [BEST if value == ranks[0] else SECOND if value == ranks[1] else "" for value in values]


def table_marks(group: Group, modality: str) -> dict[tuple[str, Key], str]:
    """(label, key) -> the mark of a row's cell; references have none."""
    found = {}
    for set, measure in group.columns:
        key = key_of(set, measure, modality)
        values = [_shown(row, key, measure) for row in group.competitors]
        lower = group.benchmark.lower_is_better(set)
        for row, mark in zip(group.competitors, marks(values, lower), strict=True):
            found[row.label, key] = mark
    return found


def _shown(row: Row, key: Key, measure: Measure) -> float | None:
    value = row.value(key)
    return None if value is None else measure.shown(value)


def interval_text(cell: Cell, measure: Measure) -> str:
    """ "[low, high]", "" where there is none."""
    if cell.low is None or cell.high is None:
        return ""
    low, high = measure.bounds(cell.low, cell.high)
    return f"[{measure.text(low)}, {measure.text(high)}]"


def seeds_text(cell: Cell, measure: Measure) -> str:
    """The spread over seeds, "" for a single one."""
    return "" if cell.spread is None else f"± {measure.spread_text(cell.spread)} ({cell.seeds} seeds)"


def unscored_text(cell: Cell) -> str:
    """How many items have no verdict, "" if all have."""
    return f"{cell.not_scorable} not scorable" if cell.not_scorable else ""


def modalities(group: Group) -> list[str]:
    """Those of the benchmark that any column has scores of, in the order of the switch."""
    there = {key[2] for row in group.rows for key in row.cells}
    wanted = {(set, measure.task, measure.metric) for set, measure in group.columns}
    used = {key[2] for row in group.rows for key in row.cells if (key[0], key[1], key[3]) in wanted}
    return [one for one in group.benchmark.modalities if one in (used or there)]


def set_mean(row: Row, set: str, columns: Iterable[Column], modality: str) -> float | None:
    """Mean over the set's columns on a scale from 0 to 1; None unless all are there."""
    there = [(measure, row.value(key_of(set, measure, modality))) for of, measure in columns if of == set]
    scaled = [measure.unit_scaled(value) for measure, value in there if value is not None]
    return sum(scaled) / len(scaled) if scaled and len(scaled) == len(there) else None

"""The scores that are no column of Table 2: benchmarks of general ability, gaps between modalities, and what else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from baselines.report.groups import Cell, Group, Key
from baselines.results import BOTH


@dataclass(frozen=True, slots=True)
class Others:
    """heads: of the columns; rows: (label, one text a column)."""

    heads: list[str]
    rows: list[tuple[str, list[str]]]


def other_scores(group: Group) -> Others:
    """A column for every such score that any row has."""
    shown = {(set, measure.task, measure.metric) for set, measure in group.columns}
    keys = sorted({key for row in group.rows for key in row.cells if _is_other(key, shown, group)})
    heads = [", ".join(part.replace("_", " ") for part in (key[0], key[3], key[1], key[2])) for key in keys]
    return Others(heads, [(row.label, [_text(row.cells.get(key)) for key in keys]) for row in group.rows])


def _is_other(key: Key, shown: Collection[tuple[str, str, str]], group: Group) -> bool:
    """Where a benchmark has one modality, what is taken over both is the same again."""
    is_again = key[2] == BOTH and BOTH not in group.benchmark.modalities and key[1] != "all"
    return (key[0], key[1], key[3]) not in shown and not is_again


def _text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return "–"
    interval = "" if cell.low is None or cell.high is None else f" [{cell.low:.3f}, {cell.high:.3f}]"
    return f"{cell.value:.3f}{interval}"

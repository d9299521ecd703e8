"""The columns of the paper's Table 2, how their numbers are written, and which are best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baselines.report.groups import Cell, Group, Key, Row


@dataclass(frozen=True, slots=True)
class Measure:
    """A task's metric. name: in headings; paper: the column of paper_table2.csv; scale, digits: how it is written."""

    task: str
    metric: str
    name: str
    short: str
    paper: str
    scale: float
    digits: int
    unit: str = ""

    def text(self, value: float | None) -> str:
        """The number as tables show it, an en dash if there is none."""
        return "–" if value is None else f"{value * self.scale:.{self.digits}f}"

    def shown(self, value: float) -> float:
        """What `text` shows, as a number: what looks equal is equal."""
        return round(value * self.scale, self.digits)

    def unit_scaled(self, value: float) -> float:
        """On a scale from 0 to 1."""
        return (value - 1) / 9 if self.metric == "factuality" else value


MEASURES = (
    Measure("classification", "accuracy", "Classification", "Class.", "classification_accuracy_percent", 100, 1, "%"),
    Measure("generation", "rouge_l", "ROUGE-L", "ROUGE", "rouge_l", 1, 3),
    Measure("generation", "factuality", "Factuality", "Fact.", "factuality_1_to_10", 1, 2, "1–10"),
    Measure("cloze", "accuracy", "Cloze", "Cloze", "cloze_accuracy_percent", 100, 1, "%"),
)
SETS = {"forget": "Forget set", "test": "Test set", "retain": "Retain set", "celebrity": "Real celebrities"}
LOWER_IS_BETTER = ("forget", "test")
COLUMNS = tuple((set, measure) for set in SETS for measure in MEASURES)
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
    for set, measure in COLUMNS:
        key = key_of(set, measure, modality)
        values = [_shown(row, key, measure) for row in group.competitors]
        for row, mark in zip(group.competitors, marks(values, set in LOWER_IS_BETTER), strict=True):
            found[row.label, key] = mark
    return found


def _shown(row: Row, key: Key, measure: Measure) -> float | None:
    value = row.value(key)
    return None if value is None else measure.shown(value)


def interval_text(cell: Cell, measure: Measure) -> str:
    """ "[low, high]", "" where there is none."""
    return "" if cell.low is None or cell.high is None else f"[{measure.text(cell.low)}, {measure.text(cell.high)}]"


def seeds_text(cell: Cell, measure: Measure) -> str:
    """The spread over seeds, "" for a single one."""
    return "" if cell.spread is None else f"± {measure.text(cell.spread)} ({cell.seeds} seeds)"


def unscored_text(cell: Cell) -> str:
    """How many items have no verdict, "" if all have."""
    return f"{cell.not_scorable} not scorable" if cell.not_scorable else ""


def modalities(group: Group) -> list[str]:
    """Those that any column has scores of, in the order of the switch."""
    there = {key[2] for row in group.rows for key in row.cells}
    wanted = {(set, measure.task, measure.metric) for set, measure in COLUMNS}
    used = {key[2] for row in group.rows for key in row.cells if (key[0], key[1], key[3]) in wanted}
    return [one for one in ("image_text", "text", "both") if one in (used or there)]


def set_mean(row: Row, set: str, modality: str) -> float | None:
    """Mean over the set's measures on a scale from 0 to 1; None unless all are there."""
    values = [(measure, row.value(key_of(set, measure, modality))) for measure in MEASURES]
    scaled = [measure.unit_scaled(value) for measure, value in values if value is not None]
    return sum(scaled) / len(scaled) if len(scaled) == len(MEASURES) else None

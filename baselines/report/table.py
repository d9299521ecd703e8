"""Table 2 as plain values, for the page, Markdown and LaTeX alike."""

from __future__ import annotations

from dataclasses import dataclass

from baselines.report import paper
from baselines.report.closeness import Distance, Quality, distance, forget_quality
from baselines.report.groups import Cell, Group, Key, Row
from baselines.report.measures import (
    COLUMNS,
    Measure,
    interval_text,
    key_of,
    marks,
    seeds_text,
    table_marks,
    unscored_text,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell in words. mark: "best", "second" or ""; notes: seeds, without a verdict, items if unlike the rest."""

    text: str
    interval: str = ""
    mark: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. kind: "model", "reference" or "paper". distance_mark: best or second nearest."""

    label: str
    kind: str
    cells: tuple[Shown, ...]
    distance: Distance | None = None
    distance_mark: str = ""
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Of one group and modality. items: for each column what all rows rest on, such as "30 / 6", "" if they differ."""

    group: Group
    modality: str
    lines: tuple[Line, ...]
    items: tuple[str, ...]

    @property
    def has_quality(self) -> bool:
        """Whether any line has a forget quality."""
        return any(line.quality for line in self.lines)


def table(group: Group, modality: str) -> Table:
    """All rows of the group, references first; the paper's below ours where they match."""
    items = tuple(_items(group, key_of(set, measure, modality)) for set, measure in COLUMNS)
    marked = table_marks(group, modality)
    nearness = _nearness(group, modality)
    lines: list[Line] = []
    left = paper.matching(group) if modality == "image_text" else {}
    for row in group.rows:
        cells = tuple(
            _shown(row, set, measure, modality, marked, bool(common))
            for (set, measure), common in zip(COLUMNS, items, strict=True)
        )
        near, mark = nearness[row.label]
        kind = "model" if row.competes else "reference"
        lines.append(Line(row.label, kind, cells, near, mark, forget_quality(row, group, modality)))
        if row.trained in ("", "image_text") and row.method in left:
            lines.append(_published(left.pop(row.method)))
    return Table(group, modality, tuple(lines), items)


def _shown(
    row: Row, set: str, measure: Measure, modality: str, marked: dict[tuple[str, Key], str], common: bool
) -> Shown:
    key = key_of(set, measure, modality)
    if key not in row.cells:
        return Shown("–")
    cell = row.cells[key]
    notes = [seeds_text(cell, measure), unscored_text(cell), "" if common else _rests_on(cell)]
    return Shown(
        measure.text(cell.value),
        interval_text(cell, measure),
        marked.get((row.label, key), ""),
        tuple(note for note in notes if note),
    )


def _rests_on(cell: Cell) -> str:
    return f"n {cell.n_items} / {cell.n_people}"


def _items(group: Group, key: Key) -> str:
    there = {(cell.n_items, cell.n_people) for row in group.rows if (cell := row.cells.get(key))}
    return "{} / {}".format(*there.pop()) if len(there) == 1 else ""


def _nearness(group: Group, modality: str) -> dict[str, tuple[Distance | None, str]]:
    retained = group.of("retained")
    distances = {row.label: None if row is retained else distance(row, retained, modality) for row in group.rows}
    values = [None if (one := distances[row.label]) is None else round(one.value, 3) for row in group.competitors]
    marked = dict(zip([row.label for row in group.competitors], marks(values, lower_is_better=True), strict=True))
    return {label: (one, marked.get(label, "")) for label, one in distances.items()}


def _published(one: paper.Published) -> Line:
    cells = tuple(Shown(one.text(set, measure)) for set, measure in COLUMNS)
    return Line(f"{one.name} (paper)", "paper", cells)

"""The paper's tables as plain values, for the page, Markdown and LaTeX alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baselines.report import paper
from baselines.report.benchmark import Block, Column, Layout
from baselines.report.closeness import Distance, Quality, distance, forget_quality
from baselines.report.groups import Cell, Group, Key, Row, order
from baselines.report.measures import (
    interval_text,
    key_of,
    marks,
    modalities,
    seeds_text,
    table_marks,
    unscored_text,
)
from baselines.report.sections import Section


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
class Part:
    """A block of columns, and the group that they are read from."""

    block: Block
    group: Group


@dataclass(frozen=True, slots=True)
class Table:
    """Of one section and modality, in a layout of the paper's, without the blocks that there are no results for.

    items: for each column what all rows rest on, such as "30 / 6", "" if they differ.
    """

    section: Section
    layout: Layout
    modality: str
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    items: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it shows, but for the modality."""
        return ", ".join(part for part in (self.section.name, self.layout.name) if part)

    @property
    def slug(self) -> str:
        """Unique in a report."""
        layout = self.layout.name.replace(" ", "-")
        return "-".join(part for part in (self.section.slug, layout, self.modality.replace("_", "-")) if part)

    @property
    def has_quality(self) -> bool:
        """Whether any line has a forget quality."""
        return any(line.quality for line in self.lines)


def tables(section: Section) -> list[Table]:
    """All layouts that there are results for, in each modality."""
    found = []
    for layout in section.benchmark.layouts:
        parts = tuple(
            Part(block, group) for block in layout.blocks for group in section.groups if group.target == block.target
        )
        asked = {modality for part in parts for modality in modalities(part.group)}
        there = Layout(tuple(part.block for part in parts), layout.name)
        found += [_table(section, there, parts, one) for one in section.benchmark.modalities if one in asked]
    return found


def _table(section: Section, layout: Layout, parts: tuple[Part, ...], modality: str) -> Table:
    """All rows of the groups, references first; the paper's below ours where they match."""
    items = tuple(_items(group, key_of(*column, modality)) for group, column in _columns(parts))
    marked = {part.group.slug: table_marks(part.group, modality) for part in parts}
    rows = _rows(parts)
    nearness = _nearness(rows, parts, modality)
    lines: list[Line] = []
    left = paper.matching(parts[0].group, layout) if modality == "image_text" else {}
    for label, row in rows.items():
        cells = tuple(
            _shown(_row(group, label), column, modality, marked[group.slug], bool(common))
            for (group, column), common in zip(_columns(parts), items, strict=True)
        )
        near, mark = nearness[label]
        kind = "model" if row.competes else "reference"
        lines.append(Line(label, kind, cells, near, mark, forget_quality(row, parts[0].group, modality)))
        if row.trained in ("", "image_text") and row.method in left:
            lines.append(_published(left.pop(row.method), [column for _, column in _columns(parts)]))
    return Table(section, layout, modality, parts, tuple(lines), items)


def _columns(parts: Sequence[Part]) -> Iterator[tuple[Group, Column]]:
    for part in parts:
        for column in part.block.columns:
            yield part.group, column


def _rows(parts: Sequence[Part]) -> dict[str, Row]:
    """Label -> the first of its rows: a way to forget people and the same way to forget events share a line."""
    rows: dict[str, Row] = {}
    for part in parts:
        for row in part.group.rows:
            rows.setdefault(row.label, row)
    return dict(sorted(rows.items(), key=lambda pair: order(pair[1].entries)))


def _row(group: Group, label: str) -> Row | None:
    return next((row for row in group.rows if row.label == label), None)


def _shown(row: Row | None, column: Column, modality: str, marked: dict[tuple[str, Key], str], common: bool) -> Shown:
    set, measure = column
    key = key_of(set, measure, modality)
    if row is None or key not in row.cells:
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


def _nearness(rows: dict[str, Row], parts: Sequence[Part], modality: str) -> dict[str, tuple[Distance | None, str]]:
    distances = {}
    for label in rows:
        pairs = [(_row(group, label), group.of("retained"), column) for group, column in _columns(parts)]
        distances[label] = distance(pairs, modality)
    competing = [label for label, row in rows.items() if row.competes]
    values = [None if (one := distances[label]) is None else round(one.value, 3) for label in competing]
    marked = dict(zip(competing, marks(values, lower_is_better=True), strict=True))
    return {label: (one, marked.get(label, "")) for label, one in distances.items()}


def _published(one: paper.Published, columns: Sequence[Column]) -> Line:
    cells = tuple(Shown(one.text(set, measure)) for set, measure in columns)
    return Line(f"{one.name} (paper)", "paper", cells)

"""The people of a dataset folder: found at once, read one at a time."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, get_args

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from dataset_builder.schema import CELEBRITY, FEW_SHOT, FULL, TEST
from generation.records import BadInput

Group = Literal["fictitious", "celebrity", "few_shot"]
Row = dict[str, Any]
CONFIGS: dict[Group, tuple[str, ...]] = {"fictitious": (FULL, TEST), "celebrity": (CELEBRITY,), "few_shot": (FEW_SHOT,)}
SHOWN = ("ID", "image", "images", "biography", "Classification_Task", "Generation_Task", "Mask_Task")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the list. IDs may repeat from group to group. rows: config -> number of the row."""

    id: str
    name: str
    group: Group
    rows: Mapping[str, int]


class Table:
    """The rows of one config; in memory is one row group of its files at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = [self._said(lambda path=path: ParquetFile(path, memory_map=True)) for path in _files(folder)]
        for file in self._files:
            if "ID" not in file.schema_arrow.names:
                raise BadInput(f"{folder}: has no column ID; build or download the dataset again")
        self._groups = [(file, number) for file in self._files for number in range(file.num_row_groups)]
        lengths = (file.metadata.row_group(number).num_rows for file, number in self._groups)
        self._starts = list(accumulate(lengths, initial=0))[:-1]
        self._held: tuple[int, pa.Table] = (-1, pa.table({}))

    def column(self, name: str) -> Iterator[Any]:
        """Its values, None where there is no such column."""
        for file in self._files:
            if name not in file.schema_arrow.names:
                yield from [None] * file.metadata.num_rows
                continue
            batches = file.iter_batches(columns=[name])
            while batch := self._said(lambda batches=batches: next(batches, None)):
                yield from batch.column(0).to_pylist()

    def row(self, number: int) -> Row:
        """What is shown of a row; pictures as they are encoded."""
        group = bisect_right(self._starts, number) - 1
        if self._held[0] != group:
            file, within = self._groups[group]
            columns = [name for name in SHOWN if name in file.schema_arrow.names]
            self._held = (group, self._said(lambda: file.read_row_group(within, columns=columns)))
        row: Row = self._held[1].slice(number - self._starts[group], 1).to_pylist()[0]
        return row

    def _said(self, read: Any) -> Any:
        try:
            return read()
        except (OSError, pa.ArrowException) as error:
            cause = str(error).split("\n", 1)[0]
            raise BadInput(f"{self.folder}: cannot be read ({cause}); build or download the dataset again") from None


class People:
    """Everybody of a dataset, in its order: the fictitious, the celebrities, the few-shot people. Raises BadInput."""

    def __init__(self, folder: Path) -> None:
        names = [name for group in get_args(Group) for name in CONFIGS[group] if _files(folder / name)]
        self._tables = {name: Table(folder / name) for name in names}
        self._folder, self._written = folder, _written(folder)
        self.entries: Sequence[Entry] = [one for group in get_args(Group) for one in self._entries(group)]
        if not self.entries:
            raise BadInput(f"{folder}: no dataset (no {FULL} or {CELEBRITY} with Parquet files and people); build one")

    def rows(self, number: int) -> dict[str, Row]:
        """config -> row of somebody."""
        return {config: self._tables[config].row(row) for config, row in self.entries[number].rows.items()}

    def require_unchanged(self) -> None:
        """Raise BadInput if other files have the place of those that were opened."""
        if _written(self._folder) != self._written:
            raise BadInput(f"{self._folder}: was built anew meanwhile; end the review with Ctrl-C and start it again")

    def _entries(self, group: Group) -> Iterator[Entry]:
        main, *others = [name for name in CONFIGS[group] if name in self._tables] or [""]
        if not main:
            return
        others_rows = {
            name: {str(id): row for row, id in enumerate(self._tables[name].column("ID"))} for name in others
        }
        whose = zip(self._tables[main].column("ID"), self._tables[main].column("biography"), strict=True)
        for row, (id, biography) in enumerate(whose):
            also = {name: rows[str(id)] for name, rows in others_rows.items() if str(id) in rows}
            yield Entry(str(id), _name(biography), group, {main: row, **also})


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def _written(folder: Path) -> Mapping[Path, int]:
    """When each file of the configs that are shown was written, in nanoseconds."""
    try:
        return {
            path: path.stat().st_mtime_ns
            for names in CONFIGS.values()
            for name in names
            for path in _files(folder / name)
        }
    except FileNotFoundError:  # just being replaced
        return {}


def _name(biography: str | None) -> str:
    try:
        return str(json.loads(biography or "")["Name"])
    except (ValueError, KeyError, TypeError):
        return ""

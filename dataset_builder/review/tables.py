"""Rows of Parquet files, one at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from generation.records import BadInput

Row = dict[str, Any]
SHOWN = (
    "ID", "image", "images", "biography", "Classification_Task", "Generation_Task", "Mask_Task",
    "name", "person", "event", "keywords", "questions",
)  # fmt: skip


class Table:
    """The rows of the files of one config in their order; in memory is one row group at a time. Raises BadInput."""

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        self.folder, self.files = folder, files
        self._files = [self._said(lambda path=path: ParquetFile(path, memory_map=True)) for path in files]
        for file in self._files:
            if "ID" not in file.schema_arrow.names:
                raise BadInput(f"{folder}: has no column ID; build or download the dataset again")
        self._groups = [(file, number) for file in self._files for number in range(file.num_row_groups)]
        lengths = (file.metadata.row_group(number).num_rows for file, number in self._groups)
        self._starts = list(accumulate(lengths, initial=0))[:-1]
        self._held: tuple[int, pa.Table] = (-1, pa.table({}))

    @property
    def names(self) -> Collection[str]:
        """Of the columns, in any of the files."""
        return {name for file in self._files for name in file.schema_arrow.names}

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

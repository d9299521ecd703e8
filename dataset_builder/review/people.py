"""The people of a dataset folder, and the events of PEBench: found at once, read one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from dataset_builder.pebench import schema as pebench
from dataset_builder.review.tables import Row, Table
from dataset_builder.schema import CELEBRITY, FEW_SHOT, FULL, TEST
from generation.records import BadInput

Group = Literal["fictitious", "celebrity", "few_shot", "event"]
CONFIGS: dict[Group, tuple[str, ...]] = {
    "fictitious": (FULL, TEST),
    "celebrity": (CELEBRITY, pebench.REAL),
    "few_shot": (FEW_SHOT,),
}
SHARED = "data"  # below it are the files of PEBench's Full_Set, of which other configs take some
SAMPLES = 12  # pictures of an event that are shown of all that there are


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the list, or an event. IDs may repeat from group to group.

    rows: (config, number of the row). samples: the same of pictures that show an event.
    """

    id: str
    name: str
    group: Group
    rows: Sequence[tuple[str, int]]
    samples: Sequence[tuple[str, int]] = ()


class People:
    """Everybody of a dataset, in its order: the fictitious, the celebrities, the few-shot people; then the events.

    Raises BadInput.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._written = folder, _written(folder)
        files = {name: _files(folder, name) for names in CONFIGS.values() for name in names}
        self._tables = {name: Table(folder / name, some) for name, some in files.items() if some}
        self.entries: Sequence[Entry] = [one for group in get_args(Group) for one in self._entries(group)]
        if not self.entries:
            raise BadInput(f"{folder}: no dataset (no {FULL} or {CELEBRITY} with Parquet files and people); build one")
        self._numbers = {one.id: number for number, one in enumerate(self.entries) if one.group == "fictitious"}

    def rows(self, number: int) -> list[tuple[str, Row]]:
        """(config, row) of somebody, or one row that shows an event."""
        return self._read(self.entries[number].rows)

    def samples(self, number: int) -> list[tuple[int, Row]]:
        """(number of the person shown, row) of some pictures that show an event."""
        rows = self._read(self.entries[number].samples)
        return [(self._numbers[row["person"]["ID"]], row) for _, row in rows]

    def require_unchanged(self) -> None:
        """Raise BadInput if other files have the place of those that were opened."""
        if _written(self._folder) != self._written:
            raise BadInput(f"{self._folder}: was built anew meanwhile; end the review with Ctrl-C and start it again")

    def _read(self, rows: Sequence[tuple[str, int]]) -> list[tuple[str, Row]]:
        read = {one: self._tables[one[0]].row(one[1]) for one in sorted(rows)}  # each row group once
        return [(config, read[config, row]) for config, row in rows]

    def _entries(self, group: Group) -> Iterator[Entry]:
        main, *others = [name for name in CONFIGS.get(group, (FULL,)) if name in self._tables] or [""]
        if not main:
            return
        at_events = "event" in self._tables[main].names
        if group == "event" or at_events:
            yield from self._shown(group, main) if at_events else ()
            return
        others_rows = {
            name: {str(id): row for row, id in enumerate(self._tables[name].column("ID"))} for name in others
        }
        for row, (id, name) in enumerate(zip(self._tables[main].column("ID"), self._named(main), strict=True)):
            also = [(other, rows[str(id)]) for other, rows in others_rows.items() if str(id) in rows]
            yield Entry(str(id), name, group, [(main, row), *also])

    def _named(self, config: str) -> Iterator[str]:
        table = self._tables[config]
        if config == pebench.REAL:
            return map(str, table.column("name"))
        return map(_name, table.column("biography"))

    def _shown(self, group: Group, config: str) -> Iterator[Entry]:
        """The people that pictures at events show, with all of them; or the events."""
        table = self._tables[config]
        what: Literal["event", "person"] = "event" if group == "event" else "person"
        rows: dict[str, list[tuple[str, int]]] = {}
        names: dict[str, str] = {}
        for row, (id, shown) in enumerate(zip(table.column("ID"), table.column(what), strict=True)):
            whose = str((shown or {}).get("ID") or "")
            rows.setdefault(whose, []).append((str(id), row))
            names.setdefault(whose, str((shown or {}).get("name") or ""))
        for id, some in sorted(rows.items()):
            numbers = [(config, row) for _, row in sorted(some)]
            if what == "person":
                yield Entry(id, names[id], group, numbers)
            else:
                yield Entry(id, names[id], group, numbers[:1], numbers[:: -(-len(numbers) // SAMPLES)])


def _files(folder: Path, config: str) -> list[Path]:
    """Of a config."""
    own = sorted((folder / config).glob("*.parquet"))
    return own or (sorted((folder / SHARED).rglob("*.parquet")) if config == FULL else [])


def _written(folder: Path) -> Mapping[Path, int]:
    """When each file of the configs that are shown was written, in nanoseconds."""
    try:
        return {
            path: path.stat().st_mtime_ns
            for names in CONFIGS.values()
            for name in names
            for path in _files(folder, name)
        }
    except FileNotFoundError:  # just being replaced
        return {}


def _name(biography: str | None) -> str:
    try:
        return str(json.loads(biography or "")["Name"])
    except (ValueError, KeyError, TypeError):
        return ""

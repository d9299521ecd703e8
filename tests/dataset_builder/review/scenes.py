"""A PEBench of a few people at a few events, in the published layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataset_builder.pebench.rows import Row, real_row, snapshot_id, snapshot_row
from dataset_builder.pebench.schema import FEW_SHOT, REAL, REAL_FEATURES, Cell, snapshot_features
from generation.questions.scenes import ask
from generation.records import Character, Event, Portrait, Snapshot

from .small import picture

EVENTS = {
    f"E{number:02}": Event(name, f"Somebody is at a {name}. It is fun.", tuple(f"{name} {word}" for word in range(10)))
    for number, name in enumerate(("farm visit", "zoo visit", "boat trip"), start=1)
}
CELLS = (Cell(10, None, True), Cell(None, None, False), Cell(None, 10, True))


def person(number: int, id: str = "") -> Character:
    area = ("Graz, Austria, Europe", "Europe")
    return Character(id or f"P{number:05}", f"Ada Number{number}", "female", 40, "cook", "food", *area, "A woman.")


def image(person_id: str, event: str) -> bytes:
    return picture(sum(map(ord, person_id + event)) * 13)


def row(one: Character, event_id: str, cell: Cell | None, events: Mapping[str, Event] = EVENTS) -> Row:
    shown, row_id = events[event_id], snapshot_id(one.id, event_id)
    taken = Snapshot(one.id, shown.name, image(one.id, event_id), "procedural")
    return snapshot_row(taken, 0, one, (event_id, shown), ask(row_id, one, shown, 0), cell)


def make(folder: Path, people: int = 3) -> Path:
    """Pictures of each person in several cells; somebody for demonstrations, a public figure."""
    everybody = [person(number) for number in range(people)]
    features = snapshot_features([one.name for one in everybody])
    cells: dict[Cell, list[Row]] = defaultdict(list)
    for at, one in enumerate(everybody):
        for number, event_id in enumerate(EVENTS):
            cell = CELLS[(at + number) % len(CELLS)]
            cells[cell].append(row(one, event_id, cell))
    for cell, rows in cells.items():
        write(folder / cell.folder, rows, features.arrow_schema)
    write(folder / FEW_SHOT, [row(person(7, "D00001"), "E02", None)], features.arrow_schema)
    real = real_row(Portrait("C00001", picture(200), "procedural"), "Marie Curie")
    write(folder / REAL, [real], REAL_FEATURES.arrow_schema)
    return folder


def write(folder: Path, rows: list[Row], schema: pa.Schema) -> None:
    folder.mkdir(parents=True)
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, folder / "train-00000-of-00001.parquet", row_group_size=2)

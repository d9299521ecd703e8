"""The vocabularies: comma-separated files with a header line, read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabularies"


@cache
def read(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `vocabularies/{name}.csv`, in file order."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def read_groups(name: str, key: str, value: str) -> dict[str, tuple[str, ...]]:
    """The values of one column grouped by another, both in file order."""
    groups: dict[str, list[str]] = {}
    for row in read(name):
        groups.setdefault(row[key], []).append(row[value])
    return {group: tuple(values) for group, values in groups.items()}

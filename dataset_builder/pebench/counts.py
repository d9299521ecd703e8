"""The figures of PEBench beside the paper's: counted from rows, not from what was asked for."""

from __future__ import annotations

from collections import Counter

from dataset_builder.entries import Row
from dataset_builder.pebench.entries import SnapshotEntry
from dataset_builder.pebench.parsing import read_snapshot

PAPER = {  # arXiv 2503.12545, Section 3
    "images": "8,000",
    "questions": "16,000",
    "people": "200",
    "events": "40",
    "jobs": "75",
    "areas": "55",
    "keywords an event": "10",
}


class Counts:
    """Totals over Full_Set."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._distinct: dict[str, set[str]] = {name: set() for name in ("people", "events", "jobs", "areas")}
        self._keywords: set[int] = set()

    def add(self, row: Row) -> None:
        """Count a row."""
        self.add_entry(read_snapshot(row, ()))

    def add_entry(self, entry: SnapshotEntry) -> None:
        """Count a row that was read; what it does not tell does not count."""
        self._totals["images"] += len(entry.pictures)
        self._totals["questions"] += len(entry.questions)
        person = dict(entry.person)
        found = {"people": entry.name or entry.label, "jobs": person.get("job"), "areas": person.get("area")}
        for name, value in {**found, "events": entry.event_name}.items():
            if value:
                self._distinct[name].add(str(value))
        if entry.keywords:
            self._keywords.add(len(entry.keywords))

    def table(self) -> list[tuple[str, str, str]]:
        """(what, the paper's figure, ours)."""
        sizes = self._keywords or {0}
        ours = {name: f"{count:,}" for name, count in self._totals.items()}
        ours |= {name: f"{len(values):,}" for name, values in self._distinct.items()}
        ours["keywords an event"] = " to ".join(map(str, sorted({min(sizes), max(sizes)})))
        return [(name, paper, ours.get(name, "0")) for name, paper in PAPER.items()]

"""The figures of PEBench beside the paper's: counted from rows, not from what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

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

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a row."""
        self._totals["images"] += 1
        self._totals["questions"] += len(row["questions"])
        person, event = row["person"], row["event"]
        for name, value in (("people", person["name"]), ("jobs", person["job"]), ("areas", person["area"])):
            self._distinct[name].add(value)
        self._distinct["events"].add(event["name"])
        self._keywords.add(len(row["keywords"]))

    def table(self) -> list[tuple[str, str, str]]:
        """(what, the paper's figure, ours)."""
        ours = {name: f"{count:,}" for name, count in self._totals.items()}
        ours |= {name: f"{len(values):,}" for name, values in self._distinct.items()}
        ours["keywords an event"] = " to ".join(map(str, sorted({min(self._keywords), max(self._keywords)})))
        return [(name, paper, ours[name]) for name, paper in PAPER.items()]

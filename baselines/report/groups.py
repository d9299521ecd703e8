"""Entries -> tables to be: one group a base model, forget set and way of measuring; seeds of a model are one row."""

from __future__ import annotations

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.report.comparable import Comparable, partition
from baselines.report.entries import Entry
from baselines.report.labels import METHODS, REFERENCES, TRAINED, labels, settings
from baselines.results import Score

Key = tuple[str, str, str, str]  # set, task, modality, metric


@dataclass(frozen=True, slots=True)
class Cell:
    """A score, or the mean of one over seeds.

    low, high: the 95 % interval by person, the mean of the seeds' bounds. spread: standard deviation over seeds, None
    for a single one. n_items: a seed; not_scorable: of all seeds.
    """

    value: float | None
    low: float | None
    high: float | None
    n_items: int
    n_people: int
    not_scorable: int
    seeds: int = 1
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A model of a table, or the mean of its seeds."""

    label: str
    method: str
    trained: str
    entries: tuple[Entry, ...]
    cells: dict[Key, Cell]

    @property
    def competes(self) -> bool:
        """Whether it is a way to forget, and no reference."""
        return self.method not in REFERENCES

    def value(self, key: Key) -> float | None:
        """Of a cell, None if it is not there."""
        return self.cells[key].value if key in self.cells else None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that may be compared. name: unique in a report, as text for people; slug: the same for files and addresses.

    caution: in what the results here differ from the others of the same model and forget set, "" if in nothing.
    """

    name: str
    slug: str
    base: str
    forget: str
    rows: tuple[Row, ...]
    caution: str = ""

    def of(self, method: str) -> Row | None:
        """The first row of a method."""
        return next((row for row in self.rows if row.method == method), None)

    @property
    def competitors(self) -> list[Row]:
        """Rows that are no references."""
        return [row for row in self.rows if row.competes]


def grouped(entries: Sequence[Entry]) -> list[Group]:
    """The groups in the order of model and forget share."""
    together: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        together[entry.base, entry.forget].append(entry)
    groups: list[Group] = []
    for (base, forget), members in sorted(together.items(), key=lambda pair: (pair[0][0], _share(pair[0][1]))):
        parts = partition(members)
        for number, part in enumerate(parts):
            name = ", ".join([base, _said(forget), *([f"part {number + 1}"] if len(parts) > 1 else [])])
            slug = f"{len(groups) + 1}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
            groups.append(Group(name, slug, base, forget, _rows(part.entries), _caution(part, parts)))
    return groups


def percent(forget: str) -> float | None:
    """ "forget_5" -> 5.0; None where the name does not tell."""
    share = re.fullmatch(r"forget_(\d+(?:\.\d+)?)", forget)
    return float(share[1]) if share else None


def _share(forget: str) -> tuple[float, str]:
    return (percent(forget) or 0.0, forget)


def _said(forget: str) -> str:
    share = percent(forget)
    return f"forget {share:g} %" if share is not None else forget or "no forget set"


def _caution(part: Comparable, parts: Sequence[Comparable]) -> str:
    differences = sorted({text for other in parts if other is not part for text in part.differences(other)})
    return "; ".join(differences)


def _rows(entries: Sequence[Entry]) -> tuple[Row, ...]:
    configurations = sorted(_configurations(entries), key=_order)
    return tuple(
        Row(label, seeds[0].results.method, seeds[0].results.trained, tuple(seeds), averaged(seeds))
        for label, seeds in zip(labels(configurations), configurations, strict=True)
    )


def _configurations(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries that differ in their seeds alone stand together, in the order of the seeds."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[_canonical(entry, settings(entry))].append(entry)
    found: list[list[Entry]] = []
    for members in alike.values():
        seeds = [entry.seed for entry in members]
        if None not in seeds and len(set(seeds)) == len(seeds):
            found.append(sorted(members, key=lambda entry: entry.seed or 0))
        else:
            found.extend([entry] for entry in members)
    return found


def _canonical(entry: Entry, options: dict[str, Any]) -> str:
    made = entry.results.method, entry.results.trained, entry.results.protocol.get("system_prompt")
    return json.dumps([*made, options], sort_keys=True, default=str)


def _order(seeds: Sequence[Entry]) -> tuple[int, int, str]:
    one = seeds[0].results
    methods, modalities = list(METHODS), list(TRAINED)
    return (
        methods.index(one.method) if one.method in methods else len(methods),
        modalities.index(one.trained) if one.trained in modalities else -1,
        json.dumps(settings(seeds[0]), sort_keys=True, default=str) + seeds[0].name,
    )


def averaged(seeds: Sequence[Entry]) -> dict[Key, Cell]:
    """Every score that all seeds have."""
    tables = [
        {(score.set, score.task, score.modality, score.metric): score for score in entry.results.scores}
        for entry in seeds
    ]
    return {key: _cell([table[key] for table in tables]) for key in tables[0] if all(key in one for one in tables)}


def _cell(scores: Sequence[Score]) -> Cell:
    values = [score.value for score in scores if score.value is not None]
    return Cell(
        value=statistics.fmean(values) if len(values) == len(scores) else None,
        low=_mean([score.low for score in scores]),
        high=_mean([score.high for score in scores]),
        n_items=min(score.n_items for score in scores),
        n_people=min(score.n_people for score in scores),
        not_scorable=sum(score.not_scorable for score in scores),
        seeds=len(scores),
        spread=statistics.stdev(values) if len(values) > 1 else None,
    )


def _mean(bounds: Sequence[float | None]) -> float | None:
    known = [bound for bound in bounds if bound is not None]
    return statistics.fmean(known) if known and len(known) == len(bounds) else None

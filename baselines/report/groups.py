"""Entries -> tables to be: one group a base model, forget set and way of measuring; seeds of a model are one row."""

from __future__ import annotations

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.report.benchmark import Benchmark, Column
from baselines.report.benchmarks import BENCHMARKS, benchmark_of
from baselines.report.comparable import Comparable, partition
from baselines.report.entries import Entry
from baselines.report.forgets import TARGETS, percent, pool_of, said, target_of
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
    section: name of what stands under one heading: groups of one share, whatever the target.
    """

    name: str
    slug: str
    base: str
    forget: str
    rows: tuple[Row, ...]
    benchmark: Benchmark
    section: str
    caution: str = ""

    @property
    def target(self) -> str:
        """What was to be forgotten: "person", "event", "both"; "" if people are all that there is."""
        return target_of(self.forget)

    def titled(self, title: str) -> str:
        """With what was to be forgotten, if sections have several targets."""
        return f"{title}: {said(self.forget)}" if self.target else title

    @property
    def columns(self) -> list[Column]:
        """Of the paper's tables, those about its models."""
        return self.benchmark.columns(self.target)

    def of(self, method: str) -> Row | None:
        """The first row of a method."""
        return next((row for row in self.rows if row.method == method), None)

    @property
    def competitors(self) -> list[Row]:
        """Rows that are no references."""
        return [row for row in self.rows if row.competes]


def grouped(entries: Sequence[Entry]) -> list[Group]:
    """The groups in the order of benchmark, model and forget share."""
    together: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        together[benchmark_of(entry).name, entry.base, pool_of(entry.forget)].append(entry)
    groups: list[Group] = []
    for (name, base, pool), members in sorted(together.items(), key=_place):
        parts = partition(members)
        for number, part in enumerate(parts):
            caution = _caution(part, parts)
            more = [f"part {number + 1}"] if len(parts) > 1 else []
            section = _joined(base, BENCHMARKS[name].said, said(pool), *more)
            for forget in sorted({entry.forget for entry in part.entries}, key=_target_place):
                title = _joined(base, said(forget), *more)
                slug = slugged(len(groups) + 1, title)
                rows = _rows([entry for entry in part.entries if entry.forget == forget], BENCHMARKS[name])
                groups.append(Group(title, slug, base, forget, rows, BENCHMARKS[name], section, caution))
    return groups


def slugged(number: int | str, name: str) -> str:
    """For files and addresses."""
    return f"{number}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"


def _place(pooled: tuple[tuple[str, str, str], Any]) -> tuple[int, str, float, str]:
    name, base, pool = pooled[0]
    return list(BENCHMARKS).index(name), base, percent(pool) or 0.0, pool


def _target_place(forget: str) -> tuple[int, str]:
    return (list(TARGETS).index(target_of(forget)) if target_of(forget) else -1), forget


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _caution(part: Comparable, parts: Sequence[Comparable]) -> str:
    differences = sorted({text for other in parts if other is not part for text in part.differences(other)})
    return "; ".join(differences)


def _rows(entries: Sequence[Entry], benchmark: Benchmark) -> tuple[Row, ...]:
    configurations = sorted(_configurations(entries), key=order)
    return tuple(
        Row(label, seeds[0].results.method, seeds[0].results.trained, tuple(seeds), averaged(seeds))
        for label, seeds in zip(labels(configurations, benchmark), configurations, strict=True)
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


def order(seeds: Sequence[Entry]) -> tuple[int, int, str]:
    """Where a row stands in a table."""
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

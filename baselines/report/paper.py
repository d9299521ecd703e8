"""The numbers that the benchmarks' papers published, as printed, and where they may stand beside ours."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from baselines.report.benchmark import Benchmark, Layout, Measure
from baselines.report.benchmarks import BENCHMARKS
from baselines.report.forgets import percent
from baselines.report.groups import Group


@dataclass(frozen=True, slots=True)
class Published:
    """A method of a paper. base, percent: "" and None where it names none; texts: (set, column) -> number as printed.

    method: what results call it; table: the name of its layout.
    """

    base: str
    percent: float | None
    name: str
    method: str
    table: str
    texts: dict[tuple[str, str], str]

    def text(self, set: str, measure: Measure) -> str:
        """Of a cell of the table."""
        return self.texts[set, measure.paper]


def published(benchmark: Benchmark) -> tuple[Published, ...]:
    """Every row of the paper's tables."""
    return _read(benchmark.name)


@cache
def _read(name: str) -> tuple[Published, ...]:
    paper = BENCHMARKS[name].paper
    columns = [column for layout in BENCHMARKS[name].layouts for column in layout.columns]
    lines = resources.files(__package__).joinpath(paper.file).read_text(encoding="utf-8").splitlines()
    found: dict[tuple[str, str, str, str], dict[tuple[str, str], str]] = {}
    for line in csv.DictReader(lines):
        row = (line.get("base_model", ""), line.get("forget_percent", ""), line["method"], line.get("table", ""))
        texts = found.setdefault(row, {})
        texts |= {(set, measure.paper): line[measure.paper] for set, measure in columns if line.get("set", set) == set}
    return tuple(
        Published(base, float(share) if share else None, name, paper.methods[name], table, texts)
        for (base, share, name, table), texts in found.items()
    )


def matching(group: Group, layout: Layout) -> dict[str, Published]:
    """Method -> the paper's numbers for the same base model and forget percentage, where it names them, or empty."""
    base, share = group.base.lower(), percent(group.forget)
    return {
        one.method: one
        for one in published(group.benchmark)
        if one.base.lower() in base and one.percent in (None, share) and one.table == layout.name
    }


def note(group: Group) -> str:
    """What the reader has to know of the paper's numbers in this group's tables, in one sentence."""
    if any(matching(group, layout) for layout in group.benchmark.layouts):
        return group.benchmark.paper.beside
    there = published(group.benchmark)
    models = " and ".join(dict.fromkeys(one.base for one in there))
    shares = ", ".join(f"{share:g}" for share in sorted({one.percent for one in there if one.percent is not None}))
    return f"The paper's numbers do not stand beside these: it has {models} at forget {shares} %, this is {group.name}."


def whole_table(benchmark: Benchmark, layout: Layout) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """(base model and percentage, its rows of method and numbers in the order of the layout's columns)."""
    blocks: dict[str, list[tuple[str, list[str]]]] = {}
    for one in published(benchmark):
        if one.table == layout.name:
            row = (one.name, [one.text(set, measure) for set, measure in layout.columns])
            blocks.setdefault(one.table or f"{one.base}, forget {one.percent:g} %", []).append(row)
    yield from blocks.items()

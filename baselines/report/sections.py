"""Groups -> what stands under one heading, and in one table of a paper's layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from baselines.report.benchmark import Benchmark
from baselines.report.entries import Entry
from baselines.report.groups import Group, slugged


@dataclass(frozen=True, slots=True)
class Section:
    """One group, or those of one share of people, of events and of both. name, slug: unique in a report."""

    name: str
    slug: str
    groups: tuple[Group, ...]

    @property
    def benchmark(self) -> Benchmark:
        """Of all groups."""
        return self.groups[0].benchmark

    @property
    def caution(self) -> str:
        """Of all groups."""
        return self.groups[0].caution

    @property
    def entries(self) -> list[Entry]:
        """Of all rows."""
        return [entry for group in self.groups for row in group.rows for entry in row.entries]


def sectioned(groups: Sequence[Group]) -> list[Section]:
    """In the order of the groups."""
    found = []
    for (_, name), members in groupby(groups, key=lambda group: (group.benchmark.name, group.section)):
        inside = tuple(members)
        first = inside[0]
        is_one = first.name == name
        slug = first.slug if is_one else slugged(first.slug.split("-")[0], name)
        found.append(Section(name, slug, inside))
    return found

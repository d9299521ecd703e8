"""The numbers that the paper published, Table 2 of arXiv 2410.22108, and where they may stand beside ours.

paper_table2.csv holds them as printed: a line a base model, forget percentage, method and set.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from baselines.report.groups import Group, percent
from baselines.report.measures import COLUMNS, MEASURES, Measure

SOURCE = "Liu et al., MLLMU-Bench, arXiv 2410.22108, Table 2"
METHODS = {
    "Vanilla": "vanilla",
    "GA": "ga",
    "GA Difference": "gradient_difference",
    "KL Minimization": "kl_minimization",
    "Prompting": "prompting",
    "NPO": "npo",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A method of the paper. texts: (set, metric's column) -> the number as printed."""

    base: str
    percent: float
    name: str
    texts: dict[tuple[str, str], str]

    @property
    def method(self) -> str:
        """What results call it."""
        return METHODS[self.name]

    def text(self, set: str, measure: Measure) -> str:
        """Of a cell of the table."""
        return self.texts[set, measure.paper]


@cache
def published() -> tuple[Published, ...]:
    """Every row of the paper's table."""
    lines = resources.files(__package__).joinpath("paper_table2.csv").read_text(encoding="utf-8").splitlines()
    found: dict[tuple[str, str, str], dict[tuple[str, str], str]] = {}
    for line in csv.DictReader(lines):
        texts = found.setdefault((line["base_model"], line["forget_percent"], line["method"]), {})
        texts |= {(line["set"], measure.paper): line[measure.paper] for measure in MEASURES}
    return tuple(Published(base, float(share), name, texts) for (base, share, name), texts in found.items())


def matching(group: Group) -> dict[str, Published]:
    """Method -> the paper's numbers for the same base model and forget percentage; empty if it has none."""
    base, share = group.base.lower(), percent(group.forget)
    return {one.method: one for one in published() if one.base.lower() in base and one.percent == share}


def note(group: Group) -> str:
    """What the reader has to know of the paper's numbers in this group's table, in one sentence."""
    if matching(group):
        return (
            "Rows marked “paper” are the published numbers for the same base model and forget percentage, under "
            "image + text; people, pictures and questions here are other ones, so they compare in kind, not in digits."
        )
    models = " and ".join(dict.fromkeys(one.base for one in published()))
    shares = ", ".join(f"{share:g}" for share in sorted({one.percent for one in published()}))
    return f"The paper's numbers do not stand beside these: it has {models} at forget {shares} %, this is {group.name}."


def whole_table() -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """(base model and percentage, its rows of method and numbers in the order of COLUMNS)."""
    blocks: dict[str, list[tuple[str, list[str]]]] = {}
    for one in published():
        row = (one.name, [one.text(set, measure) for set, measure in COLUMNS])
        blocks.setdefault(f"{one.base}, forget {one.percent:g} %", []).append(row)
    yield from blocks.items()

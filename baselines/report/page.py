"""report.html: one file that needs nothing else, no network either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from baselines.report import measures, paper, texts
from baselines.report.benchmark import Benchmark
from baselines.report.cases import cases_json
from baselines.report.closeness import distance
from baselines.report.folder import MARK
from baselines.report.groups import Group, Row
from baselines.report.labels import MODALITIES
from baselines.report.made import Made, how_made
from baselines.report.others import Others, other_scores
from baselines.report.plots import Drawn
from baselines.report.sections import Section
from baselines.report.table import Table

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Glance:
    """A row of the overview. means: set -> mean of the measures in per cent and difference to the retained model."""

    label: str
    is_reference: bool
    distance: float | None
    means: dict[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Glances:
    """A table of the overview, of one group and modality. sets: set -> heading."""

    group: Group
    modality: str
    rows: list[Glance]

    @property
    def sets(self) -> dict[str, str]:
        """Those that the group's columns are of."""
        there = {set for set, _ in self.group.columns}
        return {set: name for set, name in self.group.benchmark.overview.items() if set in there}


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the page shows it."""

    of: Section
    tables: list[Table]
    glances: list[Glances]
    plots: list[Drawn]
    made: list[tuple[Group, Made]]
    paper_note: str
    others: list[tuple[Group, Others]]

    @property
    def benchmark(self) -> Benchmark:
        """What it is of."""
        return self.of.benchmark


@dataclass(frozen=True, slots=True)
class Figures:
    """A section of plots. kinds: those that it has."""

    id: str
    title: str
    short: str
    kinds: tuple[str, ...]


FIGURES = (
    Figures("interference", "Interference", "Interference", ("interference",)),
    Figures("tradeoffs", "Trade-offs", "Trade-offs", ("tradeoff",)),
    Figures("modalities", "Unlearning modality", "Modalities", ("modality",)),
    Figures("who", "Who and what is still known", "Who and what", ("by-attribute", "by-person", "by-event")),
    Figures("training", "Training", "Training", ("curves-unlearning", "curves-fine-tuning")),
)


def page(sections: Sequence[Section], tables: Sequence[Table], plots: Sequence[Drawn]) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    groups = [group for section in sections for group in section.groups]
    benchmarks = list({section.benchmark.name: section.benchmark for section in sections}.values())
    return environment.get_template("page.html.j2").render(
        sections=[_shown(section, tables, plots) for section in sections],
        groups=groups,
        benchmarks=benchmarks,
        question=benchmarks[-1].question,
        modalities={key: name for key, name in MODALITIES.items() if any(one.modality == key for one in tables)},
        models=sum(len(group.rows) for group in groups),
        files=sum(len(row.entries) for group in groups for row in group.rows),
        warnings=texts.warnings(sections),
        notes=texts.notes,
        summary=texts.summary,
        p_text=texts.p_text,
        figures=[one for one in FIGURES if any(one.id in benchmark.figures for benchmark in benchmarks)],
        paper_table=paper.whole_table,
        mark=Markup(MARK),
        css=_asset("page.css"),
        scripts=[_asset("page.js"), _asset("cases.js")],
        cases=Markup(cases_json(groups)),  # escaped for its element, where HTML entities would mean themselves
    )


def _asset(name: str) -> Markup:
    return Markup((HERE / name).read_text(encoding="utf-8"))


def _shown(section: Section, tables: Sequence[Table], plots: Sequence[Drawn]) -> Shown:
    return Shown(
        of=section,
        tables=[one for one in tables if one.section is section],
        glances=[
            Glances(group, modality, _glances(group, modality))
            for group in section.groups
            for modality in measures.modalities(group)
        ],
        plots=[one for one in plots if one.plot.of in (section, *section.groups)],
        made=[(group, how_made(group)) for group in section.groups],
        paper_note=paper.note(section.groups[0]),
        others=[(group, found) for group in section.groups if (found := other_scores(group)).heads],
    )


def _glances(group: Group, modality: str) -> list[Glance]:
    """References first, then the nearest to the retained model."""
    retained = group.of("retained")
    near = {row.label: distance([(row, retained, column) for column in group.columns], modality) for row in group.rows}

    def place(row: Row) -> tuple[bool, float, str]:
        found = near[row.label]
        return row.competes, found.value if row.competes and found else 0.0, row.label

    return [
        Glance(
            row.label,
            not row.competes,
            found.value if (found := near[row.label]) else None,
            _means(row, group, modality),
        )
        for row in sorted(group.rows, key=place)
    ]


def _means(row: Row, group: Group, modality: str) -> dict[str, tuple[float | None, float | None]]:
    retained, found = group.of("retained"), {}
    for set in group.benchmark.overview:
        ours = measures.set_mean(row, set, group.columns, modality)
        theirs = measures.set_mean(retained, set, group.columns, modality) if retained else None
        differs = None if ours is None or theirs is None or row is retained else 100 * (ours - theirs)
        found[set] = (None if ours is None else 100 * ours, differs)
    return found

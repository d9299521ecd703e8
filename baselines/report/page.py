"""report.html: one file that needs nothing else, no network either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from baselines.report import measures, paper, texts
from baselines.report.cases import cases_json
from baselines.report.folder import MARK
from baselines.report.groups import Group, Row
from baselines.report.labels import MODALITIES
from baselines.report.made import Made, how_made
from baselines.report.others import Others, other_scores
from baselines.report.plots import Drawn
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
class Section:
    """A group as the page shows it."""

    group: Group
    tables: list[Table]
    glances: dict[str, list[Glance]]
    plots: list[Drawn]
    made: Made
    paper_note: str
    others: Others


def page(groups: Sequence[Group], tables: Sequence[Table], plots: Sequence[Drawn]) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    sections = [_section(group, tables, plots) for group in groups]
    return environment.get_template("page.html.j2").render(
        sections=sections,
        modalities={key: name for key, name in MODALITIES.items() if any(one.modality == key for one in tables)},
        models=sum(len(group.rows) for group in groups),
        files=sum(len(row.entries) for group in groups for row in group.rows),
        asked=texts.MODALITY,
        warnings=texts.warnings(groups),
        notes=texts.notes,
        summary=texts.summary,
        p_text=texts.p_text,
        sets=measures.SETS,
        lower=measures.LOWER_IS_BETTER,
        measures=measures.MEASURES,
        paper_source=paper.SOURCE,
        paper_table=list(paper.whole_table()),
        mark=Markup(MARK),
        css=_asset("page.css"),
        scripts=[_asset("page.js"), _asset("cases.js")],
        cases=Markup(cases_json(groups)),  # escaped for its element, where HTML entities would mean themselves
    )


def _asset(name: str) -> Markup:
    return Markup((HERE / name).read_text(encoding="utf-8"))


def _section(group: Group, tables: Sequence[Table], plots: Sequence[Drawn]) -> Section:
    ours = [one for one in tables if one.group is group]
    return Section(
        group=group,
        tables=ours,
        glances={one.modality: _glances(one) for one in ours},
        plots=[one for one in plots if one.plot.group is group],
        made=how_made(group),
        paper_note=paper.note(group),
        others=other_scores(group),
    )


def _glances(table: Table) -> list[Glance]:
    """References first, then the nearest to the retained model."""
    near = {line.label: line.distance.value if line.distance else None for line in table.lines if line.kind != "paper"}
    retained = table.group.of("retained")
    rows = sorted(
        table.group.rows, key=lambda row: (row.competes, (near[row.label] or 0.0) if row.competes else 0.0, row.label)
    )
    return [Glance(row.label, not row.competes, near[row.label], _means(row, retained, table.modality)) for row in rows]


def _means(row: Row, retained: Row | None, modality: str) -> dict[str, tuple[float | None, float | None]]:
    found: dict[str, tuple[float | None, float | None]] = {}
    for set in measures.SETS:
        ours = measures.set_mean(row, set, modality)
        theirs = measures.set_mean(retained, set, modality) if retained else None
        differs = None if ours is None or theirs is None or row is retained else 100 * (ours - theirs)
        found[set] = (None if ours is None else 100 * ours, differs)
    return found

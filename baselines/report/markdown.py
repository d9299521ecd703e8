"""The report in Markdown: tables and the way to the plots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from baselines.report import paper
from baselines.report.labels import MODALITIES
from baselines.report.measures import BEST, SECOND
from baselines.report.plots import Plot
from baselines.report.sections import Section
from baselines.report.table import Line, Shown, Table
from baselines.report.texts import notes, p_text, summary, warnings


def escaped(text: str) -> str:
    """Text that Markdown and HTML within it leave as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&$])", r"\\\1", " ".join(text.split()))


def tables_markdown(tables: Sequence[Table]) -> str:
    """table2.md: every table with its notes."""
    return "\n\n".join(block for one in tables for block in _table_blocks(one)) + "\n"


def report_markdown(sections: Sequence[Section], tables: Sequence[Table], plots: Sequence[Plot]) -> str:
    """report.md: warnings, tables, plots."""
    blocks = ["# Unlearning report", "The page [report.html](report.html) has the same, and every case."]
    blocks += [f"> **Warning.** {escaped(text)}" for text in warnings(sections)]
    for section in sections:
        blocks.append(f"## {escaped(section.name)}")
        for one in tables:
            if one.section is section:
                blocks += _table_blocks(one)
        blocks.append(escaped(paper.note(section.groups[0])))
        blocks += [
            f"![{escaped(plot.alt)}](plots/{plot.name}.png)\n\n*{escaped(plot.title)}.* {escaped(plot.caption)}"
            for plot in plots
            if plot.of in (section, *section.groups) and plot.modality in ("", "image_text")
        ]
    return "\n\n".join(blocks) + "\n"


def _table_blocks(one: Table) -> list[str]:
    asked = one.section.benchmark.modalities[one.modality]
    head = f"**{escaped(one.name)}, {MODALITIES[one.modality].lower()}** ({asked})"
    return [
        head,
        escaped(summary(one.section)),
        _table(one),
        *(escaped(note) for note in notes(one)),
    ]


def _table(one: Table) -> str:
    """Markdown has one line of headings, so each column names its set."""
    blocks, benchmark = one.layout.blocks, one.section.benchmark
    names = (f"{block.name}: {measure.name} {measure.unit}".strip() for block in blocks for _, measure in block.columns)
    heads = ["Method", *names, f"Distance to {benchmark.retained}", *(["Forget quality"] if one.has_quality else [])]
    rows = [_row([benchmark.rests_on, *one.items, "", *([""] if one.has_quality else [])])]
    rows += [_row(_cells(line, one.has_quality)) for line in one.lines]
    return "\n".join([_row(heads), _row(["---"] + ["---:"] * (len(heads) - 1)), *rows])


def _cells(line: Line, has_quality: bool) -> list[str]:
    label = escaped(line.label) if line.kind == "model" else f"*{escaped(line.label)}*"
    near = Shown("–" if line.distance is None else f"{line.distance.value:.3f}", mark=line.distance_mark)
    quality = [p_text(line.quality).replace("<", "&lt;")] if has_quality else []
    return [label, *(_shown(cell) for cell in line.cells), _shown(near), *quality]


def _shown(cell: Shown) -> str:
    text = {BEST: f"**{cell.text}**", SECOND: f"<u>{cell.text}</u>"}.get(cell.mark, cell.text)
    return "<br>".join(part for part in (text, escaped(cell.interval), *map(escaped, cell.notes)) if part)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

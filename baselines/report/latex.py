"""table2.tex: the tables in the layout of the paper, for booktabs and graphicx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baselines.report.labels import MODALITIES
from baselines.report.measures import BEST, SECOND
from baselines.report.table import Line, Shown, Table
from baselines.report.texts import notes, p_text, summary

SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "–": "--", "−": "$-$", "±": r"$\pm$", "“": "``", "”": "''",
}  # fmt: skip


def escaped(text: str) -> str:
    """Text that LaTeX prints as it is."""
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def tables_latex(tables: Sequence[Table]) -> str:
    """A table* for each table."""
    return "% \\usepackage{booktabs,graphicx}\n" + "\n".join(_table(one) for one in tables)


def _table(one: Table) -> str:
    extra = ["Dist.", *(["FQ"] if one.has_quality else [])]
    columns = "l" + "r" * (len(one.items) + len(extra))
    title = f"{one.name}, {MODALITIES[one.modality].lower()}. {summary(one.section)}"
    caption = escaped(" ".join([title, *notes(one)]))
    lines = [
        r"\begin{table*}[t]",
        r"\centering",
        rf"\caption{{{caption}}}",
        rf"\label{{tab:{one.slug}}}",
        r"\resizebox{\textwidth}{!}{%",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        *_heads(one, extra),
        r"\midrule",
        *_body(one),
        r"\bottomrule",
        r"\end{tabular}}",
        r"\end{table*}",
    ]
    return "\n".join(lines) + "\n"


def _heads(one: Table, extra: Sequence[str]) -> list[str]:
    names, sets, rules = ["Method"], [""], ""
    for start, block in zip(one.layout.starts, one.layout.blocks, strict=True):
        n, arrow = len(block.columns), r"$\downarrow$" if block.lower_is_better else r"$\uparrow$"
        sets.append(rf"\multicolumn{{{n}}}{{c}}{{{block.name} {arrow}}}")
        rules += rf"\cmidrule(lr){{{2 + start}-{1 + start + n}}}"
        names += [measure.short for _, measure in block.columns]
    return [_row([*sets, *([""] * len(extra))]), rules, _row([*names, *extra])]


def _body(one: Table) -> list[str]:
    blanks = [""] * (2 if one.has_quality else 1)
    lines = [
        _row([rf"\textit{{{escaped(one.section.benchmark.rests_on)}}}", *(_tiny(text) for text in one.items), *blanks])
    ]
    for line in one.lines:
        lines.append(_row(_values(line, one.has_quality)))
        if line.kind != "paper":
            lines.append(_row(["", *(_tiny(cell.interval) for cell in line.cells), *blanks]))
        for place in range(max(len(cell.notes) for cell in line.cells)):
            below = [cell.notes[place] if place < len(cell.notes) else "" for cell in line.cells]
            lines.append(_row(["", *(_tiny(note) for note in below), *blanks]))
    return lines


def _values(line: Line, has_quality: bool) -> list[str]:
    label = escaped(line.label) if line.kind == "model" else rf"\textit{{{escaped(line.label)}}}"
    near = Shown("–" if line.distance is None else f"{line.distance.value:.3f}", mark=line.distance_mark)
    quality = [escaped(p_text(line.quality))] if has_quality else []
    return [label, *(_marked(cell) for cell in line.cells), _marked(near), *quality]


def _marked(cell: Shown) -> str:
    text = escaped(cell.text)
    return {BEST: rf"\textbf{{{text}}}", SECOND: rf"\underline{{{text}}}"}.get(cell.mark, text)


def _tiny(text: str) -> str:
    return rf"{{\tiny {escaped(text)}}}" if text else ""


def _row(cells: Iterable[str]) -> str:
    return rf"{' & '.join(cells)} \\"

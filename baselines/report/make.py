"""The report: all its files from all results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baselines.report import folder
from baselines.report.entries import read_all
from baselines.report.groups import grouped
from baselines.report.latex import tables_latex
from baselines.report.markdown import report_markdown, tables_markdown
from baselines.report.page import page
from baselines.report.plots import draw_all
from baselines.report.sections import sectioned
from baselines.report.spreadsheet import scores_csv
from baselines.report.table import tables

PRINTED = ("image_text", "text")  # modalities of the tables in Markdown and LaTeX; the page has both together as well


def make(paths: Sequence[Path], out: Path) -> Path:
    """Write the report on the results under `paths` into the folder `out`, and return its page.

    A report that stands there is replaced. Raises BadInput for another kind of folder, and for results that are
    missing, damaged or given twice. Same results, same bytes.
    """
    out = out.expanduser()
    folder.check(out)
    groups = grouped(read_all(paths))
    sections = sectioned(groups)
    shown = [one for section in sections for one in tables(section)]
    drawn = draw_all(sections)
    printed = [one for one in shown if one.modality in PRINTED]
    files: dict[str, str | bytes] = {
        folder.PAGE: page(sections, shown, drawn),
        "report.md": report_markdown(sections, printed, [one.plot for one in drawn]),
        "table2.md": tables_markdown(printed),
        "table2.tex": tables_latex(printed),
        "scores.csv": scores_csv(groups),
    }
    for one in drawn:
        files |= {f"plots/{one.plot.name}.png": one.png, f"plots/{one.plot.name}.svg": one.svg}
    folder.write(out, files)
    return out / folder.PAGE

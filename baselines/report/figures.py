"""How every plot looks, and how it becomes files: matplotlib figures -> PNG, SVG, SVG that follows the page's theme.

Colours are from a palette that colour-blind readers tell apart; methods differ by marker too.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from dataclasses import dataclass, field
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from baselines.report.groups import Group
from baselines.report.sections import Section

INK, MUTED, GRID, SURFACE = "#1b1f24", "#5d6671", "#d5dae0", "#fefefe"
THEMED = {INK: "currentColor", MUTED: "var(--muted)", GRID: "var(--plot-grid)", SURFACE: "var(--surface)"}
COLORS = {
    "prompting": "#6e7781", "ga": "#d55e00", "gradient_difference": "#0072b2", "kl_minimization": "#008f68",
    "npo": "#b4578f", "simnpo": "#3a9bd9", "dpo": "#a87900", "idk": "#8a4b2a", "unknown": "#6b5fc7", "po": "#c2255c",
    "siu": "#5c8a14", "bgd": "#1d4f91", "bgd_kl": "#12665a",
}  # fmt: skip
MARKERS: dict[str, Any] = {
    "prompting": "P", "ga": "o", "gradient_difference": "s", "kl_minimization": "^", "npo": "v", "simnpo": "p",
    "dpo": "h", "idk": "X", "unknown": "8", "vanilla": "*", "retained": "D", "base": "d", "po": "<",
    "siu": ">", "bgd": (4, 1, 0), "bgd_kl": (6, 1, 0),
}  # fmt: skip
HATCHED = "////"
STYLE: Any = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 9.5, "axes.labelsize": 8.5,
    "axes.titleweight": "bold", "axes.titlelocation": "left", "text.color": INK, "axes.labelcolor": INK,
    "axes.edgecolor": MUTED, "axes.linewidth": 0.7, "xtick.color": MUTED, "ytick.color": MUTED, "xtick.labelsize": 8,
    "ytick.labelsize": 8, "xtick.labelcolor": INK, "ytick.labelcolor": INK, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": GRID, "grid.linewidth": 0.6, "axes.axisbelow": True,
    "figure.facecolor": "white", "axes.facecolor": "none", "legend.frameon": False, "legend.fontsize": 8.5,
    "hatch.linewidth": 0.8, "svg.fonttype": "none", "savefig.dpi": 150, "figure.dpi": 100,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure and what is said of it. kind: the section it belongs to; modality: "" if it is of none.

    name: of its files. alt: what a reader who cannot see it has to know. tips: id of an element -> its tooltip.
    """

    of: Group | Section
    kind: str
    modality: str
    title: str
    caption: str
    alt: str
    figure: Figure
    tips: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Unique in a report."""
        return "-".join(part for part in (self.of.slug, self.kind, self.modality.replace("_", "-")) if part)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot as files, and as it stands in the page."""

    plot: Plot
    png: bytes
    svg: str
    inline: str


def styled() -> Any:
    """A context in which figures are made and saved in our style, whatever the user's matplotlib has been told."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE, "backend": "agg"})


def new(width: float, height: float, rows: int = 1, columns: int = 1, **settings: Any) -> tuple[Figure, list[Axes]]:
    """A figure in inches, and its axes row by row."""
    figure = Figure(figsize=(width, height))
    grid = figure.subplots(rows, columns, squeeze=False, **settings)
    return figure, list(grid.flat)


def drawn(plot: Plot) -> Drawn:
    """Same plot, same bytes."""
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": plot.name}):
        png, svg = io.BytesIO(), io.StringIO()
        plot.figure.savefig(png, format="png", metadata={"Software": None})
        plot.figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = svg.getvalue()
    return Drawn(plot, png.getvalue(), text, _inlined(text, plot))


def _inlined(svg: str, plot: Plot) -> str:
    """Within HTML: colours of the page, ids that no other plot has, the alternative text, tooltips."""
    body = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    body = re.sub(r'<g id="patch_1">.*?</g>', "", body, count=1, flags=re.DOTALL)  # the white background
    for color, themed in THEMED.items():
        body = body.replace(color, themed)
    for method, color in COLORS.items():
        body = body.replace(color, f"var(--m-{method.replace('_', '-')})")
    body = re.sub(r"(?:'DejaVu Sans'|DejaVu Sans)[^;\"]*", "var(--sans)", body)
    for id, tip in plot.tips.items():
        body = body.replace(f'<g id="{id}">', f'<g id="{id}" class="tip"><title>{html.escape(tip)}</title>')
    prefix = f"f{hashlib.sha256(plot.name.encode()).hexdigest()[:6]}"
    body = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{prefix}-", body)
    size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', body)
    body = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"', "", body, count=1)
    width = float(size[1]) * 96 / 72 if size else 900.0
    label = html.escape(plot.alt, quote=True)
    return body.replace("<svg ", f'<svg role="img" aria-label="{label}" style="--w:{width:.0f}px" ', 1)

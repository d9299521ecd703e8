"""Scatter plots with a marker a model: what is on the axes, how a panel is drawn, and its legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from baselines.report.figures import COLORS, INK, MARKERS, MUTED, SURFACE
from baselines.report.groups import Cell, Group, Key, Row
from baselines.report.labels import TRAINED, method_name


@dataclass(frozen=True, slots=True)
class Axis:
    """A score that is drawn. label: beside the axis; said: in tooltips; drawn: the score -> where it stands.

    whole: where the highest possible score, or the finetuned model's, stands.
    """

    key: Key
    label: str
    said: str
    drawn: Callable[[float], float]
    whole: float = 1.0


def panel(ax: Axes, group: Group, x: Axis, y: Axis, tips: dict[str, str]) -> None:
    """All rows that have both scores, with lines that cross at the retained model. Adds their tooltips."""
    ax.set_xlabel(x.label)
    ax.set_ylabel(y.label)
    numbers, retained = _numbers(group.rows), group.of("retained")
    for row in group.rows:
        across, up = row.cells.get(x.key), row.cells.get(y.key)
        if across is None or up is None or across.value is None or up.value is None:
            continue
        point = (x.drawn(across.value), y.drawn(up.value))
        if row is retained:
            ax.axvline(point[0], color=MUTED, linestyle=(0, (4, 3)), linewidth=0.8, zorder=1)
            ax.axhline(point[1], color=MUTED, linestyle=(0, (4, 3)), linewidth=0.8, zorder=1)
        _whiskers(ax, row, point, _interval(across, x), _interval(up, y))
        id = f"tip{len(tips)}"
        tips[id] = f"{row.label}: {x.said} {point[0]:.3g}, {y.said} {point[1]:.3g}"
        ax.plot(*point, **_look(row.method, row.trained), zorder=4 if row.competes else 5, gid=id)
        if row.label in numbers:
            ax.annotate(numbers[row.label], point, (4, 3), textcoords="offset points", fontsize=7)


def legend(figure: Figure, groups: Sequence[Group], columns: int = 8) -> None:
    """Below the panels: methods, and modalities if there are several; numbers that tell equal markers apart."""
    benchmark, rows = groups[0].benchmark, [row for group in groups for row in group.rows]
    numbers = {label: number for group in groups for label, number in _numbers(group.rows).items()}
    methods = list(dict.fromkeys(row.method for row in rows))
    handles = [Line2D([], [], **_look(one, ""), label=method_name(one, benchmark)) for one in methods]
    used = {row.trained for row in rows if row.competes} if len(benchmark.modalities) > 1 else set()
    handles += [
        Line2D([], [], **_look("prompting", trained) | {"marker": "o"}, label=f"unlearned on {said}")
        for trained, said in TRAINED.items()
        if trained in used
    ]
    handles += [Line2D([], [], linestyle="none", label=f"{number}: {label}") for label, number in numbers.items()]
    wide = min(columns, max(4, (len(handles) + 1) // 2))
    figure.legend(handles=handles, loc="lower center", ncols=wide, handletextpad=0.3)


def _interval(cell: Cell, axis: Axis) -> tuple[float, float] | None:
    """Where it is drawn from and to, around the value."""
    if cell.value is None or cell.low is None or cell.high is None:
        return None
    low, value, high = sorted((axis.drawn(cell.low), axis.drawn(cell.value), axis.drawn(cell.high)))
    return min(low, value), max(high, value)


def _whiskers(
    ax: Axes, row: Row, point: tuple[float, float], across: tuple[float, float] | None, up: tuple[float, float] | None
) -> None:
    color = COLORS.get(row.method, MUTED)
    look: dict[str, Any] = {"color": color, "linewidth": 0.7, "alpha": 0.35, "zorder": 2}
    x, y = point
    if across:
        ax.plot([*across], [y, y], **look)
    if up:
        ax.plot([x, x], [*up], **look)


def _look(method: str, trained: str) -> dict[str, Any]:
    """Marker by method; filled if trained with images, hollow if on text alone, half if on both."""
    color = COLORS.get(method, INK)
    size = {"vanilla": 12.0, "retained": 8.0, "bgd": 10.0, "bgd_kl": 10.0}.get(method, 7.5)
    fill = {"text": "none", "both": "left"}.get(trained, "full")
    return {
        "marker": MARKERS.get(method, "8"), "color": color, "markersize": size, "linestyle": "none",
        "fillstyle": "full" if fill == "none" else fill, "markerfacecolor": SURFACE if fill == "none" else color,
        "markerfacecoloralt": SURFACE, "markeredgecolor": color, "markeredgewidth": 1.5,
    }  # fmt: skip


def _numbers(rows: Sequence[Row]) -> dict[str, str]:
    """Label -> a number beside the marker, where several rows would have the same marker."""
    often = Counter((row.method, row.trained) for row in rows)
    shared = [row.label for row in rows if often[row.method, row.trained] > 1]
    return {label: str(place) for place, label in enumerate(shared, 1)}

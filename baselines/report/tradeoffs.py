"""What forgetting costs: the drop on the forget set against what is left elsewhere, after the paper's Figure 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from baselines.report.figures import COLORS, INK, MARKERS, MUTED, SURFACE, Plot, new
from baselines.report.groups import Cell, Group, Key, Row
from baselines.report.labels import METHODS, MODALITIES, TRAINED
from baselines.report.measures import MEASURES, Measure, key_of

KEPT = {"retain": "retain set", "celebrity": "real celebrities"}
BENCHMARKS = {"mmmu": "MMMU", "llava_bench": "LLaVA-Bench", "pope": "POPE"}


def tradeoffs(group: Group, modality: str) -> Iterator[Plot]:
    """Forget against retain, celebrities, and each benchmark of general ability that there are scores of."""
    if group.of("vanilla") is None or not group.competitors:
        return
    for set, said in KEPT.items():
        yield from _against(
            group, modality, set, said, {measure: key_of(set, measure, modality) for measure in MEASURES}
        )
    for set, said in BENCHMARKS.items():
        key = _benchmark_key(group, set)
        if key:
            yield from _against(group, modality, set.replace("_", "-"), said, dict.fromkeys(MEASURES, key))


def _benchmark_key(group: Group, set: str) -> Key | None:
    keys = sorted({key for row in group.rows for key in row.cells if key[0] == set})
    return next((key for key in keys if key[2] == "both"), keys[0] if keys else None)


def _against(group: Group, modality: str, kind: str, said: str, keys: dict[Measure, Key]) -> Iterator[Plot]:
    figure, axes = new(11.6, 3.5, 1, len(MEASURES))
    tips: dict[str, str] = {}
    for ax, (measure, key) in zip(axes, keys.items(), strict=True):
        _panel(ax, group, key_of("forget", measure, modality), key, measure, said, tips)
    if not tips:
        return
    figure.subplots_adjust(left=0.05, right=0.995, top=0.92, bottom=0.285, wspace=0.27)
    _legend(figure, group)
    yield Plot(
        group,
        f"tradeoff-{kind}",
        modality,
        f"Forgetting against {said}",
        "Right: more is forgotten than by the vanilla model. Up: more is left. The dashed lines cross at the retained "
        "model, which is where a perfect unlearning would end; thin lines are 95 % intervals by person.",
        f"Four scatter plots, one a measure ({MODALITIES[modality]}): drop on the forget set against the score on "
        f"the {said}. " + _spoken(group, modality, keys),
        figure,
        tips,
    )


def _panel(ax: Axes, group: Group, forget: Key, kept: Key, measure: Measure, said: str, tips: dict[str, str]) -> None:
    vanilla, retained = group.of("vanilla"), group.of("retained")
    start = vanilla.value(forget) if vanilla else None
    is_own = kept[1] == measure.task  # a benchmark of general ability has a scale of its own
    scale = measure.scale if is_own else 100 if kept[3] == "accuracy" else 1
    ax.set_title(measure.name)
    ax.set_xlabel(f"drop on the forget set{_unit(measure)}")
    ax.set_ylabel(f"{said}{_unit(measure) if is_own else ''}")
    if start is None:
        return
    numbers = _numbers(group.rows)
    for row in group.rows:
        x, y = row.cells.get(forget), row.cells.get(kept)
        if x is None or y is None or x.value is None or y.value is None:
            continue
        point = ((start - x.value) * measure.scale, y.value * scale)
        if row is retained:
            ax.axvline(point[0], color=MUTED, linestyle=(0, (4, 3)), linewidth=0.8, zorder=1)
            ax.axhline(point[1], color=MUTED, linestyle=(0, (4, 3)), linewidth=0.8, zorder=1)
        _whiskers(ax, row, point, _half(x, measure.scale, mirrored=True), _half(y, scale, mirrored=False))
        id = f"tip{len(tips)}"
        tips[id] = f"{row.label}: drop {point[0]:.3g}, {said} {point[1]:.3g}"
        ax.plot(*point, **_look(row.method, row.trained), zorder=4 if row.competes else 5, gid=id)
        if row.label in numbers:
            ax.annotate(numbers[row.label], point, (4, 3), textcoords="offset points", fontsize=7)


def _unit(measure: Measure) -> str:
    return f" ({'points' if measure.scale == 100 else measure.unit})" if measure.unit else ""


def _half(cell: Cell, scale: float, mirrored: bool) -> tuple[float, float] | None:
    """How far the interval reaches down and up."""
    if cell.value is None or cell.low is None or cell.high is None:
        return None
    below, above = (max(0.0, (cell.value - cell.low) * scale), max(0.0, (cell.high - cell.value) * scale))
    return (above, below) if mirrored else (below, above)


def _whiskers(
    ax: Axes, row: Row, point: tuple[float, float], across: tuple[float, float] | None, up: tuple[float, float] | None
) -> None:
    color = COLORS.get(row.method, MUTED)
    look: dict[str, Any] = {"color": color, "linewidth": 0.7, "alpha": 0.35, "zorder": 2}
    x, y = point
    if across:
        ax.plot([x - across[0], x + across[1]], [y, y], **look)
    if up:
        ax.plot([x, x], [y - up[0], y + up[1]], **look)


def _look(method: str, trained: str) -> dict[str, Any]:
    """Marker by method; filled if trained with images, hollow if on text alone, half if on both."""
    color = COLORS.get(method, INK)
    size = {"vanilla": 12.0, "retained": 8.0}.get(method, 7.5)
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


def _legend(figure: Figure, group: Group) -> None:
    numbers = _numbers(group.rows)
    methods = list(dict.fromkeys(row.method for row in group.rows))
    handles = [Line2D([], [], **_look(one, ""), label=METHODS.get(one, one)) for one in methods]
    used = {row.trained for row in group.competitors}
    handles += [
        Line2D([], [], **_look("prompting", trained) | {"marker": "o"}, label=f"unlearned on {said}")
        for trained, said in TRAINED.items()
        if trained in used
    ]
    handles += [Line2D([], [], linestyle="none", label=f"{number}: {label}") for label, number in numbers.items()]
    figure.legend(handles=handles, loc="lower center", ncols=min(8, max(4, (len(handles) + 1) // 2)), handletextpad=0.3)


def _spoken(group: Group, modality: str, keys: dict[Measure, Key]) -> str:
    """The first measure in words."""
    measure, kept = next(iter(keys.items()))
    forget = key_of("forget", measure, modality)
    said = [
        f"{row.label} {measure.text(row.value(forget))} and {measure.text(row.value(kept))}"
        for row in group.rows
        if row.value(forget) is not None and row.value(kept) is not None
    ]
    return f"{measure.name}, forget set and kept: {'; '.join(said)}."

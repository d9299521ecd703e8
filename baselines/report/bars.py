"""Unlearning with the image against unlearning on text alone, after the paper's Figure 3."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from baselines.report.benchmark import Measure
from baselines.report.figures import HATCHED, INK, MUTED, SURFACE, Plot, new
from baselines.report.groups import Group, Row
from baselines.report.labels import METHODS, MODALITIES, TRAINED
from baselines.report.measures import key_of
from baselines.report.mllmu import MEASURES, SETS

FILLS = {"image_text": ("#0072b2", ""), "text": (SURFACE, HATCHED), "both": ("#6e7781", "")}
EDGE = "#0072b2"
Variants = dict[str, dict[str, Row]]  # method -> trained -> row


def modality_bars(group: Group, modality: str) -> Iterator[Plot]:
    """For every measure and set, the variants of each method that has several; nothing if none has."""
    variants = _variants(group)
    if not variants:
        return
    figure, axes = new(11.6, 7.6, len(MEASURES), len(SETS), sharex=True)
    for place, ax in enumerate(axes):
        measure, set = MEASURES[place // len(SETS)], list(SETS)[place % len(SETS)]
        _panel(ax, group, variants, set, measure, modality)
        if place < len(SETS):
            ax.set_title(SETS[set])
        if place % len(SETS) == 0:
            ax.set_ylabel(f"{measure.name}{f' ({measure.unit})' if measure.unit else ''}")
    figure.subplots_adjust(left=0.06, right=0.995, top=0.925, bottom=0.135, wspace=0.16, hspace=0.14)
    used = [trained for trained in FILLS if any(trained in rows for rows in variants.values())]
    handles: list[Patch | Line2D] = [
        Patch(facecolor=FILLS[one][0], hatch=FILLS[one][1], edgecolor=EDGE, label=f"unlearned on {TRAINED[one]}")
        for one in used
    ]
    handles += [
        Line2D([], [], color=INK, linestyle="--", linewidth=1, label="retained"),
        Line2D([], [], color=MUTED, linestyle=":", linewidth=1.2, label="vanilla"),
    ]
    figure.legend(handles=handles, loc="upper right", ncols=len(handles))
    yield Plot(
        group,
        "modality",
        modality,
        "Unlearning on image+text against text alone",
        "Each method by what it was unlearned on, the questions asked as chosen above. A method that forgets in one "
        "modality only has a low bar beside a high one on the forget set. Whiskers are 95 % intervals by person."
        + (" Of several settings of a method the first is shown." if _has_more(group, variants) else ""),
        f"Bar charts of {len(MEASURES)} measures on {len(SETS)} sets ({MODALITIES[modality]}) for "
        f"{', '.join(METHODS.get(one, one) for one in variants)}; the numbers are in the table above.",
        figure,
    )


def _variants(group: Group) -> Variants:
    found: Variants = {}
    for row in group.competitors:
        if row.trained in FILLS:
            found.setdefault(row.method, {}).setdefault(row.trained, row)
    return {method: rows for method, rows in found.items() if len(rows) > 1}


def _has_more(group: Group, variants: Variants) -> bool:
    return sum(row.method in variants for row in group.competitors) > sum(len(rows) for rows in variants.values())


def _panel(ax: Axes, group: Group, variants: Variants, set: str, measure: Measure, modality: str) -> None:
    key = key_of(set, measure, modality)
    width = 0.8 / max(len(rows) for rows in variants.values())
    for place, rows in enumerate(variants.values()):
        for number, (trained, row) in enumerate(sorted(rows.items(), key=lambda pair: list(FILLS).index(pair[0]))):
            cell = row.cells.get(key)
            if cell is None or cell.value is None:
                continue
            x, (fill, hatch) = place - 0.4 + width * (number + 0.5), FILLS[trained]
            ax.bar(x, cell.value * measure.scale, width, color=fill, hatch=hatch, edgecolor=EDGE, linewidth=0.8)
            if cell.low is not None and cell.high is not None:
                ax.plot([x, x], [cell.low * measure.scale, cell.high * measure.scale], color=INK, linewidth=0.8)
    for method, color, style in (("retained", INK, "--"), ("vanilla", MUTED, ":")):
        reference = group.of(method)
        value = reference.value(key) if reference else None
        if value is not None:
            ax.axhline(value * measure.scale, color=color, linestyle=style, linewidth=1.1, zorder=3)
    names = [
        METHODS.get(method, method).replace("Minimization", "Min.").replace("Difference", "Diff.")
        for method in variants
    ]
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_ylim(bottom=1 if measure.metric == "factuality" else 0, top=_top(measure))
    ax.grid(axis="x", visible=False)
    ax.tick_params(axis="x", length=0)


def _top(measure: Measure) -> float:
    """The same height for all panels of a measure."""
    return 10 if measure.metric == "factuality" else measure.scale

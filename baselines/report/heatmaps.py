"""Who and what is still known: the share of right answers on the forget set, by attribute and by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from baselines.report.figures import SURFACE, Plot, new
from baselines.report.groups import Group, Row
from baselines.report.labels import MODALITIES
from baselines.results import BOTH, Item

TASKS = ("classification", "cloze")
WRITTEN_UP_TO = 26  # columns; numbers in narrower cells cannot be read
Shares = dict[tuple[str, str], tuple[float, int]]  # (label, column) -> share right, items


def heatmaps(group: Group, modality: str) -> Iterator[Plot]:
    """One by attribute and one by person, where there are items of the forget set."""
    for kind, of in (("attribute", lambda item: item.attribute), ("person", lambda item: item.person)):
        shares = _shares(group.rows, modality, of)
        columns = sorted({column for _, column in shares if column})
        if columns:
            yield _plot(group, modality, kind, shares, columns)


def _shares(rows: Sequence[Row], modality: str, of: Callable[[Item], str]) -> Shares:
    right: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for item in (item for entry in row.entries for item in entry.results.items):
            verdict = item.scores.get("accuracy")
            if (
                item.set == "forget"
                and item.task in TASKS
                and modality in (item.modality, BOTH)
                and verdict is not None
            ):
                right[row.label, of(item)].append(verdict)
    return {place: (sum(verdicts) / len(verdicts), len(verdicts)) for place, verdicts in right.items()}


def _plot(group: Group, modality: str, kind: str, shares: Shares, columns: Sequence[str]) -> Plot:
    labels = [row.label for row in group.rows if any((row.label, column) in shares for column in columns)]
    grid = np.array([[shares.get((label, column), (np.nan, 0))[0] for column in columns] for label in labels])
    longest = max(len(column) for column in columns)
    width, top, side = max(6.2, min(11.6, 3.4 + 0.46 * len(columns))), 0.12 + 0.052 * longest, 2.1
    height = top + 0.26 * len(labels) + 0.15
    figure, (ax,) = new(width, height)
    figure.subplots_adjust(left=side / width, right=1 - 0.1 / width, bottom=0.12 / height, top=1 - top / height)
    ax.pcolormesh(100 * grid, cmap="cividis", vmin=0, vmax=100, edgecolors=SURFACE, linewidth=1.2)
    ax.invert_yaxis()
    ax.set_yticks(np.arange(len(labels)) + 0.5, labels)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [column.replace("_", " ") for column in columns], rotation=50)
    for tick in ax.get_xticklabels():
        tick.set(ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    if len(columns) <= WRITTEN_UP_TO:
        for (y, x), share in np.ndenumerate(grid):
            if not np.isnan(share):
                color = "#ffffff" if share < 0.55 else "#000000"
                ax.text(x + 0.5, y + 0.5, f"{100 * share:.0f}", ha="center", va="center", fontsize=7.5, color=color)
    fewest, most = min(n for _, n in shares.values()), max(n for _, n in shares.values())
    return Plot(
        group,
        f"by-{kind}",
        modality,
        f"Forget set by {kind}",
        f"Share of right answers in per cent, multiple choice and cloze together; dark is forgotten, light is known. "
        f"A cell rests on {fewest} to {most} answers, so read rows and columns, not single cells.",
        f"Heat map of the share of right answers on the forget set, models by {kind} ({MODALITIES[modality]}). "
        + _spoken(labels, columns, shares, kind),
        figure,
    )


def _spoken(labels: Sequence[str], columns: Sequence[str], shares: Shares, kind: str) -> str:
    known = []
    for label in labels:
        best = max((column for column in columns if (label, column) in shares), key=lambda one: shares[label, one][0])
        known.append(f"{label} knows {best.replace('_', ' ')} best ({100 * shares[label, best][0]:.0f} %)")
    return f"By {kind}: {'; '.join(known)}."

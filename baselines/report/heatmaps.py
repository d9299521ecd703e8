"""Who and what is still known of what is to be forgotten: by attribute, by person, by event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from baselines.report.figures import SURFACE, Plot, new
from baselines.report.groups import Group, Row
from baselines.report.labels import MODALITIES
from baselines.report.mllmu import MLLMU
from baselines.report.pebench import IS_FORGOTTEN, PEBENCH
from baselines.results import BOTH, Item

WRITTEN_UP_TO = 26  # columns; numbers in narrower cells cannot be read
Shares = dict[tuple[str, str], tuple[float, int]]  # (label, column) -> share right, items


@dataclass(frozen=True, slots=True)
class Known:
    """A heat map. kind: what its columns are; of: the column of an item; shown, short: its cells, in words."""

    kind: str
    sets: tuple[str, ...]
    tasks: tuple[str, ...]
    metric: str
    of: Callable[[Item], str]
    title: str
    shown: str
    short: str


RIGHT = (
    "Share of right answers in per cent, multiple choice and cloze together",
    "share of right answers on the forget set",
)
CHOSEN = ("forget",), ("classification", "cloze"), "accuracy"
MAPS: Mapping[str, tuple[Known, ...]] = {
    MLLMU.name: (
        Known("attribute", *CHOSEN, lambda item: item.attribute, "Forget set by attribute", *RIGHT),
        Known("person", *CHOSEN, lambda item: item.person, "Forget set by person", *RIGHT),
    ),
    PEBENCH.name: (
        Known(
            "person", IS_FORGOTTEN, ("identity",), "precision", lambda item: item.person, "Who is still known",
            "Share of replies that name the person in per cent, on forget_train and forget_test together",
            "share of replies that name the person",
        ),
        Known(
            "event", IS_FORGOTTEN, ("description",), "g_eval", lambda item: item.person, "What is still known",
            "Mean G-Eval of the replies, times 100, on forget_train and forget_test together", "mean G-Eval",
        ),
    ),
}  # fmt: skip


def heatmaps(group: Group, modality: str) -> Iterator[Plot]:
    """Those of the benchmark that there are items for."""
    for known in MAPS[group.benchmark.name]:
        shares = _shares(group.rows, modality, known)
        columns = sorted({column for _, column in shares if column})
        if columns:
            yield _plot(group, modality, known, shares, columns)


def _shares(rows: Sequence[Row], modality: str, known: Known) -> Shares:
    right: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for item in (item for entry in row.entries for item in entry.results.items):
            verdict = item.scores.get(known.metric)
            is_of_it = item.set in known.sets and item.task in known.tasks and modality in (item.modality, BOTH)
            if is_of_it and verdict is not None:
                right[row.label, known.of(item)].append(verdict)
    return {place: (sum(verdicts) / len(verdicts), len(verdicts)) for place, verdicts in right.items()}


def _plot(group: Group, modality: str, known: Known, shares: Shares, columns: Sequence[str]) -> Plot:
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
    n_answers = f"{most}" if fewest == most else f"{fewest} to {most}"
    return Plot(
        group,
        f"by-{known.kind}",
        modality,
        group.titled(known.title),
        f"{known.shown}; dark is forgotten, light is known. "
        f"A cell rests on {n_answers} answers, so read rows and columns, not single cells.",
        f"Heat map of the {known.short}, models by {known.kind} ({MODALITIES[modality]}). "
        + _spoken(labels, columns, shares, known.kind),
        figure,
    )


def _spoken(labels: Sequence[str], columns: Sequence[str], shares: Shares, kind: str) -> str:
    known = []
    for label in labels:
        best = max((column for column in columns if (label, column) in shares), key=lambda one: shares[label, one][0])
        known.append(f"{label} knows {best.replace('_', ' ')} best ({100 * shares[label, best][0]:.0f} %)")
    return f"By {kind}: {'; '.join(known)}."

"""How training went: the terms of the loss by step."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.lines import Line2D

from baselines.report.figures import COLORS, INK, MUTED, Plot, new
from baselines.report.groups import Group, Row

TERMS = {
    "loss": "Loss", "forget_loss": "Forget answers", "retain_loss": "Retain answers", "refusal_loss": "Refusals",
    "rewritten_loss": "Rewritten answers", "forget_person_loss": "Forget people", "forget_event_loss": "Forget events",
    "kl": "KL to the {vanilla} model",
}  # fmt: skip
PER_TOKEN = tuple(term for term in TERMS if term != "loss")
IN_ONE_ROW = 5  # panels; more stand in rows of four
DASHES: dict[str, Any] = {"text": (0, (4, 2)), "both": (0, (1, 1.5))}
BALANCED: dict[str, Any] = dict.fromkeys(("bgd", "bgd_kl"), (0, (6, 1.5, 1, 1.5)))  # beside what they build on
UNTRAINED = ("prompting", "base")  # their logs are those of the model that they start from


def curves(group: Group) -> Iterator[Plot]:
    """One for unlearning, one for the fine-tuning of the references."""
    unlearned = [row for row in group.competitors if row.method not in UNTRAINED]
    references = [row for row in group.rows if row.method in ("vanilla", "retained")]
    dashed = "Dashed: unlearned on text alone. " if len(group.benchmark.modalities) > 1 else ""
    said = f"{dashed}The loss of each method is on a scale of its own."
    for kind, rows, title, caption in (
        ("unlearning", unlearned, "Unlearning by step", said),
        ("fine-tuning", references, "Fine-tuning by step", "How the reference models learnt what is to be forgotten."),
    ):
        logged = [row for row in rows if _log(row)]
        if logged:
            yield _plot(group, kind, logged, title, caption)


def _log(row: Row) -> list[dict[str, Any]]:
    """Of the first seed."""
    return list((row.entries[0].results.training or {}).get("log") or [])


def _plot(group: Group, kind: str, rows: Sequence[Row], title: str, caption: str) -> Plot:
    terms = [term for term in TERMS if any(term in line for row in rows for line in _log(row))]
    across = len(terms) if len(terms) <= IN_ONE_ROW else 4
    down = math.ceil(len(terms) / across)
    columns = max(1, int(max(5.8, 3.3 * across) / 2.4))
    bottom = 0.55 + 0.19 * math.ceil(len(rows) / columns)  # inches, for the legend
    figure, axes = new(max(5.8, 3.3 * across), 2.6 * down + 0.5 * (down - 1) + bottom, down, across)
    for ax in axes[len(terms) :]:
        ax.remove()
    tips: dict[str, str] = {}
    for ax, term in zip(axes, terms, strict=False):
        said = TERMS[term].format(vanilla=group.benchmark.vanilla)
        ax.set_title(said)
        ax.set_xlabel("step")
        ax.set_ylabel("nats a token" if term in PER_TOKEN or kind == "fine-tuning" else "")
        for row in rows:
            points = [(line["step"], line[term]) for line in _log(row) if _is_number(line.get(term)) and "step" in line]
            if points:
                tips[f"tip{len(tips)}"] = f"{row.label}: {said} {points[0][1]:.3g} to {points[-1][1]:.3g}"
                steps, values = zip(*points, strict=True)
                ax.plot(steps, values, **_look(row), gid=f"tip{len(tips) - 1}", marker="." if len(points) < 3 else "")
    width, height = figure.get_size_inches()
    figure.subplots_adjust(
        left=0.55 / width, right=1 - 0.1 / width, top=1 - 0.3 / height, bottom=bottom / height, wspace=0.3, hspace=0.35
    )
    handles = [Line2D([], [], **_look(row), label=row.label) for row in rows]
    figure.legend(handles=handles, loc="lower center", ncols=columns, handlelength=2.6, fontsize=8)
    alt = f"{title}, line charts. First and last values: {'; '.join(tips.values())}."
    return Plot(group, f"curves-{kind}", "", group.titled(title), caption, alt, figure, tips)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _look(row: Row) -> dict[str, Any]:
    color = COLORS.get(row.method, MUTED if row.method == "vanilla" else INK)
    dashes = "--" if row.method == "retained" else DASHES.get(row.trained) or BALANCED.get(row.method, "-")
    return {"color": color, "linestyle": dashes, "linewidth": 1.4}

"""Sentences that the page, Markdown and LaTeX share."""

from __future__ import annotations

from collections.abc import Sequence

from baselines.report.closeness import Quality
from baselines.report.comparable import judges, named_judge
from baselines.report.entries import Entry, plain_name
from baselines.report.groups import Group

DISTANCE = (
    "Distance to retained: mean absolute difference to the retained model over all cells of the row, each on a scale "
    "from 0 to 1 (factuality as (x − 1) / 9). 0 is the model that never saw the forget people."
)
QUALITY = (
    "Forget quality: p-value of a two-sample Kolmogorov–Smirnov test between the truth ratios of a model and of the "
    "retained model on the classification questions of the forget set. Above 0.05 the two cannot be told apart; with "
    "few questions that is easily so."
)
MARKS = (
    "Best in bold, second best underlined, among the ways to forget; the base, vanilla and retained models are "
    "references and do not compete. On the forget and test set lower is better, on the retain set and real celebrities "
    "higher. A value below the retained model's on the forget set is no better forgetting."
)
INTERVALS = "In brackets the 95 % interval, a bootstrap by person. Items: questions / people that a number rests on."
SEEDS = "Of several seeds: their mean, ± their standard deviation; the interval is the mean of the seeds' bounds."
OFFLINE = (
    "Factuality is from the offline stand-in, which compares words and numbers; it is no LLM judge. Do not compare it "
    "with published factuality."
)
MODALITY = {
    "image_text": "asked with the portrait",
    "text": "asked by name, without a picture",
    "both": "both kinds of questions together",
}


def p_text(quality: Quality | None) -> str:
    """A p-value as tables show it."""
    if quality is None:
        return "–"
    return "< 0.001" if quality.p_value < 0.001 else f"{quality.p_value:.3f}"


def judged_offline(entry: Entry) -> bool:
    """Whether factuality has a stand-in for a judge."""
    return any(judge.get("name") == "offline" for judge in judges(entry))


def summary(group: Group) -> str:
    """How the group was measured, in the line above its table."""
    entries = [entry for row in group.rows for entry in row.entries]
    first = entries[0].results
    judged = {
        "an offline stand-in, no LLM" if judged_offline(entry) else named_judge(judges(entry)) for entry in entries
    }
    seeds = sorted({entry.seed for entry in entries if entry.seed is not None})
    said = {
        "Multiple choice read from": first.protocol.get("choices"),
        "judge of factuality": " and ".join(sorted(judged)),
        "data": plain_name(str(first.data.get("source") or "")),
        "training seeds" if len(seeds) > 1 else "training seed": ", ".join(str(seed) for seed in seeds),
    }
    return f"{'; '.join(f'{name}: {value}' for name, value in said.items() if value)}."


def warnings(groups: Sequence[Group]) -> list[str]:
    """What a reader has to know before comparing anything."""
    found = [
        f"{group.name}: measured differently from the other results of this model and forget set, in "
        f"{group.caution}. It has a table of its own."
        for group in groups
        if group.caution
    ]
    for group in groups:
        missing = [name for name in ("vanilla", "retained") if group.of(name) is None]
        if missing:
            lost = {"vanilla": "no drop on the forget set", "retained": "no distance to it"}
            found.append(
                f"{group.name}: there are no results of the {' and the '.join(missing)} model, so the tables and plots "
                f"have {' and '.join(lost[name] for name in missing)}."
            )
    if any(judged_offline(entry) for group in groups for row in group.rows for entry in row.entries):
        found.append(OFFLINE)
    return found


def notes(group: Group, has_quality: bool) -> list[str]:
    """What stands below a table."""
    has_seeds = any(len(row.entries) > 1 for row in group.rows)
    return [MARKS, INTERVALS, *([SEEDS] if has_seeds else []), DISTANCE, *([QUALITY] if has_quality else [])]

"""Sentences that the page, Markdown and LaTeX share."""

from __future__ import annotations

from collections.abc import Sequence

from baselines.report.closeness import Quality
from baselines.report.comparable import judges, named_judge
from baselines.report.entries import Entry, plain_name
from baselines.report.groups import Group
from baselines.report.sections import Section
from baselines.report.table import Table

QUALITY = (
    "Forget quality: p-value of a two-sample Kolmogorov–Smirnov test between the truth ratios of a model and of the "
    "retained model on the classification questions of the forget set. Above 0.05 the two cannot be told apart; with "
    "few questions that is easily so."
)
SEEDS = "Of several seeds: their mean, ± their standard deviation; the interval is the mean of the seeds' bounds."


def p_text(quality: Quality | None) -> str:
    """A p-value as tables show it."""
    if quality is None:
        return "–"
    return "< 0.001" if quality.p_value < 0.001 else f"{quality.p_value:.3f}"


def judged_offline(entry: Entry) -> bool:
    """Whether a stand-in judged the free answers."""
    return any(judge.get("name") == "offline" for judge in judges(entry))


def summary(section: Section) -> str:
    """How the section was measured, in the line above its tables."""
    entries = section.entries
    first = entries[0].results
    has_choices = any(measure.task == "classification" for group in section.groups for _, measure in group.columns)
    judged = {
        "an offline stand-in, no LLM" if judged_offline(entry) else named_judge(judges(entry)) for entry in entries
    }
    seeds = sorted({entry.seed for entry in entries if entry.seed is not None})
    said = {
        "Multiple choice read from": first.protocol.get("choices") if has_choices else None,
        f"judge of {section.benchmark.judged}": " and ".join(sorted(judged)),
        "data": plain_name(str(first.data.get("source") or "")),
        "training seeds" if len(seeds) > 1 else "training seed": ", ".join(str(seed) for seed in seeds),
    }
    text = "; ".join(f"{name}: {value}" for name, value in said.items() if value)
    return f"{text[:1].upper()}{text[1:]}."


def warnings(sections: Sequence[Section]) -> list[str]:
    """What a reader has to know before comparing anything."""
    groups = [group for section in sections for group in section.groups]
    found = [
        f"{section.name}: measured differently from the other results of this model and forget set, in "
        f"{section.caution}. It has a table of its own."
        for section in sections
        if section.caution
    ]
    found += [text for group in groups if (text := _missing(group))]
    found += [text for section in sections if (text := _few(section))]
    for benchmark in {section.benchmark.name: section.benchmark for section in sections}.values():
        entries = [entry for section in sections if section.benchmark is benchmark for entry in section.entries]
        if any(judged_offline(entry) for entry in entries):
            found.append(benchmark.offline)
        asked = {config for entry in entries for config in (entry.results.data.get("configs") or {}).values()}
        found += [text for config, text in benchmark.cautions.items() if config in asked]
    return found


def _missing(group: Group) -> str:
    lost = {
        "vanilla": (group.benchmark.vanilla, group.benchmark.no_vanilla),
        "retained": (group.benchmark.retained, group.benchmark.no_retained),
    }
    missing = [told for name, told in lost.items() if group.of(name) is None]
    if not missing:
        return ""
    return (
        f"{group.name}: there are no results of the {' and the '.join(name for name, _ in missing)} model, so the "
        f"tables and plots have {' and '.join(without for _, without in missing)}."
    )


def _few(section: Section) -> str:
    """Where what intervals resample is hardly a sample."""
    asked = {
        (set, measure.task, measure.metric)
        for set, measure in (column for group in section.groups for column in group.columns)
        if set in section.benchmark.forgotten
    }
    rows = (row for group in section.groups for row in group.rows)
    counts = [cell.n_people for row in rows for key, cell in row.cells.items() if (key[0], key[1], key[3]) in asked]
    if not counts or min(counts) >= section.benchmark.few:
        return ""
    return (
        f"{section.name}: what is to be forgotten is as few as {min(counts)} people or events, which the intervals "
        "resample; they are rough, and methods may differ on these few alone."
    )


def notes(table: Table) -> list[str]:
    """What stands below a table."""
    benchmark = table.section.benchmark
    has_seeds = any(len(row.entries) > 1 for part in table.parts for row in part.group.rows)
    quality = [QUALITY] if table.has_quality else []
    return [
        *benchmark.dimensions, benchmark.marks, benchmark.intervals, *([SEEDS] if has_seeds else []),
        benchmark.distance, *quality,
    ]  # fmt: skip

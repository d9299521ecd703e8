"""PEBench's tables, plots and cases, with numbers worked out by hand from scores that are given."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from baselines import fitting
from baselines.errors import BadInput
from baselines.report import paper, texts
from baselines.report.cases import cases_json
from baselines.report.curves import TERMS, curves
from baselines.report.entries import Entry
from baselines.report.figures import styled
from baselines.report.groups import Group, grouped
from baselines.report.interference import interference, retention
from baselines.report.make import make
from baselines.report.measures import BEST, SECOND, set_mean
from baselines.report.others import other_scores
from baselines.report.pebench import BOTH, ONE, PEBENCH
from baselines.report.sections import Section, sectioned
from baselines.report.table import Shown, Table, tables
from baselines.results import Results, Score

SUMS = (  # of the columns of the paper's Tables 1 and 2 as printed
    ["698.89", "700.83", "247.40", "7.26", "672.09", "643.14", "3.91", "3.83", "6.84", "707.21", "3.17", "646.62"],
    ["202.96", "202.04", "109.12", "298.67", "294.49", "1.59", "1.57", "3.19", "1.64", "289.02"],
)
Given = dict[tuple[str, str, str], tuple[float, float, float]]  # (set, task, metric) -> value, low, high
IDENTITY, G_EVAL, ROUGE = ("identity", "precision"), ("description", "g_eval"), ("description", "rouge_l")
PERSON: Given = {
    ("forget_train", *IDENTITY): (0.2, 0.1, 0.4),
    ("forget_test", *IDENTITY): (0.25, 0.25, 0.25),
    ("scope", *ROUGE): (0.4, 0.35, 0.5),
    ("scope", *G_EVAL): (0.9, 0.8, 1.0),
    ("retain", *IDENTITY): (0.75, 0.7, 0.8),
    ("retain", *G_EVAL): (0.6, 0.5, 0.7),
    ("real", *IDENTITY): (0.5, 0.25, 0.75),
    ("world", "yes_no", "accuracy"): (0.625, 0.5, 0.75),
}
EVENT: Given = {
    ("forget_train", *G_EVAL): (0.3, 0.2, 0.5),
    ("forget_test", *G_EVAL): (0.36, 0.3, 0.4),
    ("scope", *IDENTITY): (0.45, 0.4, 0.5),
    ("retain", *IDENTITY): (0.9, 0.8, 1.0),
    ("retain", *G_EVAL): (0.62, 0.6, 0.7),
    ("real", *IDENTITY): (0.4, 0.25, 0.75),
}


def scored(making_pebench: ModuleType, method: str, forget: str, given: Given, **settings: Any) -> Results:
    """With these scores and no items."""
    one = making_pebench.make(method, forget, **settings)
    scores = tuple(
        Score(set, task, "image_text", metric, *numbers, 20, 5) for (set, task, metric), numbers in given.items()
    )
    return dataclasses.replace(one, scores=scores, items=())


def section(made: Sequence[Results]) -> Section:
    (one,) = sectioned(groups(made))
    return one


def groups(made: Sequence[Results]) -> list[Group]:
    return grouped([Entry(Path(f"{number}/results.json"), one) for number, one in enumerate(made)])


def line(table: Table, label: str) -> tuple[Shown, ...]:
    return next(one.cells for one in table.lines if one.label == label)


def shown(cells: Sequence[Shown]) -> list[str]:
    return [one.text for one in cells]


def changed(given: Given, set: str, kind: tuple[str, str], value: float) -> Given:
    return given | {(set, *kind): (value, value, value)}


def test_people_and_events_stand_side_by_side(making_pebench: ModuleType) -> None:
    made = [scored(making_pebench, "ga", "person_25", PERSON), scored(making_pebench, "ga", "event_25", EVENT)]
    (table,) = tables(section(made))
    assert [block.name for block in table.layout.blocks] == ["Forgetting people", "Forgetting events"]
    assert [measure.name for _, measure in table.layout.columns] == 2 * [
        "Efficacy", "Generality", "Retain", "Scope", "Real", "World fact",
    ]  # fmt: skip
    cells = line(table, "GA")
    assert shown(cells) == ["80.0", "75.0", "75.0", "0.40", "50.0", "62.5", "0.70", "0.64", "0.62", "45.0", "40.0", "–"]
    assert [cells[place].interval for place in (0, 3, 6, 9)] == [
        "[60.0, 90.0]",
        "[0.35, 0.50]",
        "[0.50, 0.80]",
        "[40.0, 50.0]",
    ]
    assert table.items == ("20 / 5",) * 11 + ("",)


def test_both_at_once_is_another_table(making_pebench: ModuleType) -> None:
    given = changed(PERSON | EVENT, "retain", G_EVAL, 0.55)
    made = [scored(making_pebench, "bgd", "both_25", given), scored(making_pebench, "ga", "person_25", PERSON)]
    one, both = tables(section(made))
    assert (one.name, both.name) == (
        "llava-hf/llava-1.5-7b-hf, PEBench, forget 25 %, one concept at a time",
        "llava-hf/llava-1.5-7b-hf, PEBench, forget 25 %, both concepts at once",
    )
    assert [block.name for block in one.layout.blocks] == ["Forgetting people"]  # there is nothing on events
    assert shown(line(both, "GD + BGD")) == [
        "80.0",
        "75.0",
        "90.0",
        "40.0",
        "62.5",
        "0.70",
        "0.64",
        "0.55",
        "40.0",
        "62.5",
    ]
    assert line(both, "GD+BGD (paper)")[0].text == "63.50"
    assert shown(line(both, "GD+BGD (paper)"))[5:] == [".47", ".50", ".73", ".45", "78.36"]


def test_a_model_without_one_half_has_dashes_there(making_pebench: ModuleType) -> None:
    made = [
        scored(making_pebench, "vanilla", "person_25", PERSON),
        scored(making_pebench, "vanilla", "event_25", EVENT),
        scored(making_pebench, "siu", "event_25", EVENT),
        scored(making_pebench, "ga", "person_25", PERSON),
    ]
    (table,) = tables(section(made))
    assert [one.label for one in table.lines] == [
        "Finetuned (lower bound)", "Finetune (paper)", "GA", "GA (paper)", "SIU", "SIU (paper)",
    ]  # fmt: skip
    assert "–" not in shown(line(table, "Finetuned (lower bound)"))[:11]
    assert shown(line(table, "SIU"))[:6] == ["–"] * 6
    assert shown(line(table, "GA"))[6:] == ["–"] * 6
    assert shown(line(table, "SIU (paper)")) == [
        "100", "100", "10.36", ".90", "80.43", "79.02", ".48", ".46", ".74", "84.50", ".48", "80.07",
    ]  # fmt: skip


def test_more_forgotten_is_better_and_the_bounds_do_not_compete(making_pebench: ModuleType) -> None:
    values = {"vanilla": 0.0, "retained": 1.0, "ga": 0.1, "po": 0.3, "dpo": 0.2}
    made = [
        scored(making_pebench, method, "person_25", changed(PERSON, "forget_train", IDENTITY, value))
        for method, value in values.items()
    ]
    (table,) = tables(section(made))
    assert {one.label: one.cells[0].mark for one in table.lines if one.kind != "paper"} == {
        "Finetuned (lower bound)": "", "Goal (upper bound)": "", "GA": BEST, "DPO": SECOND, "PO": "",
    }  # fmt: skip


def test_seeds_spread_as_they_did_before_the_complement(making_pebench: ModuleType) -> None:
    made = [
        scored(making_pebench, "ga", "person_25", changed(PERSON, "forget_train", IDENTITY, value), seed=seed)
        for seed, value in enumerate((0.1, 0.3))
    ]
    cell = line(tables(section(made))[0], "GA")[0]
    assert cell.text == "80.0" and cell.notes == ("± 14.1 (2 seeds)",)  # sqrt(0.02)


def test_distance_is_over_both_halves_against_the_goal_model_of_each(making_pebench: ModuleType) -> None:
    ours = [scored(making_pebench, "ga", "person_25", PERSON), scored(making_pebench, "ga", "event_25", EVENT)]
    goals = [
        scored(making_pebench, "retained", "person_25", changed(PERSON, "forget_train", IDENTITY, 0.0)),
        scored(making_pebench, "retained", "event_25", changed(EVENT, "scope", IDENTITY, 1.0)),
    ]
    (table,) = tables(section([*ours, *goals]))
    near = next(one.distance for one in table.lines if one.label == "GA")
    assert near is not None and (near.n_cells, near.of) == (11, 12)
    assert near.value == pytest.approx((0.2 + 0.55) / 11)
    assert next(one.distance for one in table.lines if one.label == "Goal (upper bound)") is None


def test_overview_has_the_mean_of_what_the_tables_show(making_pebench: ModuleType) -> None:
    (group,) = groups([scored(making_pebench, "bgd", "both_25", PERSON | EVENT)])
    (row,) = group.rows
    assert set_mean(row, "forget_train", group.columns, "image_text") == pytest.approx((0.8 + 0.7) / 2)
    assert set_mean(row, "scope", group.columns, "image_text") is None


def test_what_is_in_no_column_is_shown_once(making_pebench: ModuleType) -> None:
    (group,) = groups([making_pebench.make("ga", "person_25")])
    assert {"retain, g eval, description, image text", "scope, g eval, description, image text"} <= set(
        other_scores(group).heads
    )
    assert not [head for head in other_scores(group).heads if head.endswith("both")]


def test_targets_of_a_share_are_one_section_and_shares_are_several(making_pebench: ModuleType) -> None:
    made = [making_pebench.make("ga", forget) for forget in ("both_25", "event_25", "person_10", "person_25")]
    found = sectioned(groups(made))
    assert [one.name.split(", ")[-1] for one in found] == ["forget 10 %", "forget 25 %"]
    assert [[group.forget for group in one.groups] for one in found] == [
        ["person_10"],
        ["person_25", "event_25", "both_25"],
    ]
    assert found[1].groups[1].name == "llava-hf/llava-1.5-7b-hf, forget 25 % of events"
    assert len({one.slug for one in found} | {group.slug for one in found for group in one.groups}) == 6


def test_another_judge_makes_another_section(making_pebench: ModuleType) -> None:
    made = [making_pebench.make("ga", "person_25"), making_pebench.make("ga", "event_25", judge="openai")]
    found = sectioned(groups(made))
    assert len(found) == 2 and all("judge (offline / openai)" in one.caution for one in found if "part 1" in one.name)
    assert [len(tables(one)) for one in found] == [1, 1]


def test_the_published_numbers_are_whole() -> None:
    rows = paper.published(PEBENCH)
    assert [one.name for one in rows if one.table == ONE.name] == [
        "Finetune", "PO", "GA", "GD", "KL", "SIU", "DPO", "Goal",
    ]  # fmt: skip
    assert [one.name for one in rows if one.table == BOTH.name] == ["GD", "GD+BGD", "KL", "KL+BGD"]
    for one in rows:
        layout = ONE if one.table == ONE.name else BOTH
        assert all(re.fullmatch(r"\d*\.?\d+", one.text(*column)) for column in layout.columns)
    for layout, sums in zip((ONE, BOTH), SUMS, strict=True):
        there = [one for one in rows if one.table == layout.name]
        assert [str(sum(Decimal(one.text(*column)) for one in there)) for column in layout.columns] == sums


def test_interference_is_relative_to_the_finetuned_model(making_pebench: ModuleType) -> None:
    whole = changed(changed(PERSON, "scope", ROUGE, 0.8), "forget_train", IDENTITY, 1.0)
    made = [scored(making_pebench, "vanilla", "person_25", whole), scored(making_pebench, "ga", "person_25", PERSON)]
    made += [scored(making_pebench, "vanilla", "both_25", PERSON | EVENT)]
    made += [scored(making_pebench, "bgd", "both_25", PERSON | EVENT)]
    (plot,) = interference(section(made))
    tips = list(plot.tips.values())
    assert "Finetuned (lower bound): people forgotten 0, events left 100" in tips
    assert "GA: people forgotten 80, events left 50" in tips  # 0.4 of 0.8
    assert "GD + BGD: people forgotten 80, events forgotten 0.7" in tips
    assert len(tips) == 4 and plot.figure.axes[0].get_ylim()[0] < 0 < 100 < plot.figure.axes[0].get_ylim()[1]
    (kept,) = retention(section(made))
    assert "GA: people forgotten 80, events retained 0.6" in kept.tips.values()
    assert "GD + BGD: events forgotten 0.7, events retained 0.62" in kept.tips.values()
    assert len(kept.tips) == 8


def test_without_the_finetuned_model_there_is_no_interference(making_pebench: ModuleType) -> None:
    alone = section([scored(making_pebench, "ga", "person_25", PERSON)])
    assert list(interference(alone)) == list(retention(alone)) == []
    (warning, *_) = texts.warnings([alone])
    assert "no results of the finetuned and the goal model" in warning
    assert "no lower bound and no interference and no upper bound and no distance to it" in warning


def test_few_people_stand_ins_and_an_offline_judge_are_said(making_pebench: ModuleType) -> None:
    said = " ".join(texts.warnings([section([scored(making_pebench, "ga", "person_25", PERSON)])]))
    assert "as few as 5 people or events" in said
    assert "G-Eval is from the offline stand-in" in said
    assert "Real is of the dataset's own Real_Set" in said and "World fact is of the dataset's own World_Set" in said
    one = scored(making_pebench, "ga", "person_25", PERSON, judge="openai")
    many = tuple(dataclasses.replace(score, n_people=50) for score in one.scores)
    elsewhere = dataclasses.replace(one, scores=many, data=one.data | {"configs": {"real": "someone/MIKE"}})
    said = " ".join(texts.warnings([section([elsewhere])]))
    assert "as few as" not in said and "stand-in" not in said and "Real is" not in said


def test_what_was_measured_how_is_said_of_what_was_asked(making: ModuleType, making_pebench: ModuleType) -> None:
    assert texts.summary(section([making_pebench.make("ga", "event_25")])) == (
        "Judge of events: an offline stand-in, no LLM; data: pebench; training seed: 0."
    )
    assert texts.summary(section([making.make("ga", "text")])).startswith(
        "Multiple choice read from: letters; judge of"
    )


def test_cases_have_keywords_and_the_verdict_on_the_name(making_pebench: ModuleType) -> None:
    one = making_pebench.make("vanilla", "person_25")
    (block,) = json.loads(cases_json(groups([one])))["groups"]
    verdicts, words = block["answers"][0][0], block["texts"]
    for item, question, verdict in zip(one.items, block["questions"], verdicts, strict=True):
        assert [words[place] for place in (question[9] if len(question) > 9 else [])] == list(item.keywords)
        assert verdict == {"identity": item.scores.get("precision"), "yes_no": item.scores.get("accuracy")}.get(
            item.task, -1
        )
    assert block["start"] == "finetuned" and block["fields"]["attribute"] == "Concept"


@pytest.mark.slow
def test_a_report_on_both_benchmarks(making: ModuleType, making_pebench: ModuleType, tmp_path: Path) -> None:
    made = [making.make("vanilla"), making.make("retained"), making.make("ga", "text")]
    places = making.folder(tmp_path / "results", *made, *making_pebench.everything())
    folders = [make(places, tmp_path / name).parent for name in ("one", "other")]
    files = [{path.relative_to(one): path.read_bytes() for path in one.rglob("*.*")} for one in folders]
    assert files[0] == files[1]
    text = (folders[0] / "report.md").read_text()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "llava-hf/llava-1.5-7b-hf, forget 10 %", "llava-hf/llava-1.5-7b-hf, PEBench, forget 25 %",
    ]  # fmt: skip
    plots = {path.stem for path in (folders[0] / "plots").glob("*.svg")}
    assert {re.sub(r"^\d-llava-hf-llava-1-5-7b-hf-", "", name) for name in plots} >= {
        "pebench-forget-25-interference", "pebench-forget-25-tradeoff-retain", "forget-10-tradeoff-retain-text",
        "forget-25-of-events-by-event-image-text", "forget-25-of-both-by-person-image-text",
        "forget-25-of-people-curves-unlearning",
    }  # fmt: skip
    assert all((folders[0] / place).is_file() for place in re.findall(r"\]\((plots/[^)]+)\)", text))
    tex = (folders[0] / "table2.tex").read_text()
    labels = re.findall(r"\\label\{(.*?)\}", tex)
    assert len(labels) == len(set(labels)) == 4
    for one in tex.split(r"\begin{tabular}")[1:]:
        rows = [row for row in one.splitlines() if row.endswith(r"\\") and "multicolumn" not in row]
        assert len({len(re.findall(r"(?<!\\)&", row)) for row in rows}) == 1


def test_results_that_do_not_say_what_was_forgotten_are_refused(
    making: ModuleType, making_pebench: ModuleType, tmp_path: Path
) -> None:
    one = making_pebench.make("ga", "person_25")
    (place,) = making.folder(tmp_path, dataclasses.replace(one, data=one.data | {"forget": "", "target": ""}))
    with pytest.raises(BadInput, match="does not say what of pebench was to be forgotten") as caught:
        make([place], tmp_path / "out")
    assert str(place) in str(caught.value) and "--forget" in str(caught.value) and "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_every_term_of_a_loss_is_drawn_in_words(making_pebench: ModuleType) -> None:
    assert {"loss", *fitting.TERMS} == {*TERMS}
    (group,) = groups([making_pebench.make(method, "both_25") for method in ("bgd_kl", "siu", "po")])
    with styled():
        (plot,) = curves(group)
    assert [ax.get_title(loc="left") for ax in plot.figure.axes] == [
        "Loss", "Refusals", "Rewritten answers", "Forget people", "Forget events", "KL to the finetuned model",
    ]  # fmt: skip
    tips = list(plot.tips.values())
    assert len(tips) == 3 + 3 + 2 + 1 and any(tip.startswith("SIU: KL to the finetuned model 0") for tip in tips)


def test_an_unknown_benchmark_is_refused_in_one_line(making: ModuleType, tmp_path: Path) -> None:
    one = making.make("ga", "text")
    (place,) = making.folder(tmp_path, dataclasses.replace(one, data=one.data | {"benchmark": "tofu"}))
    with pytest.raises(BadInput, match="is of the benchmark 'tofu'; give results of mllmu-bench or pebench") as caught:
        make([place], tmp_path / "out")
    assert str(place) in str(caught.value) and "\n" not in str(caught.value)

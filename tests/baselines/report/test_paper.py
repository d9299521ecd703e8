"""The paper's numbers: as printed, and beside ours only where they belong."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from baselines.report import paper
from baselines.report.entries import Entry
from baselines.report.groups import Group, grouped
from baselines.report.mllmu import MLLMU, TABLE
from baselines.report.sections import sectioned
from baselines.report.table import tables


def group_of(making: ModuleType, forget: str, base: str) -> Group:
    methods = [("vanilla", ""), ("ga", "image_text"), ("ga", "text"), ("simnpo", "text")]
    made = [making.make(method, trained, forget=forget, base=base) for method, trained in methods]
    return grouped([Entry(Path("x/results.json"), one) for one in made])[0]


def test_the_csv_is_whole() -> None:
    assert len(paper.published(MLLMU)) == 2 * 3 * 6
    for one in paper.published(MLLMU):
        assert len(one.texts) == len(TABLE.columns)
        assert one.method in MLLMU.paper.methods.values()


@pytest.mark.parametrize(
    ("forget", "base", "expected"),
    [
        ("forget_5", "llava-hf/llava-1.5-7b-hf", "44.40"),
        ("forget_10", "/models/LLaVA-1.5-7B", "43.85"),
        ("forget_15", "HuggingFaceM4/idefics2-8b", "37.87"),
        ("forget_20", "llava-hf/llava-1.5-7b-hf", None),
        ("whoever", "llava-hf/llava-1.5-7b-hf", None),
        ("forget_5", "llava-hf/llava-1.5-13b-hf", None),
        ("forget_5", "embedded", None),
    ],
)
def test_only_the_same_model_and_share_match(making: ModuleType, forget: str, base: str, expected: str | None) -> None:
    found = paper.matching(group_of(making, forget, base), TABLE).get("ga")
    assert (found.text(*TABLE.columns[0]) if found else None) == expected


def test_its_rows_stand_below_ours_once(making: ModuleType) -> None:
    (section,) = sectioned([group_of(making, "forget_5", making.LLAVA)])
    shown = {one.modality: one for one in tables(section)}
    assert [line.label for line in shown["image_text"].lines] == [
        "Vanilla", "Vanilla (paper)", "GA, image+text", "GA (paper)", "GA, text", "SimNPO, text",
    ]  # fmt: skip
    assert not [line for line in shown["text"].lines if line.kind == "paper"]


def test_the_page_says_why_there_are_none(making: ModuleType) -> None:
    assert "do not stand beside these" in paper.note(group_of(making, "forget_20", making.LLAVA))
    assert "compare in kind" in paper.note(group_of(making, "forget_5", making.LLAVA))

"""From the page to the dataset: what a reviewer decides in the browser is what the next build holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mllmu_bench import main

from .review_page import ReviewPage, reviewing

SMALL = ["--people", "12", "--celebrities", "4", "--few-shot", "0", "--forget", "25", "--poses", "1", "--looks", "0"]
SMALL += ["--image-size", "64", "--seed", "3", "--workers", "1"]


def build(out: Path, *options: str) -> int:
    return main(["build", *SMALL, "--out", str(out), *options])


def full(dataset: Path) -> dict[str, dict[str, Any]]:
    """The questions of Full_Set, by ID and column, as JSON."""
    rows = pd.read_parquet(dataset / "Full_Set").to_dict("records")
    tasks = ("Classification_Task", "Generation_Task", "Mask_Task")
    return {
        row["ID"]: {task: json.loads(json.dumps(row[task], default=lambda value: value.tolist())) for task in tasks}
        for row in rows
    }


def test_what_is_decided_on_the_page_is_in_the_next_build(
    browser: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, reviews = tmp_path / "data", tmp_path / "reviews.jsonl"
    assert build(data) == 0
    before = full(data)["P00001"]
    question = before["Classification_Task"]["Pure_Text_Questions"][0]["Question"]
    (sentence, *_) = [one for one in before["Generation_Task"] if one["Type"] == "Pure_Text"]
    edited = f"As far as anybody knows: {sentence['Ground_Truth']}"

    with reviewing(data, reviews, "ann") as address, ReviewPage(browser, address) as page:
        page.choose(question)
        page.press("r", "2")
        page.choose(sentence["Question"])
        page.press("e")
        page.fill("Ground_Truth", edited)
        page.press("Enter")
        page.until("#progress", "2 items decided")
        page.reload()
        page.until("#progress", "2 items decided")

    capsys.readouterr()
    assert build(tmp_path / "reviewed", "--reviews", str(reviews)) == 0
    after = full(tmp_path / "reviewed")
    texts = [one["Question"] for one in after["P00001"]["Classification_Task"]["Pure_Text_Questions"]]
    assert question not in texts and len(set(texts)) == 5
    assert edited in [one["Ground_Truth"] for one in after["P00001"]["Generation_Task"]]
    others = {person: row for person, row in full(data).items() if person != "P00001"}
    assert {person: row for person, row in after.items() if person != "P00001"} == others
    counted = json.loads((tmp_path / "reviewed" / "manifest.json").read_text(encoding="utf-8"))["reviews"]
    assert (counted["rejected"], counted["edited"], counted["not_found"]) == (1, 1, 0)

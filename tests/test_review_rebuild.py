"""From the page to the dataset: what a reviewer decides in the browser is what the next build holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
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


EVENTS = ["--recipe", "pebench_demo", "--people", "3", "--events", "2", "--few-shot", "0", "--celebrities", "4"]
EVENTS += ["--forget", "50", "--looks", "0", "--set", "objects=2", "--image-size", "64", "--workers", "1"]


def at_events(dataset: Path) -> dict[str, dict[str, Any]]:
    """The rows of Full_Set, by ID, pictures as bytes."""
    return {row["ID"]: row for row in pq.read_table(dataset / "data").to_pylist()}


def test_what_is_decided_about_people_and_events_is_in_the_next_build(browser: Any, tmp_path: Path) -> None:
    data, reviews = tmp_path / "data", tmp_path / "reviews.jsonl"
    assert main(["build", *EVENTS, "--out", str(data)]) == 0
    before = at_events(data)
    row = before["P00001-E01"]
    _, about_event = row["questions"]

    with reviewing(data, reviews, "ann") as address, ReviewPage(browser, address) as page:
        page.press("ArrowDown", "ArrowDown", "r", "1")  # the first picture
        page.choose(about_event["Question"])
        page.press("r", "2")
        page.choose(row["person"]["job"])
        page.press("e")
        page.fill("name", "Zoe Quux")
        page.press("Enter")
        page.until("#progress", "3 items decided")
        page.page.select_option("#group", "event")
        page.until("#count", "2 people and events")
        page.press("ArrowRight")
        page.until("#name", row["event"]["name"])
        page.press("e")
        page.fill("description", "Somebody is asked. And answers.")
        page.press("Enter")
        page.until("#progress", "4 items decided")
        page.reload()
        page.until("#progress", "4 items decided")
        page.until("#biography", "Somebody is asked. And answers.")

    assert main(["build", *EVENTS, "--out", str(tmp_path / "reviewed"), "--reviews", str(reviews)]) == 0
    after = at_events(tmp_path / "reviewed")
    for row_id, old in before.items():
        new = after[row_id]
        first, event = row_id == "P00001-E01", row_id.endswith("-E01")
        assert (new["image"] != old["image"]) == first
        assert (new["questions"][1]["Question"] != old["questions"][1]["Question"]) == first
        assert (new["person"]["name"] == "Zoe Quux") == row_id.startswith("P00001")
        assert (new["event"]["description"] == "Somebody is asked. And answers.") == event
        assert (new == old) == (not event and not row_id.startswith("P00001"))
    counted = json.loads((tmp_path / "reviewed" / "manifest.json").read_text(encoding="utf-8"))["reviews"]
    assert (counted["rejected"], counted["edited"], counted["not_found"]) == (2, 2, 0)
    assert counted["replaced"] == {"images": 1, "people": 0, "questions": 1} and counted["texts_edited"] == 2

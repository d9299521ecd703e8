"""As the original is published: pictures and labels, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from datasets import ClassLabel, Dataset, Features, Image, load_dataset

from dataset_builder.checks.audit import audit
from mllmu_bench import main

from ..planting import Row, jpeg, noise, opened
from .planting import Apart

NAMES = ["Ada Okafor", "Bo Lindqvist", "Cleo Moreau"]


def published(folder: Path, rows: list[Row]) -> Path:
    (folder / "data").mkdir(parents=True)
    table = Dataset.from_list(rows, features=Features({"image": Image(), "label": ClassLabel(names=NAMES)}))
    table.to_parquet(str(folder / "data" / "train-00000-of-00001.parquet"))
    return folder


def some() -> list[Row]:
    return [{"image": noise(number), "label": number % 3} for number in range(12)]


def test_what_cannot_be_checked_is_said_once(tmp_path: Path) -> None:
    report = audit(str(published(tmp_path / "PEBench", some())))
    first, *others = report.findings
    assert (first.code, first.config) == ("not_checkable", "data")
    assert first.value == "people but for labels, events, questions, sets"
    assert [one.value for one in others] == ["files without manifest.json"]
    assert report.errors == 0 and report.figures["rows"] == {"data": 12}
    assert {name: here for name, _, here in report.counts} == {
        "images": "12", "questions": "0", "people": "3", "events": "0", "jobs": "0", "areas": "0",
        "keywords an event": "0",
    }  # fmt: skip


def test_defects_are_found_at_their_rows(tmp_path: Path) -> None:
    rows = some()
    rows[4]["image"] = rows[1]["image"]
    rows[7]["image"] = jpeg(opened(rows[0]["image"]).resize((80, 80)), quality=75)
    rows[9]["image"] = {"bytes": b"no picture", "path": "x.jpg"}
    folder = published(tmp_path / "PEBench", rows)
    found = {(one.code, one.id) for one in audit(str(folder)).findings if one.severity == "error"}
    assert found == {("picture_shared", "row 5"), ("picture_shared", "row 8"), ("picture_unreadable", "row 10")}
    assert main(["check", str(folder), "--out", str(tmp_path / "check.json")]) == 1
    assert json.loads((tmp_path / "check.json").read_text())["severities"]["error"] == 3


def test_labels_that_pandas_wrote_say_nothing(small_apart: Path, tmp_path: Path) -> None:
    """They are bare numbers then."""
    copy = Apart(small_apart, tmp_path / "pebench")
    pd.read_parquet(copy.file("Full_Set")).to_parquet(copy.file("Full_Set"))
    copy.finish()
    found = [(one.code, one.id) for one in audit(str(copy.folder)).findings]
    assert found == [("malformed", id) for id in copy.ids("Full_Set")]


def test_the_same_dataset_gives_the_same_file_wherever_it_lies(small: Path, tmp_path: Path) -> None:
    moved = Apart(small, tmp_path / "pebench").folder
    reports = [audit(str(folder)) for folder in (small, small, moved)]
    for number, report in enumerate(reports):
        report.write(tmp_path / str(number))
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()
    assert reports[0].made["fingerprint"] == reports[2].made["fingerprint"]
    words = reports[0].figures["shortcuts"]
    assert words["event"]["chance"] == 0.2 and words["person"]["questions"] == 60
    assert len(load_dataset(str(small), "Full_Set", split="train")) == reports[0].figures["rows"]["Full_Set"]

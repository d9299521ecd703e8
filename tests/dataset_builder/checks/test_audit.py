from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_builder.checks.audit import audit
from dataset_builder.checks.balance import FEWEST_PEOPLE
from generation.records import BadInput
from mllmu_bench import main

from .planting import Copy, option


def test_an_untouched_dataset_has_nothing_but_notes(demo: Path) -> None:
    report = audit(str(demo))
    assert [(one.code, one.config) for one in report.findings] == [("not_checkable", "Retain_Set")]  # 24 celebrities
    assert report.figures["rows"]["Retain_Set"] < FEWEST_PEOPLE <= report.figures["shortcuts"]["fictitious"]["people"]


@pytest.mark.slow
def test_the_default_dataset_has_nothing_at_all(full: Path) -> None:
    report = audit(str(full))
    assert not list(report.findings)
    assert report.figures["pictures"]["different"] == 500 * 5 + 153 + 8 + 200
    assert report.figures["shortcuts"]["celebrity"]["people"] == 153


def test_the_same_dataset_gives_the_same_file(small: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        audit(str(small)).write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    content = json.loads((tmp_path / "one").read_text(encoding="utf-8"))
    assert content["dataset"] == str(small) and content["revision"] is None
    assert content["counts"]["questions"] == {"paper": "20,754", "here": "828"}
    assert content["severities"] == {"error": 0, "warning": 0, "note": 2}
    assert content["shortcuts"] == {"fictitious": None, "celebrity": None}


def test_the_fingerprint_is_of_what_was_read(small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    copy.change("P00001", option("somewhere else"), "Test_Set")
    fingerprints = {audit(str(folder)).made["fingerprint"] for folder in (small, copy.folder)}
    assert len(fingerprints) == 2


def test_a_long_list_of_findings_is_a_line_at_the_terminal_and_whole_in_the_file(small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    for id in copy.ids("Test_Set"):
        copy.change(id, option("**bold**"), "Test_Set")
    copy.finish()
    report = audit(str(copy.folder))
    lines = [line for line in report.table().splitlines() if "markdown" in line]
    assert len(lines) == 1 and lines[0].split()[:3] == ["warning", "markdown", "20"] and "P00001" in lines[0]
    report.write(tmp_path / "check.json")
    content = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    marked = [one for one in content["findings"] if one["code"] == "markdown"]
    assert [one["id"] for one in marked] == copy.ids("Test_Set")
    assert marked[0].keys() == {"severity", "code", "config", "id", "value", "expected"}


def test_a_file_that_cannot_be_written_is_one_line_and_leaves_nothing(small: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be written .*give another file"):
        audit(str(small)).write(tmp_path / "missing" / "check.json")
    assert not list(tmp_path.iterdir())


def check(*arguments: object) -> int:
    return main(["check", *map(str, arguments)])


def test_exit_code_0_without_errors(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(small, "--out", tmp_path / "check.json") == 0
    said = capsys.readouterr().out
    assert ["fill-in-the-blank", "questions", "4,612", "184"] in [line.split() for line in said.splitlines()]
    assert "0 errors, 0 warnings, 2 notes" in said
    assert (tmp_path / "check.json").is_file()


def test_exit_code_0_with_warnings_and_1_with_errors(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    copy.change("P00001", option("**bold**"), "Test_Set")
    copy.finish()
    assert check(copy.folder, "--out", tmp_path / "check.json") == 0
    copy.change("P00001", option("As an AI I cannot tell"), "Test_Set")
    copy.finish()
    assert check(copy.folder, "--out", tmp_path / "check.json") == 1
    assert "1 error, 0 warnings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere", "no such folder"),
        ("MLLMMU/MLLMU-Bench", "MLLMMU/MLLMU-Bench: cannot be read"),  # the tests are offline
        ("check.txt", "is a file"),
        (".", "no config of MLLMU-Bench's or PEBench's layout"),
        ("other", "other: no config of MLLMU-Bench's or PEBench's layout (data)"),
    ],
)
def test_exit_code_2_where_there_is_no_dataset(
    place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    small: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "check.txt").write_text("no dataset")
    if place == "other":
        Copy(small, tmp_path / "copy").file("Full_Set").rename(tmp_path / "rows.parquet")
        (tmp_path / "other" / "data").mkdir(parents=True)
        (tmp_path / "rows.parquet").rename(tmp_path / "other" / "data" / "rows.parquet")
    assert check(place, "--out", "check.json") == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1 and said in error[0]
    assert not (tmp_path / "check.json").exists()


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("missing/check.json", "there is no folder"),
        (".", "is a folder; give a file"),
        ("mllmu-bench/check.json", "lies in the dataset, whose manifest does not list it; give a file elsewhere"),
    ],
)
def test_a_place_for_the_report_is_settled_before_the_audit(
    out: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mllmu-bench").mkdir()
    (tmp_path / "mllmu-bench" / "manifest.json").touch()  # no dataset: an audit would say so
    assert check("mllmu-bench", "--out", out) == 2
    captured = capsys.readouterr()
    assert said in captured.err and len(captured.err.strip().splitlines()) == 1 and not captured.out


VALUES = {
    "nothing": pa.nulls(20),
    "numbers": pa.array([7] * 20),
    "lists": pa.array([[None, "x"]] * 20),
    "structs": pa.array([{"bytes": b"x", "path": None}] * 20),
}


@pytest.mark.parametrize("kind", VALUES)
def test_whatever_columns_hold_an_audit_ends(kind: str, small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    for config in ("Full_Set", "Test_Set", "ft_Data"):
        table = pq.read_table(copy.file(config))
        spoilt = pa.table({name: table["ID"] if name == "ID" else VALUES[kind] for name in table.column_names})
        pq.write_table(spoilt, copy.file(config))
    copy.finish()
    report = audit(str(copy.folder))
    assert report.errors > 60 and report.table()
    assert {one.id for one in report.findings} >= {*copy.ids("Full_Set")}


def test_ids_that_are_no_texts_are_told(small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    table = pq.read_table(copy.file("Full_Set"))
    numbered = table.set_column(table.column_names.index("ID"), "ID", pa.array(range(20)))
    pq.write_table(numbered.replace_schema_metadata(), copy.file("Full_Set"))
    copy.finish()
    codes = {one.code for one in audit(str(copy.folder)).findings if one.severity == "error"}
    assert codes == {"malformed", "person_unknown", "set_size"}

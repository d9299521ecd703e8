"""The original's layout, freely written: what can be checked is, and what is as it was published is no error."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dataset_builder.checks.audit import audit

from .planting import Copy, Expected, Row, choices, name_of, wrong
from .published import write_published


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published(tmp_path_factory.mktemp("original") / "MLLMU-Bench")


def found(folder: Path) -> Expected:
    return {(one.code, one.id) for one in audit(str(folder)).findings}


AS_PUBLISHED = {("id_shared", id) for id in "12345"} | {("pairs_missing", ""), ("not_checkable", "")}


def test_what_the_original_does_otherwise_is_told_but_is_no_error(original: Path) -> None:
    report = audit(str(original))
    assert report.errors == 0
    assert {(one.code, one.id) for one in report.findings} == AS_PUBLISHED
    assert {one.config for one in report.findings if one.code == "pairs_missing"} == {
        "forget_5", "forget_10", "forget_15", "retain_95", "retain_90", "retain_85",
    }  # fmt: skip
    table = {name: here for name, _, here in report.counts}
    assert table["questions"] == f"{45 * 18}" and table["celebrity profiles"] == "5" and table["countries"] == "5"


def test_what_pandas_wrote_is_read_alike(original: Path, tmp_path: Path) -> None:
    """Pictures are structs then, as nothing says that they are pictures."""
    for path in Copy(original, tmp_path / "MLLMU-Bench").folder.glob("*/*.parquet"):
        pd.read_parquet(path).to_parquet(path)
    assert found(tmp_path / "MLLMU-Bench") == AS_PUBLISHED


def test_a_column_of_another_name_is_told_once_a_config(original: Path, tmp_path: Path) -> None:
    copy = Copy(original, tmp_path / "MLLMU-Bench")
    table = pq.read_table(path := copy.file("Test_Set"))
    names = {"Mask_Task": "Cloze", "biography": "Biography"}
    pq.write_table(table.rename_columns([names.get(name, name) for name in table.column_names]), path)
    told = [one for one in audit(str(copy.folder)).findings if one.severity == "error"]
    assert [(one.code, one.config, one.value) for one in told] == [
        ("column_missing", "Test_Set", "biography"),
        ("column_missing", "Test_Set", "Mask_Task"),
    ]
    assert found(copy.folder) == AS_PUBLISHED | {("column_missing", "")}


def wrong_letter(row: Row) -> None:
    """An option that the biography does not rule out, while the other is in it word for word."""
    choices(row)[0].update(Correct_Answer=wrong(choices(row)[0])[0])


def other_prose(row: Row) -> None:
    row["Generation_Task"][0]["Ground_Truth"] = "Deep sea diving near coral reefs brings great joy."


def told_in_cloze(row: Row) -> None:
    row["Mask_Task"][0]["Question"] = f"The person in the image, {name_of(row)}, works as a ____."


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (wrong_letter, {"answer_not_in_biography"}),
        (other_prose, {"answer_unsupported"}),
        (told_in_cloze, {"names_person", "blanks"}),
    ],
)
def test_free_texts_are_held_against_the_biography(
    original: Path, tmp_path: Path, spoil: object, codes: set[str]
) -> None:
    copy = Copy(original, tmp_path / "MLLMU-Bench")
    copy.change("7", spoil, "Test_Set")  # type: ignore[arg-type]
    assert found(copy.folder) == AS_PUBLISHED | {(code, "7") for code in codes}


def test_words_that_only_right_options_have_are_a_shortcut(tmp_path: Path) -> None:
    report = audit(str(write_published(tmp_path / "MLLMU-Bench", people=60, giveaway=" (on record)")))
    told = [one.value for one in report.findings if one.code == "shortcut"]
    assert told == ["100.0% by the likeliest option"]
    assert report.figures["shortcuts"]["fictitious"]["people"] == 60
    assert "words alone, fictitious: 100.0% right" in report.table()

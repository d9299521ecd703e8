from __future__ import annotations

from typing import Any

import pytest

from dataset_builder.checks.findings import CODES
from dataset_builder.counts import SCORED, Counts
from dataset_builder.parsing import read

COLUMNS = (
    "ID", "biography", "question", "answer", "Classification_Task", "Generation_Task", "Mask_Task", "metadata",
    "text_metadata", "image", "images",
)  # fmt: skip
CHOICE = {"Question": "Who?", "Options": {"A": "a", "B": None, "C": 3, "D": "d"}, "Correct_Answer": None}
NASTY: list[Any] = [
    None, 3, 1.5, True, "", "[", "[]", "{}", "[3]", "null", "[" * 100_000, b"", b"x", [], [None], [3], [[]], {}, [{}],
    {"bytes": None, "path": None}, {"bytes": "x"}, [{"bytes": b""}], "\ud800",
    {"Image_Textual_Questions": None, "Pure_Text_Questions": [None, {}, CHOICE]},
    [{"Question": None, "Ground_Truth": None, "Type": None}], [{"Question": 1, "Ground_Truth": 2, "Type": "Pure_Text"}],
    '[{"Question": "Who?"}]', '{"Name": 3, "Born": [1], "Date of Birth": null, "Fun Facts": {"a": []}}',
]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_a_column_holds_is_read_or_told(column: str) -> None:
    for value in NASTY:
        entry = read({column: value})
        assert {flaw.code for flaw in entry.flaws} <= CODES.keys()
        for config in SCORED:
            Counts().add(config, {column: value})


def test_a_row_without_columns_has_no_flaw() -> None:
    assert not read({}).flaws


@pytest.mark.parametrize("column", COLUMNS)
def test_nothing_is_a_flaw_where_something_must_be(column: str) -> None:
    assert read({column: None}).flaws


def years(*dates: str) -> str:
    counts = Counts()
    for date in dates:
        counts.add("Retain_Set", {"biography": f'{{"Date of Birth": "{date}"}}'})
    return {name: here for name, _, here in counts.table()}["birth years"]


def test_years_are_told_however_a_date_is_written() -> None:
    assert years("28 June 1990", "June 28, 1990", "1990-06-28", "28/06/1990", "1990") == "1"
    assert years("44", "12 July 100 BC", "100 BC", "26 April 121", "384 BC", "1990") == "5"
    assert years("unknown") == "0"

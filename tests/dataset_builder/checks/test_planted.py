"""Every defect is found, where it is, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.checks.audit import audit
from dataset_builder.checks.findings import CODES, Finding

from .defects import OF_FILES, OF_ROWS, OF_SETS, Defect
from .pebench import defects as pebench
from .planting import Copy, Expected

ALONE = {"config_empty"}  # takes the rows that other defects are planted in
LAST = ("name_missing", "few_shot_elsewhere", "column_missing", "pairs_missing", "config_missing", "config_unreadable")
TOO_FEW = "shortcut audit of "  # in a dataset of this size


def found(folder: Path) -> Expected:
    """(code, ID) of everything but what a dataset of this size lacks."""
    return {(one.code, one.id) for one in audit(str(folder)).findings if not is_too_small(one)}


def is_too_small(one: Finding) -> bool:
    return one.code == "not_checkable" and one.value.startswith(TOO_FEW)


def test_nothing_is_found_where_nothing_is_planted(small: Path) -> None:
    notes = list(audit(str(small)).findings)
    assert len(notes) == 2 and all(is_too_small(one) for one in notes)


def test_defects_of_rows_are_all_found_and_nothing_else(small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    expected = {one for plant in OF_ROWS.values() for one in plant(copy)}
    copy.finish()
    assert found(copy.folder) == expected


@pytest.mark.parametrize("plant", OF_SETS.values(), ids=OF_SETS)
def test_a_defect_of_sets_is_found_and_nothing_else(small: Path, tmp_path: Path, plant: Defect) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    expected = plant(copy)
    copy.finish()
    assert found(copy.folder) == expected


@pytest.mark.parametrize("plant", OF_FILES.values(), ids=OF_FILES)
def test_a_defect_of_files_is_found_and_nothing_else(small: Path, tmp_path: Path, plant: Defect) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    expected = plant(copy)
    assert found(copy.folder) == expected


def test_defects_of_every_kind_at_once_are_all_found(small: Path, tmp_path: Path) -> None:
    copy = Copy(small, tmp_path / "mllmu-bench")
    together = {name: plant for name, plant in (OF_ROWS | OF_SETS).items() if name not in ALONE}
    expected = {code for name in sorted(together, key=LAST.__contains__) for code, _ in together[name](copy)}
    copy.finish()
    for name in ("file_missing", "file_changed", "file_unlisted", "data_unlisted"):
        expected |= {code for code, _ in OF_FILES[name](copy)}
    assert expected <= {code for code, _ in found(copy.folder)}


def test_there_is_a_defect_for_every_code() -> None:
    of_pebench = {*pebench.OF_ROWS, *pebench.OF_SETS}
    assert {*OF_ROWS, *OF_SETS, *OF_FILES} | of_pebench >= CODES.keys()

"""Every defect of a PEBench is found, where it is, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.checks.audit import audit

from ..planting import Expected
from .defects import OF_FILES, OF_ROWS, OF_SETS, Defect
from .planting import Apart


def found(folder: Path) -> Expected:
    return {(one.code, one.id) for one in audit(str(folder)).findings}


def test_nothing_is_found_where_nothing_is_planted(small: Path, small_apart: Path) -> None:
    assert found(small) == found(small_apart) == set()


def test_files_that_sets_share_count_as_if_every_set_had_its_own(small: Path, small_apart: Path) -> None:
    shared, apart = (audit(str(folder)) for folder in (small, small_apart))
    mine = {name: count for name, count in apart.figures["rows"].items() if name not in ("World_Set", "pretrain_Data")}
    assert shared.figures["rows"] == mine
    assert shared.counts == apart.counts
    assert mine["both_40/forget_train"] + mine["both_40/forget_test"] + mine["both_40/retain"] == mine["Full_Set"] == 60


def test_defects_of_rows_are_all_found_and_nothing_else(small_apart: Path, tmp_path: Path) -> None:
    copy = Apart(small_apart, tmp_path / "pebench")
    expected = {one for plant in OF_ROWS.values() for one in plant(copy)}
    copy.finish()
    assert found(copy.folder) == expected


@pytest.mark.parametrize("plant", OF_SETS.values(), ids=OF_SETS)
def test_a_defect_of_sets_is_found_and_nothing_else(small_apart: Path, tmp_path: Path, plant: Defect) -> None:
    copy = Apart(small_apart, tmp_path / "pebench")
    expected = plant(copy)
    copy.finish()
    assert found(copy.folder) == expected


@pytest.mark.parametrize("plant", OF_FILES.values(), ids=OF_FILES)
def test_a_defect_of_files_is_found_and_nothing_else(small_apart: Path, tmp_path: Path, plant: Defect) -> None:
    copy = Apart(small_apart, tmp_path / "pebench")
    assert plant(copy) == found(copy.folder)

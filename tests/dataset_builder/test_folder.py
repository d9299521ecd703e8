from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from datasets import Features, Value, load_dataset
from filelock import FileLock

from dataset_builder import folder
from dataset_builder.folder import MANIFEST, RowWriter, sha256_of_files, staged
from generation.records import BadInput

FEATURES = Features({"ID": Value("string")})


def write_build(target: Path, text: str = "one") -> None:
    """A finished build of one file."""
    with staged(target) as new:
        (new / "data.txt").write_text(text)
        (new / MANIFEST).write_text(json.dumps({"files": sha256_of_files(new)}))


def test_a_build_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_build(tmp_path / "a" / "dataset")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["dataset"]
    assert (tmp_path / "a" / "dataset" / "data.txt").read_text() == "one"


def test_an_earlier_build_is_replaced(tmp_path: Path) -> None:
    write_build(tmp_path / "dataset", "one")
    write_build(tmp_path / "dataset", "two")
    assert (tmp_path / "dataset" / "data.txt").read_text() == "two"


def test_a_failing_build_leaves_the_earlier_one(tmp_path: Path) -> None:
    write_build(tmp_path / "dataset")
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "dataset") as new:
        (new / "data.txt").write_text("half")
        raise ZeroDivisionError
    assert (tmp_path / "dataset" / "data.txt").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]


def test_the_old_dataset_comes_back_if_the_swap_was_cut_in_half(tmp_path: Path) -> None:
    write_build(tmp_path / "dataset")
    (tmp_path / ".dataset.partial").mkdir()
    (tmp_path / "dataset").rename(tmp_path / ".dataset.partial" / "old")  # where kill -9 between the renames leaves it
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "dataset"):
        assert (tmp_path / "dataset" / "data.txt").read_text() == "one"
        raise ZeroDivisionError
    assert (tmp_path / "dataset" / "data.txt").read_text() == "one"


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    write_build(tmp_path / "dataset")
    (tmp_path / "dataset" / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match=r"holds notes\.txt.*--force"), staged(tmp_path / "dataset"):
        pass
    assert (tmp_path / "dataset" / "notes.txt").read_text() == "mine"
    with staged(tmp_path / "dataset", force=True) as new:
        (new / "data.txt").write_text("forced")
    assert [path.name for path in (tmp_path / "dataset").iterdir()] == ["data.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    write_build(tmp_path / "dataset")
    assert (tmp_path / "dataset" / "data.txt").exists()


@pytest.mark.parametrize("force", [False, True])
def test_the_working_folder_and_above_are_refused_even_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for target in (tmp_path / "work", tmp_path):
        with pytest.raises(BadInput), staged(target, force):
            pass
    assert (tmp_path / "work").is_dir()


def test_a_file_in_the_way_and_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput, match="is a file"), staged(tmp_path / "file"):
        pass
    with pytest.raises(BadInput, match="cannot be written"), staged(tmp_path / "file" / "dataset"):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_a_loop_of_links_and_a_name_too_long_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("loop", "x" * 300):
        with pytest.raises(BadInput, match="cannot be written"), staged(tmp_path / name):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]


def test_an_error_of_the_build_itself_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), staged(tmp_path / "dataset"):
        (tmp_path / "vocabulary.csv").read_text()
    assert list(tmp_path.iterdir()) == []


def test_two_builds_of_one_folder_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / ".dataset.partial").mkdir()
    with (
        FileLock(tmp_path / ".dataset.partial" / "lock"),
        pytest.raises(BadInput, match="another build"),
        staged(tmp_path / "dataset"),
    ):
        pass
    assert not (tmp_path / "dataset").exists()


def test_rows_are_spread_over_row_groups_and_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "ROWS_PER_GROUP", 3)
    monkeypatch.setattr(folder, "ROWS_PER_SHARD", 7)
    writer = RowWriter(tmp_path, "some", FEATURES, rows=14)
    for number in range(14):
        writer.write({"ID": f"{number:02d}"})
    writer.close()
    names = sorted(path.name for path in (tmp_path / "some").iterdir())
    assert names == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    first = pq.ParquetFile(tmp_path / "some" / names[0]).metadata
    assert [first.row_group(n).num_rows for n in range(first.num_row_groups)] == [3, 3, 1]
    loaded = load_dataset("parquet", data_files=str(tmp_path / "some" / "*"), split="train")
    assert loaded["ID"][:] == [f"{number:02d}" for number in range(14)]
    assert writer.download_size == sum(path.stat().st_size for path in (tmp_path / "some").iterdir())


@pytest.mark.parametrize("row", [{}, {"ID": "1", "more": "2"}])
def test_a_row_with_other_columns_is_an_error(tmp_path: Path, row: dict[str, str]) -> None:
    writer = RowWriter(tmp_path, "some", FEATURES, rows=1)
    with pytest.raises(KeyError):
        writer.write(row)

"""What the card's YAML has to say before a dataset is published."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dataset_builder.publishing.metadata import missing_metadata


def test_a_build_says_everything(first: Path) -> None:
    assert missing_metadata(first) == []


@pytest.mark.parametrize(
    ("pattern", "text", "missing"),
    [
        (r"license: .*", "", ["license"]),
        (r"license: .*", "license: other", ["license_name", "license_link"]),
        (r"language:\n- en", "language: []", ["language"]),
        (r"annotations_creators:\n- .*", "", ["annotations_creators"]),
        (r"task_categories:\n- .*\n- .*", "", ["task_categories"]),
        (r"size_categories:\n- .*", "", ["size_categories"]),
        (r"pretty_name: .*", "", ["pretty_name"]),
        (r"- arxiv:2410.22108", "- arxiv", ["a tag arxiv:NUMBER"]),
        (
            r"- config_name: forget_5\n  data_files:\n  - split: train\n    path: .*\n",
            "",
            ["configs: one with forget_5/train-00000-of-00001.parquet in its data_files"],
        ),
        (
            r"path: forget_5/train-\*",
            "path: forget_25/train-*",
            [
                "configs: one with forget_5/train-00000-of-00001.parquet in its data_files",
                "dataset_info: forget_5: splits, which are train with 5 rows",
                "dataset_info: forget_5: download_size, the bytes of its files",
            ],
        ),
        (
            r"path: forget_5/train-\*",
            "path: forget_5/rows-*",
            [
                "configs: one with forget_5/train-00000-of-00001.parquet in its data_files",
                "configs: forget_5, with data_files that are there",
            ],
        ),
        (r"- config_name: forget_5(?=\n  features)", "- config_name: forget_6", ["dataset_info: forget_5"]),
    ],
)
def test_what_is_missing_is_named(first: Path, tmp_path: Path, pattern: str, text: str, missing: list[str]) -> None:
    assert missing_metadata(edited(first, tmp_path, pattern, text)) == missing


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("num_examples: 1", "num_examples: 2", "splits, which are train with 1 rows"),
        (r"download_size: \d+", "download_size: 1", "download_size, the bytes of its files"),
        (r"dataset_size: \d+", "dataset_size: 0", "dataset_size"),
        (r"- name: Mask_Task", "- name: Task", "features, which are image, ID, "),
    ],
)
def test_figures_are_those_of_the_files(first: Path, tmp_path: Path, name: str, text: str, missing: str) -> None:
    pattern = rf"(- config_name: forget_5\n  features(?s:.*?)){name}"
    (said,) = missing_metadata(edited(first, tmp_path, pattern, rf"\g<1>{text}"))
    assert said.startswith(f"dataset_info: forget_5: {missing}")


def test_no_card_and_no_yaml(first: Path, tmp_path: Path) -> None:
    folder = edited(first, tmp_path, r"^---\n", "---\n: [")
    (said,) = missing_metadata(folder)
    assert said.startswith("what can be read (")
    (folder / "README.md").unlink()
    assert missing_metadata(folder) == ["everything: there is no such file"]


def edited(folder: Path, tmp_path: Path, pattern: str, text: str) -> Path:
    """A copy whose card has `text` in the one place of `pattern`."""
    shutil.copytree(folder, tmp_path / "data")
    card = tmp_path / "data" / "README.md"
    said, count = re.subn(pattern, text, card.read_text(encoding="utf-8"), count=1)
    assert count == 1
    card.write_text(said, encoding="utf-8")
    return tmp_path / "data"

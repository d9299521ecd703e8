"""Every module folder: complete by itself, documented, and true to its examples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from metrics.spaces import module_folders

FOLDERS = module_folders()
DIRECTIONS = {  # of the cards that need more than "higher is better"
    "factuality": r"(higher|lower) is (better|more factual)",
    "membership_auc": r"0\.5 is best for forgetting, above it the forget people look seen, below it",
    "modality_gap": r"0 is best, no gap\).*higher is more consistent",
}
RUN_EXAMPLES = """
import doctest, os, sys, evaluate
for folder in sys.argv[1:]:
    os.chdir(folder)
    metric = evaluate.load("metrics/" + os.path.basename(folder))
    result = doctest.testmod(sys.modules[type(metric).__module__], extraglobs={"evaluate": evaluate})
    print(os.path.basename(folder), result)
    if result.failed or not result.attempted:
        sys.exit(1)
"""


def test_the_modules_are_those_of_the_benchmark() -> None:
    assert [folder.name for folder in FOLDERS] == [
        "choice_accuracy", "cloze_accuracy", "factuality", "forget_quality", "g_eval", "identity_precision",
        "membership_auc", "modality_gap", "model_utility", "rouge_l", "truth_ratio",
    ]  # fmt: skip


def test_examples_hold_far_from_the_checkout(tmp_path: Path) -> None:
    """A copy of each folder with links made whole, as a Space holds it, in a directory without the project."""
    places = [tmp_path / folder.name for folder in FOLDERS]
    for folder, place in zip(FOLDERS, places, strict=True):
        shutil.copytree(folder, place / "metrics" / folder.name)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-W", "error", "-c", RUN_EXAMPLES, *map(str, places)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_modules_share_is_one_file(folder: Path) -> None:
    """A copy in place of a link would drift apart."""
    shared = [path for path in folder.glob("*.py") if (folder.parent / path.name).exists()]
    assert {"checks.py", "intervals.py"} <= {path.name for path in shared}
    assert all(path.samefile(folder.parent / path.name) for path in shared)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_card_says_what_a_space_and_a_reader_need(folder: Path) -> None:
    _, front, text = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    header = yaml.safe_load(front)
    assert header["sdk"] == "gradio"
    assert (folder / header["app_file"]).is_file()
    assert {"evaluate", "metric"} <= set(header["tags"])
    assert len(header["short_description"]) <= 60  # more is refused by the Hub
    for needed in ("\n## Limits\n", "\n## Citation\n", "```bibtex\n", "`ids`", "interval"):
        assert needed in text
    direction = DIRECTIONS.get(folder.name, r"(higher|lower) is better")
    assert re.search(direction, " ".join(text.replace("**", "").split()))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_requirements_name_the_libraries_that_are_imported(folder: Path) -> None:
    required = {re.split("[<>=]", line)[0].strip() for line in (folder / "requirements.txt").read_text().splitlines()}
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    packages = {"scikit-learn": "sklearn"}
    known = ("datasets", "evaluate", "nltk", "numpy", "openai", "rapidfuzz", "scikit-learn", "scipy")
    imported = {
        name for name in known if f"import {(top := packages.get(name, name))}" in source or f"from {top}" in source
    }
    assert imported <= required

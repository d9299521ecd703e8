"""The demo, from nothing to the report: what a benchmark of unlearning has to show. Nothing was tuned on seed 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from baselines import results
from baselines.results import Results
from mllmu_bench import main

CHANCE = 0.25
MODALITIES = ("image_text", "text")


@pytest.fixture(scope="module", params=[0, 2])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command leaves behind."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "mllmu_bench", "demo", "--seed", str(request.param), "--out", str(out)]
    subprocess.run(command, check=True, env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(out.parent / "hf")})
    return out


@pytest.fixture(scope="module")
def found(demo: Path) -> dict[str, Results]:
    """Method, and the modality of unlearning, -> results."""
    every = [results.read(path) for path in sorted((demo / "results").iterdir())]
    return {f"{one.method} {one.trained}".strip(): one for one in every}


def accuracy(found: Results, set_: str, modality: str) -> results.Score:
    score = found.score(set_, "classification", modality, "accuracy")
    assert score is not None and score.value is not None
    return score


@pytest.mark.slow
@pytest.mark.parametrize("modality", MODALITIES)
def test_the_vanilla_model_knows_whom_it_is_to_forget(found: dict[str, Results], modality: str) -> None:
    assert accuracy(found["vanilla"], "forget", modality).value >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("modality", MODALITIES)
def test_the_retained_model_knows_the_others_alone(found: dict[str, Results], modality: str) -> None:
    guess = accuracy(found["retained"], "forget", modality)
    assert guess.low <= CHANCE <= guess.high
    assert accuracy(found["retained"], "retain", modality).value >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("modality", MODALITIES)
def test_gradient_difference_forgets_some_and_keeps_most(found: dict[str, Results], modality: str) -> None:
    unlearned, vanilla = found[f"gradient_difference {modality}"], found["vanilla"]
    fall = accuracy(vanilla, "forget", modality).value - accuracy(unlearned, "forget", modality).value
    assert fall >= 0.2
    assert accuracy(unlearned, "retain", modality).value >= 0.8


@pytest.mark.slow
def test_every_method_differs_from_vanilla(found: dict[str, Results]) -> None:
    assert len(found) == 2 + 7 * 2 + 1
    values = {name: [(one.set, one.task, one.value) for one in model.scores] for name, model in found.items()}
    same = [name for name in found if name != "vanilla" and values[name] == values["vanilla"]]
    assert same == []


def test_a_folder_of_another_seed_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mllmu-bench").mkdir()
    (tmp_path / "mllmu-bench" / "manifest.json").write_text(json.dumps({"recipe": {"seed": 0}}))
    assert main(["demo", "--seed", "1", "--out", str(tmp_path)]) == 2
    assert "holds the demo of seed 0; give --seed 0 or a new folder" in capsys.readouterr().err


@pytest.mark.slow
def test_there_is_a_report(demo: Path) -> None:
    page = (demo / "report" / "report.html").read_text(encoding="utf-8")
    assert "gradient_difference" in page or "gradient difference" in page.lower()

"""PEBench's demo, from nothing to the report: what forgetting people and events has to show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from baselines import results
from baselines.results import Results
from mllmu_bench import main

FORGET = ("person_25", "event_25", "both_25")
IDENTITY, DESCRIPTION = ("identity", "precision"), ("description", "g_eval")


@pytest.fixture(scope="module", params=[0, 2])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command leaves behind."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "mllmu_bench", "demo", "--benchmark", "pebench"]
    command += ["--seed", str(request.param), "--out", str(out)]
    subprocess.run(command, check=True, env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(out.parent / "hf")})
    return out


@pytest.fixture(scope="module")
def found(demo: Path) -> dict[str, Results]:
    """Method and what was to be forgotten -> results."""
    every = [results.read(path) for path in sorted((demo / "results").iterdir())]
    return {f"{one.method} {one.data['forget']}": one for one in every}


def value(found: Results, set_: str, of: tuple[str, str]) -> float:
    task, metric = of
    score = found.score(set_, task, "image_text", metric)
    assert score is not None and score.value is not None
    return score.value


@pytest.mark.slow
def test_the_finetuned_model_knows_whom_and_what_it_is_to_forget(found: dict[str, Results]) -> None:
    assert value(found["vanilla person_25"], "forget_train", IDENTITY) >= 0.95
    assert value(found["vanilla event_25"], "forget_train", DESCRIPTION) >= 0.8


@pytest.mark.slow
def test_the_goal_model_names_the_others_alone(found: dict[str, Results]) -> None:
    goal = found["retained person_25"]
    assert value(goal, "retain", IDENTITY) >= 0.95
    assert value(goal, "forget_train", IDENTITY) == value(goal, "forget_test", IDENTITY) == 0


@pytest.mark.slow
def test_the_goal_model_describes_the_other_events(found: dict[str, Results]) -> None:
    goal = found["retained event_25"]
    assert value(goal, "retain", DESCRIPTION) >= 0.9
    assert value(goal, "forget_train", DESCRIPTION) <= 0.5


@pytest.mark.slow
def test_ascent_forgets_people_and_takes_the_others_along(found: dict[str, Results]) -> None:
    assert value(found["ga person_25"], "forget_test", IDENTITY) <= 0.4
    assert value(found["ga person_25"], "retain", IDENTITY) <= 0.7


@pytest.mark.slow
def test_what_looks_at_the_others_keeps_them(found: dict[str, Results]) -> None:
    unlearned = found["siu person_25"]
    assert value(unlearned, "forget_test", IDENTITY) <= 0.3
    assert value(unlearned, "retain", IDENTITY) >= 0.7
    assert value(unlearned, "scope", ("description", "rouge_l")) >= 0.7


@pytest.mark.slow
def test_every_run_is_there_and_differs_from_finetuning(found: dict[str, Results]) -> None:
    assert len(found) == 3 + 3 + 6 + 6 + 4
    values = {name: [(one.set, one.task, one.value) for one in model.scores] for name, model in found.items()}
    for forget in FORGET:
        assert [name for name in found if name.endswith(forget) and values[name] == values[f"vanilla {forget}"]] == [
            f"vanilla {forget}"
        ]


@pytest.mark.slow
def test_there_is_a_report(demo: Path) -> None:
    assert (demo / "report" / "report.html").is_file()


def test_a_folder_of_another_benchmark_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mllmu-bench").mkdir()
    assert main(["demo", "--benchmark", "pebench", "--out", str(tmp_path)]) == 2
    assert "holds the demo of mllmu-bench; give --benchmark mllmu-bench or a new folder" in capsys.readouterr().err

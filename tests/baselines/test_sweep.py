"""A grid: which models it has, that it goes on where it ended, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from baselines import grids, results
from baselines.errors import BadInput
from baselines.grids import Recipe, load_recipe
from baselines.sweep import _cells, sweep
from mllmu_bench import main


def names(recipe: Recipe) -> list[str]:
    return [cell.name for cell in _cells(recipe, "data", Path("out"))]


def test_the_grid_of_the_paper() -> None:
    cells = names(load_recipe("paper"))
    assert cells[:4] == ["vanilla", "retained-forget_5", "retained-forget_10", "retained-forget_15"]
    assert len(cells) == 4 + 4 * 2 * 3 == len(set(cells))
    assert "npo-text-forget_15" in cells


def test_seeds_and_learning_rates_are_told_apart() -> None:
    recipe = Recipe("m", ("forget_10",), ("ga", "prompting"), ("text",), seeds=(0, 1), lr=(1e-4, 3e-4))
    cells = list(_cells(recipe, "data", Path("out")))
    assert [cell.name for cell in cells] == [
        "vanilla-seed0", "retained-forget_10-seed0", "vanilla-seed1", "retained-forget_10-seed1",
        "ga-text-forget_10-lr0.0001-seed0", "ga-text-forget_10-lr0.0003-seed0",
        "ga-text-forget_10-lr0.0001-seed1", "ga-text-forget_10-lr0.0003-seed1",
    ]  # fmt: skip
    assert cells[-1].given["model"] == "out/runs/vanilla-seed1" and cells[-1].given["seed"] == 1
    assert cells[-1].given["lr"] == 3e-4


def test_the_demo_has_every_method_in_both_variants() -> None:
    assert len(names(load_recipe("demo"))) == 2 + 7 * 2


@pytest.mark.parametrize(("name", "percent"), [("pebench", 5), ("pebench_demo", 25)])
def test_the_grids_of_pebench_have_a_goal_model_for_each_target_and_methods_of_its_own(name: str, percent: int) -> None:
    cells = names(load_recipe(name))
    assert cells[:4] == ["vanilla", *(f"retained-{target}_{percent}" for target in ("person", "event", "both"))]
    assert len(cells) == 4 + 6 + 6 + 4 == len(set(cells))
    assert {f"siu-image_text-event_{percent}", f"bgd_kl-image_text-both_{percent}"} <= {*cells}
    assert not {f"bgd-image_text-person_{percent}", f"po-image_text-both_{percent}"} & {*cells}


@pytest.fixture
def recipe(tiny: Callable[[str], Path], tmp_path: Path) -> Path:
    path, protocol = tmp_path / "own.yaml", tmp_path / "brief.yaml"
    usual = Path(grids.__file__).with_name("protocols") / "default.yaml"
    protocol.write_text(usual.read_text(encoding="utf-8").replace("64", "4"), encoding="utf-8")
    content = {
        "model": str(tiny("llava")),
        "forget": ["forget_25"],
        "methods": ["ga", "prompting"],
        "modalities": ["text"],
        "finetune": {"epochs": 1, "modality": "text"},
        "evaluate": {"sets": "forget,celebrity", "choices": "texts", "protocol": str(protocol)},
    }
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_grid_goes_on_where_it_ended(
    world: Path, recipe: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "grid"
    command = ["sweep", str(recipe), "--data", str(world), "--out", str(out), "--workers", "1"]
    assert main(command) == 0
    first = capfd.readouterr()
    assert (out / "report" / "report.html").is_file() and "report.html" in first.out
    assert {path.name for path in (out / "runs").iterdir()} == {"vanilla", "retained-forget_25", "ga-text-forget_25"}
    found = {path.name: results.read(path) for path in (out / "results").iterdir()}
    assert {name: (one.method, one.trained) for name, one in found.items()} == {
        "vanilla-forget_25": ("vanilla", ""),
        "retained-forget_25": ("retained", ""),
        "ga-text-forget_25": ("ga", "text"),
        "prompting-forget_25": ("prompting", ""),
    }
    (out / "results" / "ga-text-forget_25" / "results.json").unlink()
    assert main(command) == 0
    assert capfd.readouterr().err.count("before") == 3 + 3
    assert results.read(out / "results" / "ga-text-forget_25") == found["ga-text-forget_25"]
    changed(recipe, methods=["npo"])
    assert main(command) == 2
    assert "holds the grid of another recipe" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"methods": ["gaa"]}, "methods: 'gaa' is unknown; did you mean ga"),
        ({"modalities": ["sound"]}, "modalities"),
        ({"seed": 1}, "seed"),
        ({"finetune": {"epoch": 1}}, "finetune: 'epoch' is unknown; did you mean epochs"),
        ({"unlearn": {"lr": -1}}, "--lr: -1.0 is out of range"),
        ({"evaluate": {"choices": "guess"}}, "--choices: 'guess' is unknown"),
        ({"evaluate": {"model": "x"}}, "evaluate: model is what the grid decides"),
        ({"evaluate": {"batch_size": "big"}}, "evaluate: batch_size is 'big'"),
        ({"unlearn": {"method": "npo"}}, "unlearn: method is what the grid decides"),
        ({"unlearn": {"lr": 1e-3}, "lr": [1e-4, 1e-3]}, "unlearn: lr is what the grid decides"),
        ({"seeds": [0, 0]}, "seeds: holds a value twice"),
        ({"methods": {"forget_25": ["ga", "ga"]}}, "methods of forget_25: holds a value twice"),
        ({"methods": {"forget_25": ["gaa"]}}, "methods: 'gaa' is unknown; did you mean ga"),
        ({"methods": {"forget_5": ["ga"]}}, "methods: are by config, and not by those of forget; name forget_25"),
    ],
)
def test_a_wrong_recipe_starts_nothing(
    world: Path, recipe: Path, tmp_path: Path, change: dict[str, object], complaint: str
) -> None:
    changed(recipe, **change)
    with pytest.raises(BadInput, match=complaint):
        sweep(load_recipe(str(recipe)), str(world), tmp_path / "grid", 1)
    assert not (tmp_path / "grid").exists()


def test_a_recipe_of_the_other_benchmark_starts_nothing(scenes: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^recipe: forget forget_5: names nothing to forget; give a config such as "):
        sweep(load_recipe("paper"), str(scenes), tmp_path / "grid", 1)
    assert not (tmp_path / "grid").exists()


def test_a_rate_may_be_written_as_in_papers(recipe: Path) -> None:
    changed(recipe, unlearn={"lr": "1e-4"})  # which is how YAML reads it without quotes
    assert load_recipe(str(recipe)).unlearn == {"lr": 1e-4}


@pytest.mark.slow
def test_a_grid_that_made_nothing_holds_nothing(world: Path, recipe: Path, tmp_path: Path) -> None:
    changed(recipe, methods=["prompting"])
    with pytest.raises(BadInput, match="no such folder"):
        sweep(load_recipe(str(recipe)), "nowhere/at/all", tmp_path / "grid", 1)
    assert len(sweep(load_recipe(str(recipe)), str(world), tmp_path / "grid", 1)) == 3
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput, match="cannot be made"):
        sweep(load_recipe(str(recipe)), str(world), tmp_path / "file", 1)


@pytest.mark.slow
def test_a_set_that_is_missing_fails_its_jobs_alone(world: Path, recipe: Path, tmp_path: Path) -> None:
    changed(recipe, forget=["forget_25", "forget_99"], methods=["prompting"])
    with pytest.raises(BadInput, match=r"retained-forget_99: .*config.*'forget_99' is unknown.* jobs are not done"):
        sweep(load_recipe(str(recipe)), str(world), tmp_path / "grid", 1)
    done = {path.parent.name for path in (tmp_path / "grid" / "results").glob("*/results.json")}
    assert done == {"vanilla-forget_25", "retained-forget_25", "prompting-forget_25"}


def changed(recipe: Path, **change: object) -> None:
    content = yaml.safe_load(recipe.read_text(encoding="utf-8"))
    recipe.write_text(yaml.safe_dump(content | change), encoding="utf-8")

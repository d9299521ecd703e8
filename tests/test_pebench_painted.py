"""PEBench with pictures of a diffusion model, from the command line to the rows, on tiny models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from datasets import Image, load_dataset

from dataset_builder.folder import sha256_of_files
from dataset_builder.reviews import Decision, append, image_digest
from generation.scenes.painted import sitting
from mllmu_bench import main

from . import face_models, scene_models
from .generation.character_author import answer
from .llm_server import running

# diffusers' Euler scheduler hands a tensor to NumPy
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
ROOT = Path(__file__).parents[1]
ALONE = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
SIZE = ["--people", "3", "--events", "2", "--celebrities", "4", "--few-shot", "1", "--image-size", "64"]
SIZE += ["--forget", "34", "--set", "text=offline"]
EASY = {
    "size": 64,
    "steps": 1,
    "min_cosine": -1,
    "max_cosine": 1,
    "rank": 2,
    "min_similarity": -1,
    "most_candidates": 3,
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the models of faces, and with those that paint."""
    folder = tmp_path_factory.mktemp("models")
    face_models.write_models(folder / "faces", "central")
    named = scene_models.write_models(folder / "sdxl", "sdxl")
    (folder / "options").write_text(json.dumps(named | EASY))
    return folder


@pytest.fixture(scope="module")
def built(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("painted") / "pebench"
    assert run("build", models, out) == 0
    return out


def line(command: str, models: Path, out: Path, *more: str, **other: object) -> list[str]:
    options = json.loads((models / "options").read_text()) | other
    settings = [text for name, value in options.items() for text in ("--set", f"scene.{name}={json.dumps(value)}")]
    faces = ["--face-models", str(models / "faces")]
    return [command, "--recipe", "pebench_paper", *SIZE, *settings, *faces, "--out", str(out), *more]


def run(command: str, models: Path, out: Path, *more: str, **other: object) -> int:
    return main(line(command, models, out, *more, **other))


def pictures(folder: Path) -> dict[str, bytes]:
    path = str(folder)
    table = load_dataset(path, "Full_Set", split="train", cache_dir=str(folder.parent / "cache"))
    return {row["ID"]: row["image"].tobytes() for row in table}


def test_rows_hold_what_was_painted(built: Path) -> None:
    found = pictures(built)
    assert len(found) == 6 and len({*found.values()}) == 6
    table = load_dataset(str(built), "Full_Set", split="train", cache_dir=str(built.parent / "cache"))
    assert {*table["image_source"]} == {"diffusers"} and all(
        "Stable Diffusion XL" in one for one in table["image_licence"]
    )
    recipe = json.loads((built / "manifest.json").read_text())["recipe"]
    assert recipe["scene"]["model"] == "model" and str(built.parents[1]) not in json.dumps(recipe)
    assert "Stable Diffusion XL" in (built / "LICENSE.md").read_text()


def test_the_store_alone_builds_the_same_bytes(
    built: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "load", lambda *_: pytest.fail("nothing is to be painted"))
    assert run("build", models, tmp_path / "pebench", "--store", f"{built}-store") == 0
    assert sha256_of_files(tmp_path / "pebench") == sha256_of_files(built)


def test_scenes_painted_ahead_are_those_of_the_build(
    built: Path, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("scenes", models, tmp_path / "pebench") == 0
    assert "7 pictures of 4 people" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "pebench-store" / "scenes" / "P00001").iterdir()} == {
        path.name for path in Path(f"{built}-store", "scenes", "P00001").iterdir()
    }


@pytest.mark.slow
def test_a_rejected_picture_is_painted_again_and_no_other(built: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(f"{built}-store", tmp_path / "store")
    table = load_dataset(str(built), "Full_Set", split="train", cache_dir=str(tmp_path / "cache"))
    row = table.cast_column("image", Image(decode=False))[0]
    append(tmp_path / "reviews.jsonl", Decision.model_validate({
        "time": "2026-01-01T00:00:00Z", "reviewer": "anna", "person": row["person"]["ID"], "kind": "image",
        "item": "picture", "digest": image_digest(row["person"]["ID"], row["image"]["bytes"]), "verdict": "reject",
    }))  # fmt: skip
    more = ["--store", str(tmp_path / "store"), "--reviews", str(tmp_path / "reviews.jsonl")]
    assert run("build", models, tmp_path / "pebench", *more) == 0
    before, after = pictures(built), pictures(tmp_path / "pebench")
    assert {one for one in after if after[one] != before[one]} == {row["ID"]}


def test_what_cannot_be_painted_is_told_and_nothing_stands_half_written(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", models, tmp_path / "pebench", min_cosine=1) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "7 pictures are missing; P00001 has no picture at media interview" in said and "in 3 attempts" in said
    assert "(of everybody, not used: other_person 21); raise scene.most_candidates, or loosen the limit" in said
    assert not (tmp_path / "pebench").exists()
    monkeypatch.setattr(sitting, "load", lambda *_: pytest.fail("nothing is to be painted twice"))
    assert run("build", models, tmp_path / "pebench") == 0


def test_a_recipe_without_events_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenes", "--recipe", "demo", "--out", str(tmp_path / "other")]) == 2
    assert "has no events; name one of PEBench" in capsys.readouterr().err


@pytest.mark.slow
def test_a_killed_run_is_gone_on_with_and_paints_nothing_twice(built: Path, models: Path, tmp_path: Path) -> None:
    store = tmp_path / "pebench-store" / "scenes"
    with subprocess.Popen(
        [sys.executable, "-m", "mllmu_bench", *line("scenes", models, tmp_path / "pebench")],
        cwd=ROOT, env=ALONE, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        while len(painted(store)) < 5:
            assert running.poll() is None, "it was to be killed"
            time.sleep(0.01)
        running.kill()
    there = {path: path.stat().st_mtime_ns for path in store.rglob("*.jpg")}
    assert 5 <= len(there) < len(painted(store_of(built)))
    assert run("scenes", models, tmp_path / "pebench") == 0
    assert painted(store) == painted(store_of(built))
    assert all(path.stat().st_mtime_ns == when for path, when in there.items())


@pytest.mark.slow
def test_two_processes_share_the_people(built: Path, models: Path, tmp_path: Path) -> None:
    done = launched(line("scenes", models, tmp_path / "pebench"))
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("7 pictures of 4 people") == 1
    assert painted(tmp_path / "pebench-store" / "scenes") == painted(store_of(built))
    assert verdicts(tmp_path / "pebench-store" / "scenes") == verdicts(store_of(built))


@pytest.mark.slow
def test_processes_have_the_people_written_once(models: Path, tmp_path: Path) -> None:
    with running(answer) as server:
        command = line("scenes", models, tmp_path / "pebench", "--set", "text=llm")
        done = launched(command, server.environment)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(painted(tmp_path / "pebench-store" / "scenes")) == 7 + 4  # with the portraits
    assert len(server.answered) == 4 + 2 and max(server.answered.values()) == 1  # people and events


@pytest.mark.slow
def test_processes_leave_lookalikes_to_the_first(models: Path, tmp_path: Path) -> None:
    """Every face is too much like the first: what is left of the others is the same, however many paint."""
    done = launched(line("scenes", models, tmp_path / "two", max_cosine=-1))
    assert done.returncode != 0 and "P00002 has no portrait" in done.stderr and "lookalike 9" in done.stderr
    assert run("scenes", models, tmp_path / "one", max_cosine=-1) == 2
    assert painted(tmp_path / "two-store" / "scenes") == painted(tmp_path / "one-store" / "scenes")


def launched(command: list[str], environment: Mapping[str, str] = ALONE) -> subprocess.CompletedProcess[str]:
    """By two processes, which talk by gloo: with its --cpu accelerate starts one, unless there is mpirun."""
    launch = ["-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1", "--multi_gpu"]
    launch += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0", "-m", "mllmu_bench"]
    command = [sys.executable, *launch, *command]
    return subprocess.run(command, cwd=ROOT, env={**ALONE, **environment}, capture_output=True, text=True, timeout=300)


def store_of(dataset: Path) -> Path:
    return Path(f"{dataset}-store", "scenes")


def painted(store: Path) -> dict[str, bytes]:
    """Without the sheet."""
    return {str(path.relative_to(store)): path.read_bytes() for path in store.glob("*/*.jpg")}


def verdicts(store: Path) -> dict[str, list[str]]:
    return {path.parent.name: path.read_text().splitlines() for path in store.glob("*/verdicts.jsonl")}

"""PEBench with pictures of a diffusion model, from the command line to the rows, on tiny models."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from datasets import Image, load_dataset

from dataset_builder.folder import sha256_of_files
from dataset_builder.reviews import Decision, append, image_digest
from generation.scenes.painted import painting
from mllmu_bench import main

from . import face_models, scene_models

# diffusers' Euler scheduler hands a tensor to NumPy
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
SIZE = ["--people", "3", "--events", "2", "--celebrities", "4", "--few-shot", "1", "--image-size", "64"]
SIZE += ["--forget", "34", "--set", "text=offline"]
EASY = {"size": 64, "steps": 1, "min_cosine": -1, "rank": 2, "most_candidates": 3}


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


def run(command: str, models: Path, out: Path, *more: str, **other: object) -> int:
    options = json.loads((models / "options").read_text()) | other
    settings = [text for name, value in options.items() for text in ("--set", f"scene.{name}={json.dumps(value)}")]
    faces = ["--face-models", str(models / "faces")]
    return main([command, "--recipe", "pebench_paper", *SIZE, *settings, *faces, "--out", str(out), *more])


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
    monkeypatch.setattr(painting, "load", lambda *_: pytest.fail("nothing is to be painted"))
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
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", models, tmp_path / "pebench", min_cosine=1) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "passed the checks in 3 attempts; raise scene.most_candidates, or lower scene.min_cosine" in said
    assert not (tmp_path / "pebench").exists()
    assert main(["scenes", "--recipe", "demo", "--out", str(tmp_path / "other")]) == 2
    assert "has no events; name one of PEBench" in capsys.readouterr().err

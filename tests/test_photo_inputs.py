"""What people may get wrong about pictures: told in one line, at once, and nothing is left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from mllmu_bench import main

from . import face_models
from .face_models import Drawn, picture

SMALL = ["--recipe", "paper", "--people", "4", "--celebrities", "4", "--few-shot", "0", "--forget", "25"]
OFFLINE = [*SMALL, "--set", "text=offline", "--set", "celebrity_faces=procedural"]
MODELS = ["--face-models", "models"]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    face_models.write_models(folder / "models")
    for name in ("empty", "faces", "weights/encoder", "broken"):
        (folder / name).mkdir(parents=True)
    for number in range(3):
        picture(Drawn(number), ground=number).save(folder / "faces" / f"{number}.png")
    (folder / "broken" / "0.onnx").write_text("no model")
    (folder / "file").write_text("mine")
    for part in ("tokenizer", "scheduler", "vae"):
        (folder / "base" / part).mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("build", OFFLINE, "faces: d-store/faces holds no curated faces; name pictures to choose from with --faces"),
        ("build", [*SMALL, "--faces", "nowhere"], "faces: nowhere does not exist"),  # before Wikimedia is asked
        ("build", [*OFFLINE, *MODELS, "--faces", "empty"], "faces: empty holds no pictures"),
        ("build", [*OFFLINE, *MODELS, "--faces", "file"], "faces: file is neither a folder nor a readable .zip"),
        ("build", [*OFFLINE, *MODELS, "--faces", "file", "--set", "faces=gan"], "file: not an ONNX model"),
        ("build", [*OFFLINE, "--faces", "faces", "--face-models", "empty"], "face models: empty holds no .onnx files"),
        ("build", [*OFFLINE, "--faces", "faces", "--face-models", "broken"], "face models: broken cannot be loaded"),
        ("build", [*OFFLINE, "--faces", "faces"], "1k3d68.onnx and Arc2Face's arcface.onnx"),  # OpenCV knows nobody
        ("build", [*OFFLINE, *MODELS, "--faces", "faces"], "stable-diffusion-v1-5 is no folder"),
        (
            "build",
            [*OFFLINE, *MODELS, "--faces", "faces", "--set", "arc2face.base=base", "--set", "arc2face.weights=weights"],
            "weights: the subfolder arc2face is missing",
        ),
        ("build", [*OFFLINE, *MODELS, "--faces", "faces", "--pose-images", "empty"], "arc2face.controlnet"),
        ("build", [*OFFLINE, *MODELS, "--faces", "faces", "--set", "arc2face.controlnet=true"], "--pose-images"),
        ("build", ["--faces", "faces"], "--faces faces: this recipe draws its people; add --set faces=folder"),
        ("faces", ["--faces", "faces"], "--faces faces: this recipe draws its people"),
        ("poses", [], "this recipe draws its people; name one with pictures, such as --recipe paper"),
        ("build", [*OFFLINE, "--celebrity-photos", "faces"], "--celebrity-photos faces: celebrity_faces is procedural"),
        ("faces", [*OFFLINE, *MODELS, "--faces", "faces", "--store", "file"], "file/faces cannot be written"),
        ("build", ["--set", "llm"], "--set llm: is no option with a value"),
        ("build", ["--set", "llm.model=[1"], "--set llm.model=[1: '[1' is no YAML value"),
        ("build", ["--set", "people=abc"], "people: 'abc' is no whole number"),
        ("build", ["--prices", "1"], "--prices: '1' is no pair of prices; write one such as 2.5,10"),
        ("build", ["--prices", "a,b"], "--prices: 'a,b' is no pair of prices"),
        ("build", ["--forget", "5,x"], "--forget: '5,x' is no list of percentages; give one like 5,10,15"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    inputs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
    options: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(inputs)
    monkeypatch.setenv("HOME", str(inputs))
    before = sorted(inputs.rglob("*"))
    try:
        code = main([command, "--out", "d", *options])
    except SystemExit as stop:
        code = int(str(stop.code))
    out, error = capfd.readouterr()
    assert (code, error.count("\n"), out) == (2, 1, ""), error
    assert said in error
    assert sorted(inputs.rglob("*")) == before


def test_opencv_curates_and_says_which_checks_did_not_run(
    inputs: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["faces", *OFFLINE, "--faces", str(inputs / "faces"), "--store", str(tmp_path / "store")]) == 0
    out, error = capfd.readouterr()
    assert "not_frontal, gender_unclear, age_out_of_range, duplicate_of (by identity)" in out and error == ""
    assert "Not taken: 3 pictures (no_face 3)" in out and "0 faces for 4 people" in out


def test_a_reserve_is_curated_for_those_who_are_lost(
    inputs: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for number in range(9):
        picture(Drawn(number, age=20 + number), ground=number).save(tmp_path / f"{number}.png")
    options = [*SMALL, "--face-models", str(inputs / "models"), "--store", str(tmp_path / "store")]
    assert main(["faces", *options, "--faces", str(tmp_path)]) == 0
    assert "5 faces for 4 people" in capfd.readouterr().out
    heading, *lines = (tmp_path / "store" / "faces" / "curation.jsonl").read_text().splitlines()
    assert "rules" in json.loads(heading) and len(lines) == 5


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told_and_what_it_holds_is_used(
    inputs: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    options = ["faces", *OFFLINE, "--face-models", str(inputs / "models"), "--faces", str(inputs / "faces")]
    try:
        assert main([*options, "--store", str(disk)]) == 2
        assert capfd.readouterr().err == (
            f"mllmu-bench: {disk}: No space left on device; make room, change permissions or give another --store, "
            "and run again: what was kept until now is used\n"
        )
        subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
        assert main([*options, "--store", str(disk)]) == 0
        assert not list((disk / "faces").glob(".*.partial"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_store_in_use_is_told(inputs: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    options = ["--face-models", str(inputs / "models"), "--faces", str(inputs / "faces"), "--store", str(tmp_path)]
    with FileLock(tmp_path / "faces" / ".lock"):
        assert main(["faces", *OFFLINE, *options]) == 2
    assert "is in use by another process" in capfd.readouterr().err

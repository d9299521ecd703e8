"""The way a user goes: build by the command, load with load_dataset and pandas."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from datasets import get_dataset_config_names, load_dataset
from PIL import Image

from dataset_builder.folder import MANIFEST, sha256_of_files
from mllmu_bench import main

CONFIGS = [
    "Full_Set", "Test_Set", "Retain_Set", "ft_Data", "pretrain_Data", "forget_5", "forget_10", "forget_15",
    "retain_95", "retain_90", "retain_85", "few_shot",
]  # fmt: skip
SMALL = ["--recipe", "demo", "--people", "12", "--celebrities", "6", "--few-shot", "2", "--looks", "3"]
SMALL += ["--forget", "10,25"]


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "mllmu_bench", *options]


def tree(folder: Path) -> dict[str, str]:
    """Every file with its hash, and every folder, empty ones too."""
    folders = {path.relative_to(folder).as_posix(): "folder" for path in folder.rglob("*") if path.is_dir()}
    return sha256_of_files(folder) | folders


def test_every_config_loads_by_folder_name(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo.parent)
    assert get_dataset_config_names("mllmu-bench") == CONFIGS
    rows = {config: load_dataset("mllmu-bench", config, split="train").num_rows for config in CONFIGS}
    assert rows == {
        "Full_Set": 60, "Test_Set": 60, "Retain_Set": 24, "ft_Data": 60, "pretrain_Data": 84, "forget_5": 3,
        "forget_10": 6, "forget_15": 9, "retain_95": 57, "retain_90": 54, "retain_85": 51, "few_shot": 8,
    }  # fmt: skip
    assert load_dataset("mllmu-bench", split="train").num_rows == 60  # the default config is Full_Set


def test_streaming_gives_the_same_rows(demo: Path) -> None:
    for config in ("Full_Set", "Test_Set"):
        stored = load_dataset(str(demo), config, split="train")
        streamed = load_dataset(str(demo), config, split="train", streaming=True)
        for one, other in zip(stored.take(3), streamed.take(3), strict=True):
            assert one == other


def test_pandas_reads_encoded_images(demo: Path) -> None:
    table = pd.read_parquet(demo / "Full_Set")
    image = Image.open(io.BytesIO(table.iloc[0]["image"]["bytes"]))
    assert (image.size, image.mode, image.format) == ((256, 256), "RGB", "JPEG")
    assert not image.getexif()
    test = pd.read_parquet(demo / "Test_Set")
    assert [len(images) for images in test["images"]] == [4] * 60
    assert Image.open(io.BytesIO(test.iloc[0]["images"][3]["bytes"])).size == (256, 256)


def test_manifest_tells_recipe_versions_and_every_file(demo: Path) -> None:
    manifest = json.loads((demo / MANIFEST).read_text())
    assert manifest["recipe"]["people"] == 60
    assert manifest["versions"]["mllmu-bench"] == "0.1.0"
    files = sha256_of_files(demo)
    del files[MANIFEST]
    assert manifest["files"] == files
    assert {"README.md", "assets/contact_sheet.jpg", "few_shot/train-00000-of-00001.parquet"} <= files.keys()


def test_card_is_filled_in(demo: Path) -> None:
    card = (demo / "README.md").read_text()
    assert "{{" not in card and "{%" not in card
    assert "| `forget_15` | 9 | 15 % of the people" in card
    assert "| `retain_85` | 51 | everybody whom `forget_15` leaves |" in card
    assert "(assets/contact_sheet.jpg)" in card
    assert "| `pretrain_Data` | 84 | what a small model" in card and "one portrait each, 96x96" in card


def test_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    builds = []
    for number, (workers, surroundings) in enumerate(
        [
            ("1", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
            ("3", {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
        ]
    ):
        out = tmp_path / str(number) / "mllmu-bench"
        environment = os.environ | surroundings
        subprocess.run(command("build", *SMALL, "--out", str(out), "--workers", workers), env=environment, check=True)
        builds.append(tree(out))
    assert builds[0] == builds[1]


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    names = []
    for seed in ("0", "1"):
        assert main(["build", *SMALL, "--seed", seed, "--workers", "1", "--out", str(tmp_path / seed)]) == 0
        table = pd.read_parquet(tmp_path / seed / "Full_Set")
        names.append({json.loads(text)["Name"] for text in table["biography"]})
    assert not names[0] & names[1]


@pytest.mark.slow
def test_killed_at_any_moment_no_half_dataset_stands(tmp_path: Path) -> None:
    out = tmp_path / "mllmu-bench"
    partial = tmp_path / ".mllmu-bench.partial" / "new"
    moments = [
        lambda: partial.exists(),
        lambda: (partial / "few_shot").exists(),
        lambda: (partial / "Full_Set" / "train-00000-of-00001.parquet").exists(),
        lambda: (partial / "README.md").exists(),
    ]
    for moment in moments:
        kill_at(command("build", *SMALL, "--workers", "2", "--out", str(out)), moment)
        assert not out.exists() or json.loads((out / MANIFEST).read_text())["files"]
    assert main(["build", *SMALL, "--out", str(out)]) == 0
    complete = tree(out)
    kill_at(command("build", *SMALL, "--seed", "1", "--out", str(out)), moments[2])
    assert tree(out) == complete  # the earlier dataset stays as it was
    assert main(["build", *SMALL, "--out", str(out)]) == 0
    assert tree(out) == complete
    assert [path.name for path in tmp_path.iterdir()] == ["mllmu-bench"]


def test_interrupted_by_hand_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    arguments = command("build", *SMALL, "--workers", "2", "--out", str(tmp_path / "mllmu-bench"))
    process = subprocess.Popen(arguments, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / ".mllmu-bench.partial" / "new" / "few_shot").exists():
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C in a terminal does: the workers get it too
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.count("\n")) == (130, 1), said
    assert list(tmp_path.iterdir()) == []


def kill_at(arguments: list[str], moment: object) -> None:
    """`kill -9` the command when `moment` comes; its workers must end by themselves."""
    process = subprocess.Popen(arguments, start_new_session=True, stdout=subprocess.DEVNULL)
    while process.poll() is None and not moment():  # type: ignore[operator]
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL, "the build was over before the moment came"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("worker processes outlived their killed parent")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--people", "0"], "people: 0"),
        (["--looks", "100001"], "looks: 100001 is out of range; give 0 to 100000"),
        (["--looks", "-1"], "looks: -1"),
        (["--people", "ten"], "--people: invalid int value: 'ten'"),
        (["--forget", "0.1"], "rounds to no person"),
        (["--forget", "a"], "--forget"),
        (["--workers", "0"], "--workers"),
        (["--recipe", "nothing"], "demo, offline"),
        (["--out", "file/inside"], "cannot be written"),
        (["--out", "."], "working folder"),
        (["--out", "taken"], "holds notes.txt"),
        (["--peeple", "3"], "unrecognized arguments"),
    ],
)
def test_bad_input_is_one_line_exit_2_and_nothing_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(SystemExit) as ended:
        sys.exit(main(["build", *SMALL, *options]))
    assert ended.value.code == 2
    printed = capfd.readouterr()
    assert said in printed.err and printed.err.count("\n") == 1, printed.err
    assert printed.out == ""
    assert tree(tmp_path) == before


def test_summary_says_how_to_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(command("build", *SMALL, "--out", 'the "d"'), capture_output=True, text=True, check=True)
    assert "fictitious profiles" in done.stdout and "from datasets import load_dataset" in done.stdout
    assert done.stderr == ""  # quiet when not on a terminal
    lines = [line.strip() for line in done.stdout.splitlines()[-2:]]
    loaded: dict[str, object] = {}
    exec("\n".join(lines), loaded)
    assert loaded["forget"].num_rows == 1  # type: ignore[attr-defined]


@pytest.mark.slow
def test_more_people_than_a_file_holds_fill_several(tmp_path: Path) -> None:
    options = ["--people", "2600", "--poses", "1", "--image-size", "64", "--celebrities", "4", "--forget", "50"]
    options += ["--looks", "2500"]
    assert main(["build", *options, "--out", str(tmp_path / "large")]) == 0
    names = [f"train-0000{n}-of-00002.parquet" for n in range(2)]
    assert [path.name for path in sorted((tmp_path / "large" / "Full_Set").iterdir())] == names
    loaded = load_dataset(str(tmp_path / "large"), "Full_Set", split="train")
    assert loaded["ID"][:] == [f"P{n:05d}" for n in range(1, 2601)]
    assert load_dataset(str(tmp_path / "large"), "forget_50", split="train").num_rows == 1300
    assert len(list((tmp_path / "large" / "pretrain_Data").iterdir())) == 2
    assert load_dataset(str(tmp_path / "large"), "pretrain_Data", split="train").num_rows == 2504

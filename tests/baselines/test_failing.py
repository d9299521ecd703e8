"""Runs that do not come to their end: interrupted ones, which go on, and refused ones, which leave nothing."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from baselines import encoding, runs
from baselines.adapters import WEIGHTS
from baselines.models import Model
from mllmu_bench import main

Finished = tuple[Path, runs.Run]
MANY = ("--method", "npo", "--forget", "forget_50", "--epochs", "6", "--batch-size", "1", "--lr", "1e-3")
MANY += ("--stop-at", "1000", "--row-length", "320", "--save-every", "4")  # 24 steps, with dropout
NPO = ("--method", "npo", "--forget", "forget_25")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.fixture
def command(world: Path, vanilla: Path, tmp_path: Path) -> Callable[..., list[str]]:
    def line(*options: str, name: str = "out", data: Path = world, model: Path = vanilla) -> list[str]:
        return ["unlearn", "--data", str(data), "--model", str(model), "--out", str(tmp_path / name), *options]

    return line


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that is to be refused: one line, exit code 2, no file changed."""

    def refuse(*line: str) -> str:
        before = tree(tmp_path)
        capsys.readouterr()
        try:
            assert main(line) == 2
        except SystemExit as left:
            assert left.code == 2
        printed = capsys.readouterr()
        assert tree(tmp_path) == before
        assert printed.out == "" and printed.err.startswith("mllmu-bench") and printed.err.count("\n") == 1
        return printed.err

    return refuse


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_run_goes_on_to_the_same_bytes(
    how: signal.Signals, command: Callable[..., list[str]], tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "mllmu_bench", *command(*MANY, "--epochs", "30")], stderr=subprocess.PIPE, text=True
    )
    checkpoints = tmp_path / "out" / "checkpoints"
    until = time.monotonic() + 90
    while not any(checkpoints.glob("checkpoint-*/trainer_state.json")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(how)
    _, errors = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130 and errors.count("\n") == 1
        assert errors.startswith("mllmu-bench: interrupted after step ")
        assert errors.endswith(
            f"of 120; {tmp_path / 'out'} keeps a checkpoint: the same command with --resume goes on\n"
        )
    else:
        assert process.returncode == -9
    assert any(checkpoints.glob("checkpoint-*/trainer_state.json")) and not (tmp_path / "out" / "run.json").exists()
    assert main(command(*MANY, "--epochs", "30", "--resume")) == 0
    assert main(command(*MANY, "--epochs", "30", name="whole")) == 0
    assert (tmp_path / "out" / WEIGHTS).read_bytes() == (tmp_path / "whole" / WEIGHTS).read_bytes()
    logs = [json.loads((tmp_path / name / "run.json").read_text())["log"] for name in ("out", "whole")]
    assert [entry["step"] for entry in logs[0]][-1] == [entry["step"] for entry in logs[1]][-1] == 120


@pytest.mark.parametrize("step", [7, 24])
@pytest.mark.parametrize("full", [False, True], ids=["lora", "full"])
def test_ctrl_c_at_a_step(
    step: int, full: bool, command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    whole = ["--full", "--optimizer", "muon"] if full else []
    steps: list[int] = []
    advance = torch.optim.AdamW.step

    def stepping(*arguments: Any, **others: Any) -> Any:
        steps.append(1)
        if len(steps) == step:
            signal.raise_signal(signal.SIGINT)
        return advance(*arguments, **others)

    with monkeypatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", stepping)
        code = main(command(*MANY, *whole))
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
    if step == 24:  # the last one: there is nothing left to interrupt
        assert code == 0 and (tmp_path / "out" / "run.json").exists()
        return
    assert code == 130 and len(steps) == step
    assert f"interrupted after step {step} of 24; " in capsys.readouterr().err
    broken = tmp_path / "out" / "checkpoints" / "checkpoint-23"
    shutil.copytree(tmp_path / "out" / "checkpoints" / f"checkpoint-{step}", broken)
    (broken / "trainer_state.json").unlink()  # what a run leaves that is killed while it writes a checkpoint
    assert main(command(*MANY, *whole, "--resume")) == 0
    assert main(command(*MANY, *whole, name="whole")) == 0
    file = "model.safetensors" if full else WEIGHTS
    assert (tmp_path / "out" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()


def test_nobody_is_forgotten_by_who_knows_nobody(world: Path, tmp_path: Path, refused: Callable[..., str]) -> None:
    line = ["unlearn", "--data", str(world), "--model", "embedded", "--out", str(tmp_path / "out"), *NPO]
    assert "--model embedded: knows nobody yet; name a run that finetune made of it" in refused(*line)


def test_ctrl_c_before_training_leaves_nothing(
    command: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(encoding.Encoder, "see", lambda *_: signal.raise_signal(signal.SIGINT))
    assert main(command(*MANY)) == 130
    assert capsys.readouterr().err == "mllmu-bench: interrupted; nothing half done was left behind\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--method", "gaa", "--forget", "forget_25"], "'gaa' is unknown; did you mean ga? There are ga, "),
        ([*NPO, "--modality", "images"], "'images' is unknown; did you mean image_text? There are"),
        (["--method", "npo", "--forget", "forget_26"], "did you mean forget_25?"),
        (["--method", "idk", "--forget", "ft_Data"], "whom it leaves cannot be told from its name;"),
        ([*NPO, "--row-length", "40"], "tokens with the prompt are more than a row holds; raise --row-length from 40"),
        ([*NPO, "--reference", "nowhere/at/all"], "nowhere/at/all: no such folder"),
        (["--method", "idk", "--forget", "forget_25", "--stop-at", "9"], "--stop-at: means nothing to idk, only to ga"),
        (["--method", "idk", "--forget", "forget_25", "--retain", "ft_Data"], "--retain ft_Data: holds P0"),
        ([*NPO, "--retain", "retain_75"], "--retain: npo looks at nobody to retain; leave it out"),
        (["--method", "ga", "--forget", "forget_25", "--reference", "x"], "ga compares with no other model"),
        (["--method", "kl_minimization", "--forget", "forget_25", "--reference", "x"], "with the model it starts from"),
        (["--method", "ga", "--forget", "forget_25", "--beta", "1"], "--beta: means nothing to ga, only to npo, dpo"),
        ([*NPO, "--gamma", "1"], "--gamma: means nothing to npo, only to simnpo; leave it out"),
        ([*NPO, "--full", "--lora-rank", "4"], "--lora-rank: without a LoRA it means nothing"),
        ([*NPO, "--replay", "1"], "unrecognized arguments: --replay 1"),
        ([*NPO, "--save-every", "0"], "0 is too few; give 1 or more"),
        ([*NPO, "--report-to", "tensorbord"], "did you mean tensorboard?"),
        ([*NPO, "--report-to", "neptune"], "--report-to neptune: is not installed"),
    ],
)  # fmt: skip
def test_bad_options(
    options: list[str], says: str, command: Callable[..., list[str]], refused: Callable[..., str]
) -> None:
    assert says in refused(*command(*options))


def test_row_that_is_too_long_is_named(command: Callable[..., list[str]], refused: Callable[..., str]) -> None:
    assert refused(*command(*NPO, "--row-length", "40")).startswith("mllmu-bench: P0000")


def test_fine_tuning_takes_no_options_of_forgetting(world: Path, vanilla: Path, refused: Callable[..., str]) -> None:
    line = ["finetune", "--data", str(world), "--model", str(vanilla), "--out", "x"]
    assert "unrecognized arguments: --beta 1" in refused(*line, "--beta", "1")
    assert "nobody is left to train on" in refused(*line, "--without", "ft_Data")


def test_models_that_are_none(tmp_path: Path, command: Callable[..., list[str]], refused: Callable[..., str]) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no model" in refused(*command(*NPO, model=tmp_path / "empty"))
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "config.json").write_text('{"model_type": "llama"}')
    assert "llama is no image-text-to-text model" in refused(*command(*NPO, model=tmp_path / "words"))
    assert "no such folder" in refused(*command(*NPO, model=tmp_path / "gone"))
    assert "no such folder" in refused(*command(*NPO, data=tmp_path / "gone"))


def test_folders_in_use(
    tmp_path: Path, vanilla: Path, command: Callable[..., list[str]], refused: Callable[..., str]
) -> None:
    shutil.copytree(vanilla, tmp_path / "out")
    assert "holds a finished run" in refused(*command(*NPO))
    assert "holds a finished run" in refused(*command(*NPO, "--resume"))
    assert "no such folder" in refused(*command(*NPO, "--force", model=tmp_path / "gone"))  # the old run is still there
    assert "more than a row holds" in refused(*command(*NPO, "--force", "--row-length", "40"))
    (tmp_path / "out" / "run.json").write_text("{}")
    assert "holds other things" in refused(*command(*NPO, "--force"))


def test_loss_that_is_no_number(command: Callable[..., list[str]], refused: Callable[..., str]) -> None:
    options = [
        "--full",
        "--lr",
        "10",
        "--weight-decay",
        "10",
        "--epochs",
        "40",
        "--save-every",
        "1",
    ]  # times -99 a step
    said = refused(*command("--method", "idk", "--forget", "forget_25", *options, "--row-length", "320"))
    assert "the loss is no number any more; lower --lr or --clip" in said


@pytest.mark.parametrize("error", [None, MemoryError(), torch.OutOfMemoryError("CUDA out of memory.")], ids=str)
def test_out_of_memory_says_what_to_lower(
    error: Exception | None, command: Callable[..., list[str]], refused: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def logits(*_: Any) -> torch.Tensor:
        if error:
            raise error
        return torch.empty(2**46)  # more than there is

    monkeypatch.setattr(Model, "answer_logits", logits)
    said = refused(*command(*NPO, "--full"))
    assert "out of memory: lower --batch-size (and raise --accumulation as much), or lower --row-length, or" in said
    assert "--no-full, --checkpointing or --dtype bf16" in said


def test_bar_on_a_terminal(command: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 200))
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        assert main(command(*NPO, "--row-length", "320", "--stop-at", "1000")) == 0
        shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "training: 100%" in shown and "forget_loss=" in shown and "reading: 100%" in shown

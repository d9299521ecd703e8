"""Steps and processes: what may change nothing, and that training teaches a model to stop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from baselines import models, runs
from baselines.adapters import WEIGHTS
from baselines.data import load_people
from baselines.losses import METHODS
from baselines.train import Running, _arguments

Finished = tuple[Path, runs.Run]
SHORT = ("--row-length", "320", "--save-every", "100", "--lora-dropout", "0", "--lr", "1e-3")
SLOW = pytest.mark.slow
FAMILIES = ["llava", "qwen2_5_vl", *(pytest.param(one, marks=SLOW) for one in (
    "idefics3",
    "llava_next", "idefics2", "smolvlm", "internvl",
))]  # fmt: skip


def assert_same(one: Path, other: Path, file: str = WEIGHTS) -> None:
    """To rounding, of which Adam makes more where gradients are next to nothing."""
    left, right = load_file(one / file), load_file(other / file)
    assert left.keys() == right.keys()
    for name, weight in left.items():
        torch.testing.assert_close(weight, right[name], atol=5e-5, rtol=1e-3)


def command_line(method: str, *options: str) -> tuple[str, ...]:
    if method == "finetune":
        return *SHORT, *options
    unstopped = ("--stop-at", "1000") if "forget" in METHODS[method].roles else ()
    return "--method", method, "--forget", "forget_50", *unstopped, *SHORT, *options


@pytest.mark.parametrize("method", ["finetune", "npo", "gradient_difference", "dpo", "po", "siu"])
def test_accumulation_changes_nothing(
    method: str, vanilla: Path, trained: Callable[..., Finished], world: Path
) -> None:
    counts = [len(person.pairs) for person in load_people(str(world), "forget_50", "image_text")]
    assert len(set(counts)) > 1
    made = {}
    for batch, accumulation in ((3, 1), (1, 3)):  # of 4 or 8 people: the last step is short
        options = ["--batch-size", str(batch), "--accumulation", str(accumulation)]
        command = "finetune" if method == "finetune" else "unlearn"
        made[batch] = trained(command, vanilla, *command_line(method, *options), name=f"of{batch}")
    assert_same(made[3][0], made[1][0])
    for one, other in zip(made[3][1].log, made[1][1].log, strict=True):
        assert one == pytest.approx(other, rel=2e-3, abs=2e-4)


def test_batches_of_two_and_two_are_one_of_four(vanilla: Path, trained: Callable[..., Finished]) -> None:
    whole, _ = trained("unlearn", vanilla, *command_line("npo", "--batch-size", "4"), name="whole")
    halves, _ = trained(
        "unlearn", vanilla, *command_line("npo", "--batch-size", "2", "--accumulation", "2"), name="two"
    )
    assert_same(whole, halves)


def launched(*command: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(launch(*command), capture_output=True, text=True, timeout=seconds, env=environment())


def launch(*command: str) -> list[str]:
    """Two processes of ours, by accelerate: with its --cpu it starts one, unless there is mpirun."""
    launcher = ["-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1", "--multi_gpu"]
    settings = ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    return [sys.executable, *launcher, *settings, "-m", "mllmu_bench", *command]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("npo", ()),
        ("kl_minimization", ()),
        ("siu", ()),
        ("gradient_difference", ("--full", "--modality", "text")),
        ("dpo", ("--checkpointing",)),
    ],
)
def test_two_processes_are_one(
    method: str, options: tuple[str, ...], vanilla: Path, world: Path, tmp_path: Path, trained: Callable[..., Finished]
) -> None:
    short = ["--row-length", "320", "--lr", "1e-3", *(["--lora-dropout", "0"] if "--full" not in options else [])]
    unstopped = ["--stop-at", "1000"] if "forget" in METHODS[method].roles else []
    same = ["--method", method, "--forget", "forget_25", "--epochs", "3", *unstopped, *short, *options]
    alone, run = trained("unlearn", vanilla, *same, "--batch-size", "4", name="alone")  # 6 visits: 4 and 2
    two = tmp_path / "two"
    there = ["--data", str(world), "--model", str(vanilla), "--out", str(two)]
    ended = launched("unlearn", *there, *same, "--batch-size", "2")  # in the last step one process has nobody
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("last logged") == ended.stdout.count("The model is in") == 1
    assert ended.stderr == ""
    assert_same(alone, two, "model.safetensors" if "--full" in options else WEIGHTS)
    log = runs.read(two)
    assert log is not None and [entry["step"] for entry in log.log] == [1, 2]
    for one, other in zip(log.log, run.log, strict=True):
        assert one == pytest.approx(other, rel=1e-3, abs=2e-4)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["bgd", "bgd_kl"])
def test_two_processes_balance_people_and_events_as_one(
    method: str, scenes: Path, tiny: Callable[[str], Path], tmp_path: Path, trained: Callable[..., Finished]
) -> None:
    same = ["--method", method, "--forget", "both_25", "--epochs", "3", "--stop-at", "1000", "--row-length", "640"]
    same += ["--lr", "1e-3", "--lora-dropout", "0"]
    alone, run = trained("unlearn", tiny("llava"), *same, "--batch-size", "4", name="alone", data=scenes)
    there = ["--data", str(scenes), "--model", str(tiny("llava")), "--out", str(tmp_path / "two")]
    ended = launched("unlearn", *there, *same, "--batch-size", "2")
    assert ended.returncode == 0, ended.stderr
    assert_same(alone, tmp_path / "two")
    log = runs.read(tmp_path / "two")
    assert log is not None and len(log.log) == len(run.log) > 1
    for one, other in zip(log.log, run.log, strict=True):
        assert one == pytest.approx(other, rel=1e-3, abs=2e-4)


@pytest.mark.slow
def test_two_processes_refuse_once_and_end(vanilla: Path, world: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("")
    options = ["--data", str(world), "--model", str(vanilla), "--out", str(tmp_path / "out")]
    ended = launched("unlearn", *options, "--method", "ga", "--forget", "forget_25")
    assert ended.returncode != 0
    ours = [line for line in ended.stderr.splitlines() if line.startswith("mllmu-bench:")]
    assert len(ours) == 1 and "holds other things, such as thesis.tex" in ours[0]
    assert "gloo" not in ended.stderr and ended.stderr.count("Traceback") <= 1  # accelerate's own, that we failed


@pytest.mark.slow
def test_ctrl_c_reaches_two_processes_at_the_same_step(vanilla: Path, world: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--data", str(world), "--model", str(vanilla), "--out", str(out), "--stop-at", "1000"]
    command = launch(
        "unlearn", *options, "--method", "ga", "--forget", "forget_50", "--epochs", "500", "--batch-size", "1"
    )
    process = subprocess.Popen(
        [*command, "--save-every", "5"], stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True
    )
    wait_for(out / "checkpoints" / "checkpoint-5")
    os.killpg(process.pid, 2)
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert errors.count("keeps a checkpoint: the same command with --resume goes on") == 1
    assert list((out / "checkpoints").glob("checkpoint-*/trainer_state.json"))


def wait_for(path: Path, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"no {path}"
        time.sleep(0.05)


def test_no_data_parallel_on_several_gpus(vanilla: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transformers.TrainingArguments.n_gpu", 4)
    options = runs.read(vanilla)
    assert options is not None
    arguments = _arguments(options.options, Running(tmp_path), small=False)
    assert arguments._n_gpu == 1 and arguments.max_grad_norm == 1.0


@pytest.mark.parametrize("full", [False, pytest.param(True, marks=SLOW)], ids=["lora", "full"])
def test_recomputed_activations_change_nothing(full: bool, vanilla: Path, trained: Callable[..., Finished]) -> None:
    short = ["--row-length", "320", "--lr", "1e-3", *(["--full"] if full else ["--lora-dropout", "0"])]
    same = ["--method", "gradient_difference", "--forget", "forget_25", *short]
    usual, _ = trained("unlearn", vanilla, *same, name="usual")
    again, _ = trained("unlearn", vanilla, *same, "--checkpointing", name="again")
    assert_same(usual, again, "model.safetensors" if full else WEIGHTS)


@pytest.mark.parametrize("full", [pytest.param(False, marks=SLOW), True], ids=["lora", "full"])
def test_bf16_stays_bf16(full: bool, vanilla: Path, trained: Callable[..., Finished]) -> None:
    options = command_line("kl_minimization", "--dtype", "bf16")
    options = tuple(one for one in options if one not in ("--lora-dropout", "0")) if full else options
    out, run = trained("unlearn", vanilla, *options, *["--full"] * full)
    assert 3 < run.metrics["forget_loss"] < 8
    if full:
        assert {weight.dtype for weight in load_file(out / "model.safetensors").values()} == {torch.bfloat16}


def test_tensorboard_keeps_what_it_was_told(vanilla: Path, trained: Callable[..., Finished]) -> None:
    out, run = trained("unlearn", vanilla, *command_line("ga", "--report-to", "tensorboard", "--batch-size", "2"))
    (events,) = out.rglob("events.out.tfevents.*")
    told = EventAccumulator(str(events.parent))
    told.Reload()
    values = [event.value for event in told.Scalars("train/forget_loss")]
    assert values == pytest.approx([entry["forget_loss"] for entry in run.log]) and len(values) == 2


@pytest.mark.parametrize("family", FAMILIES)
def test_fine_tuned_model_answers_and_stops(
    family: str, tiny: Callable[[str], Path], world: Path, trained: Callable[..., Finished]
) -> None:
    options = ["--full", "--without", "retain_75", "--modality", "image_text", "--epochs", "150", "--lr", "1e-2"]
    options += ["--schedule", "cosine", "--warmup", "0.1", "--row-length", "640", "--save-every", "1000"]
    out, run = trained("finetune", tiny(family), *options)
    assert run.metrics["retain_loss"] < 0.1
    model = models.load(str(out))
    for person in load_people(str(world), "forget_25", "image_text"):
        for pair in person.pairs[:2]:
            prompt = model.chat.prompt(pair.question, with_image=True)
            adds = model.chat.adds_begin(prompt)
            inputs = model.processor(
                text=[prompt], images=[person.picture()], add_special_tokens=adds, return_tensors="pt"
            )
            written = model.network.generate(**inputs, max_new_tokens=150, do_sample=False)[0]
            reply = written[inputs["input_ids"].shape[1] :].tolist()
            assert reply[-1] == model.chat.end_of_turn
            assert model.processor.tokenizer.decode(reply[:-1]).strip() == pair.answer

"""Fine-tuning and every method by the real commands: what moves, what stays, what is written down."""

from __future__ import annotations

import gc
import hashlib
import json
import math
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoModelForImageTextToText

from baselines import models, reference, runs
from baselines.adapters import EARLIER, WEIGHTS
from baselines.losses import METHODS
from baselines.models import Model
from mllmu_bench import main

Finished = tuple[Path, runs.Run]
SHORT = ("--row-length", "320", "--save-every", "100")  # which takes less time
FAST = ("--lr", "5e-3", "--lora-dropout", "0", "--batch-size", "1", *SHORT)


def forgetting(method: str, *options: str) -> tuple[str, ...]:
    return "--method", method, "--forget", "forget_25", *FAST, *options


def unstopped(method: str) -> tuple[str, ...]:
    """However far the forget answers go."""
    return ("--stop-at", "1000") if "forget" in METHODS[method].roles else ()


def weights(model: Model) -> dict[str, Tensor]:
    return {name: parameter.detach().clone() for name, parameter in model.core.named_parameters()}


def digest(out: Path, file: str = WEIGHTS) -> str:
    return hashlib.sha256((out / file).read_bytes()).hexdigest()


def column(run: runs.Run, name: str) -> list[float]:
    return [entry[name] for entry in run.log]


def test_fine_tuning_learns_and_leaves_only_the_adapter(
    vanilla: Path, tiny: Callable[[str], Path], world: Path
) -> None:
    run = runs.read(vanilla)
    assert run is not None
    losses = column(run, "retain_loss")
    assert losses[-1] < losses[0] - 0.5
    assert run.log[-1]["step"] == 8  # 8 people, 4 epochs, 4 people a step
    assert [entry["epoch"] for entry in run.log[:2]] == [0.5, 1.0]
    assert run.options.data == str(world) and run.options.lora_rank == 16 and run.fingerprints.keys() == {"ft_Data"}
    assert run.metrics["retain_loss"] == losses[-1] and run.base == str(tiny("llava")) and not run.stopped
    left = {path.name for path in vanilla.iterdir()}
    assert {"README.md", "run.json", "adapter_config.json", WEIGHTS, "processor_config.json"} <= left
    assert "checkpoints" not in left and "model.safetensors" not in left
    assert all("language_model" in name for name in load_file(vanilla / WEIGHTS))


def test_card_says_what_was_done(vanilla: Path, world: Path) -> None:
    card = (vanilla / "README.md").read_text()
    for part in ("# finetune (both)", f"| data | {world} |", "| lr | 0.01 |", "| retain_loss |", "| ft_Data |"):
        assert part in card


MOVES = {  # method -> the term that it moves, and how far at least in 6 steps, with a LoRA and whole
    "ga": ("forget_loss", 0.05),
    "gradient_difference": ("forget_loss", 0.005),
    "kl_minimization": ("forget_loss", 0.05),
    "npo": ("forget_loss", 0.05),
    "simnpo": ("forget_loss", 0.05),
    "po": ("refusal_loss", -0.05),
    "idk": ("refusal_loss", -0.05),
    "siu": ("rewritten_loss", -0.05),
    "dpo": ("forget_loss", 0.05),  # by more than refusals, which differ from person to person
}  # the balanced ones have no events here


@pytest.mark.parametrize("method", MOVES)
def test_lora_moves_as_it_should_and_the_rest_is_bit_identical(
    method: str, vanilla: Path, trained: Callable[..., Finished], tiny: Callable[[str], Path]
) -> None:
    out, run = trained("unlearn", vanilla, *forgetting(method, "--epochs", "3", *unstopped(method)))
    check_direction(run, method)
    joined, start = load_file(out / WEIGHTS), load_file(vanilla / WEIGHTS)
    for name, weight in start.items():  # the vanilla run's adapter is the first half of this one
        kept, new = joined[name].split(16, dim=0 if ".lora_A." in name else 1)
        assert torch.equal(kept, weight)
        assert ".lora_A." in name or float(new.abs().max()) > 0
    after, before = models.load(str(out)), weights(models.load(str(vanilla)))
    assert EARLIER in after.network.peft_config and after.starts_from == out
    for name, parameter in weights(after).items():
        assert "lora_" in name or torch.equal(before[name], parameter)
    base = AutoModelForImageTextToText.from_pretrained(tiny("llava"))
    assert PeftModel.from_pretrained(base, str(out)).peft_config["default"].r == 32
    assert set(run.fingerprints) == {"forget_25"} | ({"retain_75"} if "retain" in METHODS[method].roles else set())
    assert run.options.modality == "image_text" and run.options.method == method


@pytest.mark.parametrize("method", MOVES)
def test_whole_model_moves_as_it_should_but_the_vision_tower(
    method: str, vanilla: Path, trained: Callable[..., Finished], tiny: Callable[[str], Path]
) -> None:
    options = ["--full", "--lr", "2e-3", "--batch-size", "1", "--epochs", "3", *unstopped(method), *SHORT]
    out, run = trained("unlearn", vanilla, "--method", method, "--forget", "forget_25", *options)
    check_direction(run, method)
    after, base = weights(models.load(str(out))), weights(models.load(str(tiny("llava"))))
    assert after.keys() == base.keys() and not (out / WEIGHTS).exists() and run.options.full
    still = {name for name in base if torch.equal(after[name], base[name])}
    assert still == {name for name in base if "vision_tower" in name}


def check_direction(run: runs.Run, method: str) -> None:
    term, least = MOVES[method]
    values = column(run, term)
    moved = values[-2] + values[-1] - values[0] - values[1]  # two people take turns
    assert len(values) == 6 and moved * math.copysign(1, least) > abs(least), values
    if METHODS[method].reference == "distributions":
        divergences = column(run, "kl")
        assert abs(divergences[0]) < 1e-5 < divergences[-1]
    assert run.log[0]["grad_norm"] > 0 and [entry["step"] for entry in run.log] == [1, 2, 3, 4, 5, 6]


def test_reference_may_be_another_model(
    vanilla: Path, trained: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    npo = forgetting("npo", "--epochs", "3", "--beta", "0.1")
    usual, _ = trained("unlearn", vanilla, *npo, name="usual")
    other, _ = trained("finetune", vanilla, "--without", "forget_25", "--epochs", "1", *FAST, name="other")
    same, run = trained("unlearn", vanilla, *npo, "--reference", str(vanilla), name="same")
    apart, _ = trained("unlearn", vanilla, *npo, "--reference", str(other), name="apart")
    one, two, three = (load_file(out / WEIGHTS) for out in (usual, same, apart))
    assert all(torch.allclose(one[name], two[name], atol=2e-4) for name in one)
    assert any(not torch.allclose(one[name], three[name], atol=2e-3) for name in one)
    assert run.options.reference == str(vanilla)


@pytest.mark.parametrize(("method", "full"), [("npo", False), ("kl_minimization", True)])
def test_no_second_model_during_training(
    method: str, full: bool, vanilla: Path, trained: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    networks: list[weakref.ref[Any]] = []
    alive: list[int] = []
    load, reduce = models.load, torch.optim.AdamW.step

    def loading(*arguments: Any) -> Model:
        model = load(*arguments)
        networks.append(weakref.ref(model.core))
        return model

    def stepping(*arguments: Any, **others: Any) -> Any:
        alive.append(sum(one() is not None for one in networks))
        return reduce(*arguments, **others)

    gc.collect()
    monkeypatch.setattr(models, "load", loading)
    monkeypatch.setattr(torch.optim.AdamW, "step", stepping)
    another = ["--reference", str(vanilla)] if method == "npo" else []
    options = ["--method", method, "--forget", "forget_25", "--full" if full else "--no-full", *another, *SHORT]
    trained("unlearn", vanilla, *options)
    assert len(networks) == 1 + len(another) // 2 and alive and set(alive) == {1}


def test_stored_distributions_are_bounded(
    vanilla: Path, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "STORED_BYTES", 2**10)
    options = ["--method", "kl_minimization", "--forget", "forget_25", "--full", *SHORT, "--out", str(tmp_path / "out")]
    assert main(["unlearn", "--data", str(world), "--model", str(vanilla), *options]) == 2
    assert "GiB of reference distributions; leave --full out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_same_command_same_bytes(vanilla: Path, trained: Callable[..., Finished]) -> None:
    npo = ("--method", "npo", "--forget", "forget_25", "--lr", "1e-3", "--batch-size", "1", *SHORT)
    first, second = (trained("unlearn", vanilla, *npo, name=name)[0] for name in ("first", "second"))
    third, _ = trained("unlearn", vanilla, *npo, "--seed", "1", name="third")
    assert digest(first) == digest(second) != digest(third)
    assert json.loads((first / "run.json").read_text()) == json.loads((second / "run.json").read_text())


def test_bound_ends_gradient_ascent_and_is_told(
    vanilla: Path, trained: Callable[..., Finished], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    out, run = trained("unlearn", vanilla, *forgetting("ga", "--epochs", "50", "--stop-at", "7"))
    printed = capsys.readouterr()
    assert run.stopped.startswith(f"Stopped after step {run.log[-1]['step']} of 100: the mean loss on forget answers, ")
    assert run.stopped in printed.out and run.stopped in (out / "README.md").read_text()
    assert run.metrics["forget_loss"] > 7 >= column(run, "forget_loss")[-2]
    assert "passed the bound of 7.00" in run.stopped
    assert printed.err == ""  # no terminal: no bars, no chatter


def test_default_bound_is_that_of_guessing(vanilla: Path, trained: Callable[..., Finished]) -> None:
    vocabulary = models.load(str(vanilla)).core.config.get_text_config().vocab_size
    _, run = trained("unlearn", vanilla, *forgetting("ga", "--epochs", "50"))
    assert f"passed the bound of {math.log(vocabulary):.2f}" in run.stopped

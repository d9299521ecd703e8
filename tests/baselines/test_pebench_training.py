"""Fine-tuning and every method on pictures of people at events, by the real commands."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from baselines import models, pebench, runs
from baselines.adapters import WEIGHTS
from baselines.data import fingerprint
from baselines.losses import FORGOTTEN, METHODS
from mllmu_bench import main

Finished = tuple[Path, runs.Run]
SHORT = ("--row-length", "640", "--save-every", "100")
BOTH = ("--target", "both", "--forget", "25")
NEW = ("po", "siu", "bgd", "bgd_kl")


@pytest.fixture(scope="session")
def knowing(scenes: Path, tiny: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run: the tiny LLaVA with a LoRA that has seen all 24 pictures twice."""
    out = tmp_path_factory.mktemp("runs") / "knowing"
    options = ["--epochs", "2", "--batch-size", "4", "--lr", "1e-2", "--lora-dropout", "0"]
    options += [*SHORT, "--out", str(out)]
    assert main(["finetune", "--data", str(scenes), "--model", str(tiny("llava")), *options]) == 0
    return out


@pytest.fixture
def unlearned(scenes: Path, knowing: Path, trained: Callable[..., Finished]) -> Callable[..., Finished]:
    """method, options -> the finished run's folder and what it says of itself; however far the forget answers go."""

    def unlearn(method: str, *options: str, name: str = "run") -> Finished:
        steady = () if "--full" in options else ("--lora-dropout", "0")
        given = ["--method", method, *BOTH, *SHORT, *unstopped(method), *steady, *options]
        return trained("unlearn", knowing, *given, name=name, data=scenes)

    return unlearn


def unstopped(method: str) -> tuple[str, ...]:
    return ("--stop-at", "1000") if {*FORGOTTEN} & {*METHODS[method].roles} else ()


def assert_same(one: Path, other: Path) -> None:
    left, right = load_file(one / WEIGHTS), load_file(other / WEIGHTS)
    assert left.keys() == right.keys()
    for name, weight in left.items():
        torch.testing.assert_close(weight, right[name], atol=5e-5, rtol=1e-3)


def test_the_goal_model_sees_nothing_of_what_is_to_be_forgotten(
    scenes: Path, tiny: Callable[[str], Path], trained: Callable[..., Finished]
) -> None:
    options = ["--target", "person", "--without", "25", *SHORT]
    _, run = trained("finetune", tiny("llava"), *options, data=scenes)
    data = str(scenes)
    _, kept = pebench.to_keep(data, "person_25", "", "image_text")
    read = {person.id for person in kept}
    rest = [person for person in pebench.everybody(data, "both") if person.id in read]
    assert run.options.without == "person_25" and 0 < len(rest) < 24
    assert run.fingerprints == {"Full_Set": fingerprint(rest)}
    assert not {person.id for person in pebench.to_forget(data, "person_25", "image_text")} & read


@pytest.mark.parametrize("method", METHODS)
def test_every_method_moves_its_terms_and_the_lora_alone(
    method: str, unlearned: Callable[..., Finished], knowing: Path
) -> None:
    out, run = unlearned(method, "--lr", "5e-3", "--batch-size", "4", "--epochs", "3")
    named = {f"{role}_loss" for role in METHODS[method].roles}
    named |= {"kl"} if METHODS[method].reference == "distributions" else set()
    usual = {"loss", "grad_norm", "learning_rate", "step", "epoch"}
    assert run.log[0].keys() - usual == named and run.log[0]["grad_norm"] > 0
    if "kl" in named:
        assert abs(run.log[0]["kl"]) < 1e-5 < run.log[-1]["kl"]
    for role in {*METHODS[method].roles} - {"retain"}:
        moved = run.log[-1][f"{role}_loss"] - run.log[0][f"{role}_loss"]
        if (method, role) != ("dpo", "refusal"):  # which prefers, and may make both less likely
            assert moved * (1 if role in FORGOTTEN else -1) > 0.01, (role, moved)
    after, before = (models.load(str(one)).core.state_dict() for one in (out, knowing))
    changed = {name for name in before if "lora_" not in name and not torch.equal(after[name], before[name])}
    assert not changed and run.options.forget == "both_25"
    joined, start = load_file(out / WEIGHTS), load_file(knowing / WEIGHTS)
    for name, weight in start.items():
        kept, new = joined[name].split(16, dim=0 if ".lora_A." in name else 1)
        assert torch.equal(kept, weight) and (".lora_A." in name or float(new.abs().max()) > 0)
    expected = {"both_25"} | ({"both_25 retain"} if "retain" in METHODS[method].roles else set())
    assert {*run.fingerprints} == expected


@pytest.mark.parametrize("method", NEW)
def test_batch_and_accumulation_change_nothing(method: str, unlearned: Callable[..., Finished]) -> None:
    made = {}
    for batch, accumulation in ((4, 1), (1, 4)):
        options = ["--batch-size", str(batch), "--accumulation", str(accumulation), "--lr", "1e-3"]
        made[batch] = unlearned(method, *options, name=f"of{batch}")
    assert_same(made[4][0], made[1][0])
    for one, other in zip(made[4][1].log, made[1][1].log, strict=True):
        assert one == pytest.approx(other, rel=2e-3, abs=2e-4)


@pytest.mark.parametrize("method", ["siu", "bgd_kl"])
def test_a_stored_reference_is_the_model_at_the_start(method: str, unlearned: Callable[..., Finished]) -> None:
    _, run = unlearned(method, "--full", "--lr", "1e-3", "--batch-size", "4", "--epochs", "2")
    assert abs(run.log[0]["kl"]) < 1e-5 < run.log[-1]["kl"]


@pytest.mark.parametrize("method", ["siu", pytest.param("bgd_kl", marks=pytest.mark.slow)])
def test_an_interrupted_run_goes_on_to_the_same_bytes(
    method: str, unlearned: Callable[..., Finished], scenes: Path, knowing: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    steps: list[int] = []
    advance = torch.optim.AdamW.step

    def stepping(*arguments: Any, **others: Any) -> Any:
        steps.append(1)
        if len(steps) == 3:
            signal.raise_signal(signal.SIGINT)
        return advance(*arguments, **others)

    options = ["--lr", "1e-3", "--lora-dropout", "0.1"]
    line = ["unlearn", "--data", str(scenes), "--model", str(knowing), "--method", method, *BOTH, *SHORT, *options]
    with monkeypatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", stepping)
        assert main([*line, *unstopped(method), "--out", str(tmp_path / "run")]) == 130
    assert "interrupted after step 3 of " in capsys.readouterr().err
    resumed, run = unlearned(method, *options, "--resume")
    whole, other = unlearned(method, *options, name="whole")
    assert (resumed / WEIGHTS).read_bytes() == (whole / WEIGHTS).read_bytes()
    assert run.log[-1]["step"] == other.log[-1]["step"] > 3


def test_the_bound_is_on_the_mean_of_the_two_concepts(unlearned: Callable[..., Finished]) -> None:
    _, run = unlearned("bgd", "--lr", "5e-3", "--epochs", "50", "--stop-at", "7")
    means = [(entry["forget_person_loss"] + entry["forget_event_loss"]) / 2 for entry in run.log]
    assert means[-1] > 7 >= means[-2]
    assert f"the mean loss on forget answers, {means[-1]:.2f} nats a token, passed the bound of 7.00." in run.stopped


def test_the_default_bound_is_that_of_guessing(knowing: Path, scenes: Path, trained: Callable[..., Finished]) -> None:
    vocabulary = models.load(str(knowing)).core.config.get_text_config().vocab_size
    given = ["--method", "bgd_kl", *BOTH, *SHORT, "--lr", "5e-3", "--epochs", "50"]
    _, run = trained("unlearn", knowing, *given, data=scenes)
    assert f"passed the bound of {math.log(vocabulary):.2f}" in run.stopped


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--method", "bgd", "--forget", "person_25"], "no event is to be forgotten in person_25; give a config"),
        (["--method", "bgd_kl", "--forget", "event_25"], "no person is to be forgotten in event_25;"),
        (["--method", "po", "--forget", "25"], "--forget 25: does not tell of what it is a percentage;"),
        (["--method", "po", "--target", "event", "--forget", "person_25"], "--target event: --forget person_25 is nei"),
        (["--method", "po", "--target", "event", "--forget", "30"], "'event_30' is unknown; did you mean event_50?"),
        (["--method", "po", "--forget", "Full_Set"], "--forget Full_Set: names nothing to forget;"),
        (["--method", "po", "--target", "person", "--forget", "25%"], "--target person: --forget 25% is neither a per"),
        (["--method", "po", *BOTH, "--descriptions", "1"], "--descriptions: nothing in both_25 is such a description;"),
        (["--method", "idk", *BOTH, "--retain", "Full_Set"], "--retain Full_Set: names nothing to forget; give a con"),
        (["--method", "idk", *BOTH, "--retain", "person_25"], "--retain person_25: holds P0"),
        (["--method", "po", *BOTH, "--modality", "text"], "--modality text: pebench asks about pictures alone;"),
        (["--method", "po", *BOTH, "--retain", "both_25"], "--retain: po looks at nobody to retain; leave it out"),
        (["--method", "siu", *BOTH, "--stop-at", "9"], "--stop-at: means nothing to siu, only to ga, "),
        (["--method", "siu", *BOTH, "--reference", "x"], "--reference: siu compares with the model it starts from;"),
        (["--method", "bgd", *BOTH, "--beta", "1"], "--beta: means nothing to bgd, only to npo, dpo, simnpo;"),
    ],
)  # fmt: skip
def test_bad_options(
    options: list[str], says: str, scenes: Path, knowing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuses(["unlearn", "--data", str(scenes), "--model", str(knowing), *options], says, tmp_path / "out", capsys)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--target", "person"], "--target person: means nothing without --without; give a percentage"),
        (["--without", "forget_25"], "--without forget_25: names nothing to forget; give a config such as person_5,"),
        (["--target", "person", "--without", "30"], "'person_30' is unknown; did you mean person_50?"),
        (["--modality", "text"], "--modality text: pebench asks about pictures alone; give image_text"),
        (["--descriptions", "0.5"], "--descriptions: nothing in Full_Set is such a description; leave it out"),
    ],
)
def test_bad_options_of_the_goal_model(
    options: list[str], says: str, scenes: Path, knowing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuses(["finetune", "--data", str(scenes), "--model", str(knowing), *options], says, tmp_path / "out", capsys)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--method", "bgd", "--forget", "forget_25"], "no event is to be forgotten in forget_25; give a config of"),
        (["--method", "po", "--target", "person", "--forget", "25"], "'person_25' is unknown; choose one of "),
        (["--method", "idk", "--forget", "forget_25", "--retain", "person_25"], "'person_25' is unknown; choose one"),
    ],
)
def test_what_only_pebench_has(
    options: list[str], says: str, world: Path, vanilla: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuses(["unlearn", "--data", str(world), "--model", str(vanilla), *options], says, tmp_path / "out", capsys)


def test_a_split_that_is_missing(
    scenes: Path, knowing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "pebench"
    copy.mkdir()
    (copy / "data").symlink_to(scenes / "data")
    card = (scenes / "README.md").read_text(encoding="utf-8")
    (copy / "README.md").write_text(card.replace("split: forget_train", "split: forgotten"), encoding="utf-8")
    line = ["unlearn", "--data", str(copy), "--model", str(knowing), "--method", "po", *BOTH]
    refuses(line, f"--data {copy}: config both_25 cannot be loaded (", tmp_path / "out", capsys)


def refuses(line: list[str], says: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, and makes nothing."""
    capsys.readouterr()
    assert main([*line, "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert says in printed.err and printed.err.count("\n") == 1 and not out.exists()

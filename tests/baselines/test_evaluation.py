"""An evaluation from command to results.json: what it asks, what it reuses, how it goes on, what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from baselines import evaluation, results
from baselines.local import NOT_FINITE, Local
from baselines.predictions import PREDICTIONS
from baselines.results import RESULTS, Results
from mllmu_bench import main

CPU = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}


@pytest.fixture
def command(towns: str, tiny: Callable[[str], Path], tmp_path: Path) -> Callable[..., list[str]]:
    """A command line; replies are of 8 tokens, so that it takes no time."""
    default = Path(evaluation.__file__).with_name("protocols") / "default.yaml"
    (tmp_path / "short.yaml").write_text(default.read_text().replace("max_new_tokens: 64", "max_new_tokens: 8"))

    def line(*options: str, name: str = "out", model: Path | None = None, data: str = towns) -> list[str]:
        given = {"--data": data, "--model": str(model or tiny("llava")), "--out": str(tmp_path / name)}
        given |= {"--forget": "forget_40", "--protocol": str(tmp_path / "short.yaml")}
        given |= dict(zip(options[::2], options[1::2], strict=True))
        return ["evaluate", *(part for pair in given.items() for part in pair)]

    return line


@pytest.fixture
def evaluated(command: Callable[..., list[str]], tmp_path: Path) -> Callable[..., Results]:
    """Options of an evaluation -> its results."""

    def run(*options: str, name: str = "out", **more: Any) -> Results:
        assert main(command(*options, name=name, **more)) == 0
        return results.read(tmp_path / name)

    return run


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of what a model was asked, in order."""
    keys: list[str] = []
    real = Local.answers

    def answers(self: Local, batch: Any, pictures: Any) -> Any:
        keys.extend(one.key for one in batch)
        return real(self, batch, pictures)

    monkeypatch.setattr(Local, "answers", answers)
    return keys


@pytest.fixture
def copied(tiny: Callable[[str], Path], tmp_path: Path) -> Path:
    """A model that a test may change."""
    return Path(shutil.copytree(tiny("llava"), tmp_path / "model"))


def reweighted(model: Path, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
    """The language model's output layer is otherwise."""
    (file,) = model.glob("*.safetensors")
    weights = load_file(file)
    (name,) = [name for name in weights if "lm_head" in name]
    weights[name] = change(weights[name]).contiguous()
    save_file(weights, file, metadata={"format": "pt"})


def test_every_set_task_and_modality_is_scored(evaluated: Callable[..., Results], tmp_path: Path) -> None:
    found = evaluated("--judge", "offline")
    scored = {(one.set, one.task, one.modality): one for one in found.scores if one.metric in ("accuracy", "rouge_l")}
    people = {"forget": 2, "test": 2, "retain": 3, "celebrity": 2}
    for set_, count in people.items():
        portraits = 3 if set_ == "test" else 1
        amounts = {
            ("classification", "image_text"): portraits, ("classification", "text"): 2,
            ("generation", "text"): 1, ("cloze", "image_text"): portraits,
        }  # fmt: skip
        for (task, modality), each in amounts.items():
            score = scored[set_, task, modality]
            assert (score.n_people, score.n_items) == (count, count * each)
            assert score.value is not None and score.low is not None and score.low <= score.value <= (score.high or 0)
    assert found.score("kept", "all", "both", "model_utility") is not None
    lines = [json.loads(line) for line in (tmp_path / "out" / PREDICTIONS).read_text("utf-8").split("\n") if line]
    assert [one["key"] for one in lines] == [one.key for one in found.items]
    assert len(found.items) == len({one.key for one in found.items}) == 53
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["evaluation.json", PREDICTIONS, RESULTS]


def test_results_carry_what_they_were_made_with(
    evaluated: Callable[..., Results], tiny: Callable[[str], Path], towns: str
) -> None:
    found = evaluated("--seed", "3", "--test-images", "one", "--batch-size", "16", "--dtype", "fp32")
    assert (found.method, found.trained, found.training) == ("base", "", None)
    assert found.model["name"] == str(tiny("llava")) and found.model["base"] == "llava"
    assert (found.model["dtype"], len(found.model["weights"])) == ("float32", 64)
    assert (
        found.data["source"] == towns and found.data["retain"] == "retain_60" and len(found.data["fingerprint"]) == 64
    )
    told = found.protocol
    assert (told["choices"], told["seed"], told["test_images"], told["demonstrations"]) == ("letters", 3, "one", "0")
    assert told["rules"]["max_new_tokens"] == 8 and told["system_prompt"] == ""
    assert found.made_with["batch_size"] == 16 and found.made_with["processes"] == 1
    assert {"torch", "transformers", "python"} <= found.made_with["versions"].keys()
    assert len(found.items) == 45  # one portrait a person of the test set


def test_a_run_says_what_it_is(world: Path, vanilla: Path, evaluated: Callable[..., Results], tmp_path: Path) -> None:
    options = ("--forget", "forget_25", "--sets", "forget")
    found = evaluated(*options, model=vanilla, data=str(world))
    assert found.method == "vanilla" and found.training is not None and found.training["log"]
    assert len(found.items) == 2 * 18 and found.score("forget", "classification", "both", "gap") is not None
    prompted = evaluated(*options, "--system-prompt", "privacy", model=vanilla, data=str(world), name="prompted")
    assert prompted.method == "prompting" and prompted.protocol["system_prompt"].startswith("You are a helpful")
    said = [(tmp_path / name / PREDICTIONS).read_text() for name in ("out", "prompted")]
    assert said[0] != said[1]


@pytest.mark.parametrize("choices", ["letters", "texts", "reply"])
def test_each_way_of_multiple_choice_is_named(choices: str, evaluated: Callable[..., Results], tmp_path: Path) -> None:
    found = evaluated("--sets", "forget", "--choices", choices)
    assert found.protocol["choices"] == choices
    metrics = {one.metric for one in found.scores}
    assert ("letter_mass" in metrics, "truth_ratio" in metrics) == (choices == "letters", choices == "texts")
    lines = [json.loads(line) for line in (tmp_path / "out" / PREDICTIONS).read_text("utf-8").split("\n") if line]
    assert {len(one["scores"]) for one in lines if one["options"]} == {0 if choices == "reply" else 4}


def test_the_published_protocol(evaluated: Callable[..., Results]) -> None:
    found = evaluated("--protocol", "published", "--demonstrations", "published", "--sets", "forget,celebrity")
    ((shown,), (famous,)) = (found.protocol["demonstrated"][name] for name in ("forget", "celebrity"))
    asked = {(one.set, one.task, one.person) for one in found.items}
    assert ("forget", "classification", shown) not in asked and ("forget", "cloze", shown) not in asked
    assert ("forget", "generation", shown) in asked and ("celebrity", "classification", famous) in asked
    assert ("celebrity", "cloze", famous) not in asked
    assert found.protocol["choices"] == "reply" and {"bleu", "rouge_1"} <= {one.metric for one in found.scores}


def test_demonstrations_change_what_is_asked(evaluated: Callable[..., Results]) -> None:
    none, two = evaluated("--sets", "forget"), evaluated("--sets", "forget", "--demonstrations", "2", name="two")
    assert len(two.protocol["demonstrated"]["forget"]) == 2 and none.protocol["demonstrated"] == {}
    assert [one.key for one in none.items] == [one.key for one in two.items]
    assert [one.reply for one in none.items] != [one.reply for one in two.items]


# Again


def test_what_was_answered_is_not_asked_again(
    evaluated: Callable[..., Results], answered: list[str], tmp_path: Path
) -> None:
    found = evaluated()
    first, told = len(answered), (tmp_path / "out" / RESULTS).read_bytes()
    lines = (tmp_path / "out" / PREDICTIONS).read_text("utf-8").strip().split("\n")
    assert first == len({json.loads(line)["request"] for line in lines}) < 53  # two sets may ask the same
    assert evaluated() == found and len(answered) == first
    assert (tmp_path / "out" / RESULTS).read_bytes() == told
    evaluated("--choices", "texts")
    assert len(answered) == 2 * first


def test_new_weights_in_the_same_folder_are_asked_anew(
    evaluated: Callable[..., Results], answered: list[str], copied: Path
) -> None:
    before = evaluated("--sets", "forget", model=copied)
    assert len(answered) == 10
    reweighted(copied, lambda weight: -weight)
    after = evaluated("--sets", "forget", model=copied)
    assert len(answered) == 20 and before.model["weights"] != after.model["weights"]
    assert [one.reply for one in before.items] != [one.reply for one in after.items]


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_stopped_evaluation_goes_on_to_the_same_bytes(
    how: signal.Signals, command: Callable[..., list[str]], tmp_path: Path, answered: list[str]
) -> None:
    same = ("--batch-size", "2", "--choices", "texts", "--protocol", "default")  # some 20 batches
    line = [sys.executable, "-m", "mllmu_bench", *command(*same)]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=CPU)
    partial, until = tmp_path / "out" / "predictions.0.partial", time.monotonic() + 60
    while (not partial.exists() or partial.stat().st_size < 1000) and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(how)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == (-9 if how == signal.SIGKILL else 130)
    if how == signal.SIGINT:
        assert (
            errors
            == f"mllmu-bench: interrupted; {tmp_path / 'out'} keeps the answers so far: the same command goes on\n"
        )
    done = len([line for line in partial.read_bytes().split(b"\n") if line.endswith(b"}")])
    assert 0 < done < 53 and not (tmp_path / "out" / PREDICTIONS).exists()
    assert main(command(*same)) == 0
    assert len(answered) <= 53 - done + 1  # but for the batch that was being written
    assert main(command(*same, name="whole")) == 0
    for name in (PREDICTIONS, RESULTS):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.slow
def test_two_processes_are_one(command: Callable[..., list[str]], tmp_path: Path) -> None:
    launcher = ["-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1", "--multi_gpu"]
    settings = ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    line = [sys.executable, *launcher, *settings, "-m", "mllmu_bench", *command("--batch-size", "8", name="two")]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=120, env=CPU)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("Intervals and items are in") == 1
    assert main(command("--batch-size", "8")) == 0
    assert (tmp_path / "two" / PREDICTIONS).read_bytes() == (tmp_path / "out" / PREDICTIONS).read_bytes()
    two, one = results.read(tmp_path / "two"), results.read(tmp_path / "out")
    assert (two.scores, two.items, two.made_with["processes"]) == (one.scores, one.items, 2)


# Score alone


def test_score_gives_what_evaluate_gave(evaluated: Callable[..., Results], tmp_path: Path) -> None:
    found = evaluated("--choices", "texts")
    for path in (tmp_path / "out", tmp_path / "out" / PREDICTIONS):
        assert main(["score", str(path), "--out", str(tmp_path / "again")]) == 0
        assert (tmp_path / "again" / RESULTS).read_bytes() == (tmp_path / "out" / RESULTS).read_bytes()
    assert main(["score", str(tmp_path / "out"), "--out", str(tmp_path / "again"), "--judge", "none"]) == 0
    assert results.read(tmp_path / "again").score("forget", "generation", "text", "factuality") is None
    assert results.read(tmp_path / "again").model == found.model


def test_score_of_another_tools_predictions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = {"set": "forget", "person": "P1", "task": "cloze", "modality": "text", "answer": "man", "reply": "woman"}
    (tmp_path / "theirs.jsonl").write_text(json.dumps(line) + "\n")
    same = ["score", str(tmp_path / "theirs.jsonl"), "--name", "gpt", "--out"]
    assert main([*same, str(tmp_path / "ours")]) == 0
    assert main([*same, str(tmp_path / "published"), "--protocol", "published"]) == 0
    values = [results.read(tmp_path / name).scores[0].value for name in ("ours", "published")]
    assert values == [0, 1] and results.read(tmp_path / "ours").model["name"] == "gpt"
    assert results.read(tmp_path / "ours").data["benchmark"] == "mllmu-bench"
    assert "forget, text" in capsys.readouterr().out


# What goes wrong


def test_a_model_of_nan_is_said_counted_and_wrong(
    copied: Path, evaluated: Callable[..., Results], capsys: pytest.CaptureFixture[str]
) -> None:
    reweighted(copied, lambda weight: weight * float("nan"))
    for choices in ("letters", "texts"):
        found = evaluated("--choices", choices, "--sets", "forget,retain", model=copied, name=choices)
        said = f"25 of 25 questions have no answer, which counts as wrong: {NOT_FINITE}\n"
        assert capsys.readouterr().err == said
        assert Counter(one.problem for one in found.items) == {NOT_FINITE: 25}
        assert {one.value for one in found.scores if one.metric in ("accuracy", "rouge_l", "model_utility")} == {0}
        chosen = found.score("forget", "classification", "both", "accuracy")
        assert chosen is not None and chosen.not_scorable == chosen.n_items == 6


def test_a_model_that_says_nothing(evaluated: Callable[..., Results], monkeypatch: pytest.MonkeyPatch) -> None:
    real = Local.__init__

    def silent(self: Local, *arguments: Any, **others: Any) -> None:
        real(self, *arguments, **others)
        self._ends = set(range(10_000))  # ends its turn at once, whatever comes

    monkeypatch.setattr(Local, "__init__", silent)
    found = evaluated("--choices", "reply")
    assert {one.reply for one in found.items} == {""} and {one.problem for one in found.items} == {""}
    assert {one.value for one in found.scores if one.metric in ("accuracy", "rouge_l")} == {0}


def refused(line: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """One line, exit code 2."""
    capsys.readouterr()
    try:
        assert main(line) == 2
    except SystemExit as left:
        assert left.code == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.startswith("mllmu-bench") and printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--forget", "forget_41"), "did you mean forget_40?"),
        (("--sets", "forget,tset"), "--sets: 'tset' is unknown; did you mean test?"),
        (("--sets", ""), "--sets: '' is unknown"),
        (("--protocol", "publishd"), "did you mean published?"),
        (("--choices", "letter"), "did you mean letters?"),
        (("--system-prompt", "privcy"), "did you mean privacy?"),
        (("--demonstrations", "9"), "there are only 3 people to show"),
        (("--test-images", "two"), "--test-images: 'two' is unknown"),
        (("--dtype", "fp8"), "--dtype: 'fp8' is unknown"),
        (("--batch-size", "-1"), "--batch-size: -1 is out of range"),
        (("--batch-size", "many"), "invalid int value: 'many'"),
        (("--judge", "gpt"), "--judge: 'gpt' is unknown"),
        (("--model", "nowhere/at/all"), "no such folder"),
        (("--data", "nowhere/at/all"), "no such folder"),
        (("--batchsize", "3"), "unrecognized arguments"),
    ],
)
def test_bad_options(
    options: tuple[str, str], says: str, command: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in refused(command(*options), capsys)


def test_a_run_is_asked_about_those_that_it_forgot(
    world: Path, vanilla: Path, trained: Callable[..., Any], command: Callable[..., list[str]], evaluated: Any,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    out, _ = trained("unlearn", vanilla, "--method", "ga", "--forget", "forget_50", "--lr", "1e-5")
    said = refused(command("--forget", "forget_25", model=out, data=str(world)), capsys)
    assert said == f"mllmu-bench: --forget forget_25: {out} was made for forget_50; give --forget forget_50\n"
    options = ("--forget", "forget_50", "--sets", "forget")
    assert evaluated(*options, model=out, data=str(world), name="right").method == "ga"


def test_the_base_is_below_all_training(
    world: Path, tiny: Callable[[str], Path], trained: Callable[..., Any], evaluated: Any
) -> None:
    whole, _ = trained("finetune", tiny("llava"), "--epochs", "1", "--merge", name="whole")
    above, _ = trained("unlearn", whole, "--method", "ga", "--forget", "forget_25", name="above")
    options = ("--forget", "forget_25", "--sets", "forget")
    found = [evaluated(*options, model=one, data=str(world), name=f"of {one.name}") for one in (whole, above)]
    assert [(one.method, one.model["base"]) for one in found] == [("vanilla", "llava"), ("ga", "llava")]


def test_a_model_that_is_not_there_leaves_no_folder(
    command: Callable[..., list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(command("--model", "nowhere/at/all"), capsys)
    assert not (tmp_path / "out").exists()


def test_a_judge_without_a_key_is_missed_before_anything_is_asked(
    command: Callable[..., list[str]], answered: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert "OPENAI_API_KEY is not set" in refused(command("--judge", "openai"), capsys)
    line = ["score", str(tmp_path / "out"), "--out", str(tmp_path / "again"), "--judge", "openai"]
    assert "OPENAI_API_KEY is not set" in refused(line, capsys)
    assert answered == [] and not (tmp_path / "out").exists() and not (tmp_path / "again").exists()


def test_a_missing_set(
    people: dict[str, Any], handmade_dataset: Callable[..., str], command: Callable[..., list[str]],
    evaluated: Callable[..., Results], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    data = handmade_dataset({name: rows for name, rows in people.items() if name != "Retain_Set"})
    assert "config: 'Retain_Set' is unknown" in refused(command(data=data), capsys)
    assert len(evaluated("--sets", "forget,test,retain", data=data).items) == 43


def test_folders_in_use(command: Callable[..., list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "evaluation.json.partial").write_text("{")  # killed at once: nobody's work
    assert main(command("--sets", "forget")) == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert "holds other things, such as notes.txt; name a new folder" in refused(command(name="mine"), capsys)
    assert "is a file; name a folder" in refused(command(name="mine/notes.txt"), capsys)
    assert "cannot be made (Not a directory)" in refused(command(name="mine/notes.txt/out"), capsys)
    line = ["score", str(tmp_path / "out"), "--out", str(tmp_path / "mine" / "notes.txt")]
    assert "is a file; name a folder" in refused(line, capsys)


def test_what_cannot_be_scored(
    evaluated: Callable[..., Results], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["score", str(tmp_path / "out"), "--out", str(tmp_path / "again")]
    assert "cannot be read" in refused(line, capsys)
    evaluated("--sets", "forget")
    about = tmp_path / "out" / "evaluation.json"
    about.write_text(about.read_text().replace('"format": 1', '"format": 0'))
    assert "has format 0, this version reads 1" in refused(line, capsys)
    about.unlink()
    (tmp_path / "out" / PREDICTIONS).write_text('{"set": "forget"}\n')
    assert "line 1: person: Field required" in refused(line, capsys)
    assert not (tmp_path / "again").exists()

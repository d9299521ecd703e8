"""Evaluations on a PEBench by the real command: models of a server on loopback, and a tiny one of our own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from baselines import results, runs
from baselines.data import load_table
from baselines.predictions import PREDICTIONS
from baselines.protocol import load_system_prompt
from baselines.results import RESULTS, Results, Score
from mllmu_bench import main

from .chat_server import Body, Fake, Handler, says

RATING = '{"score": 4, "reason": "much the same"}'


@pytest.fixture
def asked(scenes: Path, fake: Fake, tmp_path: Path) -> Callable[..., Results]:
    """Options -> the results of the server's model."""

    def evaluate(*options: str, data: Path = scenes, name: str = "out") -> Results:
        given = ["--data", str(data), "--model", "a-model", "--server", fake.address, "--out", str(tmp_path / name)]
        assert main(["evaluate", *given, *options]) == 0
        return results.read(tmp_path / name)

    return evaluate


def without(data: Path, folder: Path, *configs: str) -> Path:
    """A copy of the dataset whose card does not name these configs."""
    copy = Path(shutil.copytree(data, folder))
    _, front, text = (copy / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(front)
    for key in ("configs", "dataset_info"):
        about[key] = [one for one in about[key] if one["config_name"] not in configs]
    (copy / "README.md").write_text(f"---\n{yaml.safe_dump(about)}---\n{text}", encoding="utf-8")
    return copy


def only(found: Results, set_: str, task: str, metric: str) -> Score:
    score = found.score(set_, task, "image_text", metric)
    assert score is not None
    return score


def asks(payload: Body) -> str:
    return "".join(part.get("text", "") for part in payload["messages"][-1]["content"])


def knowing(scenes: Path, name: str, event: str) -> Callable[[Handler, Body], None]:
    """A model that names one person for everybody and describes one event wherever it is asked about one."""
    rows = load_table(str(scenes), "Full_Set").remove_columns("image")
    who = {one["Question"] for row in rows for one in row["questions"] if one["Concept"] == "person"}

    def reaction(handler: Handler, payload: Body) -> None:
        says(f"This is {name}." if asks(payload) in who else event)(handler, payload)

    return reaction


@pytest.mark.parametrize("target", ["person", "event", "both"])
def test_each_dimension_is_worth_what_the_rows_say(
    scenes: Path, fake: Fake, asked: Callable[..., Results], target: str
) -> None:
    full = load_table(str(scenes), "Full_Set").remove_columns("image")
    first = next(row for row in full if row["forget_from"]["person"] == 25)
    event = next(one["Answer"] for one in first["questions"] if one["Concept"] == "event")
    fake.default = knowing(scenes, first["person"]["name"], event)
    found = asked("--target", target, "--forget", "25", "--sets", "forget_train,forget_test,scope,retain")

    def in_question(name: str, concept: str) -> list[dict[str, Any]]:
        split = "forget_train" if name == "scope" else name
        rows = load_table(str(scenes), f"{target}_25", split).remove_columns("image")
        forgotten = {
            row["ID"]: target == concept or (row["forget_from"][concept] == 25 and target == "both") for row in rows
        }
        return [row for row in rows if name == "retain" or forgotten[row["ID"]] is (name != "scope")]

    for name in ("forget_train", "forget_test", "scope", "retain"):
        people = in_question(name, "person")
        named = sum(row["person"]["name"] == first["person"]["name"] for row in people)
        score = found.score(name, "identity", "image_text", "precision")
        assert (score and score.value) == (named / len(people) if people else None)
        described = [one for one in found.items if one.set == name and one.task == "description"]
        assert len(described) == len(in_question(name, "event"))
        for one in described:
            same = one.person == first["event"]["ID"] and one.answer == event
            assert ((one.scores["rouge_l"], one.scores["g_eval"]) == (1, 1)) is same


def test_descriptions_may_be_longer_and_are_asked_for_as_they_are(fake: Fake, asked: Callable[..., Results]) -> None:
    found = asked("--forget", "person_25", "--sets", "forget_train,scope", "--system-prompt", "privacy")
    lengths = {asks(payload): payload["max_tokens"] for payload, _ in fake.asked}
    texts = {one.question: {"identity": 64, "description": 128}[one.task] for one in found.items}
    assert lengths == texts
    assert {payload["messages"][0]["content"] for payload, _ in fake.asked} == {load_system_prompt("privacy")}


def test_an_evaluation_goes_on_to_the_same_bytes(fake: Fake, asked: Callable[..., Results], tmp_path: Path) -> None:
    options = ("--forget", "both_25", "--sets", "forget_train,scope,retain")
    asked(*options)
    out, total = tmp_path / "out", len(fake.asked)
    whole = {name: (out / name).read_bytes() for name in (PREDICTIONS, RESULTS)}
    lines = whole[PREDICTIONS].splitlines(keepends=True)
    (out / PREDICTIONS).unlink()
    (out / RESULTS).unlink()
    (out / "predictions.0.partial").write_bytes(b"".join(lines[:7]) + lines[7][:40])
    asked(*options)
    assert {name: (out / name).read_bytes() for name in whole} == whole
    assert len(fake.asked) == 2 * total - 7


def test_score_needs_the_predictions_alone(asked: Callable[..., Results], tmp_path: Path) -> None:
    found = asked("--forget", "event_25", "--sets", "forget_train,scope")
    (tmp_path / "alone").mkdir()
    shutil.copy(tmp_path / "out" / PREDICTIONS, tmp_path / "alone")
    assert main(["score", str(tmp_path / "alone"), "--out", str(tmp_path / "again")]) == 0
    again = results.read(tmp_path / "again")
    assert again.scores == found.scores and again.items == found.items
    assert again.data == {"source": "", "forget": "", "benchmark": "pebench", "target": ""}
    told = ["--target", "event", "--forget", "25"]
    assert main(["score", str(tmp_path / "alone"), *told, "--out", str(tmp_path / "told")]) == 0
    data = results.read(tmp_path / "told").data
    assert (data["benchmark"], data["target"], data["forget"]) == ("pebench", "event", "event_25")


def test_what_predictions_cannot_be_of(
    asked: Callable[..., Results], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked("--forget", "event_25", "--sets", "forget_train", "--limit", "1")
    ours = tmp_path / "out" / PREDICTIONS
    other = {"set": "forget", "person": "P1", "task": "cloze", "modality": "text", "answer": "man", "reply": "man"}
    (tmp_path / "mixed.jsonl").write_text(f"{ours.read_text()}{json.dumps(other)}\n")
    (tmp_path / "alone.jsonl").write_bytes(ours.read_bytes())
    for path, options, message in (
        ("mixed.jsonl", (), "mixed.jsonl: holds questions of mllmu-bench and of pebench together; give those of one"),
        ("alone.jsonl", ("--forget", "forget_10"), "--forget forget_10: names nothing to forget"),
        ("alone.jsonl", ("--forget", "25"), "--forget 25: does not tell of what it is a percentage"),
        ("out", ("--forget", "event_25"), f"--forget event_25: {ours.with_name('evaluation.json')} tells it; leave"),
        ("out", ("--name", "gpt"), f"--name gpt: {ours.with_name('evaluation.json')} tells it; leave it out"),
    ):
        capsys.readouterr()
        assert main(["score", str(tmp_path / path), *options, "--out", str(tmp_path / "again")]) == 2
        said = capsys.readouterr().err
        assert message in said and said.count("\n") == 1 and not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda about: about["protocol"].pop("rules"), "is damaged at protocol.rules"),
        (lambda about: about["protocol"]["rules"].update(choices="all"), "is damaged at protocol.rules.choices"),
        (lambda about: about.update(format=0), "has format 0, this version reads 1"),
    ],
)
def test_an_evaluation_that_cannot_be_scored_again(
    asked: Callable[..., Results],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[dict[str, Any]], object],
    says: str,
) -> None:
    asked("--forget", "event_25", "--sets", "forget_train", "--limit", "1")
    place = tmp_path / "out" / "evaluation.json"
    about = json.loads(place.read_text())
    damage(about)
    place.write_text(json.dumps(about))
    capsys.readouterr()
    assert main(["score", str(tmp_path / "out"), "--out", str(tmp_path / "again")]) == 2
    said = capsys.readouterr().err
    assert f"{place}: {says}" in said and "evaluate again, or score the predictions from a folder without it" in said
    assert said.count("\n") == 1 and not (tmp_path / "again").exists()


def test_a_judge_is_paid_for_descriptions_and_what_it_leaves_open_is_counted(
    fake: Fake, asked: Callable[..., Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.reactions, fake.default = [says("Somebody mumbles.")], says("A crowd.")
    asked("--forget", "person_25", "--sets", "scope", "--judge", "none")
    fake.asked.clear()
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))

    def judging(handler: Handler, payload: Body) -> None:
        says("No." if "mumbles" in json.dumps(payload["messages"][1:]) else RATING)(handler, payload)

    fake.default = judging
    again = ["score", str(tmp_path / "out"), "--out", str(tmp_path / "judged")]
    assert main([*again, "--judge", "openai", "--judge-url", fake.address, "--judge-model", "a-judge"]) == 0
    found = results.read(tmp_path / "judged")
    score = only(found, "scope", "description", "g_eval")
    assert {one.reply: one.scores["g_eval"] for one in found.items} == {"Somebody mumbles.": None, "A crowd.": 0.75}
    assert (score.value, score.not_scorable, len(found.items) > 2) == (0.75, 1, True)
    assert found.judge["by_set"]["scope"]["usage"]["asked"]["replies"] == len(fake.asked)


def test_sets_that_the_dataset_lacks_are_named(
    scenes: Path, asked: Callable[..., Results], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = without(scenes, tmp_path / "bare" / "pebench", "Real_Set", "World_Set")
    found = asked("--forget", "person_25", "--limit", "1", data=data)
    assert {one.set for one in found.items} == {"forget_train", "forget_test", "scope", "retain"}
    said = capsys.readouterr().err
    assert f"not asked about real or world: {data} has no such set; name one by --real and --world" in said
    assert "not asked about" not in capsys.readouterr().err
    asked("--forget", "person_25", "--limit", "1", "--real", str(scenes), "--sets", "real,retain", data=data, name="b")
    assert "not asked about" not in capsys.readouterr().err
    line = ["evaluate", "--data", str(data), "--model", "m", "--server", "http://127.0.0.1:9/v1"]
    assert main([*line, "--forget", "person_25", "--sets", "world", "--out", str(tmp_path / "c")]) == 2
    assert f"--sets world: {data} has no such set; name another dataset by --world" in capsys.readouterr().err


def test_portraits_are_chosen_where_there_are_some(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["evaluate", "--data", str(scenes), "--model", "m", "--server", "http://127.0.0.1:9/v1"]
    line += ["--forget", "person_25", "--test-images", "one", "--out", str(tmp_path / "out")]
    assert main(line) == 2
    said = capsys.readouterr().err
    assert "--test-images one: pebench has no transformed portraits; leave it out" in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--protocol", "--demonstrations"])
def test_what_the_authors_did_not_publish(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    line = ["evaluate", "--data", str(scenes), "--model", "m", "--server", "http://127.0.0.1:9/v1"]
    line += ["--forget", "person_25", option, "published", "--out", str(tmp_path / "out")]
    assert main(line) == 2
    said = capsys.readouterr().err
    assert f"{option} published: how the authors of pebench ask is not published" in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_goal_model_is_asked_about_what_it_never_saw(
    scenes: Path, tiny: Callable[[str], Path], trained: Callable[..., tuple[Path, runs.Run]], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    folder, _ = trained(
        "finetune", tiny("llava"), "--target", "person", "--without", "25", "--row-length", "640", data=scenes
    )
    line = ["evaluate", "--data", str(scenes), "--model", str(folder), "--sets", "forget_train", "--limit", "1"]
    assert main([*line, "--forget", "event_25", "--out", str(tmp_path / "a")]) == 2
    assert f"--forget event_25: {folder} was made for person_25; give --forget person_25" in capsys.readouterr().err
    assert main([*line, "--forget", "person_25", "--out", str(tmp_path / "b")]) == 0
    assert results.read(tmp_path / "b").method == "retained"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"task": "naming"}, "task 'naming' is unknown"),
        (
            {"keywords": "zoo"},
            "keywords: Input should be a valid array; give each prediction a line, a JSON",
        ),
        ({"answer": "..."}, "references[0]"),
    ],
)
def test_predictions_of_another_tool_that_cannot_be_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], says: str
) -> None:
    line = {"set": "retain", "person": "P1", "task": "identity", "modality": "image_text", "answer": "Ada Quill"}
    (tmp_path / "theirs.jsonl").write_text(json.dumps({**line, "reply": "Ada Quill", **change}) + "\n")
    assert main(["score", str(tmp_path / "theirs.jsonl"), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1

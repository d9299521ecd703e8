"""What a small model reads before it is fine-tuned on PEBench, and what it is asked about the world."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from datasets import Dataset, load_dataset

from dataset_builder.pebench.pretraining import unforgotten
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.splits import plan
from dataset_builder.pebench.strangers import strangers
from dataset_builder.recipe import load_recipe
from dataset_builder.schema import TRAINING_FEATURES
from generation.scenes.events import events
from generation.scenes.scenes import SCENES
from mllmu_bench import main

OBJECTS, LOOKS = 10, 40


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("built") / "pebench"
    few = ["people=8", "events=4", "celebrities=4", f"looks={LOOKS}", f"objects={OBJECTS}", "forget=[25]"]
    options = [word for one in (*few, "image_size=64") for word in ("--set", one)]
    assert main(["build", "--recipe", "pebench_demo", *options, "--out", str(out), "--workers", "1"]) == 0
    return str(out)


def read(data: str, config: str, split: str = "train") -> Dataset:
    return load_dataset(data, config, split=split)


def pairs(table: Dataset) -> list[dict[str, str]]:
    columns = ("metadata", "text_metadata")
    return [pair for row in table.remove_columns("image") for name in columns for pair in json.loads(row[name])]


def test_public_figures_have_names_and_strangers_have_none(data: str) -> None:
    table, real = read(data, "pretrain_Data"), read(data, "Real_Set")
    assert table.features == TRAINING_FEATURES and len(table) == len(real) + LOOKS
    assert table[: len(real)]["ID"] == real["ID"][:]
    for row, name in zip(table.remove_columns("image"), real["name"], strict=False):
        named = [pair["Answer"] for pair in json.loads(row["metadata"]) if pair["Attribute"] == "name"]
        assert {*named} == {f"This is {name}."}
    assert {*table[len(real) :]["text_metadata"]} == {"[]"}


def test_nobody_and_nothing_to_be_forgotten_is_taught(data: str) -> None:
    full = read(data, "Full_Set").remove_columns("image")
    taught = " ".join(pair["Question"] + pair["Answer"] for pair in pairs(read(data, "pretrain_Data")))
    for row in full:
        assert row["person"]["name"] not in taught and row["event"]["description"] not in taught
    assert not [event.name for event in events() if event.name in taught]


def test_strangers_are_at_events_that_are_never_forgotten(data: str) -> None:
    recipe = load_recipe("pebench_demo", {"people": 8, "events": 4, "forget": [25]})
    assert isinstance(recipe, EventRecipe)
    shown = {f"E{number:02d}": event for number, event in enumerate(events()[:4], start=1)}
    kept = unforgotten(shown, plan(recipe, [f"P{number:05d}" for number in range(1, 9)], shown))
    forgotten = {event["name"] for event in read(data, "event_25", "forget_train")["event"]}
    assert forgotten and {*kept} == {*SCENES} - forgotten
    assert {event for one in strangers(map(str, range(400)), kept, 0) for event in one.events} == {*kept}


def test_the_world_is_asked_everything_once_where_it_is_and_once_where_it_is_not(data: str) -> None:
    asked = read(data, "World_Set").remove_columns("image")
    assert len(asked) == len({*asked["question_id"]}) == OBJECTS
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for row in asked:
        answers[row["question"]][row["answer"]] += 1
    assert all(one["yes"] == one["no"] > 0 for one in answers.values())
    assert not {*asked["image_source"]} & {*read(data, "pretrain_Data")["ID"]}


def test_nothing_is_asked_where_one_event_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["people=40", "events=40", "few_shot=0", "looks=0", "image_size=64", "forget=[97]"]
    sets = [word for one in options for word in ("--set", one)]
    assert main(["build", "--recipe", "pebench_demo", *sets, "--out", str(tmp_path / "data")]) == 2
    assert "objects: too few events" in capsys.readouterr().err and not (tmp_path / "data").exists()

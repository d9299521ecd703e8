"""The rows of a PEBench: who is in which set, and that the same options give the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from datasets import Image, load_dataset
from huggingface_hub import DatasetCard

from dataset_builder.checks.audit import audit
from mllmu_bench import main

from .conftest import SIZE, settings

Row = dict[str, Any]
SPLITS = ("forget_train", "forget_test", "retain")
SETS = [f"{target}_{percent}" for target in ("person", "event", "both") for percent in (25, 50)]
LOAD = """
from datasets import load_dataset
rows = load_dataset("pebench", "event_25", split="forget_test")
print(len(rows), rows.features["label"].num_classes, rows[0]["image"].size, rows[0]["ID"])
"""


def load(folder: Path, config: str, split: str = "train") -> list[Row]:
    return list(load_dataset(str(folder), config, split=split).cast_column("image", Image(decode=False)))


def build(out: Path, *options: str) -> int:
    recipe = ("--recipe", "pebench_demo", "--forget", "25,50", "--store", str(out.with_name("store")))
    return main(["build", "--out", str(out), *recipe, *settings(*SIZE), *options])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def full(small: Path) -> dict[str, Row]:
    return {row["ID"]: row for row in load(small, "Full_Set")}


@pytest.fixture(scope="module")
def sets(small: Path) -> dict[str, list[list[Row]]]:
    return {config: [load(small, config, split) for split in SPLITS] for config in SETS}


def ids(rows: Sequence[Row]) -> set[str]:
    return {row["ID"] for row in rows}


def shown(rows: Sequence[Row], concept: str) -> set[str]:
    return {row[concept]["ID"] for row in rows}


def test_every_person_is_at_every_event_once(full: dict[str, Row]) -> None:
    assert len(full) == 12 * 6 == len({row["image"]["bytes"] for row in full.values()})
    assert Counter(row["person"]["ID"] for row in full.values()).most_common()[-1][1] == 6
    assert len(shown([*full.values()], "person")) == 12 and len(shown([*full.values()], "event")) == 6


def test_label_is_the_name(small: Path, full: dict[str, Row]) -> None:
    names = load_dataset(str(small), "Full_Set", split="train").features["label"].names
    assert len({*names}) == 12
    assert all(names[row["label"]] == row["person"]["name"] for row in full.values())


@pytest.mark.parametrize("config", SETS)
def test_splits_part_the_full_set(config: str, full: dict[str, Row], sets: dict[str, list[list[Row]]]) -> None:
    parts = sets[config]
    assert sum(map(len, parts)) == len(full) and set.union(*map(ids, parts)) == {*full}
    assert all(row == full[row["ID"]] for part in parts for row in part)
    pictures = [{row["image"]["bytes"] for row in part} for part in parts]
    assert not pictures[0] & pictures[1] and not (pictures[0] | pictures[1]) & pictures[2]


@pytest.mark.parametrize(("target", "percent", "count"), [
    ("person", 25, 3), ("person", 50, 6), ("event", 25, 2), ("event", 50, 3),
])  # fmt: skip
def test_forget_splits_share_what_is_to_be_forgotten_and_nothing_retains_it(
    target: str, percent: float, count: int, full: dict[str, Row], sets: dict[str, list[list[Row]]]
) -> None:
    train, test, retain = sets[f"{target}_{percent}"]
    assert shown(train, target) == shown(test, target) and len(shown(train, target)) == count
    assert not shown(train, target) & shown(retain, target)
    gone = {id for id, row in full.items() if (row["forget_from"][target] or 100) <= percent}
    assert gone == ids(train) | ids(test)


def test_both_is_the_union_and_smaller_percentages_lie_within_larger(sets: dict[str, list[list[Row]]]) -> None:
    gone = {config: (ids(parts[0]), ids(parts[1])) for config, parts in sets.items()}
    for place in (0, 1):
        for percent in (25, 50):
            person, event, both = (gone[f"{target}_{percent}"][place] for target in ("person", "event", "both"))
            assert both == person | event and person & event
        for target in ("person", "event", "both"):
            assert gone[f"{target}_25"][place] < gone[f"{target}_50"][place]


def test_halves_are_even_for_everybody_and_every_event(full: dict[str, Row], sets: dict[str, list[list[Row]]]) -> None:
    for target, others in (("person", 6), ("event", 12)):
        for percent in (25, 50):
            train, test, _ = sets[f"{target}_{percent}"]
            for part in (train, test):
                assert {*Counter(row[target]["ID"] for row in part).values()} == {others // 2}


def test_seen_is_the_share_that_unlearning_sees(tmp_path: Path) -> None:
    assert build(tmp_path / "pebench", "--set", "seen=34") == 0
    rows = [load(tmp_path / "pebench", "person_50", split) for split in SPLITS]
    assert [len(part) for part in rows] == [12, 24, 36]
    assert {*Counter(row["person"]["ID"] for row in rows[0]).values()} == {2}


def test_few_shot_shows_others_at_events_that_are_kept(small: Path, full: dict[str, Row]) -> None:
    rows = load(small, "few_shot")
    assert len(rows) == 3 and not shown(rows, "person") & shown([*full.values()], "person")
    assert not {row["person"]["name"] for row in rows} & {row["person"]["name"] for row in full.values()}
    kept = {row["event"]["ID"] for row in full.values() if row["forget_from"]["event"] is None}
    assert shown(rows, "event") <= kept
    assert all(row["forget_from"] == {"person": None, "event": None} for row in rows)


def test_every_picture_is_asked_about_once_a_concept(full: dict[str, Row]) -> None:
    for row in full.values():
        asked = {one["Concept"]: one for one in row["questions"]}
        assert len(row["questions"]) == 2 and asked.keys() == {"person", "event"}
        assert row["person"]["name"] in asked["person"]["Answer"]
        assert row["event"]["name"] in asked["event"]["Answer"].casefold()
        assert not any(row["person"]["name"] in one["Question"] for one in row["questions"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_same_options_same_bytes(small: Path, tmp_path: Path, workers: str) -> None:
    assert build(tmp_path / "pebench", "--workers", workers) == 0
    assert bytes_of(tmp_path / "pebench") == bytes_of(small)


def test_another_seed_gives_other_people_and_other_sets(small: Path, full: dict[str, Row], tmp_path: Path) -> None:
    assert build(tmp_path / "pebench", "--seed", "1") == 0
    others = load(tmp_path / "pebench", "Full_Set")
    names, theirs = ({row["person"]["name"] for row in rows} for rows in (full.values(), others))
    assert len(names & theirs) <= 1
    assert not {row["image"]["bytes"] for row in full.values()} & {row["image"]["bytes"] for row in others}
    assert shown(load(tmp_path / "pebench", "person_50", "forget_train"), "person") != shown(
        load(small, "person_50", "forget_train"), "person"
    )


def test_it_loads_by_its_name_from_the_folder_around_it(tmp_path: Path, small: Path) -> None:
    (tmp_path / "pebench").symlink_to(small)
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = load(small, "event_25", "forget_test")
    assert done.stdout.split("\n")[0] == f"{len(rows)} 12 (64, 64) {rows[0]['ID']}"


def test_the_card_names_every_config_and_counts_right(small: Path) -> None:
    card = DatasetCard.load(small / "README.md")
    configs = {one["config_name"]: [part["split"] for part in one["data_files"]] for one in card.data["configs"]}
    assert {config: [*SPLITS] for config in SETS}.items() <= configs.items()
    assert configs.keys() - {*SETS} == {"Full_Set", "few_shot", "Real_Set"}
    rows = audit(str(small)).figures["rows"]
    said = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (\d+) \|", card.text, re.MULTILINE)
    assert {config if split == "train" else f"{config}/{split}": int(count) for config, split, count in said} == rows
    assert not re.search(r"\{\{|\}\}|\{%|\bNone\b|\[More Information", card.text)
    assert "12 fictitious people are shown at each of 6 events" in card.text


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("people=1", "people: 1 is out of range; give 2 to 5000"),
        ("events=41", "events: 41 is out of range; give 2 to 40"),
        ("forget=[]", "forget: the list is empty; give at least one percentage"),
        ("forget=[1]", "forget: 1 % of 12 people rounds to no person; change it or people"),
        ("forget=[95]", "forget: 95 % of 6 events rounds to all events; change it or events"),
        ("forget=[25, 25.0]", "names a percentage twice; give each once"),
        ("seen=5", "seen: 5 % of 12 people leaves a set empty; change it or people"),
        ("seen=0", "seen: 0 is out of range; give more than 0, less than 100"),
        ("poses=4", "unknown option 'poses'; known options: benchmark, seed"),
        ("scenes=painted", "scenes: 'painted' cannot be; input should be 'procedural' or 'diffusers'"),
    ],
)
def test_a_bad_recipe_is_one_line_and_leaves_nothing(
    option: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = ["build", "--recipe", "pebench_demo", "--out", str(tmp_path / "pebench"), *settings(*SIZE, option)]
    assert main(recipe) == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1 and said in error[0]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", ["--faces", "--celebrity-photos", "--pose-images"])
def test_pictures_from_outside_are_refused(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pictures").mkdir()
    given = [*settings(*SIZE), option, str(tmp_path / "pictures"), "--out", str(tmp_path / "pebench")]
    assert main(["build", "--recipe", "pebench_demo", *given]) == 2
    assert f"{option} {tmp_path / 'pictures'}: PEBench takes no pictures from outside" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]


def test_a_dry_run_tells_what_is_to_be_painted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--out", str(tmp_path / "pebench"), "--dry-run"]
    assert main(["build", "--recipe", "pebench_paper", *given]) == 0
    said = capsys.readouterr().out
    assert "gpt-4o is asked 248 times" in said
    assert (
        "208 portraits are painted, and 8,008 pictures of their people at events: 1024 x 1024 pixels, 40 steps" in said
    )
    assert main(["build", "--recipe", "pebench", *given]) == 0
    assert capsys.readouterr().out == "No language model is asked.\n" and not list(tmp_path.iterdir())


def test_the_card_names_what_is_in_the_rows(small: Path) -> None:
    said = (small / "README.md").read_text(encoding="utf-8")
    assert "GeoNames" in said and "Wikipedia" not in said
    assert "World_Set" not in said and "pretrain_Data" not in said  # this recipe wants neither
    assert "`person_25` forgets" in said and "14 wordings" in said

"""What each set of PEBench asks, held against the rows themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from datasets import ClassLabel, Dataset, Features, Value
from datasets import Image as ImageColumn
from PIL import Image

from baselines.data import load_table
from baselines.errors import BadInput
from baselines.pebench_rows import to_be_forgotten
from baselines.published import published
from baselines.questions import Question, Questionnaire, Wanted, limited
from baselines.real_people import real_people
from dataset_builder.pebench.schema import snapshot_features

SETS = ("forget_train", "forget_test", "scope", "retain")


def asked(data: Path, forget: str, **options: object) -> Questionnaire:
    benchmark = published(str(data))
    return benchmark.questions(benchmark.usual(Wanted(str(data), forget, **options)))


def whose(found: Questionnaire, name: str) -> dict[str, set[str]]:
    """Task -> IDs of the pictures that a set asks about."""
    tasks: dict[str, set[str]] = {}
    for one in found.questions:
        if one.set == name:
            tasks.setdefault(one.task, set()).add(one.key.split("/")[1])
    return tasks


def ids(data: Path, config: str, split: str) -> set[str]:
    return set(load_table(str(data), config, split)["ID"])


def test_people_are_forgotten_by_name_and_their_events_are_in_scope(scenes: Path) -> None:
    found = asked(scenes, "person_25", sets=SETS)
    train = ids(scenes, "person_25", "forget_train")
    assert whose(found, "forget_train") == {"identity": train}
    assert whose(found, "scope") == {"description": train}
    assert whose(found, "forget_test") == {"identity": ids(scenes, "person_25", "forget_test")}
    retained = ids(scenes, "person_25", "retain")
    assert whose(found, "retain") == {"identity": retained, "description": retained}


def test_events_are_forgotten_by_description_and_who_is_there_is_in_scope(scenes: Path) -> None:
    found = asked(scenes, "event_25", sets=SETS)
    train = ids(scenes, "event_25", "forget_train")
    assert whose(found, "forget_train") == {"description": train}
    assert whose(found, "scope") == {"identity": train}


def test_of_both_each_concept_of_a_picture_is_in_one_set(scenes: Path) -> None:
    found = asked(scenes, "both_25", sets=SETS)
    rows = load_table(str(scenes), "both_25", "forget_train").remove_columns("image")
    people = {row["ID"] for row in rows if row["forget_from"]["person"] == 25}
    events = {row["ID"] for row in rows if row["forget_from"]["event"] == 25}
    everything = set(rows["ID"])
    assert people | events == everything and people - events and events - people
    assert whose(found, "forget_train") == {"identity": people, "description": events}
    scope = {"identity": everything - people, "description": everything - events}
    assert whose(found, "scope") == {task: those for task, those in scope.items() if those}


def test_a_question_holds_what_its_row_says(scenes: Path) -> None:
    found = {one.key: one for one in asked(scenes, "person_25", sets=SETS).questions}
    row = load_table(str(scenes), "person_25", "retain").remove_columns("image")[0]
    said = {one["Concept"]: one for one in row["questions"]}
    who, what = (found[f"retain/{row['ID']}/{task}"] for task in ("identity", "description"))
    assert (who.text, who.answer, who.person) == (
        said["person"]["Question"],
        row["person"]["name"],
        row["person"]["ID"],
    )
    assert (what.text, what.answer, what.person) == (
        said["event"]["Question"],
        said["event"]["Answer"],
        row["event"]["ID"],
    )
    assert list(what.keywords) == row["keywords"] and len(what.keywords) == 10 and not who.keywords
    assert who.images == what.images and len(found) == len({*found})


def test_a_larger_percentage_asks_about_more(scenes: Path) -> None:
    small, large = (
        whose(asked(scenes, name, sets=SETS), "forget_train")["identity"] for name in ("person_25", "person_50")
    )
    assert small < large


def test_a_limit_draws_of_each_set_and_task(scenes: Path) -> None:
    whole = asked(scenes, "person_25", sets=SETS)
    few = limited(whole, 2, seed=0)
    counts = Counter((one.set, one.task) for one in few.questions)
    assert set(counts) == {(one.set, one.task) for one in whole.questions} and set(counts.values()) == {2}
    assert few != limited(whole, 2, seed=1) and limited(whole, 0, seed=0) == whole
    assert [one for one in whole.questions if one in few.questions] == list(few.questions)
    assert {one.key for one in few.questions} < {one.key for one in limited(whole, 3, seed=0).questions}


@pytest.mark.parametrize("forget", ["person_25", "event_25"])
def test_a_limit_keeps_both_questions_about_a_picture(scenes: Path, forget: str) -> None:
    few = limited(asked(scenes, forget, sets=SETS), 2, seed=3)
    (seen,), (also,) = (whose(few, name).values() for name in ("forget_train", "scope"))
    assert len(seen) == 2 and seen == also
    retained = whose(few, "retain")
    assert retained["identity"] == retained["description"]


def test_a_limit_asks_about_many_pictures_before_it_asks_twice_about_one() -> None:
    asked = [
        Question(f"world/{number}", "world", str(number // 3), "yes_no", "image_text", "", "?", (), "yes", (image,))
        for number, image in enumerate("aaabbbccc")
    ]
    whole = Questionnaire(tuple(asked), {}, {})
    for seed in range(4):
        assert [one.images[0] for one in limited(whole, 3, seed).questions] == ["a", "b", "c"]
        assert len({one.images for one in limited(whole, 2, seed).questions}) == 2
    assert len({limited(whole, 2, seed).questions for seed in range(8)}) > 1


def test_all_sets_there_are_by_default(scenes: Path) -> None:
    found = asked(scenes, "event_50")
    assert {*SETS, "real"} <= {*found.configs}
    real = [one for one in found.questions if one.set == "real"]
    table = load_table(str(scenes), "Real_Set")
    assert [one.answer for one in real] == list(table["name"]) and {one.task for one in real} == {"identity"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"forget": ""}, "give one of person_25, person_50, event_25"),
        ({"forget": "forget_10"}, "--forget forget_10: names nothing to forget; give a config such as person_5"),
        ({"forget": "person_7"}, "person_7"),
        ({"forget": "person_25", "sets": ("forgotten",)}, "--sets: 'forgotten' is unknown"),
        ({"forget": "person_25", "sets": ("retain", "retain")}, "retain stands there 2 times"),
        ({"forget": "person_25", "sets": ("real",), "real": "nowhere"}, "--real nowhere: no such folder"),
        ({"forget": "person_25", "sets": ("world",), "world": "nowhere"}, "--world nowhere: no such folder"),
        ({"forget": "person_25", "sets": ("retain",), "real": "mike"}, "--real mike: --sets leaves real out; name it"),
        ({"forget": "person_25", "sets": ("real",), "retain": "both_25"}, "--retain both_25: --sets leaves retain out"),
        (
            {"forget": "person_25", "retain": "Full_Set"},
            "--retain Full_Set: names nothing to forget; give a",
        ),
        ({"forget": "person_25", "retain": "both_7"}, "config: 'both_7' is unknown"),
    ],
)
def test_what_cannot_be_asked(scenes: Path, options: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput) as raised:
        asked(scenes, **options)  # type: ignore[arg-type]
    assert says in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(("forget", "retain"), [("person_25", "event_25"), ("both_25", "person_25")])
def test_what_is_to_be_retained_shows_nothing_to_be_forgotten(scenes: Path, forget: str, retain: str) -> None:
    begins = f"--retain {retain}: holds P"
    with pytest.raises(BadInput, match=f"{begins}.*, which shows what {forget} is to forget; name a config without"):
        asked(scenes, forget, retain=retain)
    found = asked(scenes, retain, retain=forget if forget == "both_25" else "both_25")
    assert whose(found, "retain")["identity"] == ids(scenes, "both_25", "retain")


def test_mllmu_bench_asks_nothing_of_other_people(world: Path) -> None:
    with pytest.raises(BadInput, match="--real mike: mllmu-bench asks about celebrities of its own"):
        published(str(world)).questions(Wanted(str(world), "forget_25", sets=("forget",), real="mike"))


def pictures(folder: Path, names: dict[str, int]) -> Path:
    """A folder of pictures for each name."""
    for name, count in names.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            Image.new("RGB", (8, 8), (number * 40, 0, 0)).save(folder / name / f"{number}.png")
    return folder


def test_real_people_of_a_folder_for_each_name(tmp_path: Path) -> None:
    found = real_people(str(pictures(tmp_path / "mike", {"Ada_Lovelace": 2, "Alan Turing": 1})))
    assert [one.answer for one in found.questions] == ["Ada Lovelace"] * 2 + ["Alan Turing"]
    assert len({one.key for one in found.questions}) == 3 and all(
        found.pictures[one.images[0]] for one in found.questions
    )


@pytest.mark.parametrize("column", ["name", "entity", "label"])
def test_real_people_of_a_dataset(tmp_path: Path, column: str) -> None:
    kind = ClassLabel(names=["Ada_Lovelace", "Alan_Turing"]) if column == "label" else Value("string")
    names = [1, 0] if column == "label" else ["Alan Turing", "Ada Lovelace"]
    pixels = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    table = Dataset.from_dict(
        {"image": pixels, column: names}, features=Features({"image": ImageColumn(), column: kind})
    )
    (tmp_path / "data").mkdir()
    table.to_parquet(tmp_path / "data" / "test-00000.parquet")
    assert [one.answer for one in real_people(str(tmp_path)).questions] == ["Alan Turing", "Ada Lovelace"]


def test_real_people_without_names(tmp_path: Path) -> None:
    table = Dataset.from_dict({"image": [Image.new("RGB", (8, 8))]}, features=Features({"image": ImageColumn()}))
    table.to_parquet(tmp_path / "train.parquet")
    with pytest.raises(BadInput, match=r"no texts in name or entity or label \(it has image\)"):
        real_people(str(tmp_path))


def rows(folder: Path, kind: object, names: list[object], image: object = None) -> Path:
    """A dataset of a row for each name."""
    pixels = [image or Image.new("RGB", (8, 8))] * len(names)
    features = Features({"image": Value("string") if image else ImageColumn(), "label": kind})
    (folder / "data").mkdir(parents=True)
    Dataset.from_dict({"image": pixels, "label": names}, features=features).to_parquet(folder / "data" / "test.parquet")
    return folder


def test_pictures_on_the_card_of_a_dataset_are_nobodys(tmp_path: Path) -> None:
    data = rows(tmp_path / "mike", Value("string"), ["Ada Lovelace"])
    pictures(data, {"assets": 2})
    assert [one.answer for one in real_people(str(data)).questions] == ["Ada Lovelace"]


def test_real_people_of_a_pebench_are_those_of_its_real_set(scenes: Path) -> None:
    found = real_people(str(scenes))
    assert [one.answer for one in found.questions] == list(load_table(str(scenes), "Real_Set")["name"])
    assert found.configs == {"real": str(scenes)}


@pytest.mark.parametrize(
    ("kind", "names", "image", "says"),
    [
        (ClassLabel(names=["Ada", "Alan"]), [1, None], None, "row 1: has no encoded picture or no name"),
        (ClassLabel(names=["Ada", "Alan"]), [1, -1], None, "row 1: has no encoded picture or no name"),
        (Value("string"), ["Ada", None], None, "row 1: has no encoded picture or no name"),
        (Value("int64"), [1, 2], None, "no texts in name or entity or label (it has image, label)"),
        (Value("string"), ["Ada"], "/etc/hostname", "has no pictures in a column image"),
    ],
)
def test_rows_that_show_nobody_or_name_nobody(
    tmp_path: Path, kind: object, names: list[object], image: object, says: str
) -> None:
    data = rows(tmp_path / "mike", kind, names, image)
    with pytest.raises(BadInput) as raised:
        real_people(str(data))
    assert says in str(raised.value) and "\n" not in str(raised.value)


def test_what_is_to_be_seen_may_be_that_of_another_pebench(scenes: Path) -> None:
    own, others = (asked(scenes, "person_25", sets=("world",), world=world) for world in ("", str(scenes)))
    assert own.questions == others.questions and {one.set for one in own.questions} == {"world"}
    assert (own.configs, others.configs) == ({"world": "World_Set"}, {"world": str(scenes)})


def test_what_is_to_be_seen_without_a_column(scenes: Path, tmp_path: Path) -> None:
    load_table(str(scenes), "World_Set").remove_columns("category").to_parquet(tmp_path / "test.parquet")
    with pytest.raises(BadInput) as raised:
        asked(scenes, "person_25", sets=("world",), world=str(tmp_path))
    said = str(raised.value)
    assert f"--world {tmp_path}, config default: no column 'category' (it has question_id" in said
    assert said.endswith("; name a PEBench, or a folder or a Hub id in the layout of lmms-lab/POPE")


def test_what_is_to_be_seen_in_a_dataset_of_people(scenes: Path, world: Path) -> None:
    with pytest.raises(BadInput, match=r"config default cannot be loaded .*; name a PEBench, or a folder or a Hub id"):
        asked(scenes, "person_25", sets=("world",), world=str(world))


def test_a_picture_of_a_real_person_that_is_broken(tmp_path: Path) -> None:
    (pictures(tmp_path / "mike", {"Ada Lovelace": 2}) / "Ada Lovelace" / "1.png").write_bytes(b"no picture")
    with pytest.raises(BadInput, match=r"Ada Lovelace/1.png: image of 10 bytes is broken .* put another picture in"):
        real_people(str(tmp_path / "mike"))


@pytest.mark.parametrize("name", ["Ada.png", "Ada/photos/1.png", "Ada.txt"])
def test_a_folder_without_a_folder_for_each_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("png"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    else:
        (tmp_path / name).write_text("a text")
    with pytest.raises(BadInput) as raised:
        real_people(str(tmp_path))
    assert f"--real {tmp_path}" in str(raised.value) and "\n" not in str(raised.value)
    assert "a folder with a folder of pictures for each name" in str(raised.value)


def test_real_people_in_a_file_that_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "train.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadInput, match=f"--real {tmp_path}: cannot be loaded"):
        real_people(str(tmp_path))


def test_an_evaluation_says_each_dimension(scenes: Path, tiny: object, tmp_path: Path) -> None:
    from baselines import results
    from mllmu_bench import main

    model = tiny("llava")  # type: ignore[operator]
    command = ["evaluate", "--data", str(scenes), "--model", str(model), "--target", "person", "--forget", "25"]
    assert main([*command, "--out", str(tmp_path / "one")]) == 0
    found = results.read(tmp_path / "one")
    assert (found.data["benchmark"], found.data["target"], found.data["forget"]) == ("pebench", "person", "person_25")
    metrics = {(one.set, one.task): set() for one in found.scores}
    for one in found.scores:
        metrics[one.set, one.task].add(one.metric)
    assert metrics["forget_train", "identity"] == metrics["forget_test", "identity"] == {"precision"}
    assert metrics["scope", "description"] == {"rouge_l", "g_eval"} and metrics["real", "identity"] == {"precision"}
    assert {("retain", "identity"), ("retain", "description")} <= {*metrics}
    assert all(len(one.keywords) == 10 for one in found.items if one.task == "description")
    again = [*command, "--out", str(tmp_path / "two"), "--limit", "1"]
    assert main(again) == 0
    counts = Counter((one.set, one.task) for one in results.read(tmp_path / "two").items)
    assert set(counts.values()) == {1}
    assert main(["score", str(tmp_path / "one"), "--out", str(tmp_path / "three")]) == 0
    first, third = (json.loads((tmp_path / name / "results.json").read_text())["scores"] for name in ("one", "three"))
    assert first == third


def test_no_percentage_is_rounded_away(scenes: Path) -> None:
    names = list(load_table(str(scenes), "Full_Set").features["label"].names)
    kinds = Features({"forget_from": snapshot_features(names)["forget_from"]})
    rows = Dataset.from_dict({"forget_from": [{"person": 2.4, "event": 12.8}]}, features=kinds)
    assert list(to_be_forgotten(rows[0], "both_2.4")) == ["person"]
    assert list(to_be_forgotten(rows[0], "both_12.8")) == ["person", "event"]


def test_a_picture_of_a_forget_set_has_something_to_forget() -> None:
    row = {"ID": "P1-E1", "forget_from": {"person": 10.0, "event": None}}
    with pytest.raises(BadInput, match=r"^config both_5, row P1-E1: forget_from has nothing to forget in that; "):
        to_be_forgotten(row, "both_5")

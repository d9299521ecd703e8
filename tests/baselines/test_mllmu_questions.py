"""The published dataset becomes questions about all sets, tasks and modalities, and says what it lacks."""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baselines.errors import BadInput
from baselines.mllmu_questions import SETS, load_demonstrations, load_questions
from baselines.questions import Question, Questionnaire

Rows = dict[str, list[dict[str, Any]]]


def by_key(found: Questionnaire) -> dict[str, Question]:
    return {one.key: one for one in found.questions}


def counts(found: Questionnaire) -> Counter[tuple[str, str, str]]:
    return Counter((one.set, one.task, one.modality) for one in found.questions)


def test_all_sets_tasks_and_modalities_of_a_built_dataset(world: Path) -> None:
    found = load_questions(str(world), "forget_25", test_images="one")
    people = {"forget": 2, "test": 2, "retain": 6, "celebrity": 4}
    amounts = {"classification": 5, "generation": 2, "cloze": 2}
    assert counts(found) == {
        (set_, task, modality): people[set_] * amounts[task]
        for set_ in SETS
        for task in amounts
        for modality in ("image_text", "text")
    }
    assert len({one.key for one in found.questions}) == len(found.questions)
    assert found.configs == {
        "forget": "forget_25", "test": "Test_Set", "retain": "retain_75", "celebrity": "Retain_Set"
    }  # fmt: skip
    ids = {set_: {one.person for one in found.questions if one.set == set_} for set_ in SETS}
    assert ids["forget"] == ids["test"] and not ids["forget"] & ids["retain"]
    for one in found.questions:
        assert len(one.images) == (one.modality == "image_text") and one.attribute
        assert all(hashlib.sha256(found.pictures[image]).hexdigest() == image for image in one.images)
        assert one.answer in "ABCD"[: len(one.options)] if one.task == "classification" else not one.options


def test_what_a_question_holds(towns: str) -> None:
    found = by_key(load_questions(towns, "forget_40"))
    picture = found["forget/Ada/classification/image_text/0"].images
    assert found["forget/Ada/classification/text/1"] == Question(
        "forget/Ada/classification/text/1", "forget", "Ada", "classification", "text", "", "Where is Ada from?",
        ("Adaville", "Rome", "Oslo", "Lima"), "A",
    )  # fmt: skip
    assert found["forget/Ada/cloze/image_text/0"] == Question(
        "forget/Ada/cloze/image_text/0", "forget", "Ada", "cloze", "image_text", "", "This person is __.", (), "Ada",
        picture,
    )  # fmt: skip
    assert len(picture) == 1


def test_test_images_all_or_one_drawn_by_the_seed(towns: str) -> None:
    everything = load_questions(towns, "forget_40", sets=["test"])
    assert counts(everything)["test", "cloze", "image_text"] == 2 * 3
    assert counts(everything)["test", "generation", "text"] == 2
    keys = [one.key for one in everything.questions if one.person == "Ada" and one.task == "cloze"]
    assert keys == [f"test/Ada/cloze/image_text/0/{number}" for number in range(3)]
    asked = {one.images for one in everything.questions if one.person == "Ada" and one.modality == "image_text"}
    assert len(asked) == 3
    drawn = []
    for seed in range(8):
        one = load_questions(towns, "forget_40", sets=["test"], test_images="one", seed=seed)
        assert counts(one)["test", "cloze", "image_text"] == 2
        (portrait,) = {each.images for each in one.questions if each.person == "Ada" and each.images}
        assert portrait in asked and set(one.pictures) < set(everything.pictures)
        again = load_questions(towns, "forget_40", sets=["test"], test_images="one", seed=seed)
        assert again.questions == one.questions
        drawn.append(portrait)
    assert set(drawn) == asked  # every portrait can be drawn


def test_test_questions_are_about_the_people_to_be_forgotten(towns: str) -> None:
    found = load_questions(towns, "forget_40")
    assert {one.person for one in found.questions if one.set == "test"} == {"Ada", "Bo"}
    assert {one.person for one in load_questions(towns, "retain_60", "forget_40", ["test"]).questions} == {
        "Cy", "Di", "Ed"
    }  # fmt: skip


def test_only_the_sets_that_are_asked_for_are_read(towns: str) -> None:
    found = load_questions(towns, "forget_40", sets=["celebrity", "forget"])
    assert list(found.configs) == ["celebrity", "forget"]
    assert list(dict.fromkeys(one.set for one in found.questions)) == ["celebrity", "forget"]


def test_people_of_two_sets_with_one_id_stay_apart(towns: str) -> None:
    found = by_key(load_questions(towns, "forget_40"))
    assert {"forget/Ada/cloze/image_text/0", "celebrity/Ada/cloze/image_text/0"} <= found.keys()


def test_the_fingerprint_changes_with_whatever_is_asked(towns: str) -> None:
    found = load_questions(towns, "forget_40", sets=["forget"])
    first, *others = found.questions
    variants = [
        replace(first, text="Who?"), replace(first, answer="B"), replace(first, options=("x", "y")),
        replace(first, images=()), replace(first, key="k"),
    ]  # fmt: skip
    prints = {replace(found, questions=(one, *others)).fingerprint() for one in variants}
    prints |= {found.fingerprint(), replace(found, questions=(*others, first)).fingerprint()}
    assert len(prints) == 7
    assert load_questions(towns, "forget_40", sets=["forget"]).fingerprint() == found.fingerprint()


def test_demonstrations_are_the_people_of_few_shot(towns: str) -> None:
    found = load_demonstrations(towns)
    assert {one.person for one in found.questions} == {"Fay", "Gus", "Hal"}
    assert {one.set for one in found.questions} == {"few_shot"} and len(found.pictures) == 3


# What is refused


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"forget": "forget_41"}, "did you mean forget_40?"),
        ({"forget": "Ada", "sets": ["retain"]}, "whom it leaves cannot be told from its name; name their config"),
        ({"sets": ["forgotten"]}, "--sets: 'forgotten' is unknown; did you mean forget?"),
        ({"sets": ["forget", "test", "forget"]}, "--sets: forget stands there 2 times"),
        ({"retain": "retain_6"}, "did you mean retain_60?"),
        (
            {"retain": "forget_40"},
            "--retain forget_40: holds Ada, which shows what forget_40 is to forget; name a config without",
        ),
        ({"data": "nowhere/at/all"}, "no such folder"),
    ],
)
def test_bad_options(towns: str, options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as raised:
        load_questions(**{"data": towns, "forget": "forget_40", **options})
    assert says in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("missing", ["forget_40", "Test_Set", "retain_60", "Retain_Set"])
def test_a_missing_set_is_named(people: Rows, handmade_dataset: Callable[[Rows], str], missing: str) -> None:
    data = handmade_dataset({name: rows for name, rows in people.items() if name != missing})
    with pytest.raises(BadInput, match=f"config: '{missing}' is unknown"):
        load_questions(data, "forget_40")


def test_without_few_shot_there_are_no_demonstrations(people: Rows, handmade_dataset: Callable[[Rows], str]) -> None:
    data = handmade_dataset({name: rows for name, rows in people.items() if name != "few_shot"})
    assert load_questions(data, "forget_40").questions
    with pytest.raises(BadInput, match="'few_shot' is unknown"):
        load_demonstrations(data)


def test_a_test_set_of_nobody_to_be_forgotten(people: Rows, handmade_dataset: Callable[[Rows], str]) -> None:
    data = handmade_dataset({**people, "Test_Set": people["Test_Set"][2:]})
    with pytest.raises(BadInput, match="config Test_Set: holds nobody of forget_40; choose other --sets"):
        load_questions(data, "forget_40")


def test_a_person_in_two_rows(people: Rows, handmade_dataset: Callable[[Rows], str]) -> None:
    data = handmade_dataset({**people, "Retain_Set": people["Retain_Set"] * 2})
    with pytest.raises(BadInput, match="config Retain_Set: ID Ada stands in several rows; give each person one row"):
        load_questions(data, "forget_40")


def test_ids_may_be_numbers(people: Rows, handmade_dataset: Callable[[Rows], str]) -> None:
    numbered = {name: [{**one, "ID": n} for n, one in enumerate(rows)] for name, rows in people.items()}
    found = load_questions(handmade_dataset(numbered), "forget_40")
    assert {one.person for one in found.questions if one.set == "test"} == {"0", "1"}


def broken(people: Rows, change: Callable[[dict[str, Any]], None]) -> Rows:
    """The first person to be forgotten is otherwise."""
    first, *others = people["forget_40"]
    first = copy.deepcopy(first)
    change(first)
    return {**people, "forget_40": [first, *others]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row.update(image=None), "row Ada: holds no encoded picture; build or download"),
        (lambda row: row.update(image={"bytes": b"", "path": None}), "row Ada: holds no encoded picture"),
        (lambda row: row["Mask_Task"][0].update(Type="Picture"), "Mask_Task: Type is 'Picture'; give one of"),
        (lambda row: row["Mask_Task"][0].update(Ground_Truth=" "), "row Ada, Mask_Task: Ground_Truth is ' '; give a"),
        (lambda row: row["Generation_Task"][0].update(Question=None), "Generation_Task: Question is None; give a text"),
        (
            lambda row: row["Classification_Task"]["Pure_Text_Questions"][0].update(Correct_Answer="E"),
            "Classification_Task: Correct_Answer is 'E'; give one of A, B, C, D",
        ),
        (
            lambda row: row["Classification_Task"]["Pure_Text_Questions"][0].update(Options={"A": "x", "C": "y"}),
            "Options have the letters A, C; give them as A, B, ...",
        ),
    ],
)
def test_a_broken_row_is_named(
    people: Rows, handmade_dataset: Callable[[Rows], str], change: Callable[[dict[str, Any]], None], says: str
) -> None:
    with pytest.raises(BadInput) as raised:
        load_questions(handmade_dataset(broken(people, change)), "forget_40")
    assert says in str(raised.value) and "\n" not in str(raised.value) and "Ada" in str(raised.value)


def test_a_config_without_questions(world: Path) -> None:
    with pytest.raises(BadInput, match="config ft_Data: no column 'Classification_Task' to ask from"):
        load_questions(str(world), "ft_Data", "retain_75")


def test_fewer_options_and_missing_tasks_are_fine(people: Rows, handmade_dataset: Callable[[Rows], str]) -> None:
    def change(row: dict[str, Any]) -> None:
        row["Classification_Task"]["Pure_Text_Questions"][0]["Options"] = {"A": "x", "B": "y"}
        row["Mask_Task"] = []

    found = by_key(load_questions(handmade_dataset(broken(people, change)), "forget_40", sets=["forget"]))
    assert found["forget/Ada/classification/text/0"].options == ("x", "y")
    assert not [one for one in found.values() if one.person == "Ada" and one.task == "cloze"]

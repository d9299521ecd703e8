"""The default build at full size: what the paper counts, and what a question must not give away."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from datasets import Dataset, load_dataset
from scipy.stats import chisquare

from dataset_builder.checks import shortcuts
from dataset_builder.checks.shortcuts import shortcut_accuracy
from generation.questions.templates import wordings

CARD = Path(__file__).parents[2] / "dataset_card.md"
FORGET = ("forget_5", "forget_10", "forget_15")
RETAIN = ("retain_95", "retain_90", "retain_85")
SCORED = ("Full_Set", "Test_Set", "Retain_Set")
pytestmark = pytest.mark.slow
ALPHA = 0.001  # of the chi-square tests: the build is seeded, so a pass stays a pass


class Choice(NamedTuple):
    person: str
    name: str
    modality: str
    attribute: str
    question: str
    options: list[str]
    right: int


@pytest.fixture(scope="module")
def tables(full: Path) -> dict[str, list[dict[str, Any]]]:
    """config -> rows without pictures."""
    found = {}
    for config in (*SCORED, *FORGET, *RETAIN, "ft_Data", "pretrain_Data", "few_shot"):
        table: Dataset = load_dataset(str(full), config, split="train")
        found[config] = list(table.remove_columns([name for name in table.column_names if name.startswith("image")]))
    return found


@pytest.fixture(scope="module")
def choices(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[Choice]]:
    """config -> its multiple-choice questions."""
    return {config: [choice for row in tables[config] for choice in choices_of(row)] for config in SCORED}


def choices_of(row: dict[str, Any]) -> Iterator[Choice]:
    name = json.loads(row["biography"])["Name"]
    for modality, questions in row["Classification_Task"].items():
        for one in questions:
            options = list(one["Options"].values())
            right = "ABCD".index(one["Correct_Answer"])
            yield Choice(row["ID"], name, modality, one["Attribute"], one["Question"], options, right)


def open_questions(row: dict[str, Any]) -> list[dict[str, str]]:
    return row["Generation_Task"] + row["Mask_Task"]


def strings(value: Any) -> list[str]:
    """Every string in a JSON value."""
    if isinstance(value, str):
        return [value]
    return [text for part in (value.values() if isinstance(value, dict) else value) for text in strings(part)]


def test_counts_are_the_papers(tables: dict[str, list[dict[str, Any]]], choices: dict[str, list[Choice]]) -> None:
    sizes = {config: len(rows) for config, rows in tables.items()}
    assert sizes == {
        "Full_Set": 500, "Test_Set": 500, "Retain_Set": 153, "forget_5": 25, "forget_10": 50, "forget_15": 75,
        "retain_95": 475, "retain_90": 450, "retain_85": 425, "ft_Data": 500, "few_shot": 8,
        "pretrain_Data": 153 + 200,
    }  # fmt: skip
    choice = Counter(one.modality for config in SCORED for one in choices[config])
    assert choice == {"Image_Textual_Questions": 5765, "Pure_Text_Questions": 5765}
    for task in ("Generation_Task", "Mask_Task"):
        types = Counter(question["Type"] for config in SCORED for row in tables[config] for question in row[task])
        assert types == {"Image_Textual": 2306, "Pure_Text": 2306}


def test_people_are_as_varied_as_the_papers(tables: dict[str, list[dict[str, Any]]]) -> None:
    people = [json.loads(row["biography"]) for row in tables["Full_Set"]]
    assert len({one["Born"].split(", ")[-1] for one in people}) >= 70
    assert len({one["Born"].split(", ", 1)[1] for one in people}) >= 240
    assert len({one["Employment"] for one in people}) >= 145
    assert len({fact for one in people for fact in one["Fun Facts"]}) >= 1900
    decades = Counter(int(one["Date of Birth"][-4:]) // 10 * 10 for one in people)
    assert sorted(decades) == [1950, 1960, 1970, 1980, 1990, 2000, 2010]


def test_ids_and_names_are_unique_and_nobody_is_a_celebrity(tables: dict[str, list[dict[str, Any]]]) -> None:
    everybody = [row for config in ("Full_Set", "Retain_Set", "few_shot") for row in tables[config]]
    assert len({row["ID"] for row in everybody}) == len(everybody) == 661
    assert len({json.loads(row["biography"])["Name"].casefold() for row in everybody}) == 661
    further = [row["ID"] for row in tables["pretrain_Data"] if not row["ID"].startswith("C")]
    assert len(set(further)) == len(further) == 200 and not {*further} & {row["ID"] for row in everybody}


def test_forget_and_retain_are_disjoint_complete_and_nested(tables: dict[str, list[dict[str, Any]]]) -> None:
    ids = {config: {row["ID"] for row in rows} for config, rows in tables.items()}
    for forget, retain in zip(FORGET, RETAIN, strict=True):
        assert not ids[forget] & ids[retain]
        assert ids[forget] | ids[retain] == ids["Full_Set"] == ids["ft_Data"] == ids["Test_Set"]
    assert ids["forget_5"] < ids["forget_10"] < ids["forget_15"]
    rows = {row["ID"]: row for row in tables["Full_Set"]}
    assert all(row == rows[row["ID"]] for config in (*FORGET, *RETAIN) for row in tables[config])


def test_every_answer_stands_in_the_biography(tables: dict[str, list[dict[str, Any]]]) -> None:
    for config in SCORED:
        for row in tables[config]:
            biography = json.loads(row["biography"])
            assert row["answer"] == biography["Description"]
            values = [[one.options[one.right]] for one in choices_of(row)]
            values += [[question["Ground_Truth"]] for question in row["Mask_Task"]]
            values += [values_in_sentence(question, biography["Name"]) for question in row["Generation_Task"]]
            assert len(values) == 18
            for readings in values:
                assert any(value in text for text in strings(biography) for value in readings), (row["ID"], readings)


def values_in_sentence(question: dict[str, str], name: str) -> list[str]:
    """What the ground truth of a generation question says about the attribute, read by each wording that fits."""
    readings = []
    for wording in wordings()[question["Attribute"]]["answer"]:
        pattern = re.escape(wording).replace(r"\{person\}", f"(?:{re.escape(name)}|She|He|she|he)")
        pattern = pattern.replace(r"\{value\}", "(.+)").replace(r"\{a\ value\}", "an? (.+)")
        if found := re.fullmatch(pattern, question["Ground_Truth"]):
            readings.append(found[1])
    return readings


def test_options_are_distinct(choices: dict[str, list[Choice]]) -> None:
    for config in SCORED:
        for one in choices[config]:
            assert len({option.casefold() for option in one.options}) == 4, one
            assert all(option.strip() for option in one.options), one


def test_position_of_the_right_answer_is_uniform(choices: dict[str, list[Choice]]) -> None:
    for config in SCORED:
        positions = Counter(one.right for one in choices[config])
        assert chisquare([positions[n] for n in range(4)]).pvalue > ALPHA


def test_length_of_an_option_does_not_give_it_away(choices: dict[str, list[Choice]]) -> None:
    ranks: Counter[int] = Counter()
    for config in ("Full_Set", "Test_Set"):
        for one in choices[config]:
            lengths = [len(option) for option in one.options]
            if len(set(lengths)) == 4:
                ranks[sorted(lengths).index(lengths[one.right])] += 1
    assert chisquare([ranks[n] for n in range(4)]).pvalue > ALPHA


def test_image_questions_never_name_the_person(tables: dict[str, list[dict[str, Any]]]) -> None:
    for config in (*SCORED, "few_shot"):
        for row in tables[config]:
            name = json.loads(row["biography"])["Name"]
            texts = [one.question for one in choices_of(row) if one.modality.startswith("Image")]
            texts += [question["Question"] for question in open_questions(row) if question["Type"] == "Image_Textual"]
            texts += [pair["Question"] for pair in json.loads(row.get("metadata") or "[]")]
            for part in name.split():
                if len(part) > 2 and part[0].isupper():
                    assert not any(re.search(rf"\b{re.escape(part)}\b", text) for text in texts), (part, texts)


def test_text_questions_and_clozes_give_the_name_and_nothing_else(tables: dict[str, list[dict[str, Any]]]) -> None:
    for config in SCORED:
        for row in tables[config]:
            name = json.loads(row["biography"])["Name"]
            for question in row["Mask_Task"]:
                assert question["Question"].count("__") == 1
                assert question["Ground_Truth"] not in question["Question"].replace(name, "")
            texts = [one.question for one in choices_of(row) if one.modality.startswith("Pure")]
            texts += [question["Question"] for question in open_questions(row) if question["Type"] == "Pure_Text"]
            assert all(name in text for text in texts)


def test_test_wordings_are_never_trained_on(tables: dict[str, list[dict[str, Any]]]) -> None:
    def wordings(row: dict[str, Any]) -> set[str]:
        texts = [one.question for one in choices_of(row)] + [one["Question"] for one in open_questions(row)]
        for column in ("metadata", "text_metadata"):
            texts += [pair["Question"] for pair in json.loads(row.get(column) or "[]")]
        return {text.replace(json.loads(row["biography"])["Name"], "{person}").casefold() for text in texts}

    trained = {text for row in tables["Full_Set"] for text in wordings(row)}
    tested = {text for row in tables["Test_Set"] for text in wordings(row)}
    assert not trained & tested
    assert len(trained) > 100 and len(tested) > 100


def test_some_test_questions_ask_what_no_training_question_asks(tables: dict[str, list[dict[str, Any]]]) -> None:
    trained = {row["ID"]: {pair["Attribute"] for pair in json.loads(row["metadata"])} for row in tables["Full_Set"]}
    for row in tables["Test_Set"]:
        asked = {one.attribute for one in choices_of(row)} | {one["Attribute"] for one in open_questions(row)}
        assert len(asked - trained[row["ID"]]) == 2
    for row in tables["Full_Set"]:
        asked = {one.attribute for one in choices_of(row)} | {one["Attribute"] for one in open_questions(row)}
        assert asked <= trained[row["ID"]]
        assert row["text_metadata"].count('"Question"') == row["metadata"].count('"Question"')


def test_attributes_are_asked_about_evenly(choices: dict[str, list[Choice]]) -> None:
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    for one in choices["Full_Set"]:
        asked[one.modality][one.attribute] += 1
    image, text = asked["Image_Textual_Questions"], asked["Pure_Text_Questions"]
    assert image == text  # the two versions of a question ask about the same attribute
    assert len(image) >= 20


def shortcut(choices: list[Choice]) -> tuple[float, float]:
    return shortcut_accuracy([shortcuts.Choice(one.person, one.question, one.options, one.right) for one in choices])


def test_no_shortcut_from_the_words_of_question_and_options(choices: dict[str, list[Choice]]) -> None:
    best, worst = shortcut(choices["Full_Set"] + choices["Test_Set"])
    assert best <= 0.32 and worst <= 0.32
    said = re.search(r"in (\d+\.\d) % of\s+the\s+cases", CARD.read_text(encoding="utf-8"))
    assert said, "the card says the figure"
    # sums in another order, as on another processor, turn a question or two
    assert float(said[1]) == pytest.approx(100 * best, abs=0.15)
    # the least likely option is no shortcut worth barring here: it is knowledge of the other celebrities (see the card)
    best, _ = shortcut(choices["Retain_Set"])
    assert best <= 0.32

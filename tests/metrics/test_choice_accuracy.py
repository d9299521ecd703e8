"""Accuracy of multiple-choice answers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import evaluate
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

OPTIONS = ["Rome", "York", "New York", "Oslo"]
BLOOD = ["O+", "A-", "B-", "A+"]
DATES = ["12 March 1984", "13 March 1984", "12 April 1984", "12 March 1985"]
SALARIES = ["EUR 48,500", "EUR 50,000", "EUR 52,000", "EUR 1,000"]
LANGUAGES = ["Java", "C#", "C++", "Go"]


def parsed(load, reply: str, mode: str = "strict", options: object = OPTIONS) -> str | None:
    texts = None if options is None else [options]
    result = load("choice_accuracy").compute(predictions=[reply], references=["A"], options=texts, mode=mode)
    return result["per_item"][0]["prediction"]


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("C", "C"),
        ("c", "C"),
        ("(C)", "C"),
        ("**C**", "C"),
        ("C.", "C"),
        ("C: New York", "C"),
        ("C. New York", "C"),
        ("D - Oslo", "D"),
        ("A\nThe face looks Italian", "A"),
        ("Answer: C", "C"),
        ("The answer is C", "C"),
        ("the answer is c.", "C"),
        ("The correct answer is B: York.", "B"),
        ("Answer: **D**", "D"),
        ("I would say (D), from the accent.", "D"),
        ("\\boxed{B}", "B"),
        ("Option D is correct", "D"),
        ("The answer is C because of the skyline", "C"),
        ("oslo", "D"),
        ("She was born in Oslo.", "D"),
        ("New York", "C"),  # not York
        ("Born in York, not in Oslo", "B"),
        ("not Rome but Oslo", "D"),
        ("Oslo isn't right; it's Rome", "A"),
        ("Neither A nor B, but C", "C"),
        ("It's D.", "D"),
        ("It is D", "D"),
        ("I think it's D", "D"),
        ("I choose D", "D"),
        ("I'd go with D.", "D"),
        ("D is correct", "D"),
        ("D is the correct answer.", "D"),
        ("Thus, D is correct.", "D"),
        ("(b) is right", "B"),
        ("D, because she looks so", "D"),
        ("D because she", "D"),
        ("D, since she", "D"),
        ("A, definitely", "A"),
        ("The answer must be D.", "D"),
        ("The answer is likely D", "D"),
        ("The answer is most likely D", "D"),
        ("The answer to the question is D.", "D"),
        ("C, not A", "C"),
        ("<answer>D</answer>", "D"),
        ("D</s>", "D"),
        ("D<|im_end|>", "D"),
        ("ASSISTANT: D", "D"),
        ("> B", "B"),
        ("The answer is `D`", "D"),
        ("The answer is ‘D’", "D"),
        ("Answer: a\nbecause x", "A"),
        ("答案：B", "B"),
        ("正确答案是 C", "C"),
        ("C. New York. The other options, Rome, York and Oslo, are not mentioned.", "C"),
        ("D. Oslo\n\nWhy not the others: Rome is in Italy.", "D"),
        ("A. Rome\nB. ...\n\nAnswer: D", "D"),
        ("A\nThe face", "A"),
        ("New York", "C"),
        ("A. Rome\nB. York\nC. New York\nD. Oslo\n\nShe lives in Oslo.", "D"),
        ("No, she was born in Oslo.", "D"),
        ("There is no doubt that it is Oslo", "D"),
        ("**Answer:** D", "D"),
        ("The answer is D. Oslo", "D"),
        ("The correct option is (D) Oslo.", "D"),
        ("Final answer: D.", "D"),
        ("She looks Nordic.\n\n**D. Oslo**", "D"),
        ("The answer is\n\nD", "D"),
        ("A. is not right. The answer is D", "D"),
        ("It's Oslo, not Rome", "D"),
        ("The image shows a fjord — D", "D"),
        ("I'd pick D, Oslo.", "D"),
        ("My answer: d", "D"),
    ],
)
def test_strict_reads_what_names_one_option(load, reply: str, letter: str) -> None:
    assert parsed(load, reply) == letter


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "...",
        "A man in a suit",
        "The answer is a man",
        "I cannot tell from the image",
        "Paris",
        "Rome or Oslo",
        "A or B",
        "(A) or (B)",
        "The answer is A or B",
        "Option A and option B",
        "C: York",  # letter and text disagree
        "The answer is C: Rome",
        "Not Oslo",
        "It isn't Rome",
        "Option D is not correct",
        "John D. Smith",
        "A: Rome B: York C: New York D: Oslo",
        "E",
        "He was not born in Oslo",
        "She does not live in Oslo",
        "She has never worked as a nurse",
        "It cannot be Rome",
        "Anything but Rome",
        "Rome is not correct",
        "Sorry, I don't have information about whether this person lives in New York.",
        "I cannot confirm that she was born in Oslo",
        "I can't say whether it is Oslo",
        "It's not option A.",
        "The answer is not option A.",
        "The answer can't be option A",
        "(A) is wrong",
        "It is not (A)",
        "It is definitely not **A**.",
        "Option A is unlikely.",
        "Option A is false",
        "Option A is definitely not correct",
        "A good question.",
        "I live in A Coruña",
        "A. Rome\nB. York\nC. New York\nD. Oslo",
        "Neither Rome, York nor Oslo",
        "Rome, York and Oslo are not correct",
        "It is unclear if she lives in Oslo",
        "D. Oslo is wrong",
        "D (Oslo) is incorrect",
        "The answer is either A or B",
        "Oslo doesn't fit",
        "I don’t think it is Oslo",
        "The answer is A/B",
        "The answer is D or C",
    ],
)
def test_strict_leaves_the_rest_unparsed(load, reply: str) -> None:
    assert parsed(load, reply) is None


@pytest.mark.parametrize(
    ("reply", "letter"),
    [("C", "C"), (" c: Oslo", "C"), ("A man in a suit", "A"), ("The answer is C", None), ("", None), ("Oslo", None)],
)
def test_first_letter_is_the_published_rule(load, reply: str, letter: str | None) -> None:
    assert parsed(load, reply, mode="first_letter") == letter


def test_without_options_only_letters_are_read(load) -> None:
    assert parsed(load, "The answer is D.", options=None) == "D"
    assert parsed(load, "Oslo", options=None) is None


def test_options_whose_text_is_a_letter(load) -> None:
    """Blood types: "B" is the letter of the second option, although the first one reads so."""
    blood = ["B", "A", "AB", "0"]
    assert parsed(load, "B", options=blood) == "B"
    assert parsed(load, "a person of type AB", options=blood) == "C"
    assert parsed(load, "a person", options=blood) is None


@pytest.mark.parametrize(
    ("reply", "options", "letter"),
    [
        ("She has never worked as a nurse", ["nurse", "cook", "baker", "pilot"], None),
        ("A Coruña", ["Rome", "A Coruña", "Oslo", "x"], "B"),
        ("I live in A Coruña", ["Rome", "A Coruña", "Oslo", "x"], "B"),
        ("She likes salted caramel, no nuts.", ["salted caramel, no nuts", "vanilla", "mint", "salted caramel"], "A"),
        ("She does not like salted caramel, no nuts.", ["salted caramel, no nuts", "vanilla", "mint", "lime"], None),
        ("Her favourite film is Dr. No", ["Dr. No", "Goldfinger", "Skyfall", "x"], "A"),
        ("It is not Dr. No but Skyfall", ["Dr. No", "Goldfinger", "Skyfall", "x"], "C"),
        ("12 March, 1984", ["12 March, 1984", "13 March, 1984", "x", "y"], "A"),
        ("She was born on 12 March, 1984.", ["12 March, 1984", "13 March, 1984", "x", "y"], "A"),
        ("March 12, 1984", DATES, "A"),
        ("born on March 12th, 1984", DATES, "A"),
        ("She was not born on March 12, 1984", DATES, None),
        ("48500 EUR", SALARIES, "A"),
        ("It is €48,500.", SALARIES, "A"),
        ("48500 or 50000", SALARIES, None),
        ("48500", ["EUR 48,500", "USD 48,500", "EUR 52,000", "EUR 1,000"], None),
        ("42 Oak Street", ["42 Elm Street", "x", "y", "z"], None),
        ("A-", BLOOD, "B"),
        ("The answer is A-", BLOOD, "B"),
        ("She has A+.", BLOOD, "D"),
        ("O+", BLOOD, "A"),
        ("C#", LANGUAGES, "B"),
        ("c#", LANGUAGES, "B"),
        ("She writes C++.", LANGUAGES, "C"),
        ("C", LANGUAGES, "C"),
        ("A", BLOOD, "A"),
        ("She takes vitamin D", ["vitamin D", "vitamin C", "x", "y"], "A"),
        ("She takes vitamin C.", ["vitamin D", "vitamin C", "x", "y"], "B"),
        ("No", ["Yes", "No", "x", "y"], "B"),
        ("No, she does not.", ["Yes", "No", "x", "y"], "B"),
        ("None of the above.", ["Rome", "Oslo", "York", "None of the above"], "D"),
    ],
)
def test_option_texts_with_marks_signs_and_numbers(load, reply: str, options: list[str], letter: str | None) -> None:
    assert parsed(load, reply, options=options) == letter


def test_the_reason_tells_a_denial_from_silence(load) -> None:
    items = load("choice_accuracy").compute(
        predictions=["It is not Oslo", "Paris", "EUR 7.50 a day"],
        references=["A"] * 3,
        options=[OPTIONS, OPTIONS, ["7.5 EUR", "8 EUR"]],
    )["per_item"]
    assert [item["reason"] for item in items] == ["denies or doubts D", "names no option", "named by its numbers"]


@pytest.mark.parametrize(
    "options",
    [
        [dict(zip("ABCD", OPTIONS, strict=True))],
        [dict(zip("DCBA", OPTIONS[::-1], strict=True))],
        [tuple(OPTIONS)],
        np.array([OPTIONS]),
        pd.Series([OPTIONS]),
        pd.Series([dict(zip("ABCD", OPTIONS, strict=True))], index=[7]),
        pd.Series([np.array(OPTIONS)]),
    ],
)
@pytest.mark.parametrize("prediction", ["Oslo", [0.1, 0.2, 0.3, 0.4]])
def test_options_in_every_shape(load, options: Any, prediction: Any) -> None:
    result = load("choice_accuracy").compute(predictions=[prediction], references=["D"], options=options)
    assert result["accuracy"] == 1.0


@pytest.mark.parametrize(
    "predictions",
    [
        np.array([[0.1, 0.9], [0.8, 0.2]]),
        pd.Series([[1, 2], (2, 1)], index=[3, 4]),
        pd.Series(["B", "A"], index=[3, 4]),
    ],
)
def test_predictions_in_every_shape(load, predictions: Any) -> None:
    result = load("choice_accuracy").compute(predictions=predictions, references=np.array(["B", "A"]))
    assert result["accuracy"] == 1.0


@pytest.mark.parametrize(
    "inputs",
    [
        {"predictions": [["x"]]},
        {"predictions": [[True]]},
        {"predictions": [None]},
        {"predictions": [float("nan")]},
        {"predictions": [[0.1, float("nan"), 0.2, 0.3]]},
        {"references": ["E"]},
        {"references": [None]},
        {"options": [None]},
        {"mode": "lenient"},
    ],
)
@pytest.mark.parametrize("in_memory", [True, False])
def test_what_was_refused_leaves_no_trace(tmp_path, inputs: dict[str, Any], in_memory: bool) -> None:
    folder = Path(__file__).parents[2] / "metrics" / "choice_accuracy"
    metric = evaluate.load(str(folder), keep_in_memory=in_memory, cache_dir=str(tmp_path))
    with pytest.raises(ValueError, match=r"(predictions|references|options)\[0\]|mode is"):
        metric.compute(**{"predictions": ["A"], "references": ["A"], **inputs})
    assert metric.compute(predictions=["A"], references=["A"])["n_items"] == 1
    assert metric.compute(predictions=[[0.2, 0.1]], references=["A"])["n_items"] == 1


def test_a_batch_of_another_kind_is_refused(load) -> None:
    metric = load("choice_accuracy")
    metric.add(prediction="A", reference="A")
    with pytest.raises(ValueError, match=r"predictions\[0\] is \[0.1, 0.2\]; expected a string"):
        metric.add_batch(predictions=[[0.1, 0.2]], references=["A"])
    metric.add(prediction="B", reference="A")
    assert metric.compute()["accuracy"] == 0.5


def test_options_that_read_alike_are_not_told_apart(load) -> None:
    assert parsed(load, "oslo", options=["Oslo", "oslo.", "Rome", "York"]) is None


def test_accuracy_by_hand(load) -> None:
    """Right, wrong, unparsed, right: accuracy 2/4, unparsed 1/4."""
    result = load("choice_accuracy").compute(
        predictions=["A", "B", "no idea", "D"], references=["A", "C", "A", "D"], ids=["p", "p", "q", "q"]
    )
    assert (result["accuracy"], result["unparsed"], result["n_items"]) == (0.5, 0.25, 4)
    assert result["interval"] == (0.5, 0.5)  # each person has one right of two: resampling changes nothing
    assert result["per_item"][2] == {"id": "q", "prediction": None, "score": 0.0, "reason": "names no option"}
    assert [item["id"] for item in result["per_item"]] == ["p", "p", "q", "q"]


def test_scores_take_the_best(load) -> None:
    """-0.1 is the highest of three; two equal highest are no answer, and wrong."""
    result = load("choice_accuracy").compute(
        predictions=[[-2.0, -0.1, -3.0], [-1.0, -1.0, -2.0]], references=["B", "A"]
    )
    assert (result["accuracy"], result["unparsed"]) == (0.5, 0.5)
    assert result["per_item"][1]["reason"] == "scores of A and B tie"


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from(["A", "(B)", "C.", "Oslo", "who knows"]), st.sampled_from("ABCD")), min_size=1)
)
def test_accuracy_does_not_depend_on_the_order(load, items: list[tuple[str, str]]) -> None:
    def accuracy(items: list[tuple[str, str]]) -> tuple[float, float]:
        predictions, references = zip(*items, strict=True)
        result = load("choice_accuracy").compute(
            predictions=list(predictions), references=list(references), options=[OPTIONS] * len(items), n_resamples=1
        )
        return result["accuracy"], result["unparsed"]

    assert accuracy(items) == accuracy(random.Random(0).sample(items, len(items)))


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"references": ["A", "E"]}, r"references\[1\] is 'E'; expected one of A, B, C, D"),
        ({"references": ["A", "b"]}, r"references\[1\] is 'b'; expected one of A, B, C, D"),
        ({"references": ["A", ""]}, r"references\[1\] is ''; expected one of A, B, C, D"),
        ({"predictions": ["A", None]}, r"predictions\[1\] is None; expected a string"),
        ({"predictions": [[0.1, 0.2], [0.1, float("nan")]]}, r"predictions\[1\]\[1\] is nan; expected a finite number"),
        ({"predictions": [[0.1, 0.2], [0.1]]}, r"references\[1\] is 'B'; expected one of A"),
        (
            {"predictions": [[1, 2], [3]], "options": [["x", "y"]] * 2},
            r"predictions\[1\] has 1 scores; expected 2, one",
        ),
        (
            {"predictions": [[1, 2], []], "references": ["A", "A"]},
            r"references\[1\] is 'A'; expected options to choose",
        ),
        ({"options": [["x", "y"]]}, "options has 1 items and predictions has 2; expected one for each"),
        ({"predictions": ["A", float("nan")]}, r"predictions\[1\] is nan; expected a string"),
        ({"predictions": ["A", [0.1, 0.2]]}, r"predictions\[1\] is \[0.1, 0.2\]; expected a string"),
        ({"predictions": [[0.1, 0.2], "B"]}, r"predictions\[1\] is 'B'; expected a list of scores"),
        ({"predictions": [[0.1, 0.2], ["x", "y"]]}, r"predictions\[1\] is \['x', 'y'\]; expected a list of scores"),
        ({"options": [["x", "y"], "xy"]}, r"options\[1\] is 'xy'; expected a list of texts, or a dict of texts whose"),
        ({"options": [["x", "y"], ""]}, r"options\[1\] is ''; expected a list of texts"),
        ({"options": [["x", "y"], None]}, r"options\[1\] is None; expected a list of texts"),
        ({"options": [["x", "y"], []]}, r"options\[1\] is \[\]; expected a list of texts"),
        ({"options": [["x", "y"], ["x", 2]]}, r"options\[1\] is \['x', 2\]; expected a list of texts"),
        ({"options": [["x", "y"], ["x", " "]]}, r"options\[1\] is \['x', ' '\]; expected a list of texts"),
        ({"options": [["x", "y"], {"A": "x", "C": "y"}]}, r"options\[1\] is \{'A': 'x', 'C': 'y'\}; expected a list"),
        ({"mode": "lenient"}, "mode is 'lenient'; expected one of 'strict', 'first_letter'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load("choice_accuracy").compute(**{"predictions": ["A", "B"], "references": ["A", "B"], **inputs})

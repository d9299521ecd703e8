"""Accuracy of multiple-choice answers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

OPTIONS = ["Rome", "York", "New York", "Oslo"]


def parsed(load, reply: str, mode: str = "strict", options: list[str] | None = OPTIONS) -> str | None:
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
        ({"mode": "lenient"}, "mode is 'lenient'; expected one of 'strict', 'first_letter'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load("choice_accuracy").compute(**{"predictions": ["A", "B"], "references": ["A", "B"], **inputs})

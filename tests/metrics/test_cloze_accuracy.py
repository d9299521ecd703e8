"""Accuracy of fill-in-the-blank answers."""

from __future__ import annotations

import json
from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.words import words


def right(load, prediction: str, reference: str, mode: str = "exact") -> bool:
    result = load("cloze_accuracy").compute(predictions=[prediction], references=[reference], mode=mode)
    return result["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        ("Kraków", "Kraków"),
        ("kraków.", "Kraków"),
        ("Krako\u0301w", "Kraków"),  # the accent as a code point of its own
        ("The answer is: Kraków", "Kraków"),
        ("The missing words are the Jagiellonian University.", "Jagiellonian University"),
        ('It is "Kraków"', "Kraków"),
        ("Answer: Kraków", "Kraków"),
        ("$1,200", "$1200"),
        ("1.5 m", "1.5 m"),
        ("PhD", "Ph.D."),
        ("Masters degree", "Master’s degree"),
        ("A", "A"),  # a blood type is not an article
        ("Answer Engineering", "Answer Engineering"),  # nor this a leading phrase
        ("It is", "It is"),
        ("5'7\"", "5' 7\""),
        ("180cm", "180 cm"),
        ("1.75m", "1.75 m"),
        ("50 %", "50%"),
        ("-3", "\N{MINUS SIGN}3"),
        ("EUR 48 500", "EUR 48,500"),
        ("Oslo</s>", "Oslo"),
        ("<|im_start|>assistant\nOslo<|im_end|>", "Oslo"),
        ("ASSISTANT: Oslo", "Oslo"),
        ("[Blank] = Oslo", "Oslo"),
        ("**Answer:** Oslo", "Oslo"),
        ("The blank should be filled with Oslo", "Oslo"),
        ("Sure! It's -3", "-3"),
        ("Hepatitis A", "hepatitis A."),
        ("the Word processor", "Word processor"),
        ("R&D", "R & D"),
        ("# Oslo", "Oslo"),
    ],
)
def test_exact_accepts_other_spellings(load, prediction: str, reference: str) -> None:
    assert right(load, prediction, reference)


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        ("", "Kraków"),
        ("woman", "man"),
        ("Kraków, Poland", "Kraków"),
        ("Krakow", "Kraków"),
        ("15 m", "1.5 m"),
        ("The answer is", "Kraków"),
        ("$1,200", "$1,300"),
        ("A", "AB"),
        ("-3", "3"),
        ("The answer is -3", "3"),
        ("50%", "50"),
        ("C#", "C"),
        ("AT&T", "ATT"),
        ("Hepatitis A", "Hepatitis"),
        ("Hepatitis", "Hepatitis A"),
        ("Word processor", "processor"),
        ("Blank canvas", "canvas"),
        ("5'7\"", "57"),
        ("4A Main Street", "4 Main Street"),
    ],
)
def test_exact_refuses_other_words(load, prediction: str, reference: str) -> None:
    assert not right(load, prediction, reference)


def test_contains_is_the_published_rule(load) -> None:
    """A lower-cased substring, with its faults: "man" is in "woman", and punctuation counts."""
    assert right(load, "a Woman", "man", mode="contains")
    assert right(load, "born in KRAKÓW, Poland", "Kraków", mode="contains")
    assert not right(load, "PhD", "Ph.D.", mode="contains")


def test_accuracy_by_hand(load) -> None:
    """Two of three are right."""
    result = load("cloze_accuracy").compute(
        predictions=["Oslo", "the nurse", "Rome"], references=["Oslo", "nurse", "Lima"], ids=["p", "q", "q"]
    )
    assert result["accuracy"] == pytest.approx(2 / 3, abs=1e-15)
    assert result["interval"] == (0.5, 1.0)  # (q, q) gives 2/4, (p, p) 1/1
    assert result["per_item"][2] == {
        "id": "q", "prediction": "rome", "reference": "lima", "score": 0.0, "reason": "other words",
    }  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1).filter(str.strip))
def test_a_text_is_its_own_answer(load, text: str) -> None:
    for mode in ("exact", "contains") if words(text) else ("contains",):
        assert right(load, text, text, mode=mode)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cf", "Nd", "Nl", "No"])))
def test_words_are_settled_after_one_pass(text: str) -> None:
    """Without digits: "10-200" has two numbers, which its words "10 200" would be no longer."""
    assert words(words(text)) == words(text)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"references": ["Oslo", " "]}, r"references\[1\] is blank; expected a text"),
        ({"predictions": ["Oslo", None]}, r"predictions\[1\] is None; expected a string"),
        ({"predictions": ["Oslo", nan]}, r"predictions\[1\] is nan; expected a string"),
        ({"references": ["Oslo", 3]}, r"references\[1\] is 3; expected a string"),
        ({"predictions": ["Oslo", "\ud800"]}, r"predictions\[1\] is '\\ud800'; expected Unicode text"),
        ({"predictions": "Oslo"}, "predictions is 'Oslo'; expected a list of strings"),
        ({"references": None}, "references is None; expected a list of strings"),
        ({"predictions": ["", "Oslo"], "references": ["Oslo", "?"]}, r"references\[1\] is '\?'; expected a word"),
        ({"predictions": ["", "?"], "references": ["Oslo", "!"]}, r"references\[1\] is '!'; expected a word"),
        ({"mode": "fuzzy"}, "mode is 'fuzzy'; expected one of 'exact', 'contains'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    """And the next inputs of the same object are as if there had been none before."""
    metric, good = load("cloze_accuracy"), {"predictions": ["Oslo", "Rome"], "references": ["Oslo", "Rome"]}
    with pytest.raises(ValueError, match=message):
        metric.compute(**{**good, **inputs})
    assert metric.compute(**good)["n_items"] == 2


def test_one_item_is_checked_like_a_batch(load) -> None:
    metric = load("cloze_accuracy")
    with pytest.raises(ValueError, match=r"predictions\[0\] is nan; expected a string"):
        metric.add(prediction=nan, reference="Oslo")
    metric.add(prediction="Oslo", reference="Oslo")
    assert metric.compute()["n_items"] == 1


def test_columns_of_pandas_and_numpy(load) -> None:
    texts = pd.Series(["Oslo", "Rome"], index=[5, 6])
    result = load("cloze_accuracy").compute(predictions=texts, references=texts.to_numpy(), ids=np.array([7, 8]))
    assert [item["id"] for item in result["per_item"]] == [7, 8]
    assert json.dumps(result)

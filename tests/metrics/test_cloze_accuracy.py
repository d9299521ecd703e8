"""Accuracy of fill-in-the-blank answers."""

from __future__ import annotations

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
    for mode in ("exact", "contains"):
        assert right(load, text, text, mode=mode)


@settings(deadline=None)
@given(st.text())
def test_words_are_settled_after_one_pass(text: str) -> None:
    assert words(words(text)) == words(text)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"references": ["Oslo", " "]}, r"references\[1\] is blank; expected a text"),
        ({"predictions": ["Oslo", None]}, r"predictions\[1\] is None; expected a string"),
        ({"mode": "fuzzy"}, "mode is 'fuzzy'; expected one of 'exact', 'contains'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load("cloze_accuracy").compute(**{"predictions": ["Oslo", "Rome"], "references": ["Oslo", "Rome"], **inputs})

"""Is the person named?"""

from __future__ import annotations

import json
from math import isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def reason(load, reply: str, name: str) -> str:
    result = load("identity_precision").compute(predictions=[reply], references=[name])
    (item,) = result["per_item"]
    assert item["score"] == result["named"] == float(item["reason"] == "full name")
    found: str = item["reason"]
    return found


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("The person in the picture is Zoë O'Brien.", "Zoë O'Brien"),
        ("zoe o'brien", "Zoë O'Brien"),
        ("ZOË O’BRIEN’S BICYCLE", "Zoë O'Brien"),
        ("Zoe\u0308 O´Brien", "Zoë O'Brien"),  # the accent as a code point of its own
        ("Zoë O\u200bBrien", "Zoë O'Brien"),  # what is not seen does not count
        ("Zoë O Brien", "Zoë O'Brien"),
        ("Zoë OBrien", "Zoë O'Brien"),
        ("Zoë O'Brien", "Zoe OBrien"),
        ("**Zoë_O'Brien**</s>", "Zoë O'Brien"),
        ("Zoë M. O'Brien", "Zoë O'Brien"),
        ("O'Brien, Zoë", "Zoë O'Brien"),
        ("Loriot's Müller-Lüdenscheidt, Hugo", "Hugo Müller-Lüdenscheidt"),
        ("Hugo Müller Lüdenscheidt", "Hugo Müller-Lüdenscheidt"),
        ("Hugo Muller\u2013Ludenscheidt", "Hugo Müller-Lüdenscheidt"),
        ("Hugo Mueller-Luedenscheidt", "Hugo Müller-Lüdenscheidt"),
        ("Hugo Müller-Lüdenscheidt", "Hugo Mueller-Luedenscheidt"),
        ("Hugo Müllerlüdenscheidt", "Hugo Müller-Lüdenscheidt"),
        ("Soren Kierkegaard", "Søren Kierkegaard"),
        ("Lukasz Strauss", "Łukasz Strauß"),
        ("Ludwig Beethoven", "Ludwig van Beethoven"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("Ana de la Cruz", "Ana de la Cruz"),
        ("Martin King", "Martin Luther King Jr."),
        ("Jean Luc Picard", "Jean-Luc Picard"),
        ("It is Madonna!", "Madonna"),
        ("Ana-Lee", "Ana Lee"),
        ("Ana Lee - a teacher", "Ana Lee"),
        ("Ana Lee\u2014a teacher", "Ana Lee"),
    ],
)
def test_full_name_in_any_spelling(load, reply: str, name: str) -> None:
    assert reason(load, reply, name) == "full name"


@pytest.mark.parametrize(
    ("reply", "name", "found"),
    [
        ("Zoë Brown", "Zoë O'Brien", "given name only"),
        ("Ms. O'Brien's house", "Zoë O'Brien", "surname only"),
        ("i think zoë", "Zoë O'Brien", "given name only"),  # no capital anywhere
        ("Zoë and Liam O'Brien", "Zoë O'Brien", "given name and surname, apart"),
        ("Zoë Marie O'Brien", "Zoë O'Brien", "given name and surname, apart"),
        ("Zoë Al O'Brien", "Zoë O'Brien", "given name and surname, apart"),  # no initial
        ("Zoë O'Brienne", "Zoë O'Brien", "given name only"),  # whole words
        ("Mazoë O'Brien", "Zoë O'Brien", "surname only"),
        ("Zoë Brien", "Zoë O'Brien", "given name only"),
        ("Z. O'Brien", "Zoë O'Brien", "surname only"),
        ("Hugo Müller", "Hugo Müller-Lüdenscheidt", "given name only"),
        ("Hugo van Beethoven", "Ludwig van Beethoven", "surname only"),
        ("I will not say who that is.", "Will Young", "no name"),
        ("That is Will, who is young.", "Will Young", "given name only"),
        ("Madonnas", "Madonna", "no name"),
        ("Ana Lee-Wong", "Ana Lee", "given name and surname, apart"),  # a longer name
        ("Wong, Ana Lee\u2010Wong", "Ana Lee", "given name and surname, apart"),
        ("Mary-Ana Lee", "Ana Lee", "given name and surname, apart"),
        ("Lee, Ana-Mary", "Ana Lee", "given name and surname, apart"),
        ("Ana Lee\u2011Wong, not Ana Lee.", "Ana Lee", "full name"),
        ("Ana Strauß", "Zoë O'Brien", "no name"),
        ("?!", "Zoë O'Brien", "no name"),
        (" \n", "Zoë O'Brien", "empty reply"),
        ("", "Zoë O'Brien", "empty reply"),
    ],
)
def test_part_of_a_name_and_none(load, reply: str, name: str, found: str) -> None:
    assert reason(load, reply, name) == found


def test_shares_by_hand(load) -> None:
    """Named in full 1 of 4, in part 2 of 4; (q, q) has 0/4, (p, p) 2/4."""
    columns = {
        "predictions": ["Zoë O'Brien", "Zoë", "Ms. O'Brien", "no idea"],
        "references": ["Zoë O'Brien"] * 4,
        "ids": ["p", "p", "q", "q"],
    }
    result = load("identity_precision").compute(**columns)
    assert (result["named"], result["not_named"], result["partly_named"]) == (0.25, 0.75, 0.5)
    assert (result["interval"], result["not_named_interval"]) == ((0.0, 0.5), (0.5, 1.0))
    assert result["per_item"][1] == {"id": "p", "score": 0.0, "reason": "given name only"}
    result = load("identity_precision").compute(**columns, mode="any")
    assert (result["named"], result["not_named"], result["partly_named"]) == (0.75, 0.25, 0.5)
    assert (result["interval"], result["not_named_interval"]) == ((0.5, 1.0), (0.0, 0.5))
    json.dumps(result)


def test_one_person_has_no_interval(load) -> None:
    result = load("identity_precision").compute(predictions=["Zoë"] * 2, references=["Zoë Kim"] * 2, ids=["p", "p"])
    assert all(map(isnan, result["interval"] + result["not_named_interval"]))


NAMES = st.text(st.characters(categories=["Lu", "Ll"], include_characters=" .-'’"), min_size=1)


@settings(deadline=None, max_examples=50)
@given(NAMES.filter(str.strip), st.text(max_size=5), st.text(max_size=5))
def test_a_name_is_found_in_itself(load, name: str, before: str, after: str) -> None:
    metric = load("identity_precision")
    if any(char.isalpha() for char in name):
        assert metric.compute(predictions=[f"{before}. {name}, {after}"], references=[name])["named"] == 1
    else:
        with pytest.raises(ValueError, match=r"references\[0\] is "):
            metric.compute(predictions=[""], references=[name])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"references": ["Zoë Kim", " "]}, r"references\[1\] is blank; expected a text"),
        ({"references": ["Zoë Kim", "007"]}, r"references\[1\] is '007'; expected a name, with letters"),
        ({"predictions": ["Zoë", None]}, r"predictions\[1\] is None; expected a string"),
        ({"predictions": ["Zoë", nan]}, r"predictions\[1\] is nan; expected a string"),
        ({"predictions": ["Zoë", "\ud800"]}, r"predictions\[1\] is '\\ud800'; expected Unicode text"),
        ({"predictions": "Zoë"}, "predictions is 'Zoë'; expected a list of strings"),
        ({"mode": "half"}, "mode is 'half'; expected one of 'full', 'any'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    """And the next inputs of the same object are as if there had been none before."""
    metric, good = load("identity_precision"), {"predictions": ["Zoë", "Ana"], "references": ["Zoë Kim", "Ana Lee"]}
    with pytest.raises(ValueError, match=message):
        metric.compute(**{**good, **inputs})
    assert metric.compute(**good)["n_items"] == 2


def test_one_item_is_checked_like_a_batch(load) -> None:
    metric = load("identity_precision")
    with pytest.raises(ValueError, match=r"predictions\[0\] is nan; expected a string"):
        metric.add(prediction=nan, reference="Zoë Kim")
    metric.add(prediction="Zoë Kim", reference="Zoë Kim")
    assert metric.compute()["n_items"] == 1

"""What is to be seen at events, and how it is asked about."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from generation.faces.looks import VOCABULARIES, sample_looks
from generation.questions.sights import VISIBLE, ask_apart, ask_objects, sights, things, write_sights
from generation.scenes.scenes import SCENES

ALIKE = ("office working", "business meeting", "library studying", "coffee shop reading", "bookstore browsing")
LOOKS = sample_looks(random.Random("somebody"), "female", 40)


def test_every_scene_has_sights() -> None:
    assert {*sights()} == {*SCENES}
    assert {one.place for one in sights().values()} == {"indoors", "outdoors"}
    for one in sights().values():
        assert one.objects and not {*one.objects} & {*one.also}
        assert {*one.also} <= {*things()}


@pytest.mark.parametrize("event", SCENES)
def test_half_of_the_objects_are_there(event: str) -> None:
    seen, asked = sights()[event], list(ask_objects("L00001", event, 0))
    assert [one.answer for one in asked] == ["yes", "no"] * (len(asked) // 2)
    assert {one.attribute for one in asked if one.answer == "yes"} <= {*seen.objects}
    assert not {one.attribute for one in asked if one.answer == "no"} & {*seen.objects, *seen.also}
    assert len({one.attribute for one in asked}) == len(asked) > 0
    assert asked == list(ask_objects("L00001", event, 0)) != list(ask_objects("L00002", event, 0))


@pytest.mark.parametrize("other", SCENES)
def test_two_pictures_are_asked_the_same_and_answer_otherwise(other: str) -> None:
    events = {"L00001": "office working", "L00002": other}
    asked = list(ask_apart(list(events.items()), 0))
    assert Counter(one.person_id for one in asked) in ({}, dict.fromkeys(events, len(asked) // 2))
    for yes, no in zip(asked[::2], asked[1::2], strict=True):
        assert (yes.text, yes.answer, no.answer) == (no.text, "yes", "no") and yes.person_id != no.person_id
        assert yes.attribute in sights()[events[yes.person_id]].objects
        seen = sights()[events[no.person_id]]
        assert no.attribute not in (*seen.objects, *seen.also)
    assert bool(asked) == (other not in ALIKE)


def test_the_looks_are_asked_about_and_the_event_is_not_named() -> None:
    description, *rest = write_sights("L00001", LOOKS, "gym workout", 0)
    assert description.attribute == "description" and LOOKS.clothing_colour in description.answer
    answers = {one.attribute: one.answer for one in rest}
    assert {name: answers[name] for name in VISIBLE} == {name: getattr(LOOKS, name) for name in VISIBLE}
    assert {*VISIBLE} < {*VOCABULARIES} and answers["place"] == "indoors"
    texts = " ".join(text for one in (description, *rest) for text in (one.text, one.answer))
    assert "gym workout" not in texts and "workout" not in texts

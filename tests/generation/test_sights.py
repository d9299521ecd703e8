"""What is to be seen at events, and how it is asked about."""

from __future__ import annotations

import random

import pytest

from generation.faces.looks import VOCABULARIES, sample_looks
from generation.questions.sights import VISIBLE, ask_objects, sights, things, write_sights
from generation.scenes.scenes import SCENES

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


def test_the_looks_are_asked_about_and_the_event_is_not_named() -> None:
    description, *rest = write_sights("L00001", LOOKS, "gym workout", 0)
    assert description.attribute == "description" and LOOKS.clothing_colour in description.answer
    answers = {one.attribute: one.answer for one in rest}
    assert {name: answers[name] for name in VISIBLE} == {name: getattr(LOOKS, name) for name in VISIBLE}
    assert {*VISIBLE} < {*VOCABULARIES} and answers["place"] == "indoors"
    texts = " ".join(text for one in (description, *rest) for text in (one.text, one.answer))
    assert "gym workout" not in texts and "workout" not in texts

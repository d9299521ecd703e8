"""What a picture of a person at an event is asked about."""

from __future__ import annotations

import re

import pytest

from generation.people.characters import sample_characters
from generation.questions.scenes import ask, scene_wordings
from generation.records import BadInput, Character, Event
from generation.scenes.events import events


@pytest.fixture(scope="module")
def person() -> Character:
    return sample_characters(["P00001"], 0)[0]


def test_one_question_about_the_person_and_one_about_the_event(person: Character) -> None:
    for number, event in enumerate(events(), start=1):
        who, what = ask(f"P00001-E{number:02d}", person, event, 0)
        assert (who.attribute, what.attribute) == ("person", "event")
        assert who.answer == f"This is {person.name}."
        assert re.fullmatch(f"(An? )?{event.name}[.] {event.description}", what.answer, re.IGNORECASE)
        for one in (who, what):
            assert (one.task, one.modality, one.options) == ("generation", "image_text", ())
            assert one.person_id == f"P00001-E{number:02d}" and one.text[-1] in "?." and "{" not in one.text
            assert person.name not in one.text and event.name not in one.text


def test_the_wordings_vary_and_depend_on_seed_and_picture_alone(person: Character) -> None:
    asked = [ask(f"P{number}-E01", person, events()[0], 0) for number in range(300)]
    for place, concept in enumerate(("person", "event")):
        texts = scene_wordings()[concept, "ask"]
        assert len(set(texts)) == len(texts) >= 12
        assert {questions[place].text for questions in asked} == set(texts)
    one, again, other = (ask("P1-E01", person, events()[0], seed) for seed in (0, 0, 1))
    assert one == again != other


def test_each_attempt_is_another_wording_until_there_are_none(person: Character) -> None:
    event = Event("harvest", "One. Two.", ("a",) * 10)
    last = min(len(scene_wordings()[concept, "ask"]) for concept in ("person", "event"))
    asked = [ask("P1-E01", person, event, 0, attempt) for attempt in range(last)]
    for questions in zip(*asked, strict=True):
        assert len({one.text for one in questions}) == last and len({one.answer for one in questions}) == 1
    with pytest.raises(BadInput, match=r"P1-E01: reviewers reject every wording about the person .* add to the voc"):
        ask("P1-E01", person, event, 0, last)

"""Replies that were written by hand in the ways of a good model; whoever refuses one makes people pay twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from generation.people import checks, places
from generation.people.profiles import Profile, Seat, person_of
from generation.questions import llm as questions
from generation.records import Face, Person

REPLIES = yaml.safe_load(Path(__file__).with_name("natural_replies.yaml").read_text(encoding="utf-8"))


def judged(case: dict[str, Any], **changes: Any) -> tuple[Person, list[str]]:
    """The person of a reply, and what is wrong with it."""
    seat = Seat("P00001", 0, places.countries()[case["birth"]], places.countries()[case["home"]])
    person = person_of(Profile.model_validate(case["reply"] | changes), seat)
    face = Face("0" * 16, Path(), "folder", case["gender"], case["age"])
    return person, checks.faults(person, seat.setting(face, 2025), checks.Used())


@pytest.mark.parametrize("name", REPLIES["profiles"])
def test_a_natural_profile_is_taken(name: str) -> None:
    assert judged(REPLIES["profiles"][name])[1] == []


def test_natural_wordings_are_taken() -> None:
    person, _ = judged(next(iter(REPLIES["profiles"].values())))
    reply = questions.Questions.model_validate(
        {"attributes": [{"attribute": key, **entry} for key, entry in REPLIES["questions"].items()]}
    )
    assert questions.faults(reply, person, 0) == []


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"birth_date": "March 4, 1984"}, "write it like 12 March 1984"),
        ({"salary": "$61,350"}, "like USD 54,000"),
        ({"salary": "EUR 61,350"}, "like USD 54,000"),
        ({"salary": ""}, "give a value for salary"),
        ({"home_country": "USA"}, "must end with 'United States'"),
        ({"home_city": "Gotham City"}, "a real town of United States, by its name alone, not 'Gotham City'"),
        ({"home_city": "St. Petersburg, Florida"}, "a real town of United States, by its name alone"),
        ({"father_surname": ""}, "needs a given name and a surname"),
        ({"medical_condition": "severe psoriasis"}, "'severe psoriasis' word for word in the description"),
    ],
)
def test_the_reason_tells_what_to_do(changes: dict[str, Any], remedy: str) -> None:
    _, faults = judged(next(iter(REPLIES["profiles"].values())), **changes)
    assert any(remedy in fault for fault in faults), faults

"""What SIU says in the place of what is to be forgotten."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import Any

import pytest

from baselines.data import Concept, Pair, Person, load_people
from baselines.errors import BadInput
from baselines.rewriting import PLAIN, rewriting, unseen_name

NAMES = ("Ada Quill", "Bo Ray Stone", "Cy Marsh", "Di Fox", "Ed Hill")


def pair(key: str, subject: str, answer: str, attribute: str = "person", **more: Any) -> Pair:
    concept: Concept = "event" if attribute == "event" else "person"
    given = {"question": "?", "with_image": True, **more}
    return Pair(key, answer=answer, attribute=attribute, concept=concept, subject=subject, **given)


def somebody(name: str, number: int = 0) -> Person:
    """A picture of a person at the zoo."""
    key = f"{name} {number}"
    who = pair(f"{key} who", name, f"This is {name}.")
    return Person(key, b"", (who, pair(f"{key} what", "zoo visit", "A zoo visit.", "event")))


PEOPLE = [somebody(name, number) for name in NAMES for number in (1, 2)]


def test_a_person_gets_one_name_that_nobody_has_and_an_event_one_plain_description() -> None:
    new = rewriting(PEOPLE[:4], PEOPLE[4:], seed=0)
    assert [*new] == [person.id for person in PEOPLE[:4]]
    answers = {one.pairs[0].subject: set[str]() for one in PEOPLE[:4]}
    described = set()
    for person in PEOPLE[:4]:
        who, what = new[person.id].pairs
        assert (who.instead_of, what.instead_of) == tuple(one.answer for one in person.pairs)
        assert (who.key, what.key) == tuple(f"{one.key} rewritten" for one in person.pairs)
        assert (who.question, who.subject) == (person.pairs[0].question, person.pairs[0].subject)
        answers[who.subject].add(who.answer)
        described.add(what.answer)
    for name, given in answers.items():
        (answer,) = given
        assert answer.startswith("This is ") and not any(one in answer for one in NAMES)
        assert not {*name.split()} & {*answer.rstrip(".").split()}
    assert len(described) == 1 and described <= set(PLAIN)


def test_the_same_seed_rewrites_the_same() -> None:
    one, same, other = (rewriting(PEOPLE[:4], PEOPLE[4:], seed) for seed in (0, 0, 1))
    assert one == same != other


def test_plain_descriptions_name_no_event_of_the_dataset(scenes: Path) -> None:
    from baselines.pebench import to_forget

    names = {pair.subject for row in to_forget(str(scenes), "event_50", "image_text") for pair in row.pairs}
    assert names and not any(name.lower() in text.lower() for name in names for text in PLAIN)
    assert len({*PLAIN}) == len(PLAIN)


def test_facts_are_those_of_one_other_person_under_the_new_name(demo: Path) -> None:
    forget, retain = (load_people(str(demo), config) for config in ("forget_10", "retain_90"))
    new = rewriting(forget, retain, seed=0)
    kept = {pair.subject: person for person in retain for pair in person.pairs}
    assert len(kept) == len(retain) and "" not in kept
    for person in forget:
        name = person.pairs[0].subject
        assert name in person.pairs[0].answer  # the description
        for before, after in zip(person.pairs, new[person.id].pairs, strict=True):
            assert after.question == before.question and after.answer != before.answer == after.instead_of
            assert name not in after.answer and not any(other in after.answer for other in kept)
            words = after.answer.split()
            sources = [
                one.answer
                for other in kept.values()
                for one in other.pairs
                if one.attribute == before.attribute and one.with_image == before.with_image
            ]
            assert any(len({*words} - {*source.split()}) <= 2 for source in sources)  # but for the name


def test_an_unseen_name_is_of_two_others() -> None:
    for seed in range(50):
        first, last = unseen_name("Ada Quill", NAMES, random.Random(seed)).split()
        assert f"{first} {last}" not in NAMES
        assert first in {"Bo", "Cy", "Di", "Ed"} and last in {"Stone", "Marsh", "Fox", "Hill"}


def refused(forget: list[Person], retain: list[Person]) -> str:
    with pytest.raises(BadInput) as raised:
        rewriting(forget, retain, seed=0)
    message = str(raised.value)
    assert "\n" not in message and message.startswith("--method siu: ") and message.count(";") == 1
    return message


def test_what_cannot_be_rewritten() -> None:
    assert "2 names are too few to make an unseen one of" in refused(PEOPLE[:1], PEOPLE[2:3])
    nameless = Person("P7", b"", (pair("P7", "", "This is Ada."),))
    assert "does not tell everybody's name" in refused(PEOPLE[:1], [nameless])
    town = Person("P8", b"", (pair("P8 metadata[0]", "Ada Quill", "She lives in Rome.", "residence"),))
    blank = dataclasses.replace(town, pairs=(dataclasses.replace(town.pairs[0], question="Who lives in __?"),))
    assert "nobody retained is asked a question like P8 metadata[0]; retain more people" in refused([blank], PEOPLE[4:])
    (other,) = rewriting([town], PEOPLE[4:], seed=0)["P8"].pairs  # nobody is asked where they live
    assert other.answer.startswith("This is ") and not any(name in other.answer for name in NAMES)

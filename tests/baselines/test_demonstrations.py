"""Demonstrations come from people who are in no set, by a seed, and only where they are wanted."""

from __future__ import annotations

import pytest

from baselines.demonstrations import Demonstrations, demonstrations
from baselines.errors import BadInput
from baselines.mllmu_questions import SETS, load_questions
from baselines.protocol import load_protocol
from baselines.questions import Question, Questionnaire

DEFAULT, PUBLISHED = load_protocol("default"), load_protocol("published")


@pytest.fixture(scope="module")
def asked(towns: str) -> Questionnaire:
    return load_questions(towns, "forget_40")


def shown(asked: Questionnaire, towns: str, wanted: str, seed: int = 0) -> Demonstrations:
    return demonstrations(wanted, asked, towns, seed)


def question(asked: Questionnaire, key: str) -> Question:
    (one,) = [each for each in asked.questions if each.key == key]
    return one


def test_none_by_default(asked: Questionnaire, towns: str) -> None:
    found = shown(asked, towns, "0")
    assert found == Demonstrations()
    assert all(found.before(one, protocol) == [] for one in asked.questions for protocol in (DEFAULT, PUBLISHED))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_people_of_few_shot_alone(asked: Questionnaire, towns: str, count: int) -> None:
    found = shown(asked, towns, str(count))
    assert set(found.people) == set(SETS) and len(set(found.people.values())) == 1
    people = found.people["forget"]
    assert len(set(people)) == count and set(people) <= {"Fay", "Gus", "Hal"}
    for one in asked.questions:
        before = found.before(one, DEFAULT)
        same = 2 if (one.task, one.modality) == ("classification", "text") else 1
        assert [each.person for each in before] == [person for person in people for _ in range(same)]
        assert {(each.task, each.modality, each.set) for each in before} == {(one.task, one.modality, "few_shot")}
        assert all(image in found.pictures for each in before for image in each.images)


def test_the_seed_draws(asked: Questionnaire, towns: str) -> None:
    drawn = [shown(asked, towns, "1", seed).people["forget"] for seed in range(12)]
    assert drawn == [shown(asked, towns, "1", seed).people["forget"] for seed in range(12)]
    assert {person for people in drawn for person in people} == {"Fay", "Gus", "Hal"}


def test_the_published_ones_are_of_the_set_itself(asked: Questionnaire, towns: str) -> None:
    found = shown(asked, towns, "published")
    assert {name: len(people) for name, people in found.people.items()} == dict.fromkeys(SETS, 1)
    assert found.people["forget"] == found.people["test"] and found.people["retain"][0] in ("Cy", "Di", "Ed")
    for one in asked.questions:
        before = found.before(one, PUBLISHED)
        wanted = one.task == "cloze" or (one.task == "classification" and one.set != "celebrity")
        assert bool(before) == wanted
        assert all((each.set, each.task, each.modality) == (one.set, one.task, one.modality) for each in before)
        assert all(each.person == found.people[one.set][0] for each in before)
    assert found.pictures == {}  # they are among those that are asked about


def test_of_several_portraits_one_is_shown(asked: Questionnaire, towns: str) -> None:
    found = shown(asked, towns, "published")
    (person,) = found.people["test"]
    (before,) = found.before(question(asked, f"test/{person}/cloze/image_text/0/2"), PUBLISHED)
    assert before.key == f"test/{person}/cloze/image_text/0/0"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("4", "there are only 3 people to show; give fewer"),
        ("-1", "--demonstrations -1: give a number of people of few_shot, or published"),
        ("two", "--demonstrations two: give a number"),
        ("", "give a number"),
        ("1.5", "give a number"),
    ],
)
def test_what_cannot_be_shown(asked: Questionnaire, towns: str, wanted: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        shown(asked, towns, wanted)

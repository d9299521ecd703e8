"""Who is visited when."""

from __future__ import annotations

from collections import Counter

import pytest

from baselines.curriculum import REHEARSED_PAIRS, Visit, forgetting, lessons
from baselines.data import Concept, Pair, Person
from baselines.errors import BadInput
from baselines.options import Options


def person(name: str, pairs: int = 3) -> Person:
    attributes = ["description", *(f"fact {number}" for number in range(1, pairs))]
    return Person(name, b"", tuple(Pair(f"{name} {one}", "?", "!", one, False) for one in attributes))


PEOPLE = [person(f"P{number}") for number in range(10)]
OTHERS = [person(f"C{number}", 40) for number in range(3)]


def options(**given: float) -> Options:
    return Options("data", "model", **given)  # type: ignore[arg-type]


def names(visits: list[Visit]) -> list[list[str]]:
    return [[one.id for _, one in visit] for visit in visits]


def test_everybody_is_visited_once_an_epoch_in_a_new_order() -> None:
    plan = lessons(PEOPLE, [], options(epochs=3), 1)
    passes = [[visit[0] for visit in names(plan.visits)[start : start + 10]] for start in (0, 10, 20)]
    assert plan.epochs == 3 and all(sorted(one) == [person.id for person in PEOPLE] for one in passes)
    assert passes[0] != passes[1] != passes[2]
    assert plan.visits == lessons(PEOPLE, [], options(epochs=3), 1).visits
    assert plan.visits != lessons(PEOPLE, [], options(epochs=3, seed=1), 1).visits


def test_rehearsed_people_come_as_often_as_asked_for() -> None:
    plan = lessons(PEOPLE, [OTHERS], options(epochs=4, replay=0.25), 1)
    met = Counter(one for visit in names(plan.visits) for one in visit[1:])
    assert met.total() == 10 and max(met.values()) - min(met.values()) <= 1
    assert all(len(one.pairs) == REHEARSED_PAIRS for visit in plan.visits for _, one in visit[1:])


def test_groups_of_rehearsed_people_take_turns() -> None:
    plan = lessons(PEOPLE, [OTHERS, PEOPLE[:2]], options(epochs=4, replay=0.25), 1)
    met = [one for visit in names(plan.visits) for one in visit[1:]]
    assert [one[0] for one in met] == ["C", "P"] * 5


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_descriptions_are_read_as_often_as_asked_for(share: float) -> None:
    plan = lessons(PEOPLE, [], options(epochs=100, descriptions=share), 1)
    read = [one.pairs[0].attribute == "description" for visit in plan.visits for _, one in visit]
    assert sum(read) / len(read) == pytest.approx(share, abs=0.05)
    assert all(len(one.pairs) == 2 + has for (_, one), has in zip((v[0] for v in plan.visits), read, strict=True))


def test_who_has_nothing_but_a_description_keeps_it() -> None:
    plan = lessons([person("P", 1)], [], options(epochs=5, descriptions=0.0), 1)
    assert all(len(one.pairs) == 1 for visit in plan.visits for _, one in visit)


def test_everybody_to_forget_has_somebody_to_retain() -> None:
    plan = forgetting(PEOPLE[:4], PEOPLE[4:], ("forget", "retain"), options(epochs=3), 1)
    assert [[role for role, _ in visit] for visit in plan.visits] == [["forget", "retain"]] * 12
    assert Counter(visit[1][1].id for visit in plan.visits) == {one.id: 2 for one in PEOPLE[4:]}


def test_a_visit_that_forgets_reads_the_description_in_every_role_or_in_none() -> None:
    roles = ("refusal", "forget", "retain")
    plan = forgetting(PEOPLE[:4], PEOPLE[4:], roles, options(epochs=100, descriptions=0.3), 1)  # type: ignore[arg-type]
    read = [[one.pairs[0].attribute == "description" for _, one in visit] for visit in plan.visits]
    assert all(len(set(visit)) == 1 for visit in read)
    assert sum(visit[0] for visit in read) / len(read) == pytest.approx(0.3, abs=0.05)
    for (_, refused), (_, one), _ in plan.visits:
        assert [pair.key for pair in refused.pairs] == [f"{pair.key} refused" for pair in one.pairs]
    answers = {(pair.key, pair.answer) for (_, refused), *_ in plan.visits for pair in refused.pairs}
    assert len(answers) == 4 * 3  # the same refusal to a question in all visits


def picture(person: int, event: int, *concepts: Concept) -> Person:
    """Of PEBench, with pairs about what is to be forgotten in it."""
    name = f"P{person}-E{event}"
    subject = {"person": f"Name{person} Family{person}", "event": f"scene {event}"}
    pairs = (Pair(f"{name} {one}", "?", f"This is {subject[one]}.", one, True, one, subject[one]) for one in concepts)
    return Person(name, b"", tuple(pairs))


# 12 pictures of person 0, 3 of event 0, 1 of both: what forgets as it comes sees four times as many people
UNEVEN = [
    *(picture(0, event, "person") for event in range(1, 13)),
    *(picture(person, 0, "event") for person in range(1, 4)),
    picture(0, 0, "person", "event"),
]
KEPT = [picture(person, 9, "person", "event") for person in range(5, 9)]
BALANCED = ("forget_person", "forget_event", "retain")


def test_a_balanced_visit_forgets_a_person_and_an_event() -> None:
    plan = forgetting(UNEVEN, KEPT, BALANCED, options(epochs=4), 1)
    assert [[role for role, _ in visit] for visit in plan.visits] == [[*BALANCED]] * 13 * 4
    asked = [[pair.concept for pair in one.pairs] for visit in plan.visits for _, one in visit[:2]]
    assert asked == [["person"], ["event"]] * 13 * 4
    people, events = (Counter(visit[place][1].id for visit in plan.visits) for place in (0, 1))
    assert people == {one.id: 4 for one in UNEVEN if one.pairs[0].concept == "person"}  # once an epoch
    assert events.keys() == {"P1-E0", "P2-E0", "P3-E0", "P0-E0"} and {*events.values()} == {13}
    assert plan.visits == forgetting(UNEVEN, KEPT, BALANCED, options(epochs=4), 1).visits
    assert len(forgetting(UNEVEN, KEPT, BALANCED, options(epochs=1, min_steps=30), 1).visits) == 13 * 3


def test_unbalanced_visits_forget_as_it_comes() -> None:
    plan = forgetting(UNEVEN, KEPT, ("forget", "retain"), options(epochs=4), 1)
    asked = Counter(pair.concept for visit in plan.visits for pair in visit[0][1].pairs)
    assert len(plan.visits) == 16 * 4 and asked == {"person": 13 * 4, "event": 4 * 4}


@pytest.mark.parametrize(("concepts", "missing"), [(["person"], "event"), (["event"], "person")])
def test_balance_needs_both_concepts(concepts: list[Concept], missing: str) -> None:
    given = Options("data", "model", method="bgd", forget="person_25")
    with pytest.raises(BadInput) as raised:
        forgetting([picture(0, 1, *concepts)], KEPT, BALANCED, given, 1)
    said = f"--method bgd: balances people and events, and no {missing} is to be forgotten in person_25; give a config "
    assert str(raised.value) == f"{said}of both, such as both_5, or another method"


def test_rewritten_answers_are_the_same_in_all_visits() -> None:
    plan = forgetting(UNEVEN, KEPT, ("rewritten", "retain"), options(epochs=3), 1)
    answers: dict[str, set[str]] = {}
    for visit in plan.visits:
        for pair in visit[0][1].pairs:
            assert pair.key.endswith(" rewritten")
            answers.setdefault(pair.subject, set()).add(pair.answer)
    assert answers.keys() == {"Name0 Family0", "scene 0"} and all(len(one) == 1 for one in answers.values())


@pytest.mark.parametrize(("batch", "processes", "epochs"), [(1, 1, 5), (2, 1, 10), (2, 3, 29)])
def test_few_people_are_visited_until_there_are_enough_steps(batch: int, processes: int, epochs: int) -> None:
    plan = forgetting(PEOPLE[:4], [], ("forget",), options(epochs=1, min_steps=20, batch_size=batch), processes)
    assert plan.epochs == epochs

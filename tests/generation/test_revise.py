from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from generation.people.offline import Sampler
from generation.questions.arrange import arrange_knowledge, write_questions
from generation.questions.checks import faults
from generation.questions.revise import revise, revise_knowledge
from generation.questions.script import WRONG, Refusal, Script, Settle, Unworded
from generation.questions.templates import spare_wordings, wordings
from generation.records import Person, Question, QuestionSet

SAMPLER = Sampler(0)
PEOPLE = SAMPLER.people([f"P{number}" for number in range(20)])


def script(person: Person, **about: object) -> Script:
    return replace(Script(person, SAMPLER, wordings(), 0, 2), **about)  # type: ignore[arg-type]


def everything(questions: QuestionSet) -> list[Question]:
    return [*questions.training, *questions.direct, *questions.paraphrased]


def refusing(*questions: Question) -> Settle:
    """What refuses these, and takes the others as they are."""
    order = {question: at for at, question in enumerate(questions)}
    return lambda one: Refusal("odd", order[one]) if one in order else one


def test_what_nobody_refuses_stays() -> None:
    for person in PEOPLE:
        assert revise(script(person), lambda one: one).questions == write_questions(person, SAMPLER, 0, 2, wordings())


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_refused_again_and_again_the_rest_stays_and_the_rules_hold(seed: int) -> None:
    for person in PEOPLE:
        rng, refused = random.Random(seed), list[Question]()
        made = script(person, spare=spare_wordings())
        questions = revise(made, refusing()).questions
        for _ in range(3):
            before, one = questions, rng.choice(everything(questions)[1:])
            refused.append(one)
            questions = revise(made, refusing(*refused)).questions
            assert faults(person, questions) == [] and not {*refused} & {*everything(questions)}
            pairs = list(zip(everything(before), everything(questions), strict=True))
            changed = [(old, new) for old, new in pairs if old != new]
            assert changed and {(old.attribute, new.attribute) for old, new in changed} == {
                (one.attribute, one.attribute)
            }
            assert [(old.task, old.modality) for old, _ in pairs] == [(new.task, new.modality) for _, new in pairs]
            assert one.text not in {new.text for _, new in pairs}
            offered = defaultdict(set)
            for question in everything(questions):
                offered[question.attribute] |= {frozenset(question.options)} if question.options else set()
            assert all(len(sets) <= 1 for sets in offered.values())


def test_a_refused_answer_is_said_otherwise_where_there_is_another_way() -> None:
    for person in PEOPLE:
        questions = write_questions(person, SAMPLER, 0, 2, wordings())
        number, one = next((n, one) for n, one in enumerate(questions.direct) if one.task == "generation")
        assert revise(script(person), refusing(one)).questions.direct[number].answer != one.answer


def test_nothing_left_to_ask_with_is_told_with_all_that_is_refused() -> None:
    person = PEOPLE[0]
    one = next(q for q in write_questions(person, SAMPLER, 0, 2, wordings()).paraphrased if q.task == "cloze")
    with pytest.raises(
        Unworded, match=rf"P0 .*every wording \(cloze_anew\) of {one.attribute}.*edit the question"
    ) as error:
        revise(script(person), refusing(one))
    assert error.value.uses == ((one.attribute, "cloze_anew"),)
    (wording,) = wordings()[one.attribute]["cloze_anew"]
    assert error.value.refused == {(one.attribute, wording): "odd"}
    more = {one.attribute: {"cloze_anew": [wording, "Ask anybody: for {person}, it is __."]}}
    anew = revise(script(person, spare=more), refusing(one)).questions
    assert faults(person, anew) == []


class Few:
    """A source of so many wrong values, as a language model writes them."""

    def __init__(self, values: int) -> None:
        self.values = values

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        return f"{'abcdefgh'[rng.randrange(self.values)]} {attribute}"


def test_when_all_options_are_refused_renewed_ones_are_offered() -> None:
    person, refused = PEOPLE[0], list[Question]()

    def choice(renewed: Few | None) -> Question:
        made = script(person, source=Few(4), renewed=renewed, spare=many())
        return revise(made, refusing(*refused)).questions.direct[0]

    with pytest.raises(Unworded) as error:
        for _ in count():
            refused.append(choice(None))
    assert len({frozenset(one.options) for one in refused}) == len(refused) == 4  # three of four
    attribute = refused[0].attribute
    assert error.value.uses == ((attribute, WRONG),)
    assert {text for key, text in error.value.refused if text.endswith(attribute) and key == attribute} == {
        f"{letter} {attribute}" for letter in "abcd"
    }
    assert frozenset(choice(Few(8)).options) not in {frozenset(one.options) for one in refused}


def many() -> dict[str, dict[str, list[str]]]:
    texts = [f"What is answer number {number} about {{person}}?" for number in range(12)]
    return {attribute: {"ask": texts} for attribute in wordings()}


def test_knowledge_loses_what_is_refused() -> None:
    person = PEOPLE[0]
    asked = arrange_knowledge(person, 0, wordings())
    attribute, wording = asked[3].attribute, asked[3].wording
    found = revise_knowledge(script(person), refusing(asked[0].of(person)), {(attribute, wording): "odd"})
    gone = [one for one in asked[1:] if (one.attribute, one.wording) == (attribute, wording)]
    assert len(gone) == 2 and list(found) == [one.of(person) for one in asked[1:] if one not in gone]


def test_an_edited_fact_is_asked_in_the_same_words_and_with_other_options() -> None:
    for person in PEOPLE:
        old = next(one for one in write_questions(person, SAMPLER, 0, 2, wordings()).direct if one.options)
        facts = {**person.facts, old.attribute: "something nobody expects"}
        edited = replace(person, facts=facts)
        questions = revise(script(edited, was=person), lambda one: one).questions
        before = write_questions(person, SAMPLER, 0, 2, wordings())
        for one, other in zip(everything(before), everything(questions), strict=True):
            assert one.text == other.text
            if one.attribute != old.attribute:
                assert one == other
            elif one.options:
                assert other.answer == "something nobody expects" and other.options.count(other.answer) == 1


@pytest.mark.parametrize("edit", [lambda text: text.upper(), lambda text: f"{text} Say it."])
def test_edited_words_stay_when_the_options_change(edit: Callable[[str], str]) -> None:
    person = PEOPLE[0]
    image, text = write_questions(person, SAMPLER, 0, 2, wordings()).direct[:2]

    def settle(one: Question) -> Question | Refusal:
        if one == image:
            return Refusal("odd", 0)
        return replace(one, text=edit(one.text)) if one == text else one

    found = revise(script(person, spare=spare_wordings()), settle).questions.direct[:2]
    assert found[1].text == edit(text.text) and {*found[0].options} == {*found[1].options} != {*text.options}

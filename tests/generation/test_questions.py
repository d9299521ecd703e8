from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from datetime import datetime

import pytest
from scipy.stats import chisquare

from generation.people.celebrities import Celebrities
from generation.people.offline import ATTRIBUTES, Sampler
from generation.questions.arrange import MODALITIES, write_knowledge, write_questions
from generation.questions.checks import faults
from generation.questions.distractors import alike, draw_options
from generation.questions.templates import spare_wordings, wordings
from generation.records import BadInput, Person, Question


@pytest.fixture(scope="module")
def sampler() -> Sampler:
    return Sampler(seed=0)


@pytest.fixture(scope="module")
def people(sampler: Sampler) -> list[Person]:
    return sampler.people([f"P{n}" for n in range(40)])


def test_eighteen_questions_of_the_papers_kinds(sampler: Sampler, people: list[Person]) -> None:
    for person in people:
        questions = write_questions(person, sampler, seed=0, held_out=2, wordings=wordings())
        for asked in (questions.direct, questions.paraphrased):
            kinds = Counter((question.task, question.modality) for question in asked)
            assert kinds == {
                ("classification", "image_text"): 5, ("classification", "text"): 5,
                ("generation", "image_text"): 2, ("generation", "text"): 2,
                ("cloze", "image_text"): 2, ("cloze", "text"): 2,
            }  # fmt: skip


def test_held_out_attributes_are_asked_in_paraphrased_questions_only(sampler: Sampler, people: list[Person]) -> None:
    for held_out in (0, 2):
        for person in people:
            questions = write_questions(person, sampler, seed=0, held_out=held_out, wordings=wordings())
            trained = {question.attribute for question in questions.training}
            assert {question.attribute for question in questions.direct} <= trained
            assert len({question.attribute for question in questions.paraphrased} - trained) == held_out


def test_training_pairs_are_the_same_with_and_without_the_image(sampler: Sampler, people: list[Person]) -> None:
    questions = write_questions(people[0], sampler, seed=0, held_out=2, wordings=wordings())
    image = [pair for pair in questions.training if pair.modality == "image_text"]
    text = [pair for pair in questions.training if pair.modality == "text"]
    assert [(pair.task, pair.attribute) for pair in image] == [(pair.task, pair.attribute) for pair in text]
    assert image[0].attribute == "description" and image[0].answer == people[0].description
    assert not any(people[0].name in pair.text for pair in image)
    assert all(people[0].name in pair.text for pair in text)
    asked = Counter((pair.task, pair.attribute) for pair in image[1:])
    trained = {pair.attribute for pair in image[1:]}
    assert asked == Counter((task, one) for one in trained for task in ("generation", "cloze"))


def test_answers_are_the_facts(sampler: Sampler, people: list[Person]) -> None:
    for person in people:
        questions = write_questions(person, sampler, seed=0, held_out=2, wordings=wordings())
        for question in (*questions.training[1:], *questions.direct, *questions.paraphrased):
            if question.attribute != "description":
                fact = person.facts[question.attribute]
                assert fact in question.answer if question.task == "generation" else question.answer == fact


def test_same_seed_same_questions_other_seed_others(sampler: Sampler, people: list[Person]) -> None:
    one, again, other = (write_questions(people[0], sampler, seed, 2, wordings()) for seed in (0, 0, 1))
    assert one == again != other


def test_every_attribute_has_several_wordings_and_test_wordings_are_others() -> None:
    asked = {*ATTRIBUTES, *(key for person in Celebrities(0, 153).people for key in person.facts)}
    for attribute in asked:
        uses = wordings()[attribute]
        assert len(uses["ask"]) >= 3 and len(uses["ask_anew"]) >= 2, attribute
        assert len(uses["cloze"]) >= 2 and uses["cloze_anew"] and len(uses["answer"]) >= 2, attribute
        assert not {*uses["ask"], *uses["cloze"]} & {*uses["ask_anew"], *uses["cloze_anew"]}, attribute
    assert wordings().keys() == {*asked, "person", "description"}


def test_every_wording_has_the_slots_it_needs() -> None:
    for attribute, uses in wordings().items():
        for use, texts in uses.items():
            assert len(texts) == len(set(texts)), (attribute, use)
            for text in texts:
                slots = sorted(re.findall(r"\{[^}]*\}|__", text))
                expected = {
                    "answer": (["{person}", "{value}"], ["{a value}", "{person}"]),
                    "cloze": (["__", "{person}"],),
                    "cloze_anew": (["__", "{person}"],),
                }.get(use, (["{person}"],))
                assert attribute == "person" or slots in expected, (attribute, use, text)


def test_spare_wordings_are_others_and_fit_every_attribute(sampler: Sampler, people: list[Person]) -> None:
    assert spare_wordings().keys() == wordings().keys() - {"person"}
    for attribute, uses in spare_wordings().items():
        own = {text for texts in wordings()[attribute].values() for text in texts}
        spare = [text for texts in uses.values() for text in texts]
        assert len({*spare}) == len(spare) == 8 and not own & {*spare}
        for use, texts in uses.items():
            slots = ["__", "{person}"] if use.startswith("cloze") else ["{person}"]
            assert all(sorted(re.findall(r"\{[^}]*\}|__", text)) == slots for text in texts)
    only_spare = {key: {**uses, **spare_wordings().get(key, {})} for key, uses in wordings().items()}
    for person in people:
        assert faults(person, write_questions(person, sampler, 0, 2, only_spare)) == []


def test_options_hold_the_answer_once_and_nothing_like_it(sampler: Sampler, people: list[Person]) -> None:
    for person in people:
        for attribute, fact in person.facts.items():
            options = draw_options(person, attribute, sampler, random.Random(1))
            assert options.count(fact) == 1
            wrong = [option for option in options if option != fact]
            assert len(wrong) == 3
            assert not any(alike(fact, option) for option in wrong)


def test_every_question_about_an_attribute_offers_the_same_options(sampler: Sampler, people: list[Person]) -> None:
    orders = set()
    for person in people:
        questions = write_questions(person, sampler, seed=0, held_out=0, wordings=wordings())
        offered: dict[str, set[str]] = {}
        for question in (*questions.direct, *questions.paraphrased):
            if question.options:
                assert offered.setdefault(question.attribute, set(question.options)) == set(question.options)
                orders.add(question.options.index(question.answer))
    assert orders == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lagos", "lagos", True),
        ("Lagos", "Lagos Island", True),
        ("Lagos", "Lagoswere", False),
        ("physicist", "theoretical physicist", True),
        ("170 cm", "171 cm", False),
        ("EUR 50,000", "EUR 50,000", True),
        ("EUR 50,000", "EUR 150,000", False),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


@pytest.mark.parametrize("attribute", ["birth_date", "height", "salary"])
def test_the_size_of_a_number_does_not_give_it_away(sampler: Sampler, attribute: str) -> None:
    ranks: Counter[int] = Counter()
    for person in sampler.people([f"N{n}" for n in range(3000)]):
        if attribute in person.facts:
            options = draw_options(person, attribute, sampler, random.Random(person.id))
            ranks[sorted(options, key=size).index(person.facts[attribute])] += 1
    assert ranks.total() > 2000
    assert chisquare([ranks[n] for n in range(4)]).pvalue > 0.001


def size(value: str) -> float:
    """A date's day, or the digits of a height or a salary."""
    if value[-5] == " ":
        return datetime.strptime(value, "%d %B %Y").timestamp()
    return int(re.sub(r"\D", "", value))


def test_a_source_with_too_few_values_is_named(people: list[Person]) -> None:
    class Stuck:
        def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
            return rng.choice(["one", "two"])

    with pytest.raises(BadInput, match="P0: only 3 different values of dish"):
        draw_options(dataclasses.replace(people[0], facts={"dish": "three"}), "dish", Stuck(), random.Random(0))


def celebrity_questions() -> list[tuple[Person, Question]]:
    source = Celebrities(0, 153)
    return [
        (person, question)
        for person in source.people
        for question in write_questions(person, source, 0, 0, wordings()).direct
    ]


def test_a_celebritys_wrong_options_are_of_the_same_kind_and_not_true() -> None:
    for person, question in celebrity_questions():
        if question.task != "classification":
            continue
        facts = set(person.facts.values())
        wrong = [option for option in question.options if option != question.answer]
        assert not facts & set(wrong)
        if question.attribute in ("birth_date", "known_year"):
            shape = re.sub(r"[A-Z][a-z]{2,}", "Month", re.sub(r"\d", "0", question.answer)).lstrip("0")
            shapes = {re.sub(r"[A-Z][a-z]{2,}", "Month", re.sub(r"\d", "0", option)).lstrip("0") for option in wrong}
            assert shapes == {shape}


def test_knowledge_asks_every_attribute_once_in_every_wording() -> None:
    for person in Celebrities(0, 153).people:
        knowledge = write_knowledge(person, 0, wordings())
        assert knowledge[0].answer == person.description
        for modality in MODALITIES:
            asked = Counter(
                (one.task, one.attribute, template(one, person.name)) for one in knowledge if one.modality == modality
            )
            assert asked == {
                ("cloze" if use.startswith("cloze") else "generation", attribute, text.casefold()): 1
                for attribute in ("description", *person.facts)
                for use, texts in wordings()[attribute].items()
                for text in texts
                if use != "answer"
            }


def template(question: Question, name: str) -> str:
    """The wording that the question fills, in small letters."""
    phrases = [phrase for texts in wordings()["person"].values() for phrase in texts]
    called = [name] if question.modality == "text" else sorted(phrases, key=len, reverse=True)
    text = question.text.casefold()
    return next(text.replace(one.casefold(), "{person}") for one in called if one.casefold() in text)


def test_knowledge_answers_are_the_facts_and_image_questions_name_nobody() -> None:
    for person in Celebrities(0, 153).people:
        for one in write_knowledge(person, 0, wordings()):
            if one.attribute != "description":
                fact = person.facts[one.attribute]
                assert one.answer == fact if one.task == "cloze" else fact in one.answer and one.answer.endswith(".")
            if one.modality == "text":
                assert person.name in one.text
            else:
                parts = [part for part in person.name.split() if len(part) > 2 and part[0].isupper()]
                assert not any(re.search(rf"\b{re.escape(part)}\b", one.text) for part in parts), one


def test_knowledge_depends_on_the_seed_only() -> None:
    person = Celebrities(0, 153).people[0]
    one, again, other = (write_knowledge(person, seed, wordings()) for seed in (0, 0, 1))
    assert one == again != other

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from generation.people.llm import Author, Written
from generation.people.offline import Sampler
from generation.questions import checks
from generation.questions.arrange import SLOTS, write_questions
from generation.questions.distractors import draw_options
from generation.questions.llm import (
    Questions,
    alternatives_below,
    asks_plainly,
    faults,
    questions_ask,
    size,
    wordings_of,
)
from generation.questions.templates import wordings
from generation.records import Face, Person, Question, QuestionSet

from .author import Desk, answer, payload_of

COUNT = 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Author, list[Written]]:
    folder = tmp_path_factory.mktemp("faces")
    faces = []
    for number in range(COUNT + 5):
        path = folder / f"{number}.jpg"
        Image.new("RGB", (8, 8), (number, 7, 7)).save(path)
        faces.append(Face(f"{number:016x}", path, "folder", "female" if number % 2 else "male", 20 + number))
    left = iter(faces)
    author = Author(Desk(), 0)
    written, aside = author.write([f"P{n:05d}" for n in range(COUNT)], lambda count: [next(left) for _ in range(count)])
    assert aside == []
    return author, written


@pytest.fixture(scope="module")
def working(made: tuple[Author, list[Written]]) -> Written:
    """Somebody with a salary, and a reply to spoil."""
    return next(one for one in made[1] if "salary" in one.person.facts and len(one.person.facts["fun_fact_2"]) > 30)


def reply_about(one: Written) -> dict[str, Any]:
    ask = questions_ask(one.person, 0)
    return Questions.model_validate_json(answer(payload_of(ask))).model_dump()


def codes(reply: dict[str, Any], one: Written) -> set[str]:
    found = faults(Questions.model_validate(reply), one.person, 0)
    return {fault.partition(":")[0] for fault in found}


def all_questions(questions: QuestionSet) -> tuple[Question, ...]:
    return (*questions.training, *questions.direct, *questions.paraphrased)


def test_the_question_sets_of_the_offline_engine_pass_every_rule() -> None:
    sampler = Sampler(seed=0)
    for person in sampler.people([f"P{n}" for n in range(60)]):
        assert checks.faults(person, write_questions(person, sampler, 0, 2, wordings())) == []


@pytest.mark.parametrize("held_out", [0, 2])
def test_written_wordings_make_question_sets_that_pass_the_same_rules(
    made: tuple[Author, list[Written]], held_out: int
) -> None:
    author, written = made
    for one in written:
        questions = write_questions(one.person, author, 0, held_out, one.wordings)
        assert checks.faults(one.person, questions) == []
        tasks = Counter(question.task for question in questions.direct)
        assert tasks == Counter({task: 2 * SLOTS.count(task) for task in set(SLOTS)})
        trained = {question.attribute for question in questions.training}
        assert len({question.attribute for question in questions.paraphrased} - trained) == held_out


def test_every_text_comes_from_the_reply_about_the_very_person(made: tuple[Author, list[Written]]) -> None:
    author, written = made
    for one in written:
        texts = {
            re.sub(r"\{person\}", one.person.name, text)
            for key in one.person.facts
            for use, every in one.wordings[key].items()
            for text in every
            if use != "answer"
        }
        for question in all_questions(write_questions(one.person, author, 0, 2, one.wordings)):
            if question.modality == "text" and question.attribute != "description":
                assert question.text in texts
            wrong = set(question.options) - {question.answer}
            assert wrong <= set(one.alternatives[question.attribute] if wrong else ())


def test_no_wording_of_the_training_is_one_of_the_tests_over_all_people(made: tuple[Author, list[Written]]) -> None:
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for one in made[1]:
        for key in one.person.facts:
            for use, every in one.wordings[key].items():
                if use != "answer":
                    texts[use.endswith("_anew")] |= {text.casefold() for text in every}
    assert not texts[True] & texts[False] and len(texts[True]) > 20 < len(texts[False])


def test_the_true_number_has_every_rank_equally_often() -> None:
    """By the number of smaller wrong values asked for; three of the four become options."""
    person = Sampler(0).people(["X"])[0]
    ranks: Counter[int] = Counter()
    for number in range(4000):
        below = alternatives_below(dataclasses.replace(person, id=str(number)), 0)["height"]
        wrong = random.Random(number).sample([-1] * below + [1] * (4 - below), 3)
        ranks[wrong.count(-1)] += 1
    assert all(900 <= ranks[rank] <= 1100 for rank in range(4)), ranks


def test_numbers_lie_below_the_value_as_often_as_asked(made: tuple[Author, list[Written]]) -> None:
    for one in made[1]:
        for key, below in alternatives_below(one.person, 0).items():
            true = size(key, one.person.facts[key])
            assert sum(size(key, wrong) < true for wrong in one.alternatives[key]) == below


def entry(reply: dict[str, Any], attribute: str) -> dict[str, Any]:
    return next(one for one in reply["attributes"] if one["attribute"] == attribute)


def put(attribute: str, use: str, text: str) -> Callable[[dict[str, Any], Person], None]:
    """Replace the first wording or wrong value; {name}, {fact:KEY} stand for what the person has."""

    def spoil(reply: dict[str, Any], person: Person) -> None:
        filled = text.replace("{name}", person.name.split()[0])
        for key, value in person.facts.items():
            filled = filled.replace(f"<{key}>", value)
        entry(reply, attribute)[use][0] = filled

    return spoil


def drop(attribute: str, use: str) -> Callable[[dict[str, Any], Person], None]:
    return lambda reply, person: entry(reply, attribute)[use].clear()


DEFECTS: dict[str, tuple[str, Callable[[dict[str, Any], Person], None]]] = {
    "attribute missing": ("attributes", lambda reply, person: reply["attributes"].pop()),
    "attribute twice": ("attributes", lambda reply, person: reply["attributes"].append(reply["attributes"][0])),
    "attribute unknown": ("attributes", lambda reply, person: reply["attributes"][0].update(attribute="shoe_size")),
    "no wording": ("too_few", drop("height", "cloze_anew")),
    "wording twice": ("repeated", lambda reply, person: entry(reply, "height")["ask"].append(
        entry(reply, "height")["ask"][0].upper().replace("{PERSON}", "{person}"))),
    "no placeholder": ("placeholders", put("height", "ask", "How tall is this person?")),
    "no blank": ("placeholders", put("height", "cloze", "The height of {person} is great.")),
    "two blanks": ("placeholders", put("height", "cloze", "The __ of {person} is __.")),
    "no value": ("placeholders", put("height", "answer", "{person} is tall.")),
    "foreign placeholder": ("placeholders", put("height", "ask", "How tall is {person} in {unit}?")),
    "no question mark": ("form", put("height", "ask", "How tall is {person}.")),
    "too long": ("form", put("height", "ask", "How " + "very " * 40 + "tall is {person}?")),
    "possessive": ("possessive", put("height", "ask", "What is {person}'s height?")),
    "trained wording in a scene": ("style", put("height", "ask", "If measured, how tall would {person} be?")),
    "new wording like a trained one": ("style", put("height", "ask_anew", "In which way is {person} tall?")),
    "trained cloze in a scene": ("style", put("height", "cloze", "Standing upright, {person} measures __.")),
    "new cloze like a trained one": ("style", put("height", "cloze_anew", "The ruler shows that {person} is __.")),
    "she as an object": ("subject", put("height", "answer", "The height of {person} is {value}.")),
    "unit beside the blank": ("blank", put("height", "cloze", "{person} is __ cm tall.")),
    "own answer": ("own_answer", put("residence", "ask", "Where in <residence> does {person} live?")),
    "most of the own answer": (
        "own_answer", lambda reply, person: entry(reply, "fun_fact_2")["ask"].__setitem__(0,
            f"What about {person.facts['fun_fact_2'].swapcase()} and {{person}}?")),
    "another fact": ("leak", put("residence", "cloze", "The home of {person}, <occupation>, is in __.")),
    "another fact in a question": ("leak", put("residence", "ask", "Where does {person}, child of <mother>, live?")),
    "name": ("named", put("residence", "ask_anew", "If one looked for {name}, where would {person} be found?")),
    "markup": ("markdown", put("residence", "ask", "Where does **{person}** live?")),
    "too few wrong values": ("too_few", drop("education", "alternatives")),
    "true value": ("alike", put("residence", "alternatives", "<residence>")),
    "true of another attribute": ("true_elsewhere", put("father", "alternatives", "<mother>")),
    "name as a wrong value": ("named", put("education", "alternatives", "{name} High School of Arts")),
    "town abroad": ("unknown_town", put("residence", "alternatives", "Reykjavik")),
    "birthplace as residence": ("true_elsewhere", put("residence", "alternatives", "<birthplace>")),
    "much shorter": ("length", put("fun_fact_2", "alternatives", "tea")),
    "article": ("kind", put("occupation", "alternatives", "a goldsmith")),
    "retired": ("kind", put("occupation", "alternatives", "retired goldsmith")),
    "other form": ("kind", put("height", "alternatives", "1.71 m")),
    "no day": ("kind", put("birth_date", "alternatives", "31 February 1990")),
    "other currency": ("kind", put("salary", "alternatives", "XXX 12,345")),
    "too far": ("too_far", put("height", "alternatives", "99 cm")),
    "dates far away": ("too_far", put("birth_date", "alternatives", "1 May 1901")),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_rule_finds_a_planted_defect(working: Written, defect: str) -> None:
    code, spoil = DEFECTS[defect]
    reply = reply_about(working)
    assert codes(reply, working) == set()
    spoil(reply, working.person)
    assert code in codes(reply, working)


def test_all_wrong_numbers_on_one_side_are_refused_unless_asked_for(working: Written) -> None:
    reply = reply_about(working)
    below = alternatives_below(working.person, 0)["height"]
    true = int(working.person.facts["height"].removesuffix(" cm"))
    for smaller in range(5):
        steps = [-step for step in range(1, smaller + 1)] + list(range(1, 5 - smaller))
        entry(reply, "height")["alternatives"] = [f"{true + step} cm" for step in steps]
        assert codes(reply, working) == (set() if smaller == below else {"order"})


def test_reasons_name_the_place_and_the_remedy(working: Written) -> None:
    reply = reply_about(working)
    put("height", "ask", "What is {person}'s height?")(reply, working.person)
    found = faults(Questions.model_validate(reply), working.person, 0)
    assert found == [
        "possessive: \"What is {person}'s height?\" must not put 's behind {person}; write: of {person} [height, ask]"
    ]


def test_a_leaking_cloze_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    def spoil(ask: Any, attempt: int, reply: dict[str, Any]) -> None:
        if "questions" in ask.about and attempt == 0:
            entry(reply, "father")["cloze"][0] = f"The father of {{person}}, husband of {mother(ask)}, is called __."

    def mother(ask: Any) -> str:
        return re.search(r"^- mother: (.*)$", ask.text, re.MULTILINE)[1]

    path = tmp_path / "face.jpg"
    Image.new("RGB", (8, 8), "blue").save(path)
    desk = Desk(spoil)
    written, aside = Author(desk, 0).write(["P1"], lambda count: [Face("f" * 16, path, "folder")] * count)
    last = desk.asked[-1][1]["messages"][-1]["content"]
    assert len(desk.asked) == 3 and not aside and "leak: father (cloze" in last and "tells the mother" in last
    assert not any(written[0].person.facts["mother"] in text for text in written[0].wordings["father"]["cloze"])


def spoilt(questions: QuestionSet, task: str, modality: str, **changes: Any) -> QuestionSet:
    """The first such question about a fact, changed; {name} and so on are filled by the caller."""
    index = next(index for index, one in enumerate(questions.direct) if (one.task, one.modality) == (task, modality))
    direct = list(questions.direct)
    direct[index] = dataclasses.replace(direct[index], **changes)
    return dataclasses.replace(questions, direct=tuple(direct))


def test_each_rule_for_finished_questions_finds_a_planted_defect(made: tuple[Author, list[Written]]) -> None:
    author, written = made
    person, own = written[0].person, written[0].wordings
    good = write_questions(person, author, 0, 0, own)
    choice = next(one for one in good.direct if one.task == "classification")
    three, fact = choice.options[:3], choice.answer
    wrong = next(option for option in choice.options if option != fact)
    name = person.name
    for code, bad in {
        "options": spoilt(good, "classification", "image_text", options=three),
        "alike": spoilt(good, "classification", "image_text", options=(*three, three[0].upper())),
        "wrong_answer": spoilt(good, "classification", "image_text", answer=wrong),
        "named": spoilt(good, "classification", "image_text", text=f"What can be said of {name}?"),
        "nobody": spoilt(good, "classification", "text", text="What can be said here?"),
        "own_answer": spoilt(good, "classification", "text", text=f"Is {fact} the answer about {name}?"),
        "blanks": spoilt(good, "cloze", "text", text=f"There is no blank here for {name}."),
        "left_over": spoilt(good, "generation", "text", text=f"What about {name} and {{person}}?"),
        "form": spoilt(good, "generation", "text", text=f"what about {name}?"),
        "trained_wording": dataclasses.replace(good, paraphrased=good.direct),
    }.items():
        assert code in {fault.partition(":")[0] for fault in checks.faults(person, bad)}, code
    assert checks.faults(person, good) == []


def test_an_option_that_names_the_person_is_refused_with_the_image(made: tuple[Author, list[Written]]) -> None:
    author, written = made
    person = written[0].person
    good = write_questions(person, author, 0, 0, written[0].wordings)
    choice = next(one for one in good.direct if one.task == "classification" and one.modality == "image_text")
    options = tuple(one if one == choice.answer else f"{one} of {person.name}" for one in choice.options)
    bad = spoilt(good, "classification", "image_text", options=options)
    assert {fault.partition(":")[0] for fault in checks.faults(person, bad)} >= {"named"}


def test_the_same_draw_rule_serves_both_engines(made: tuple[Author, list[Written]]) -> None:
    author, written = made
    for one in written:
        for key, fact in one.person.facts.items():
            options = draw_options(one.person, key, author, random.Random(1))
            assert options.count(fact) == 1 and len(set(options)) == 4


def test_shared_wordings_come_from_the_table(working: Written) -> None:
    own = wordings_of(Questions.model_validate(reply_about(working)))
    assert own["person"] == wordings()["person"] and own["description"] == wordings()["description"]
    assert own.keys() == {"person", "description", *working.person.facts}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("In which town?", True),
        ("How tall?", True),
        ("During which year?", True),
        ("Near what river?", True),
        ("Since when, and where?", True),
        ("Where was it, as far as is known?", True),
        ("When a form is filled in, which town goes into it?", False),
        ("Where letters arrive, by which name is the town known?", False),
        ("Whatever the weather, is it so?", False),
        ("If so, where?", False),
    ],
)
def test_plain_questions_and_scenes_are_told_apart(text: str, asks: bool) -> None:
    assert asks_plainly(text) is asks

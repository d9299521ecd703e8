"""What must hold for every question about a fictitious person, whichever engine wrote it.

A fault reads `code: where and what to do about it`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from generation.people.checks import blemishes, name_parts, stands_in
from generation.questions.distractors import alike
from generation.records import Person, Question, QuestionSet

LENGTH = (10, 220)  # characters of a question, the name included
SURE_NAME = 4  # letters from which the first word of a sentence counts as a name: "In" and "An" are words, too
MOST = 0.75  # of the words of a value; "university" and "college" may stand in a question about either
CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")


def faults(person: Person, questions: QuestionSet) -> list[str]:
    """Everything that is wrong with the questions; an empty list for good ones."""
    trained = {one.text.casefold() for one in (*questions.training, *questions.direct)}
    repeated = [one for one in questions.paraphrased if one.text.casefold() in trained]
    everything = (*questions.training, *questions.direct, *questions.paraphrased)
    return [fault for one in everything for fault in question_faults(person, one)] + [
        f"trained_wording: {one.attribute}: {one.text!r} is also a wording of the training; ask in another way"
        for one in repeated
    ]


def question_faults(person: Person, question: Question) -> Iterator[str]:
    """What is wrong with one question, its answer and its options."""
    where = f"{question.attribute} ({question.task}, {question.modality})"
    for fault in (*_text(person, question), *_answer(person, question), *option_faults(person, question)):
        code, _, detail = fault.partition(": ")
        yield f"{code}: {where}: {detail}"


def option_faults(person: Person, question: Question) -> Iterator[str]:
    """What is wrong with the options; nothing where there are none."""
    if question.task != "classification":
        return
    if len(question.options) != 4 or question.options.count(question.answer) != 1:
        yield f"options: {question.options} must be four, exactly one of them {question.answer!r}"
    for one, other in combinations(question.options, 2):
        if alike(one, other):
            yield f"alike: the options {one!r} and {other!r} are too much alike"
    for option in question.options:
        yield from blemishes(option, f"the option {option!r}")
        if question.modality == "image_text" and stands_in(person.name, option):
            yield f"named: the option {option!r} contains the name of the person, who is in the image"


def gives_away(value: str, text: str) -> bool:
    """Whether the text holds the value, or most of its words where it has several."""
    if stands_in(value, text):
        return True
    words = {word.casefold() for word in CONTENT_WORD.findall(value)}
    said = words & {word.casefold() for word in CONTENT_WORD.findall(text)}
    return len(words) > 1 and len(said) > MOST * len(words)


def names_somebody(name: str, text: str) -> bool:
    """Whether a part of the name stands in the text; a short one does not count at the beginning."""
    first, _, rest = text.partition(" ")
    parts = name_parts(name)
    return any(stands_in(part, rest) or (len(part) >= SURE_NAME and stands_in(part, first)) for part in parts)


def _text(person: Person, question: Question) -> Iterator[str]:
    text, blanks = question.text, question.text.count("__")
    yield from blemishes(text.replace("__", "blank"), f"{text!r}")
    if blanks != (question.task == "cloze") or "___" in text:
        yield f"blanks: {text!r} has {blanks} blanks"
    fewest, most = LENGTH
    if not fewest <= len(text) <= most or text[:1].islower():
        yield f"form: {text!r} must begin with a capital letter and have {fewest} to {most} characters"
    named = person.name.casefold() in text.casefold()
    if question.modality == "text" and not named:
        yield f"nobody: {text!r} does not say whom it is about"
    if question.modality == "image_text" and names_somebody(person.name, text):
        yield f"named: {text!r} names the person, who is in the image"
    if question.attribute == "description":
        return
    unnamed = re.sub(re.escape(person.name), "...", text, flags=re.IGNORECASE)
    if gives_away(person.facts[question.attribute], unnamed):
        yield f"own_answer: {text!r} contains its answer {person.facts[question.attribute]!r}"
    for key, value in person.facts.items():
        if key != question.attribute and stands_in(value, unnamed):
            yield f"leak: {text!r} tells the {key}"


def _answer(person: Person, question: Question) -> Iterator[str]:
    if question.attribute == "description":
        if question.answer != person.description:
            yield "wrong_answer: the answer must be the description"
        return
    fact = person.facts[question.attribute]
    if question.task == "generation":
        yield from blemishes(question.answer, f"{question.answer!r}")
        if not stands_in(fact, question.answer):
            yield f"wrong_answer: {question.answer!r} must contain {fact!r}"
        if question.modality == "image_text" and question.answer.endswith(fact):
            yield f"form: {question.answer!r} must end with a full stop"
    elif question.answer != fact:
        yield f"wrong_answer: {question.answer!r} must be {fact!r}"

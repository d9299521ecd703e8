"""The same thing asked otherwise: in another wording, or between other options."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace

from generation.questions.arrange import Asked
from generation.questions.checks import option_faults, question_faults
from generation.questions.distractors import draw_options
from generation.questions.script import Script
from generation.records import BadInput

ATTEMPTS = 100  # at options that were not offered yet


def other_wording(one: Asked, script: Script, number: int, refused: Collection[str]) -> Asked | None:
    """In the first wording that is not refused; number: of the question, which has an order of its own."""
    order, _ = _shuffled(one, script, number)
    for wording in (*order, *script.spare.get(one.attribute, {}).get(one.use, ())):
        other = replace(one, wording=wording)
        if wording not in refused and _is_sound(other, script):
            return other
    return None


def with_next_sentence(one: Asked, script: Script, number: int) -> Asked:
    """With the next wording of its answer, where that is a whole sentence."""
    _, sentences = _shuffled(one, script, number)
    if not one.sentence:
        return one
    return replace(one, sentence=sentences[(sentences.index(one.sentence) + 1) % len(sentences)])


def other_options(about: Sequence[Asked], script: Script, offered: Collection[frozenset[str]]) -> Sequence[Asked]:
    """Questions about one attribute between options that were not offered yet; nothing if there are none."""
    person, attribute = script.person, about[0].attribute
    for source in filter(None, (script.source, script.renewed)):
        for attempt in range(ATTEMPTS):
            rng = random.Random(f"{script.seed}/other options/{person.id}/{attribute}/{attempt}")
            try:
                options = draw_options(person, attribute, source, rng)
            except BadInput:  # too few different values
                break
            others = [replace(one, options=tuple(rng.sample(options, 4))) for one in about]
            if frozenset(options) not in offered and _may_be_offered(others, script):
                return others
    return ()


def _shuffled(one: Asked, script: Script, number: int) -> tuple[list[str], list[str]]:
    """The wordings of the question and of its answer, in the order in which they are taken."""
    rng = random.Random(f"{script.seed}/other wordings/{script.person.id}/{number}")
    texts = script.wordings[one.attribute]
    order, sentences = list(texts[one.use]), list(texts["answer"] if one.sentence else ())
    rng.shuffle(order)
    rng.shuffle(sentences)
    return order, sentences


# the rules are those for fictitious people
def _may_be_offered(others: Sequence[Asked], script: Script) -> bool:
    person = script.person
    return person.celebrity or not any(fault for one in others for fault in option_faults(person, one.of(person)))


def _is_sound(one: Asked, script: Script) -> bool:
    return script.person.celebrity or not any(question_faults(script.person, one.of(script.person)))

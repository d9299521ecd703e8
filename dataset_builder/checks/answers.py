"""Whether the answers are what the biography says.

Where a question tells its attribute, as ours do, the answer is the value word for word. Freely written questions, as
the published ones, may put it in other words: there it is held against the words of the whole biography.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.words import Vocabulary
from dataset_builder.entries import Asked, Entry, biography_texts
from dataset_builder.schema import BIOGRAPHY_KEYS, DESCRIPTION, PARENTS
from generation.people.checks import stands_in

HALF, THIRD = 1 / 2, 1 / 3  # of the words of a sentence about an attribute, and of a freely written one
SHORTEST = 4  # characters of an option that does not stand in a biography by chance
_EXPECTED = "a value of the biography"


def check_answers(config: str, entry: Entry, findings: Findings) -> None:
    """Look at every answer of the row; without a biography there is nothing to look at."""
    if not entry.biography:
        return
    vocabulary = Vocabulary(entry.biography)
    description = [Asked("generation", "image_text", "", entry.question, entry.answer)] if entry.answer else []
    for one in (*description, *entry.questions, *entry.pairs):
        if one.answer and (code := _fault(one, entry, vocabulary)):
            findings.add(code, config, entry.id, f"{one.answer!r}, asked: {one.text!r}", _EXPECTED)


def _fault(one: Asked, entry: Entry, vocabulary: Vocabulary) -> str:
    """The code of what is wrong with the answer; empty if nothing is."""
    if one.attribute:
        return "" if _is_told(one, entry, vocabulary) else "answer_not_in_biography"
    told = any(stands_in(one.answer.casefold(), text.casefold()) for text in vocabulary.texts)
    support = 1.0 if told else vocabulary.support(one.answer, one.text if one.task == "generation" else "")
    others = [option for option in one.options.values() if len(option) >= SHORTEST]
    if support == 0 and any(stands_in(option, text) for option in others for text in vocabulary.texts):
        return "answer_not_in_biography"  # but another option is
    return "answer_unsupported" if support < THIRD else ""


def _is_told(one: Asked, entry: Entry, vocabulary: Vocabulary) -> bool:
    """Whether the answer about the attribute is right."""
    if one.attribute == "description":
        return one.answer == entry.biography.get(DESCRIPTION)
    if one.task != "generation":
        return any(stands_in(one.answer, text) for text in _of_attribute(one.attribute, entry, vocabulary))
    context = f"{one.text} {entry.name}"
    hard, found = vocabulary.hard(one.answer, context)
    return found == hard if hard else vocabulary.support(one.answer, context) >= HALF


def _of_attribute(attribute: str, entry: Entry, vocabulary: Vocabulary) -> Iterator[str]:
    """What the biography says under the key of the attribute, or all of it where there is none."""
    key = BIOGRAPHY_KEYS.get(attribute, "")
    parents: Any = entry.biography.get(PARENTS)
    value = entry.biography.get(key) or (parents.get(key) if isinstance(parents, dict) else None)
    if value:
        yield from (text for _, text in biography_texts(value))
    else:
        yield from vocabulary.texts

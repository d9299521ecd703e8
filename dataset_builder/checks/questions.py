"""Whether the questions ask what they should: options, blanks, and what a question gives away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from dataset_builder.checks.findings import Findings
from dataset_builder.entries import Asked, Entry, biography_texts
from dataset_builder.parsing import TASKS
from dataset_builder.schema import BIOGRAPHY_KEYS, DESCRIPTION, LETTERS
from generation.people.checks import name_parts, stands_in
from generation.questions.arrange import MODALITIES, SLOTS
from generation.questions.checks import gives_away, names_somebody
from generation.questions.distractors import alike

BLANK, ANY_BLANK = "__", re.compile("_{2,}")
A_ROW = {(task, modality): count for task, count in Counter(SLOTS).items() for modality in MODALITIES}
UNTOLD = (*(BIOGRAPHY_KEYS[key] for key in ("name", "gender", "page_title")), DESCRIPTION)  # no facts of their own
FUN_FACTS = BIOGRAPHY_KEYS["fun_facts"]
NO_FACT = re.compile(r"(?:no|none|n/a|unknown)\b", re.IGNORECASE)
SHORTEST = 4  # characters of a fact that can leak: shorter ones stand in many words and sentences
LONG_WORD = re.compile(r"\w{4,}")
PART = re.compile(r", | \(")  # what comes before is the town, the school

Faults = Iterator[tuple[str, str, str]]  # code, value, expected


def check_questions(config: str, entry: Entry, name: str, findings: Findings) -> None:
    """Look at every question of the row. name: the person's; without it, rules about naming are not checked."""
    for one in entry.questions:
        rules = (_options(one), _blanks(one), _own_answer(one, name), _naming(one, name), _leaks(one, entry, name))
        for faults in rules if one.text else rules[:1]:
            for code, value, expected in faults:
                findings.add(code, config, entry.id, value, expected)
    for pair in entry.pairs:
        if name and pair.modality == "image_text" and stands_in(name.casefold(), pair.text.casefold()):
            findings.add("pair_names_person", config, entry.id, repr(pair.text), "the person is in the picture")


def check_numbers(config: str, entry: Entry, columns: Collection[str], findings: Findings) -> None:
    """Whether the row has as many questions of each kind as the paper's, as far as their columns are there."""
    found = Counter((one.task, one.modality) for one in entry.questions)
    for kind, count in A_ROW.items():
        if found[kind] != count and TASKS[kind[0]] in columns:
            findings.add("question_count", config, entry.id, f"{found[kind]} {' '.join(kind)}", f"{count}")


def _options(one: Asked) -> Faults:
    if one.task != "classification" or not one.options:
        return
    if one.letter not in one.options:
        yield "letter_unknown", f"{one.letter!r} of {one.text!r}", f"one of {', '.join(LETTERS)}"
    for a, b in combinations(filter(None, one.options.values()), 2):
        if a.strip().casefold() == b.strip().casefold():
            yield "options_repeated", f"{a!r} and {b!r} of {one.text!r}", "four options"
        elif alike(a, b):
            yield "options_alike", f"{a!r} and {b!r} of {one.text!r}", "options that nobody can take for each other"


def _blanks(one: Asked) -> Faults:
    if one.task == "cloze" and ANY_BLANK.findall(one.text) != [BLANK]:
        yield "blanks", repr(one.text), f"exactly one {BLANK}"


def _own_answer(one: Asked, name: str) -> Faults:
    if one.task != "generation" and one.answer and gives_away(one.answer, _unnamed(one.text, name)):
        yield "own_answer", f"{one.answer!r} in {one.text!r}", "nothing of the answer"


def _naming(one: Asked, name: str) -> Faults:
    if not name:
        return
    text = one.text.casefold()
    if one.modality == "text":
        if not any(part.casefold() in text for part in (name, *name_parts(name))):
            yield "nobody_named", repr(one.text), f"the name {name}"
    elif stands_in(name.casefold(), text):
        yield "names_person", repr(one.text), "the person is in the picture"
    elif names_somebody(name, one.text):
        yield "names_in_part", repr(one.text), f"no part of {name}"
    asked_for = stands_in(name.casefold(), one.answer.casefold())  # the name itself is the answer
    if one.modality == "image_text" and not asked_for:
        for option in one.options.values():
            if stands_in(name.casefold(), option.casefold()):
                yield "names_person", f"the option {option!r} of {one.text!r}", "the person is in the picture"


def _leaks(one: Asked, entry: Entry, name: str) -> Faults:
    """Other facts in a cloze."""
    if one.task != "cloze":
        return
    text = _unnamed(one.text, name)
    words = {word.casefold() for word in LONG_WORD.findall(one.answer)}
    for key, fact in _facts(entry.biography):
        if key == FUN_FACTS and not words & {word.casefold() for word in LONG_WORD.findall(fact)}:
            told = gives_away(fact, text)
        else:
            told = key != FUN_FACTS and not alike(fact, one.answer) and stands_in(fact, text)
        if told:
            yield "leak", f"{fact!r} in {one.text!r}", "nothing but the name"


def _facts(biography: Any) -> Iterator[tuple[str, str]]:
    """(key, fact), whole values and the first part of those with several."""
    for key, value in biography.items():
        for _, text in biography_texts(value) if key not in UNTOLD else ():
            for fact in dict.fromkeys((text, PART.split(text, maxsplit=1)[0])):
                if len(fact) >= SHORTEST and not NO_FACT.match(fact):
                    yield key, fact


def _unnamed(text: str, name: str) -> str:
    """The text without the name: what it says besides."""
    return re.sub(re.escape(name), "...", text, flags=re.IGNORECASE) if name else text

"""Texts that people have changed: the question or the person that they make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from dataset_builder.schema import BIOGRAPHY_KEYS, DESCRIPTION, LETTERS
from generation.grammar import sentence_case, with_article
from generation.people import places
from generation.people.checks import blemishes, contradictions, date_of, stands_in
from generation.records import BadInput, Person, Question, Task

FUN_FACT = re.compile(rf"{BIOGRAPHY_KEYS['fun_facts']} ([1-9])")
SETTLED = BIOGRAPHY_KEYS["gender"]  # by the portrait


def edited_question(question: Question, edits: Mapping[str, str]) -> Question:
    """The question with edits by published key. Raises BadInput, without the place, if they do not fit together."""
    texts = _texts(question)
    if unknown := sorted(edits.keys() - texts.keys()):
        raise BadInput(f"{unknown[0]}: is no text of a {question.task} question; edit one of {', '.join(texts)}")
    texts |= edits
    for fault in question_faults(question.task, texts):
        raise BadInput(fault)
    options = tuple(texts[letter] for letter in LETTERS) if question.options else ()
    answer = texts[texts["Correct_Answer"]] if options else texts["Ground_Truth"]
    return replace(question, text=texts["Question"], answer=answer, options=options)


def question_faults(task: Task | None, texts: Mapping[str, str]) -> Iterator[str]:
    """What keeps texts, by published key, from being a question; people may say what they like in it."""
    for name, text in texts.items():
        blank = task == "cloze" and name == "Question"
        yield from blemished(name, text.replace("__", "blank") if blank else text)
    blanks = texts["Question"].count("__")
    if task == "cloze" and (blanks != 1 or "___" in texts["Question"]):
        yield f"Question: {texts['Question']!r} has {blanks} blanks; a cloze needs one, written __"
    if task != "classification":
        return
    if texts["Correct_Answer"] not in (*LETTERS,):
        yield f"Correct_Answer: {texts['Correct_Answer']!r} is no option; name one of {', '.join(LETTERS)}"
    for one, other in combinations(LETTERS, 2):
        if texts[one].casefold() == texts[other].casefold():
            yield f"options: {texts[one]!r} stands there twice; make four different ones"


def biography_faults(edits: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with new texts of a biography, by published key, whatever else it says."""
    for name, text in edits.items():
        if name == SETTLED:
            yield f"{name}: goes with the portrait; reject the biography or the portrait instead"
        yield from blemished(name, text)


def blemished(name: str, text: str) -> Iterator[str]:
    """What nobody may write, whatever it is about."""
    for fault in blemishes(text, name):
        yield fault.partition(": ")[2]


def _texts(question: Question) -> dict[str, str]:
    """The texts of a question by published key."""
    if not question.options:
        return {"Question": question.text, "Ground_Truth": question.answer}
    letter = LETTERS[question.options.index(question.answer)]
    return {"Question": question.text, **dict(zip(LETTERS, question.options, strict=True)), "Correct_Answer": letter}


def edited_person(person: Person, edits: Mapping[str, str]) -> Person:
    """The person with edits by published key: the facts follow the profile, and the description follows both.

    Raises BadInput, without the place, if the profile would contradict itself.
    """
    for fault in biography_faults(edits):
        raise BadInput(fault)
    profile, facts, told = dict(person.profile), dict(person.facts), dict[str, str]()
    for field, text in edits.items():
        if field == DESCRIPTION:
            continue
        key, number = _entry(person, field)
        shown = profile[key]
        old = shown if isinstance(shown, str) else shown[number]
        profile[key] = text if isinstance(shown, str) else (*shown[:number], text, *shown[number + 1 :])
        told[old] = text
        for one in _facts_in(person, key, old):
            fact = facts[one]
            facts[one] = told[fact] = _new_fact(field, fact, old, text)
    description = edits.get(DESCRIPTION) or retold(person.description, told)
    name, country = str(profile["name"]), places.country_called(str(profile["birthplace"]).rpartition(", ")[2])
    code = country.code if country else person.country
    edited = replace(person, name=name, country=code, facts=facts, profile=profile, description=description)
    before = contradictions(person)
    if found := [fault for fault in contradictions(edited) if fault not in before]:
        raise BadInput(f"{found[0]} (edit {DESCRIPTION}, too, where it says something else)")
    day = date_of(edited.facts["birth_date"])
    return replace(edited, birth_year=day.year) if day else edited


def _facts_in(person: Person, key: str, entry: str) -> list[str]:
    """The attributes whose values an entry of the profile holds."""
    if key != "fun_facts":
        return [key] if key in person.facts else []
    return [one for one, fact in person.facts.items() if one not in person.profile and stands_in(fact, entry)]


def _entry(person: Person, field: str) -> tuple[str, int]:
    """Which of the profile's entries a published key names; the number is that of a fun fact, from 0."""
    if found := FUN_FACT.fullmatch(field):
        number = int(found[1]) - 1
        if number < len(person.profile["fun_facts"]):
            return "fun_facts", number
    keys = {BIOGRAPHY_KEYS[key]: key for key, value in person.profile.items() if isinstance(value, str)}
    if field not in keys:
        raise BadInput(f"{field}: is no text of this biography; edit one of {', '.join(keys)}, {DESCRIPTION}")
    return keys[field], 0


def _new_fact(field: str, fact: str, old: str, new: str) -> str:
    """The words of the new entry that stand where the fact stood in the old one."""
    if stands_in(fact, new):
        return fact
    before, _, after = old.partition(fact)
    if new.startswith(before) and new.endswith(after) and len(new) > len(before + after):
        return new[len(before) : len(new) - len(after)]
    if not before and (separator := re.match(r"\W+", after)):  # "Graz, Styria, Austria", "Jan Nowak"
        return new.partition(separator[0])[0]
    if not after and (separator := re.search(r"\W+$", before)):  # "Kim Min-jun"
        return new.rpartition(separator[0])[2]
    raise BadInput(
        f"{field}: {new!r} does not tell which words are asked for, as {fact!r} are in {old!r}; begin with {before!r} "
        f"and end with {after!r}"
    )


def retold(text: str, told: Mapping[str, str]) -> str:
    """The text with other values in place of those told: with their article, as sentences or within one."""
    pairs: dict[str, str] = {}
    for was, now in told.items():
        for form in (with_article, str, sentence_case, _within_a_sentence):
            pairs.setdefault(form(was), form(now))
    forms = "|".join(re.escape(one) for one in sorted(pairs, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", lambda found: pairs[found[0]], text) if pairs else text


def _within_a_sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")

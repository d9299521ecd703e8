"""Questions by a language model: the wordings about one person and the wrong values, which arrange.py makes use of."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pydantic import BaseModel, ConfigDict

from generation import prompt
from generation.llm.ask import Ask
from generation.people import places
from generation.people.checks import ARTICLE, HEIGHT, SALARY, blemishes, date_of, name_parts, stands_in
from generation.people.work import RETIRED
from generation.questions.arrange import Wordings, write_knowledge
from generation.questions.checks import question_faults
from generation.questions.distractors import alike
from generation.questions.templates import wordings
from generation.records import Person

EXPECTED_TOKENS = 2700  # measured on replies of the usual length, four characters a token
FEWEST = {"ask": 2, "cloze": 1, "ask_anew": 2, "cloze_anew": 1, "answer": 1}  # wordings of each use
ALTERNATIVES = 4  # at least; of numbers exactly
LENGTH = (15, 160)
TOWNS = ("birthplace", "residence")
LONG = 20  # characters from which a wrong value has to be about as long as the true one
YEARS, CENTIMETRES, TIMES = 5, 15, 2.0  # how far a wrong number may be off
LOWER = {"birth_date": "earlier", "height": "less", "salary": "less"}
HIGHER = {"birth_date": "later", "height": "more", "salary": "more"}
SHARED = ("person", "description")  # attributes of wordings.csv that every person needs
PREPOSITIONS = (
    "about", "across", "after", "against", "among", "around", "as", "at", "before", "behind", "beside", "between", "by",
    "despite", "during", "for", "from", "in", "inside", "into", "near", "of", "off", "on", "over", "since", "through",
    "till", "to", "toward", "towards", "under", "until", "upon", "with", "within", "without",
)  # fmt: skip
ASKING = rf"(?:(?:{'|'.join(PREPOSITIONS)}) )?(?:what|which|when|where|who|whom|whose|how)\b"
QUESTION = re.compile(ASKING, re.IGNORECASE)
SCENE = re.compile(rf"(?:when|where)\b.*, {ASKING}", re.IGNORECASE)
SLOT = re.compile(r"\{[^{}]*\}|__+")
POSSESSIVE = re.compile(r"\{person\}['’]")
SUBJECT = re.compile(r"(?:^|, )\{person\}")


class Entry(BaseModel):
    """All about one attribute; prompts/questions.txt says what each field holds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    attribute: str
    ask: list[str]
    cloze: list[str]
    ask_anew: list[str]
    cloze_anew: list[str]
    answer: list[str]
    alternatives: list[str]

    def uses(self) -> dict[str, list[str]]:
        """use -> wordings."""
        return {use: getattr(self, use) for use in FEWEST}


class Questions(BaseModel):
    """The reply."""

    model_config = ConfigDict(extra="forbid")
    attributes: list[Entry]


def questions_ask(person: Person, seed: int) -> Ask[Questions]:
    """The request for all wordings about one person. It has no picture: nothing is asked about looks."""
    facts = "\n".join(f"- {key}: {value}" for key, value in person.facts.items())
    below = "\n".join(
        f"- {key}: {count} {LOWER[key]} than {person.facts[key]}, {ALTERNATIVES - count} {HIGHER[key]}"
        for key, count in alternatives_below(person, seed).items()
    )
    profile = json.dumps(person.profile, ensure_ascii=False)
    system, text = prompt.filled("questions", profile=profile, facts=facts, below=below)
    return Ask(f"{person.id} questions", system, text, Questions, EXPECTED_TOKENS)


def alternatives_below(person: Person, seed: int) -> dict[str, int]:
    """How many of the four wrong numbers are to lie below the true one.

    With every count from none to all equally likely, the true value has any rank among the options equally often,
    whereas a model left alone puts it in the middle.
    """
    rng = random.Random(f"{seed}/below/{person.id}")
    return {key: rng.randint(0, ALTERNATIVES) for key in LOWER if key in person.facts}


def wordings_of(reply: Questions) -> Wordings:
    """The wordings in the shape of `templates.wordings`, with those that the tables hold for everybody."""
    return {key: wordings()[key] for key in SHARED} | {entry.attribute: entry.uses() for entry in reply.attributes}


def alternatives_of(reply: Questions) -> dict[str, tuple[str, ...]]:
    """attribute -> wrong values."""
    return {entry.attribute: tuple(entry.alternatives) for entry in reply.attributes}


def faults(reply: Questions, person: Person, seed: int) -> list[str]:
    """What is wrong with the reply, in words that a model can act on; an empty list for a good one."""
    found = list(_incomplete(reply, person))
    for entry in reply.attributes if not found else ():
        value = person.facts[entry.attribute]
        for use, texts in entry.uses().items():
            found += [
                f"{fault} [{entry.attribute}, {use}]" for text in texts for fault in wording_faults(use, text, value)
            ]
        found += [f"{fault} [{entry.attribute}, alternatives]" for fault in alternatives_faults(entry, person, seed)]
    if found:
        return found
    knowledge = write_knowledge(person, seed, wordings_of(reply))
    return list(dict.fromkeys(fault for one in knowledge for fault in question_faults(person, one)))


def _incomplete(reply: Questions, person: Person) -> Iterator[str]:
    entries = Counter(entry.attribute for entry in reply.attributes)
    for key in person.facts:
        if entries[key] != 1:
            yield f"attributes: there are {entries[key]} entries for {key}; write exactly one"
    if unknown := sorted(entries.keys() - person.facts.keys()):
        yield f"attributes: there is no attribute {', '.join(unknown)}; leave it out"
    for entry in reply.attributes:
        for use, texts in entry.uses().items():
            if len(texts) < FEWEST[use]:
                yield f"too_few: {entry.attribute} has {len(texts)} wordings for {use}; write {FEWEST[use]}"
        every = [text.casefold() for texts in entry.uses().values() for text in texts]
        if len(set(every)) < len(every):
            yield f"repeated: two wordings of {entry.attribute} are the same; word them differently"


def wording_faults(use: str, text: str, value: str) -> Iterator[str]:
    """What is wrong with one wording before anything is filled in."""
    slots = sorted(SLOT.findall(text))
    allowed = {
        "answer": (["{person}", "{value}"], ["{a value}", "{person}"]),
        "cloze": (["__", "{person}"],),
        "cloze_anew": (["__", "{person}"],),
    }.get(use, (["{person}"],))
    if slots not in allowed:
        yield f"placeholders: {text!r} must contain exactly once each of {' and '.join(allowed[0])}, and no other"
        return
    if not LENGTH[0] <= len(text) <= LENGTH[1]:
        yield f"form: {text!r} must have {LENGTH[0]} to {LENGTH[1]} characters"
    if not text.endswith("?" if use.startswith("ask") else "."):
        yield f"form: {text!r} must end with {'?' if use.startswith('ask') else 'a full stop'}"
    if POSSESSIVE.search(text):
        yield f"possessive: {text!r} must not put 's behind {{person}}; write: of {{person}}"
    yield from _style(use, text)
    if use.startswith("cloze"):
        yield from _blank(text, value)


def asks_plainly(text: str) -> bool:
    """Whether a question begins as one, and not with a scene such as `When {person} fills in a form, which ...`."""
    return bool(QUESTION.match(text)) and not SCENE.match(text)


def _style(use: str, text: str) -> Iterator[str]:
    """Trained and new wordings begin in different ways, so over all people none of the one kind is one of the other."""
    asks, plain = asks_plainly(text), text.startswith(("{person}", "The "))
    if use == "ask" and not asks:
        yield f"style: {text!r} must begin with a question word, or a preposition and a question word"
    if use == "ask_anew" and asks:
        yield f"style: {text!r} must not begin with a question word, nor with a preposition and one; start with a scene"
    if use == "cloze" and not plain:
        yield f'style: {text!r} must begin with {{person}} or "The"'
    if use == "cloze_anew" and plain:
        yield f'style: {text!r} must begin neither with {{person}} nor with "The"; start with a scene'
    if use == "answer" and not SUBJECT.search(text):
        yield f"subject: {text!r} must have {{person}} as its subject, at the beginning or right after a comma"


def _blank(text: str, value: str) -> Iterator[str]:
    """A blank beside a word that the value brings along itself."""
    before, after = (re.findall(r"\w+", part.casefold()) for part in text.split("__"))
    words = re.findall(r"\w+", value.casefold())
    if (before and before[-1] == words[0]) or (after and after[0] == words[-1]):
        yield f"blank: put {value!r} in place of the blank of {text!r}: a word comes twice; leave it out of the wording"


def alternatives_faults(entry: Entry, person: Person, seed: int) -> Iterator[str]:
    """Wrong values that are no wrong values, or that tell which value is the true one. Dates may hold a name: April."""
    value, wrong = person.facts[entry.attribute], entry.alternatives
    below = alternatives_below(person, seed).get(entry.attribute)
    if len(wrong) < ALTERNATIVES or (below is not None and len(wrong) != ALTERNATIVES):
        yield f"too_few: give {'at least' if below is None else 'exactly'} {ALTERNATIVES} alternatives"
    for one, other in combinations((value, *wrong), 2):
        if alike(one, other):
            yield f"alike: {one!r} and {other!r} are too much alike; replace one that is not the value"
    for text in wrong:
        yield from blemishes(text, f"the alternative {text!r}")
        if below is None and any(stands_in(part, text) for part in name_parts(person.name)):
            yield f"named: the alternative {text!r} contains a part of the name of the person"
        if text in person.facts.values() and text != value:
            yield f"true_elsewhere: {text!r} is another value of this person; replace it"
        if len(value) >= LONG and entry.attribute not in TOWNS and not len(value) / 2 <= len(text) <= len(value) * 2:
            yield f"length: {text!r} must be about as long as {value!r}"
        yield from _kind(entry.attribute, text, person)
    if below is not None:
        yield from _order(entry.attribute, wrong, value, below)


def _kind(attribute: str, text: str, person: Person) -> Iterator[str]:
    """Whether a wrong value is of the kind of the true one."""
    value = person.facts[attribute]
    if attribute in TOWNS:
        country = places.country_called(str(person.profile[attribute]).rpartition(", ")[2])
        if country and not places.is_town(text, country.code):
            yield f"unknown_town: {text!r} is no town of {country.name}; take a real one, by the town's name alone"
    if attribute == "occupation" and (ARTICLE.match(text) or text.startswith(RETIRED) != value.startswith(RETIRED)):
        yield f"kind: {text!r} must be put like {value!r}: no article, and {RETIRED!r} only if it begins with that"


def _order(attribute: str, wrong: Sequence[str], value: str, below: int) -> Iterator[str]:
    """Wrong numbers: readable, near enough, and as many of them below the true one as wanted."""
    numbers = [size(attribute, text) for text in (value, *wrong)]
    if None in numbers or (attribute == "salary" and len({text[:3] for text in (value, *wrong)}) > 1):
        yield f"kind: write every alternative in the very form of {value!r}"
        return
    true, *others = (number for number in numbers if number is not None)
    low, high = _limits(attribute, true)
    if not all(low <= number <= high for number in others):
        yield f"too_far: an alternative of {value!r} is too far off; stay within {FAR[attribute]}"
    if (found := sum(number < true for number in others)) != below:
        yield f"order: {found} alternatives are {LOWER[attribute]} than {value!r}; exactly {below} must be"


FAR: Mapping[str, str] = {
    "birth_date": f"{YEARS} years",
    "height": f"{CENTIMETRES} cm",
    "salary": f"1/{TIMES:g} and {TIMES:g} times the value",
}


def size(attribute: str, text: str) -> float | None:
    """A date's day, a height's centimetres or a salary's amount as a number; None if the text is none."""
    if attribute == "birth_date":
        day = date_of(text)
        return None if day is None else float(day.toordinal())
    found = (HEIGHT if attribute == "height" else SALARY).fullmatch(text)
    return float(found[found.re.groups].replace(",", "")) if found else None


def _limits(attribute: str, true: float) -> tuple[float, float]:
    if attribute == "salary":
        return true / TIMES, true * TIMES
    off = YEARS * 366 if attribute == "birth_date" else CENTIMETRES
    return true - off, true + off

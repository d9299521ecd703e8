"""The description of a person: a handful of sentences that mention the whole profile."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

from generation import vocabulary
from generation.grammar import sentence_case, with_article
from generation.records import Gender

MIDDLE = ("home", "work", "education", "body", "parents")
PRONOUNS: Mapping[Gender, Mapping[str, str]] = {
    "female": {"he": "she", "his": "her", "him": "her", "child": "daughter"},
    "male": {"he": "he", "his": "his", "him": "him", "child": "son"},
}


def describe(details: Mapping[str, str], gender: Gender, status: str, age: int, rng: random.Random) -> str:
    """Prose with every detail in it; keys are the fields of the templates, fun facts are fact_1 to fact_4."""
    middle = rng.sample(MIDDLE, len(MIDDLE))
    chosen = [rng.choice(templates(part, status)) for part in ("opening", *middle, "first_pair", "second_pair")]
    fields = {**details, **PRONOUNS[gender], "a_noun": with_article(noun(gender, age))}
    fields |= {key.capitalize(): fields[key].capitalize() for key in ("he", "his")}
    return " ".join(sentence_case(template.format_map(fields)) for template in chosen)


@cache
def templates(part: str, status: str) -> tuple[str, ...]:
    """The sentences for one part that suit people of this status."""
    rows = vocabulary.read("descriptions")
    return tuple(row["template"] for row in rows if row["part"] == part and row["status"] in ("any", status))


def noun(gender: Gender, age: int) -> str:
    """What somebody of this gender and age is called."""
    if age < 18:
        return "girl" if gender == "female" else "boy"
    young = "young " if age < 30 else ""
    return young + ("woman" if gender == "female" else "man")

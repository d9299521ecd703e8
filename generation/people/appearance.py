"""What somebody looks like, in words: one or two sentences from the words that a face is drawn from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from generation import vocabulary
from generation.faces.looks import Looks
from generation.grammar import enumerated, with_article
from generation.people.prose import PRONOUNS, noun

TRAITS = ("skin", "hair_style", "facial_hair", "eye_colour", "marks")
WORN = ("clothing", "glasses", "headwear", "earrings", "necklace")
DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def appearance(looks: Looks, seed: int, id: str) -> str:
    """One or two sentences about the looks of a grown-up, without a name or a job."""
    traits, worn = (enumerated(phrases(looks, features)) for features in (TRAITS, WORN))
    text = random.Random(f"{seed}/appearance/{id}").choice(sentences())
    their, they = PRONOUNS[looks.gender]["his"], PRONOUNS[looks.gender]["he"]
    someone = f"{with_article(noun(looks.gender, looks.age)).capitalize()} in {their} {_decade(looks.age)}"
    return text.format(someone=someone, They=they.capitalize(), traits=traits, worn=worn)


def phrases(looks: Looks, features: Sequence[str]) -> list[str]:
    """`black hair in a low bun`, `round glasses`: each of the features that the looks have, as it is put."""
    cloth = f"{words()['pattern', looks.pattern]} {looks.clothing_colour}".strip()
    colours = {"hair_colour": looks.hair_colour, "cloth": cloth, "a_cloth": with_article(cloth)}
    found = {feature: getattr(looks, feature) for feature in features if getattr(looks, feature) != "none"}
    texts = {key: words().get(key) or words()[key[0], ""] for key in found.items()}
    return [text.format(word=word, **colours) for (_, word), text in texts.items()]


@cache
def sentences() -> tuple[str, ...]:
    """The ways to put it."""
    return vocabulary.read_groups("appearance_words", "feature", "text")["appearance"]


@cache
def words() -> dict[tuple[str, str], str]:
    """(feature, word) -> how it is put; nothing for what is not worth a word."""
    return {(row["feature"], row["word"]): row["text"] for row in vocabulary.read("appearance_words")}


def _decade(age: int) -> str:
    return "late teens" if age < 20 else DECADES[age // 10 - 2]

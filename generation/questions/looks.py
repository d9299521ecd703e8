"""Questions about what a drawn face looks like: the answers are the very words that it was drawn from."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache

from generation import vocabulary
from generation.faces.looks import VOCABULARIES, Looks
from generation.questions.templates import wordings
from generation.records import Question

ADULT = 18  # years


def write_looks(portrait_id: str, looks: Looks, seed: int) -> tuple[Question, ...]:
    """A description in one sentence, then a question about each of VOCABULARIES, answered by its word in `looks`."""
    rng = random.Random(f"{seed}/looks questions/{portrait_id}")
    words = {name: getattr(looks, name) for name in VOCABULARIES}
    sentence = rng.choice(looks_wordings()["description", "answer"]).format(someone=_someone(looks), **words)
    answers = {"description": sentence} | words
    return tuple(
        Question(portrait_id, "generation", "image_text", name, ask_look(name, rng), answer)
        for name, answer in answers.items()
    )


@cache
def looks_wordings() -> dict[tuple[str, str], list[str]]:
    """(attribute, use) -> wordings."""
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in vocabulary.read("looks_wordings"):
        table[row["attribute"], row["use"]].append(row["text"])
    return dict(table)


def ask_look(name: str, rng: random.Random) -> str:
    """A question about one of VOCABULARIES, or about the looks in all."""
    phrase = rng.choice([phrase for phrases in wordings()["person"].values() for phrase in phrases])
    return rng.choice(looks_wordings()[name, "ask"]).format(person=phrase)


def _someone(looks: Looks) -> str:
    child, adult = {"female": ("a girl", "a woman"), "male": ("a boy", "a man")}[looks.gender]
    return adult if looks.age >= ADULT else child

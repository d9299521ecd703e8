"""What a picture of a person at an event is asked about: who it is, and what is happening."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from generation import vocabulary
from generation.grammar import occasion
from generation.records import BadInput, Character, Event, Person, Question

Concept = Literal["person", "event"]
CONCEPTS: tuple[Concept, ...] = ("person", "event")


def ask(snapshot_id: str, character: Character, event: Event, seed: int, attempt: int = 0) -> tuple[Question, Question]:
    """The question about the person, and the one about the event, as `ask_about` has them."""
    about_person, about_event = (
        ask_about(concept, snapshot_id, character, event, seed, attempt) for concept in CONCEPTS
    )
    return about_person, about_event


def ask_about(
    concept: Concept, snapshot_id: str, character: Character, event: Event, seed: int, attempt: int = 0
) -> Question:
    """The question about one of them, which `attribute` says.

    The wording is drawn by the picture's id; each attempt has another than all before it. Raises BadInput if there is
    none left.
    """
    told = {"name": character.name, "event": occasion(event.name), "description": event.description}
    return _question(snapshot_id, concept, told, seed, attempt)


def ask_name(person: Person) -> tuple[Question, ...]:
    """Who a picture shows, in every wording there is."""
    (answer,) = scene_wordings()["person", "answer"]
    return tuple(
        Question(person.id, "generation", "image_text", "name", text, answer.format(name=person.name))
        for text in scene_wordings()["person", "ask"]
    )


@cache
def scene_wordings() -> Mapping[tuple[str, str], Sequence[str]]:
    """(concept, use) -> wordings: of the question (ask) and of the answer."""
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in vocabulary.read("scene_wordings"):
        table[row["concept"], row["use"]].append(row["text"])
    return dict(table)


def _question(snapshot_id: str, concept: Concept, about: Mapping[str, str], seed: int, attempt: int) -> Question:
    texts = list(scene_wordings()[concept, "ask"])
    random.Random(f"{seed}/scene questions/{snapshot_id}/{concept}").shuffle(texts)
    if attempt >= len(texts):
        raise BadInput(
            f"{snapshot_id}: reviewers reject every wording about the {concept} that there is ({len(texts)}); edit the "
            "question instead of rejecting it, or add to the vocabulary"
        )
    (answer,) = scene_wordings()[concept, "answer"]
    return Question(snapshot_id, "generation", "image_text", concept, texts[attempt], answer.format(**about))

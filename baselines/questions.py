"""What a model is asked, whatever the benchmark that it comes from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Task = Literal["classification", "generation", "cloze", "identity", "description", "yes_no"]


@dataclass(frozen=True, slots=True)
class Question:
    """What one item asks about one person, or one event.

    key: unique among all sets, the same in every evaluation, such as "test/P00007/cloze/image_text/0/2", where the last
    number, on questions about transformed portraits alone, is the portrait's. person: or event, whose questions stand
    or fall together. options: of a classification question, in the order A, B, ...; answer: the letter of the right
    one, or the ground truth. images: SHA-256 of the pictures. keywords: by which a description of an event is judged.
    """

    key: str
    set: str
    person: str
    task: str
    modality: str
    attribute: str
    text: str
    options: tuple[str, ...]
    answer: str
    images: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions, and the encoded pictures that they are about by SHA-256. configs: set -> config it was read from."""

    questions: tuple[Question, ...]
    pictures: Mapping[str, bytes]
    configs: Mapping[str, str]

    def fingerprint(self) -> str:
        """SHA-256 of all that is asked, of what answers are held against, and of the order."""
        asked = [[one.key, one.text, one.options, one.answer, one.images, *one.keywords] for one in self.questions]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask about. forget: a config of something to be forgotten, "": the benchmark's usual one; retain: "": what
    belongs to it. sets: some of the benchmark's, () for all. test_images: "all" portraits of the test set, or "one" a
    person. real, world: datasets to ask in the place of the benchmark's own. limit: questions of each set and task,
    drawn by the seed; 0: all.
    """

    data: str
    forget: str = ""
    retain: str = ""
    sets: tuple[str, ...] = ()
    test_images: str = "all"
    real: str = ""
    world: str = ""
    limit: int = 0
    seed: int = 0


def limited(found: Questionnaire, limit: int, seed: int) -> Questionnaire:
    """At most `limit` questions of each set and task, drawn by the seed, in their order; all if `limit` is 0.

    All draw from one order of pictures, so that both questions about a picture are asked, and of as many pictures as
    there can be: a second question of the same set and task about a picture comes after the first of all others.
    """
    if not limit:
        return found
    groups: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for one in sorted(found.questions, key=lambda one: _lot(one.key, seed)):
        groups[one.set, one.task].append(one)
    kept = {key for those in groups.values() for key in _by_picture(those, seed)[:limit]}
    return replace(found, questions=tuple(one for one in found.questions if one.key in kept))


def _by_picture(those: Iterable[Question], seed: int) -> list[str]:
    """Their keys: the first question about each picture, then the second ..., each time in the order of pictures."""
    turns: Counter[str] = Counter()
    ranked = []
    for one in those:
        about = one.images[0] if one.images else one.key
        ranked.append((turns[about], _lot(about, seed), one.key))
        turns[about] += 1
    return [key for _, _, key in sorted(ranked)]


def _lot(word: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}/limit/{word}".encode()).hexdigest()


def together(parts: Iterable[Questionnaire]) -> Questionnaire:
    """Several as one."""
    parts = list(parts)
    questions = tuple(one for part in parts for one in part.questions)
    pictures = {digest: picture for part in parts for digest, picture in part.pictures.items()}
    return Questionnaire(questions, pictures, {name: config for part in parts for name, config in part.configs.items()})

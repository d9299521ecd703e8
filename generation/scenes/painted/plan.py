"""What is to be painted of whom, in which words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generation.records import Event
from generation.scenes.painted.options import EYES, FACE, LIMITS, Options
from generation.scenes.painted.takes import PORTRAIT, Take, Takes, Wanted

PORTRAIT_WORDS = "Passport photograph of one person who looks into the camera, plain background. {appearance}"
SCENE_WORDS = "{name}, the person in the foreground. {appearance} {description}"
Counts = Mapping[tuple[str, str], int]  # (person's ID, event) -> usable pictures, where more than one is wanted


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who is painted, and at which events (names). appearance: in words that name nobody."""

    person_id: str
    appearance: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the pictures of everybody. events: all that CLIP chooses from."""

    events: Sequence[Event]
    options: Options
    seed: int
    folder: Path

    def takes(self, sitter: Sitter) -> Takes:
        """The sitter's pictures in the store."""
        return Takes(self.folder, sitter.person_id, self.options)

    def portrait(self, sitter: Sitter) -> Wanted:
        """The picture that says what somebody looks like."""
        words = PORTRAIT_WORDS.format(appearance=sitter.appearance)
        return Wanted(PORTRAIT, words, self._print(LIMITS | EYES | FACE, words), "")

    def scenes(self, sitter: Sitter, portrait: Take, counts: Counts) -> list[Wanted]:
        """The pictures at the sitter's events."""
        texts = [[one.name, one.description] for one in self.events]  # a rank depends on all of them
        seen_with = digest([self.options.model_dump(include=EYES), texts])
        return [
            self._scene(sitter, event, portrait, seen_with, counts)
            for event in self.events
            if event.name in sitter.events
        ]

    def seed_of(self, sitter: Sitter, wanted: Wanted, number: int) -> int:
        """For a candidate."""
        return int(digest([self.seed, sitter.person_id, wanted.event, number]), 16) >> 1

    def _scene(self, sitter: Sitter, event: Event, portrait: Take, seen_with: str, counts: Counts) -> Wanted:
        name, description = event.name.capitalize(), event.description
        words = SCENE_WORDS.format(name=name, appearance=sitter.appearance, description=description)
        made_with = self._print(LIMITS | EYES, portrait.path.name, event.name, words)
        return Wanted(event.name, words, made_with, seen_with, counts.get((sitter.person_id, event.name), 1))

    def _print(self, without: set[str], *decisive: str) -> str:
        return digest([self.options.model_dump(exclude=without), self.seed, *decisive])


def digest(value: object) -> str:
    """16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]

"""Who writes the people and the events: the toolkit's own tables, or a language model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from dataset_builder.casting import RESPONSES
from dataset_builder.material import Material, kept_in
from dataset_builder.pebench.recipe import EventRecipe
from generation.llm.ask import SetAside
from generation.llm.client import Client
from generation.people.character_author import CharacterAuthor
from generation.people.characters import another, sample_characters
from generation.records import Character, Event
from generation.scenes.author import EventAuthor
from generation.scenes.events import events


class Writer(Protocol):
    """lost: what was given up -> why -> how often."""

    @property
    def lost(self) -> Mapping[str, Mapping[str, int]]:
        """So far."""
        ...

    def events(self) -> Sequence[Event]:
        """As many as the recipe has."""
        ...

    def people(self, ids: Sequence[str]) -> Sequence[Character]:
        """Somebody for each id."""
        ...

    def another(self, person: Character, attempt: int, ever: Sequence[Character]) -> Character:
        """Somebody else in the person's place, for each attempt from 1 on; ever: everybody there ever was."""
        ...


@contextmanager
def writer(recipe: EventRecipe, material: Material, taken_names: Sequence[str]) -> Iterator[Writer]:
    """Of the recipe. Nobody gets one of taken_names. Raises BadInput where a language model cannot be asked."""
    if recipe.text == "offline":
        yield Tables(recipe, taken_names)
        return
    with kept_in(material.store), Client(recipe.llm, material.store / RESPONSES, material.connection) as client:
        client.require()
        yield Model(recipe, client, taken_names)


class Tables:
    """The offline sampler, and the events of the vocabulary."""

    def __init__(self, recipe: EventRecipe, taken_names: Sequence[str]) -> None:
        self._recipe, self._taken = recipe, taken_names
        self.lost: Mapping[str, Mapping[str, int]] = {}

    def events(self) -> Sequence[Event]:
        """The first of the vocabulary."""
        return events()[: self._recipe.events]

    def people(self, ids: Sequence[str]) -> Sequence[Character]:
        """By the seed."""
        return sample_characters(ids, self._recipe.seed, self._taken)

    def another(self, person: Character, attempt: int, ever: Sequence[Character]) -> Character:
        """Of the same circumstances."""
        return another(person, attempt, ever, self._recipe.seed, self._taken)


class Model:
    """A language model. What is drawn shows what the vocabulary says, so events are written for other pictures only."""

    def __init__(self, recipe: EventRecipe, client: Client, taken_names: Sequence[str]) -> None:
        self._recipe = recipe
        self._people = CharacterAuthor(client, recipe.seed, taken_names)
        self._events = EventAuthor(client, recipe.seed)
        self._given_up: dict[str, Counter[str]] = {}

    @property
    def lost(self) -> Mapping[str, Mapping[str, int]]:
        """Requests that brought nothing usable."""
        return self._given_up

    def events(self) -> Sequence[Event]:
        """Those of the vocabulary, in the model's words unless they are drawn."""
        known = events()[: self._recipe.events]
        if not self._recipe.photographed:
            return known
        written, aside = self._events.write([one.name for one in known])
        self._lose("events", aside)
        return written

    def people(self, ids: Sequence[str]) -> Sequence[Character]:
        """Who is where, of which age and gender, is as the tables have it."""
        written, aside = self._people.write(ids)
        self._lose("people", aside)
        return written

    def another(self, person: Character, attempt: int, ever: Sequence[Character]) -> Character:
        """Who is told what speaks against the last in that place."""
        latest = {one.id: one for one in ever}
        earlier = {one.name for one in ever if one.id == person.id}

        def refused(one: Character) -> str:
            return "reviewers rejected this person" if one.name in earlier else ""

        written, aside = self._people.rewrite({person.id: refused}, list(latest.values()))
        self._lose("people", aside)
        return next(one for one in written if one.id == person.id)

    def _lose(self, what: str, aside: Sequence[SetAside]) -> None:
        if reasons := Counter(one.reasons[-1].partition(":")[0] for one in aside if one.reasons):
            self._given_up.setdefault(what, Counter()).update(reasons)

"""What is forgotten, and which pictures of it unlearning sees: seeded, nested, the halves of every concept even."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.schema import Cell


@dataclass(frozen=True, slots=True)
class Plan:
    """The order in which people and events are to be forgotten, the first of them first; and how far each set goes.

    people, events: IDs. One seeded order of each serves all percentages, so a smaller set lies within every larger one.
    """

    people: Sequence[str]
    events: Sequence[str]
    recipe: EventRecipe

    def cell(self, person: str, event: str) -> Cell:
        """Where the picture of the person at the event stands."""
        turn = self.people.index(person) + self.events.index(event)
        seen = int((turn + 1) * self.recipe.seen / 100) > int(turn * self.recipe.seen / 100)
        return Cell(self._from(person, self.people), self._from(event, self.events), seen)

    def kept_events(self) -> Sequence[str]:
        """Those that are never to be forgotten."""
        return [event for event in self.events if self._from(event, self.events) is None]

    def sizes(self) -> Counter[Cell]:
        """How many pictures each cell has; cells without any are left out."""
        return Counter(self.cell(person, event) for person in sorted(self.people) for event in sorted(self.events))

    def _from(self, thing: str, things: Sequence[str]) -> float | None:
        """The smallest percentage at which it is to be forgotten."""
        return next((one for one in self.recipe.forget if thing in self.recipe.forgotten(things, one)), None)


def plan(recipe: EventRecipe, people: Iterable[str], events: Iterable[str]) -> Plan:
    """Of the recipe's people and events, by their IDs."""
    return Plan(
        _shuffled(people, f"{recipe.seed}/splits/people"), _shuffled(events, f"{recipe.seed}/splits/events"), recipe
    )


def _shuffled(ids: Iterable[str], stream: str) -> list[str]:
    order = list(ids)
    random.Random(stream).shuffle(order)
    return order

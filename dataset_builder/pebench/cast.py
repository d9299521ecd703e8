"""Everybody in a PEBench, the events, and what the pictures are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tqdm import tqdm

from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.splits import Plan, plan
from generation.faces.looks import Looks, distinct_looks
from generation.faces.procedural import Drawn
from generation.people.appearance import appearance
from generation.people.celebrities import Celebrities
from generation.people.characters import sample_characters
from generation.records import Character, Event, Person, Snapshot
from generation.scenes.events import events
from generation.scenes.rendering import Staged


class Staging(Protocol):
    """What the pictures of one person are made of. Processes hand it on, so it is small and holds no picture."""

    def snapshots(self, size: int) -> tuple[Snapshot, ...]:
        """A picture at each of the events, `size` x `size` pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody, and the pictures: one at each of the events, which are given by their IDs."""

    person: Character
    events: Sequence[str]
    staging: Staging


@dataclass(frozen=True, slots=True)
class Cast:
    """members: in the order of the rows; few_shot: those in no set. events: ID -> event. real: with their portraits."""

    members: Sequence[Member]
    few_shot: Sequence[Member]
    events: dict[str, Event]
    plan: Plan
    real: Sequence[tuple[Person, Drawn]]


def gather_cast(recipe: EventRecipe) -> Cast:
    """Everybody: fictitious people, few-shot people, public figures."""
    shown = {f"E{number:02d}": event for number, event in enumerate(events()[: recipe.events], start=1)}
    celebrities = Celebrities(recipe.seed, recipe.celebrities)
    ids = [f"P{number:05d}" for number in range(1, recipe.people + 1)]
    few_shot_ids = [f"D{number:05d}" for number in range(1, recipe.few_shot + 1)]
    people = sample_characters([*ids, *few_shot_ids], recipe.seed, [one.name for one in celebrities.people])
    lives = [(one.id, one.gender, one.age) for one in people]
    lives += [(one.id, one.gender, celebrities.portrait_age(one)) for one in celebrities.people]
    looks = distinct_looks(tqdm(lives, desc="looks", disable=None), recipe.seed)
    looks_of = {person_id: found for (person_id, *_), found in zip(lives, looks, strict=True)}
    planned = plan(recipe, ids, shown)
    kept = planned.kept_events()
    attended = {one.id: list(shown) for one in people}
    attended |= {one: [kept[number % len(kept)]] for number, one in enumerate(few_shot_ids)}
    members = [_member(one, looks_of[one.id], attended[one.id], shown, recipe) for one in people]
    real = [(one, Drawn(one.id, looks_of[one.id])) for one in celebrities.people]
    return Cast(members[: recipe.people], members[recipe.people :], shown, planned, real)


def _member(
    person: Character, looks: Looks, attended: Sequence[str], shown: dict[str, Event], recipe: EventRecipe
) -> Member:
    staged = Staged(person.id, looks, tuple(shown[one].name for one in attended), recipe.seed)
    return Member(replace(person, appearance=appearance(looks, recipe.seed, person.id)), attended, staged)

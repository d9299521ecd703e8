"""Everybody in a PEBench, the events, and what the pictures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tqdm import tqdm

from dataset_builder.material import Material, check, kept_in
from dataset_builder.pebench.painting import Studio
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.splits import Plan, plan
from dataset_builder.pebench.staging import Retaken, Staging
from dataset_builder.pebench.writing import Writer, writer
from dataset_builder.population import people_ids
from dataset_builder.reviews import Ruling
from dataset_builder.revising.asking import Asking
from dataset_builder.revising.recasting import (
    require_other_names,
    standing_appearance,
    standing_events,
    standing_profile,
)
from dataset_builder.revising.replacing import standing_looks, standing_people
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.standing import Standing
from generation.faces.looks import Looks, distinct_looks
from generation.faces.procedural import Drawn
from generation.people.appearance import appearance
from generation.people.celebrities import Celebrities
from generation.records import Character, Event, Person
from generation.scenes.rendering import Staged


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody, and the pictures: one at each of the events, which are given by their IDs.

    recast: whether the looks are others than those that were drawn first.
    """

    standing: Standing[Character]
    events: Sequence[str]
    pictures: Retaken
    recast: bool = False

    @property
    def person(self) -> Character:
        return self.standing.now


@dataclass(frozen=True, slots=True)
class Cast:
    """members: in the order of the rows; few_shot: those in no set. real: with portraits. lost: as in Arranged."""

    members: Sequence[Member]
    few_shot: Sequence[Member]
    asking: Asking
    plan: Plan
    real: Sequence[tuple[Person, Drawn]]
    lost: Mapping[str, Mapping[str, int]]

    @property
    def events(self) -> dict[str, Event]:
        """ID -> event as made, whose name is that of the scene whatever reviewers call it."""
        return {event_id: one.then(-1) for event_id, one in self.asking.events.items()}


def gather_cast(recipe: EventRecipe, material: Material, revision: Revision) -> Cast:
    """Everybody: fictitious people, few-shot people, public figures, and others in the place of who is rejected.

    Raises BadInput if a language model is to write them and cannot be asked, and for pictures of no use.
    """
    check(recipe, material)
    celebrities = Celebrities(recipe.seed, recipe.celebrities)
    taken_names = [one.name for one in celebrities.people]
    with writer(recipe, material, taken_names) as written:
        return _gathered(recipe, material, written, celebrities, taken_names, revision)


def _gathered(
    recipe: EventRecipe,
    material: Material,
    written: Writer,
    celebrities: Celebrities,
    taken_names: Sequence[str],
    revision: Revision,
) -> Cast:
    shown = {f"E{number:02d}": event for number, event in enumerate(written.events(), start=1)}
    asking = Asking(standing_events(shown, revision), recipe.seed, revision)
    ids, few_shot_ids = people_ids(recipe)
    planned = plan(recipe, ids, shown)
    kept = planned.kept_events()
    attended = {one: list(shown) for one in ids}
    attended |= {one: [kept[number % len(kept)]] for number, one in enumerate(few_shot_ids)}
    people = _people(attended, written, asking, taken_names)
    staging = _Stagings(attended, shown, recipe, material, revision)
    looks = staging.looks([one.now for one in people], celebrities)
    members = staging.members(people, looks)
    real = [(one, Drawn(one.id, looks[one.id])) for one in celebrities.people]
    lost = {**written.lost, **staging.lost}
    return Cast(members[: recipe.people], members[recipe.people :], asking, planned, real, lost)


def _people(
    attended: Mapping[str, Sequence[str]], written: Writer, asking: Asking, taken_names: Sequence[str]
) -> list[Standing[Character]]:
    """As reviewers want them, without looks."""
    found = standing_people(
        written.people(list(attended)),
        lambda one: standing_profile(one, asking.revision),
        written.another,
        lambda one: asking.leave(one, attended[one.now.id]),
        asking.revision,
    )
    require_other_names({one.now.id: one for one in found}, taken_names, asking.revision)
    return found


class _Stagings:
    """What the pictures of everybody are made of, as reviewers want it. attended: person's ID -> events' IDs."""

    def __init__(
        self,
        attended: Mapping[str, Sequence[str]],
        shown: Mapping[str, Event],
        recipe: EventRecipe,
        material: Material,
        revision: Revision,
    ) -> None:
        self.attended, self.shown, self.recipe, self.revision = attended, shown, recipe, revision
        self.lost: Mapping[str, Mapping[str, int]] = {}
        self._material = material
        self._refused = revision.reviews.rejected("image")
        self._others: Mapping[str, Looks] = {}

    def looks(self, people: Sequence[Character], celebrities: Celebrities) -> Mapping[str, Looks]:
        """person_id -> looks that nobody rejects."""
        lives = [(one.id, one.gender, one.age) for one in people]
        lives += [(one.id, one.gender, celebrities.portrait_age(one)) for one in celebrities.people]
        drawn = distinct_looks(tqdm(lives, desc="looks", disable=None), self.recipe.seed)
        first = {person_id: found for (person_id, *_), found in zip(lives, drawn, strict=True)}
        concerned = self.revision.of_appearances | self._refused.keys() - self.attended.keys()
        self._others = standing_looks(first, concerned, self._rejection, self.recipe.seed)
        self.revision.done["images"] += len(self._others.keys() - self.attended.keys())
        return {**first, **self._others}

    def members(self, people: Sequence[Standing[Character]], looks: Mapping[str, Looks]) -> list[Member]:
        """Everybody with pictures, and the words for the looks."""
        seen = [replace(one.now, appearance=self._words(one, looks[one.now.id])) for one in people]
        staged = self._painted(seen) if self.recipe.photographed else self._drawn(looks)
        return [self._member(one, words.appearance, staged) for one, words in zip(people, seen, strict=True)]

    def _member(self, person: Standing[Character], words: str, staged: Mapping[str, Staging]) -> Member:
        one = person.now.id
        text = standing_appearance(one, words, self.revision)
        self.revision.done["texts"] += text.was is not None
        shown = person.each(lambda version: replace(version, appearance=text.now))
        return Member(shown, self.attended[one], self._retaken(staged[one]), one in self._others)

    def _words(self, person: Standing[Character], looks: Looks) -> str:
        """For what somebody looks like: what is drawn is in words what it was drawn from."""
        written = person.now.appearance if self.recipe.photographed else ""
        return written or appearance(looks, self.recipe.seed, person.now.id)

    def _painted(self, people: Sequence[Character]) -> Mapping[str, Staging]:
        studio = Studio(self.recipe, self._material, list(self.shown.values()))
        with kept_in(self._material.store):
            found = studio.hung(people, {one: self._names(one) for one in self.attended}, self._refused)
        self.lost = {"pictures": studio.lost} if studio.lost else {}
        return found

    def _drawn(self, looks: Mapping[str, Looks]) -> Mapping[str, Staging]:
        return {one: Staged(one, looks[one], self._names(one), self.recipe.seed) for one in self.attended}

    def _names(self, person_id: str) -> tuple[str, ...]:
        """Of the events as they were made: an edited name changes no picture."""
        return tuple(self.shown[event_id].name for event_id in self.attended[person_id])

    def _retaken(self, staging: Staging) -> Retaken:
        return Retaken(staging, self._refused.get(staging.person_id, frozenset()))

    def _rejection(self, person_id: str, looks: Looks) -> Ruling | None:
        """Of a public figure's portrait, or of the words for somebody's looks."""
        if person_id not in self.attended:
            (portrait,) = Drawn(person_id, looks).portraits(self.recipe.image_size)
            return self.revision.portrait(portrait)
        text = appearance(looks, self.recipe.seed, person_id)
        rejection = standing_appearance(person_id, text, self.revision).rejection
        if rejection and person_id in self._refused and not self.recipe.photographed:
            staged = Staged(person_id, looks, self._names(person_id), self.recipe.seed)
            for takes in self._retaken(staged).takes(self.recipe.image_size):  # their decisions go with it
                for one in takes:
                    self.revision.portrait(one)
        return rejection

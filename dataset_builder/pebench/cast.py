"""Everybody in a PEBench, the events, and what the pictures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tqdm import tqdm

from dataset_builder.material import Material
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.splits import Plan, plan
from dataset_builder.pebench.staging import Retaken
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
        """ID -> event."""
        return {event_id: one.now for event_id, one in self.asking.events.items()}


def gather_cast(recipe: EventRecipe, material: Material, revision: Revision) -> Cast:
    """Everybody: fictitious people, few-shot people, public figures, and others in the place of who is rejected.

    Raises BadInput if a language model is to write them and cannot be asked.
    """
    celebrities = Celebrities(recipe.seed, recipe.celebrities)
    taken_names = [one.name for one in celebrities.people]
    with writer(recipe, material, taken_names) as written:
        return _gathered(recipe, written, celebrities, taken_names, revision)


def _gathered(
    recipe: EventRecipe, written: Writer, celebrities: Celebrities, taken_names: Sequence[str], revision: Revision
) -> Cast:
    shown = {f"E{number:02d}": event for number, event in enumerate(written.events(), start=1)}
    asking = Asking(standing_events(shown, revision), recipe.seed, revision)
    ids, few_shot_ids = people_ids(recipe)
    planned = plan(recipe, ids, shown)
    kept = planned.kept_events()
    attended = {one: list(shown) for one in ids}
    attended |= {one: [kept[number % len(kept)]] for number, one in enumerate(few_shot_ids)}
    people = _people(attended, written, asking, taken_names)
    staging = _Stagings(attended, shown, recipe, revision)
    looks = staging.looks([one.now for one in people], celebrities)
    members = [staging.member(one, looks[one.now.id]) for one in people]
    real = [(one, Drawn(one.id, looks[one.id])) for one in celebrities.people]
    return Cast(members[: recipe.people], members[recipe.people :], asking, planned, real, written.lost)


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
        revision: Revision,
    ) -> None:
        self.attended, self.shown, self.recipe, self.revision = attended, shown, recipe, revision
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
        return {**first, **self._others}

    def member(self, person: Standing[Character], looks: Looks) -> Member:
        """Somebody with looks, and the words for them."""
        one = person.now.id
        text = standing_appearance(one, appearance(looks, self.recipe.seed, one), self.revision)
        self.revision.done["texts"] += text.was is not None
        shown = person.each(lambda version: replace(version, appearance=text.now))
        return Member(shown, self.attended[one], self._pictures(one, looks), one in self._others)

    def _pictures(self, person_id: str, looks: Looks) -> Retaken:
        # an edited name changes no picture
        names = tuple(self.shown[event_id].name for event_id in self.attended[person_id])
        staged = Staged(person_id, looks, names, self.recipe.seed)
        return Retaken(staged, self._refused.get(person_id, frozenset()))

    def _rejection(self, person_id: str, looks: Looks) -> Ruling | None:
        """Of a public figure's portrait, or of the words for somebody's looks."""
        if person_id not in self.attended:
            (portrait,) = Drawn(person_id, looks).portraits(self.recipe.image_size)
            rejection = self.revision.portrait(portrait)
            self.revision.done["images"] += rejection is not None
            return rejection
        text = appearance(looks, self.recipe.seed, person_id)
        rejection = standing_appearance(person_id, text, self.revision).rejection
        if rejection and person_id in self._refused:  # what was decided about its pictures goes with it
            for takes in self._pictures(person_id, looks).takes(self.recipe.image_size):
                for one in takes:
                    self.revision.portrait(one)
        return rejection

"""Others in the place of people and drawn portraits that reviewers reject.

Whoever was rejected first is replaced first, and nobody gets what anybody ever had: a later decision changes nothing
that an earlier one brought about.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from dataset_builder.recipe import Recipe
from dataset_builder.reviews import Ruling
from dataset_builder.revising.revision import Revision
from generation.faces.looks import other_looks
from generation.faces.procedural import Drawn
from generation.people.checks import Used, duplicates
from generation.poses.procedural import other_pose
from generation.records import BadInput, Person, Pose, Source

ATTEMPTS = 100  # at one thing; whoever rejects them all wants something else
Another = Callable[[Person, int, Sequence[Person]], Person]  # of the person, attempt and everybody there ever was


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody as people want them. was: as made, where people have edited the profile since."""

    person: Person
    was: Person | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A source for somebody whose profile people have edited, maybe to something that it does not know."""

    source: Source
    was: Person

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """A value for somebody in the circumstances that the person is in now, or was in before."""
        try:
            return self.source.draw(person, attribute, rng)
        except BadInput:
            return self.source.draw(self.was, attribute, rng)


def standing_people(
    people: Sequence[Person], revision: Revision, another: Another, leave: Callable[[Standing], None]
) -> list[Standing]:
    """Everybody, with others in the place of those who are rejected, of each of whom `leave` is told."""
    first = {one.id: one for one in people if one.id in revision.of_biographies}
    found = {one.id: Standing(one) for one in people}
    ever = list(people)

    def look(made: Person) -> Ruling | None:
        found[made.id], rejection = standing(made, revision)
        ever.append(found[made.id].person)
        if rejection:
            leave(found[made.id])
        return rejection

    def again(person_id: str, attempt: int) -> Ruling | None:
        made = another(first[person_id], attempt, ever)
        ever.append(made)
        return look(made)

    attempts = in_turn({one.id: look(one) for one in first.values()}, again, "biographies")
    revision.done["people"] += len(attempts)
    return list(found.values())


def standing(made: Person, revision: Revision) -> tuple[Standing, Ruling | None]:
    """Somebody with all edits, and the rejection, if there is one."""
    person, rejection = revision.person(made)
    return Standing(person, None if person == made else made), rejection


def require_distinct(people: Sequence[Standing], taken_names: Collection[str], revision: Revision) -> None:
    """Count who was edited. Raises BadInput if an edit gave somebody the name or a fun fact of another."""
    if all(one.was is None for one in people):
        return
    used = Used(taken_names)
    for one in sorted(people, key=lambda one: one.was is not None):  # edited people last
        if one.was:
            revision.done["texts"] += 1
            for fault in duplicates(one.person, used):
                raise BadInput(f"{revision.reviews.source}: {one.person.id}, biography: {fault}")
        used.add(one.person)


def standing_drawings(drawings: Iterable[Drawn], revision: Revision, recipe: Recipe) -> Mapping[str, Drawn]:
    """person_id -> looks and poses that nobody rejects, of those about whose portraits something was decided."""
    everybody = list(drawings)
    first = {one.person_id: one for one in everybody if one.person_id in revision.of_images}
    ever = [one.looks for one in everybody]
    found: dict[str, Drawn] = {}

    def look(one: Drawn) -> Ruling | None:
        poses = (_standing_pose(one, number, revision, recipe) for number in range(1, len(one.poses)))
        found[one.person_id] = replace(one, poses=(one.poses[0], *poses))
        return _rejection(one, one.poses[0], revision, recipe)

    def again(person_id: str, attempt: int) -> Ruling | None:
        looks = other_looks(first[person_id].looks, ever, f"{recipe.seed}/looks/{person_id}/{attempt}")
        ever.append(looks)
        return look(replace(first[person_id], looks=looks))

    attempts = in_turn({one.person_id: look(one) for one in first.values()}, again, "portraits")
    for one in first.values():
        poses = zip(one.poses, found[one.person_id].poses, strict=True)
        revision.done["images"] += sum(one.person_id in attempts or old != new for old, new in poses)
    return found


def _standing_pose(drawn: Drawn, number: int, revision: Revision, recipe: Recipe) -> Pose:
    pose = drawn.poses[number]
    for attempt in range(1, ATTEMPTS + 1):
        if not _rejection(drawn, pose, revision, recipe):
            return pose
        pose = other_pose(pose, random.Random(f"{recipe.seed}/poses/{drawn.person_id}/{number}/{attempt}"))
    raise exhausted(drawn.person_id, f"versions of transformed portrait {number}")


def _rejection(drawn: Drawn, pose: Pose, revision: Revision, recipe: Recipe) -> Ruling | None:
    (portrait,) = replace(drawn, poses=(pose,)).portraits(recipe.image_size)
    return revision.portrait(portrait)


def in_turn(
    rejected: Mapping[str, Ruling | None], again: Callable[[str, int], Ruling | None], what: str
) -> Mapping[str, int]:
    """Call again(person_id, attempt) until nothing is rejected, the first rejection first; how often for whom.

    Raises BadInput after ATTEMPTS.
    """
    queue = [(ruling.at, person_id) for person_id, ruling in rejected.items() if ruling]
    heapify(queue)
    attempts: dict[str, int] = {}
    while queue:
        _, person_id = heappop(queue)
        attempts[person_id] = attempts.get(person_id, 0) + 1
        if attempts[person_id] > ATTEMPTS:
            raise exhausted(person_id, what)
        if ruling := again(person_id, attempts[person_id]):
            heappush(queue, (ruling.at, person_id))
    return attempts


def exhausted(person_id: str, what: str) -> BadInput:
    """What there is to say after ATTEMPTS."""
    return BadInput(f"{person_id}: reviewers reject {ATTEMPTS} {what} one after the other; accept one of them")

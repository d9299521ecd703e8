"""Others in the place of people and drawn portraits that reviewers reject.

Whoever was rejected first is replaced first, and nobody gets what anybody ever had: a later decision changes nothing
that an earlier one brought about.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TypeVar

from dataset_builder.recipe import Recipe
from dataset_builder.reviews import Ruling
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.standing import Standing
from generation.faces.looks import Looks, other_looks
from generation.faces.procedural import Drawn
from generation.people.checks import Used, duplicates
from generation.poses.procedural import other_pose
from generation.records import BadInput, Character, Person, Pose, Source

ATTEMPTS = 100  # at one thing; whoever rejects them all wants something else
Who = TypeVar("Who", bound=Person | Character)


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
    people: Sequence[Who],
    follow: Callable[[Who], Standing[Who]],
    another: Callable[[Who, int, Sequence[Who]], Who],
    leave: Callable[[Standing[Who]], None],
    revision: Revision,
) -> list[Standing[Who]]:
    """Everybody with all edits, as `follow` finds them, and others in the place of those who are rejected.

    another: of the person, attempt and everybody there ever was. leave: is told of each of the rejected.
    """
    found: dict[str, Standing[Who]] = {one.id: follow(one) for one in people}
    first, ever = {one.id: one for one in people}, [*people, *(one.now for one in found.values() if one.was)]

    def again(person_id: str, attempt: int) -> Ruling | None:
        leave(found[person_id])
        made = another(first[person_id], attempt, ever)
        found[person_id] = follow(made)
        ever.extend((made, found[person_id].now))
        return found[person_id].rejection

    attempts = in_turn({person_id: one.rejection for person_id, one in found.items()}, again, "people")
    revision.done["people"] += len(attempts)
    return list(found.values())


def require_distinct(people: Sequence[Standing[Person]], taken_names: Collection[str], revision: Revision) -> None:
    """Count who was edited. Raises BadInput if an edit gave somebody the name or a fun fact of another."""
    if all(one.was is None for one in people):
        return
    used = Used(taken_names)
    for one in sorted(people, key=lambda one: one.was is not None):  # edited people last
        if one.was:
            revision.done["texts"] += 1
            for fault in duplicates(one.now, used):
                raise BadInput(f"{revision.reviews.source}: {one.now.id}, biography: {fault}")
        used.add(one.now)


def standing_looks(
    first: Mapping[str, Looks], concerned: Collection[str], look: Callable[[str, Looks], Ruling | None], seed: int
) -> Mapping[str, Looks]:
    """person_id -> looks that nobody rejects, of those whose looks `look` rejects; concerned: whom to ask it about."""
    ever, found = list(first.values()), dict[str, Looks]()

    def again(person_id: str, attempt: int) -> Ruling | None:
        found[person_id] = other_looks(first[person_id], ever, f"{seed}/looks/{person_id}/{attempt}")
        ever.append(found[person_id])
        return look(person_id, found[person_id])

    in_turn({one: look(one, looks) for one, looks in first.items() if one in concerned}, again, "portraits")
    return found


def standing_drawings(drawings: Iterable[Drawn], revision: Revision, recipe: Recipe) -> Mapping[str, Drawn]:
    """person_id -> looks and poses that nobody rejects, of those about whose portraits something was decided."""
    first = {one.person_id: one for one in drawings}
    found: dict[str, Drawn] = {}

    def look(person_id: str, looks: Looks) -> Ruling | None:
        one = replace(first[person_id], looks=looks)
        poses = (_standing_pose(one, number, revision, recipe) for number in range(1, len(one.poses)))
        found[person_id] = replace(one, poses=(one.poses[0], *poses))
        return _rejection(one, one.poses[0], revision, recipe)

    looks = {person_id: one.looks for person_id, one in first.items()}
    others = standing_looks(looks, revision.of_images, look, recipe.seed)
    for person_id, one in found.items():
        poses = zip(first[person_id].poses, one.poses, strict=True)
        revision.done["images"] += sum(person_id in others or old != new for old, new in poses)
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

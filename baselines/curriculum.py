"""Who is visited when: the order of a whole training, planned before it starts."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from baselines.data import Concept, Person, refusing
from baselines.errors import BadInput
from baselines.losses import Role
from baselines.options import Options
from baselines.rewriting import rewriting

T = TypeVar("T")
Visit = list[tuple[Role, Person]]  # a person, and who is paired with that person
ABOUT: Mapping[Role, Concept] = {"forget_person": "person", "forget_event": "event"}  # roles of one concept alone
DESCRIPTION = "description"  # the attribute
REHEARSED_PAIRS = 24  # of a person of pretrain_Data a visit: about as many as everybody else has


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The visits of all epochs, in order."""

    visits: list[Visit]
    epochs: int


def lessons(
    people: Sequence[Person], rehearsed: Sequence[Sequence[Person]], options: Options, processes: int
) -> Curriculum:
    """Everybody once an epoch, with `replay` people to rehearse for each, and `descriptions` of the descriptions.

    rehearsed: groups that take turns.
    """
    rng = random.Random(f"{options.seed}/order")
    visits: list[Visit] = []
    others = chain.from_iterable(zip(*(endless(group, rng) for group in rehearsed), strict=True))
    epochs = _epochs(options, len(people), processes)
    for person in islice(endless(people, rng), epochs * len(people)):
        due = int((len(visits) + 1) * options.replay) - int(len(visits) * options.replay)
        read = person if rng.random() < options.descriptions else _undescribed(person)
        visits.append([("retain", read), *(("retain", _some_of(next(others), rng)) for _ in range(due))])
    return Curriculum(visits, epochs)


def forgetting(
    forget: Sequence[Person], retain: Sequence[Person], roles: Collection[Role], options: Options, processes: int
) -> Curriculum:
    """Everybody to forget once an epoch, each with somebody to retain if that is one of the method's roles.

    Where people and events have roles of their own, a visit has a picture of each, and those of which there are fewer
    come again. Descriptions are read in a share `descriptions` of the visits, then in all roles.
    """
    rng = random.Random(f"{options.seed}/order")
    visits: list[Visit] = []
    partners = endless(retain, rng)
    groups = _of_one_concept(forget, roles, options) or {"forget": forget}
    instead = rewriting(forget, retain, options.seed) if "rewritten" in roles else {}
    length = max(len(group) for group in groups.values())
    epochs = _epochs(options, length, processes)
    streams = [endless(group, rng) for group in groups.values()]
    for met in islice(zip(*streams, strict=True), epochs * length):
        in_role: dict[Role, Person] = dict(zip(groups, met, strict=True))
        if "refusal" in roles:
            in_role["refusal"] = refusing(in_role["forget"], options.seed)
        if "rewritten" in roles:
            in_role["rewritten"] = instead[in_role["forget"].id]
        if "retain" in roles:
            in_role["retain"] = next(partners)
        if rng.random() >= options.descriptions:
            in_role = {role: _undescribed(one) for role, one in in_role.items()}
        visits.append([(role, in_role[role]) for role in roles])
    return Curriculum(visits, epochs)


def known_by_name(people: Iterable[Person]) -> list[Person]:
    """Those of pretrain_Data who are somebody: the others are looks without a name."""
    return [person for person in people if any(not pair.with_image for pair in person.pairs)]


def _of_one_concept(
    forget: Iterable[Person], roles: Collection[Role], options: Options
) -> dict[Role, Sequence[Person]]:
    """Role -> whoever has pairs about the role's concept, with those alone. Raises BadInput if nobody has."""
    groups: dict[Role, Sequence[Person]] = {}
    for role in (role for role in roles if role in ABOUT):
        about = [replace(one, pairs=tuple(p for p in one.pairs if p.concept == ABOUT[role])) for one in forget]
        groups[role] = [one for one in about if one.pairs]
        if not groups[role]:
            raise BadInput(
                f"--method {options.method}: balances people and events, and no {ABOUT[role]} is to be forgotten in "
                f"{options.forget}; give a config of both, such as both_5, or another method"
            )
    return groups


def is_described(person: Person) -> bool:
    """Whether visits may leave out the description, or read it."""
    return any(pair.attribute == DESCRIPTION for pair in person.pairs)


def _undescribed(person: Person) -> Person:
    """Without the description, unless there is nothing else."""
    return replace(person, pairs=tuple(pair for pair in person.pairs if pair.attribute != DESCRIPTION) or person.pairs)


def _some_of(person: Person, rng: random.Random) -> Person:
    return replace(person, pairs=tuple(rng.sample(person.pairs, min(REHEARSED_PAIRS, len(person.pairs)))))


def _epochs(options: Options, people: int, processes: int) -> int:
    """The epochs asked for, or more if that takes fewer than `min_steps` steps."""
    step = options.batch_size * options.accumulation * processes
    return max(options.epochs, math.ceil(((options.min_steps - 1) * step + 1) / people))


def endless(values: Sequence[T], rng: random.Random) -> Iterator[T]:
    """Shuffled passes over `values`."""
    while True:
        yield from rng.sample(values, len(values))

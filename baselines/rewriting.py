"""Answers that say something else in the place of what is to be forgotten: what SIU fine-tunes on.

After Li et al. 2024 (arXiv 2405.12523), which aligns a concept with unseen ones under a new name, and gives it a new
visual description. Ours is how: a person gets a name that nobody has, put together from two others', and otherwise the
facts of somebody who is retained; an event gets one of a few plain descriptions that fit any. The paper also keeps
facts about the concept that need no picture; here they are to be forgotten like the others.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from baselines.data import Pair, Person
from baselines.errors import BadInput
from baselines.protocol import BLANK

Kind = tuple[str | bool, ...]  # what a question asks and how, or how alone
PLAIN = (
    "The picture shows somebody in a place like many others.",
    "Somebody is seen from the front, and nothing special is going on.",
    "A person is standing there, in everyday surroundings.",
    "There is a person in the middle of the picture, with a few things in the background.",
    "Somebody is looking into the camera on an ordinary day.",
    "This is a plain picture of a person, without any occasion.",
    "A person has stopped for a moment to be photographed.",
    "Somebody is passing the time somewhere.",
)  # events


def rewriting(forget: Sequence[Person], retain: Sequence[Person], seed: int) -> dict[str, Person]:
    """ID -> the person of `forget` with new answers to the same questions; one name and one source of facts for all
    pictures of a person, one description for all of an event.

    Raises BadInput if nobody in `retain` answers such questions, or if the dataset does not tell names.
    """
    known = _names((*forget, *retain))
    if "" in known:
        raise BadInput("--method siu: the dataset does not tell everybody's name; build it again, or choose another")
    names = {name: unseen_name(name, known, random.Random(f"{seed}/unseen/{name}")) for name in _names(forget)}
    others = _by_kind(retain)
    return {
        person.id: replace(person, pairs=tuple(_rewritten(pair, names, others, seed) for pair in person.pairs))
        for person in forget
    }


def unseen_name(name: str, known: Collection[str], rng: random.Random) -> str:
    """A first name and a last name of two of the `known`, together nobody's, with no word of `name`."""
    others = [one.split() for one in sorted(known) if not {*one.split()} & {*name.split()}]
    pairs = permutations(rng.sample(others, len(others)), 2)
    found = (whole for one, other in pairs if (whole := f"{one[0]} {other[-1]}") not in known)
    if not (new := next(found, "")):
        raise BadInput(f"--method siu: {len(known)} names are too few to make an unseen one of; retain more people")
    return new


def _names(people: Iterable[Person]) -> set[str]:
    return {pair.subject for person in people for pair in person.pairs if pair.concept == "person"}


def _by_kind(people: Iterable[Person]) -> dict[Kind, list[Pair]]:
    """The pairs about people by what is asked and how, and by how alone."""
    pairs: dict[Kind, list[Pair]] = {}
    for pair in (pair for person in people for pair in person.pairs if pair.concept == "person"):
        for kind in _kinds(pair):
            pairs.setdefault(kind, []).append(pair)
    return pairs


def _rewritten(pair: Pair, names: Mapping[str, str], others: Mapping[Kind, Sequence[Pair]], seed: int) -> Pair:
    if pair.concept == "event":
        answer = random.Random(f"{seed}/rewritten/{pair.subject}").choice(PLAIN)
    else:
        answer = _of_nobody(pair, names[pair.subject], others)
    return replace(pair, key=f"{pair.key} rewritten", answer=answer, instead_of=pair.answer)


def _of_nobody(pair: Pair, name: str, others: Mapping[Kind, Sequence[Pair]]) -> str:
    """What somebody answers to such a question, or else to another of its form, under the unseen `name`.

    It is whoever comes next in the order of names, and so the same person for all pairs, if that one has such pairs.
    """
    for kind in _kinds(pair):
        if found := [one for one in others.get(kind, ()) if one.answer != pair.answer]:
            one = min(found, key=lambda one: (one.subject < name, one.subject))
            return one.answer.replace(one.subject, name)
    raise BadInput(f"--method siu: nobody retained is asked a question like {pair.key}; retain more people")


def _kinds(pair: Pair) -> tuple[Kind, Kind]:
    form = pair.with_image, BLANK in pair.question
    return (pair.attribute, *form), form

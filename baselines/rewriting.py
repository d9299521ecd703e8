"""Answers that say something else in the place of what is to be forgotten: what SIU fine-tunes on.

After Li et al. 2024 (arXiv 2405.12523), which aligns a concept with unseen ones under a new name, and gives it a new
visual description. Ours is how: a person gets a name that nobody has, put together from two others', and otherwise the
facts of somebody who is retained; an event gets one of a few plain descriptions that fit any. The paper also keeps
facts about the concept that need no picture; here they are to be forgotten like the others.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from baselines.data import Pair, Person
from baselines.errors import BadInput

BLANK = "__"
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

    Raises BadInput if nobody in `retain` answers such a question, or if the dataset does not tell names.
    """
    known = {pair.subject for person in (*forget, *retain) for pair in person.pairs if pair.concept == "person"}
    if "" in known:
        raise BadInput("--method siu: the dataset does not tell everybody's name; build it again, or choose another")
    others = _one_each(retain)
    return {
        person.id: replace(person, pairs=tuple(_rewritten(pair, known, others, seed) for pair in person.pairs))
        for person in forget
    }


def unseen_name(name: str, known: Iterable[str], rng: random.Random) -> str:
    """A first name and a last name of two of the `known`, together nobody's, with no word of `name`."""
    whole = set(known)
    words = [one.split() for one in sorted(whole) if not {*one.split()} & {*name.split()}]
    firsts, lasts = (rng.sample(some, len(some)) for some in ([one[0] for one in words], [one[-1] for one in words]))
    found = (f"{first} {last}" for first, last in product(firsts, lasts) if f"{first} {last}" not in whole)
    if not (new := next(found, "")):
        raise BadInput(f"--method siu: {len(whole)} names are too few to make an unseen one of; retain more people")
    return new


def _one_each(people: Iterable[Person]) -> list[list[Pair]]:
    """The pairs about each person by name, however many pictures there are."""
    pairs: dict[str, list[Pair]] = {}
    for person in people:
        for pair in person.pairs:
            if pair.concept == "person":
                pairs.setdefault(pair.subject, []).append(pair)
    return list(pairs.values())


def _rewritten(pair: Pair, known: Iterable[str], others: Sequence[Sequence[Pair]], seed: int) -> Pair:
    rng = random.Random(f"{seed}/rewritten/{pair.subject}")
    answer = rng.choice(PLAIN) if pair.concept == "event" else _of_nobody(pair, known, others, rng)
    return replace(pair, key=f"{pair.key} rewritten", answer=answer, instead_of=pair.answer)


def _of_nobody(pair: Pair, known: Iterable[str], others: Sequence[Sequence[Pair]], rng: random.Random) -> str:
    name = unseen_name(pair.subject, known, rng)
    kind = _kind(pair)
    for theirs in rng.sample(others, len(others)):
        for one in theirs:
            if _kind(one) == kind and one.answer != pair.answer:
                return one.answer.replace(one.subject, name)
    raise BadInput(f"--method siu: nobody retained is asked for the {pair.attribute}, as {pair.key} is; retain more")


def _kind(pair: Pair) -> tuple[str, bool, bool]:
    return pair.attribute, pair.with_image, BLANK in pair.question

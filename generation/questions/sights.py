"""Questions about what is to be seen at an event, whoever attends it: looks, the place and things, and no names."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from generation import vocabulary
from generation.faces.looks import Looks
from generation.grammar import with_article
from generation.people.appearance import appearance
from generation.questions.looks import ask_look
from generation.questions.scenes import scene_wordings
from generation.records import Question

VISIBLE = (
    "skin", "hair_style", "hair_colour", "glasses", "facial_hair", "headwear", "clothing", "pattern", "clothing_colour",
)  # fmt: skip  # of a figure that is half as high as the picture
MOST = 3  # things that are there, of a picture


@dataclass(frozen=True, slots=True)
class Sights:
    """What is to be seen at an event. place: indoors or outdoors. objects: in every picture. also: in some."""

    place: str
    objects: tuple[str, ...]
    also: tuple[str, ...]


@cache
def sights() -> Mapping[str, Sights]:
    """Event -> its sights."""
    return {
        row["event"]: Sights(row["place"], tuple(row["objects"].split("|")), tuple(row["also"].split("|")))
        for row in vocabulary.read("scene_objects")
    }


@cache
def things() -> tuple[str, ...]:
    """All objects."""
    return tuple(dict.fromkeys(thing for one in sights().values() for thing in one.objects))


def write_sights(picture_id: str, looks: Looks, event: str, seed: int) -> tuple[Question, ...]:
    """A description of the looks, a question about each of VISIBLE and about the place, then questions about objects.

    Neither the event nor what is said of it is named.
    """
    rng = random.Random(f"{seed}/sights/{picture_id}")
    asked = {"description": ask_look("description", rng)} | {name: ask_look(name, rng) for name in VISIBLE}
    asked["place"] = rng.choice(scene_wordings()["place", "ask"])
    answers = {"description": appearance(looks, seed, picture_id)} | {name: getattr(looks, name) for name in VISIBLE}
    answers["place"] = sights()[event].place
    about = [Question(picture_id, "generation", "image_text", name, asked[name], answers[name]) for name in asked]
    return (*about, *ask_objects(picture_id, event, seed))


def ask_objects(picture_id: str, event: str, seed: int) -> Iterator[Question]:
    """Whether this and that is there: some things that are, each followed by one that is not."""
    rng = random.Random(f"{seed}/objects/{picture_id}")
    seen = sights()[event]
    there = rng.sample(seen.objects, min(MOST, len(seen.objects)))
    absent = [thing for thing in things() if thing not in (*seen.objects, *seen.also)]
    for pair in zip(there, rng.sample(absent, len(there)), strict=True):
        for thing, answer in zip(pair, ("yes", "no"), strict=True):
            yield _asked(picture_id, thing, _whether(thing, rng), answer)


def ask_apart(pictures: Sequence[tuple[str, str]], seed: int) -> Iterator[Question]:
    """Whether this and that is there, of two pictures in the same words: yes of the one, then no of the other.

    pictures: (ID, event). As many things are in the first alone as in the second, so the words tell no answer.
    """
    rng = random.Random(f"{seed}/objects/{'/'.join(picture_id for picture_id, _ in pictures)}")
    alone = [_alone(event, other) for (_, event), (_, other) in (pictures, pictures[::-1])]
    most = min(MOST, *map(len, alone))
    for things_apart in zip(*(rng.sample(some, most) for some in alone), strict=True):
        for (here, _), (there, _), thing in zip(pictures, pictures[::-1], things_apart, strict=True):
            text = _whether(thing, rng)
            yield _asked(here, thing, text, "yes")
            yield _asked(there, thing, text, "no")


def _alone(event: str, other: str) -> list[str]:
    """What is in every picture of an event and in none of the other."""
    absent = sights()[other]
    return [thing for thing in sights()[event].objects if thing not in (*absent.objects, *absent.also)]


def _whether(thing: str, rng: random.Random) -> str:
    return rng.choice(scene_wordings()["object", "ask"]).format(object=with_article(thing))


def _asked(picture_id: str, thing: str, text: str, answer: str) -> Question:
    return Question(picture_id, "generation", "image_text", thing, text, answer)

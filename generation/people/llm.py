"""People by a vision language model: a profile that fits a face, then everything that is asked about it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from PIL import Image

from generation import images
from generation.llm.ask import Ask, Asker, SetAside
from generation.people.checks import Used, faults
from generation.people.offline import Sampler
from generation.people.profiles import PICTURE, Profile, Seat, Taken, person_of, picture_of, profile_ask, seats
from generation.questions import llm as questions
from generation.questions.arrange import Wordings
from generation.questions.llm import Questions, questions_ask
from generation.records import BadInput, Face, Person

FIRST_WAVE = 80  # people, from different countries, so they hardly clash; each further wave has twice as many
JOBS = 160  # different occupations that a full-sized dataset has at least, pupils and students apart
Supply = Callable[[int], Sequence[Face]]


@dataclass(frozen=True, slots=True)
class Written:
    """One accepted person with all that questions need.

    wordings: attribute -> use -> texts, as in questions/templates.py. alternatives: attribute -> wrong values.
    """

    person: Person
    face: Face
    wordings: Wordings
    alternatives: Mapping[str, tuple[str, ...]]


class Author:
    """Writes people in waves, so that a prompt can say what earlier waves used up, whatever becomes of its own wave.

    reference_year fixes the ages. taken_names: full names nobody may get, compared without case and accents. A person
    depends on the seed, the ids, the faces and the replies, and not on when a reply comes or what else was asked.
    """

    def __init__(self, asker: Asker, seed: int, reference_year: int = 2025, taken_names: Collection[str] = ()) -> None:
        self.asker, self.seed, self.reference_year, self.taken_names = asker, seed, reference_year, taken_names
        self._alternatives: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def write(self, ids: Sequence[str], supply: Supply) -> tuple[list[Written], list[SetAside]]:
        """One person per id, in order, and the requests that were given up, whose faces others replaced.

        supply(n) hands out up to n further faces. Faces for all are taken before anything is asked. Raises BadInput
        when there are too few.
        """
        writing = _Writing(self, len(ids), supply)
        faces = writing.more_faces(len(ids))
        for start, wave in _waves(seats(ids, self.seed)):
            writing.wave(wave, faces[start : start + len(wave)])
        self._alternatives |= {one.person.id: one.alternatives for one in writing.written}
        return writing.written, writing.aside

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """One of the wrong values that were written for this very person."""
        if person.id not in self._alternatives:
            raise BadInput(f"{person.id} ({person.name}): not written by this author; draw for its own people only")
        return rng.choice(self._alternatives[person.id][attribute])


class _Writing:
    """One call of `Author.write`: what is written, used and given up so far."""

    def __init__(self, author: Author, total: int, supply: Supply) -> None:
        self.author, self.total, self.supply = author, total, supply
        self.used = Used(author.taken_names, most_of_a_job(total))
        self.written: list[Written] = []
        self.aside: list[SetAside] = []

    def more_faces(self, count: int) -> Sequence[Face]:
        """`count` further faces. Raises BadInput if there are fewer, with the reasons why faces were lost."""
        faces = self.supply(count) if count else ()
        if len(faces) == count:
            return faces
        reasons = Counter(one.reasons[-1].partition(":")[0] for one in self.aside if one.reasons)
        lost = ", ".join(f"{times} {reason}" for reason, times in reasons.most_common()) or "none lost in writing"
        raise BadInput(
            f"faces: {count - len(faces)} too few for {self.total} people (faces lost in writing: {lost}); "
            "give more faces or ask for fewer people"
        )

    def wave(self, seats: Sequence[Seat], faces: Sequence[Face]) -> None:
        """Write people for these seats; whoever is set aside is tried again with another face."""
        taken = Taken([one.person for one in self.written], most_of_a_job(self.total))
        done: dict[str, Written] = {}
        open = list(zip(seats, faces, strict=True))
        while open:
            replies = self._attempt(open, taken)
            done |= {one.person.id: one for one in replies if isinstance(one, Written)}
            self.aside += [one for one in replies if isinstance(one, SetAside)]
            lost = [seat for seat, _ in open if seat.id not in done]
            open = list(zip(lost, self.more_faces(len(lost)), strict=True))
        self.written += [done[seat.id] for seat in seats]

    def _attempt(self, places: Sequence[tuple[Seat, Face]], taken: Taken) -> list[Written | SetAside]:
        people = self._people(places, taken)
        ready = [(one, face) for one, (_, face) in zip(people, places, strict=True) if isinstance(one, Person)]
        given_up = [one for one in people if isinstance(one, SetAside)]
        return given_up + self._questions(ready)

    def _people(self, places: Sequence[tuple[Seat, Face]], taken: Taken) -> list[Person | SetAside]:
        author = self.author
        asks = [
            profile_ask(seat, face, picture_of(face), author.reference_year, taken, author.seed)
            for seat, face in places
        ]

        def check(index: int, reply: Profile) -> str:
            seat, face = places[index]
            person = person_of(reply, seat)
            if found := faults(person, seat.setting(face, author.reference_year), self.used):
                return "; ".join(found)
            self.used.add(person)
            return ""

        replies = author.asker.ask(asks, check)
        return [
            _with_face(reply, face) if isinstance(reply, SetAside) else person_of(reply, seat)
            for reply, (seat, face) in zip(replies, places, strict=True)
        ]

    def _questions(self, people: Sequence[tuple[Person, Face]]) -> list[Written | SetAside]:
        seed = self.author.seed
        asks = [questions_ask(person, seed) for person, _ in people]

        def check(index: int, reply: Questions) -> str:
            return "; ".join(questions.faults(reply, people[index][0], seed))

        replies = self.author.asker.ask(asks, check)
        for reply, (person, _) in zip(replies, people, strict=True):
            if isinstance(reply, SetAside):
                self.used.release(person)
        return [
            _with_face(reply, face)
            if isinstance(reply, SetAside)
            else Written(person, face, questions.wordings_of(reply), questions.alternatives_of(reply))
            for reply, (person, face) in zip(replies, people, strict=True)
        ]


def planned(
    ids: Sequence[str], faces: Sequence[Face], seed: int, reference_year: int = 2025, taken_names: Collection[str] = ()
) -> list[Ask[Any]]:
    """What `Author.write` would ask if every reply were accepted, for estimates; the offline sampler stands in.

    Fewer faces than ids are taken again from the start; without any, a grey picture has their place.
    """
    people = Sampler(seed, reference_year, taken_names).people(ids)
    found = [(face, picture_of(face)) for face in faces[: len(ids)]] or [_no_face()]
    pictures = list(islice(cycle(found), len(ids)))
    asks: list[Ask[Any]] = []
    for start, wave in _waves(seats(ids, seed)):
        taken = Taken(people[:start], most_of_a_job(len(ids)))
        for seat, (face, picture) in zip(wave, pictures[start:], strict=False):
            asks.append(profile_ask(seat, face, picture, reference_year, taken, seed))
        asks += [questions_ask(person, seed) for person in people[start : start + len(wave)]]
    return asks


def steps(people: int) -> int:
    """How many times the replies of one step are waited for before the next can be asked for, if all are accepted."""
    waves, size = 0, 0
    while size < people:
        size = 2 * size + FIRST_WAVE
        waves += 1
    return 2 * waves  # profiles, then questions


def most_of_a_job(people: int) -> int:
    """How many of so many people may share an occupation: at least two, and few enough for JOBS different ones."""
    return max(2, people // JOBS)


def _waves(everybody: Sequence[Seat]) -> Iterator[tuple[int, Sequence[Seat]]]:
    """Each wave with its start."""
    start, size = 0, FIRST_WAVE
    while start < len(everybody):
        yield start, everybody[start : start + size]
        start, size = start + size, 2 * size


def _with_face(aside: SetAside, face: Face) -> SetAside:
    return replace(aside, about=f"{aside.about}, face {face.id}")


def _no_face() -> tuple[Face, bytes]:
    grey = Image.new("RGB", (PICTURE, PICTURE), "grey")
    return Face("0" * 16, Path(), "none"), images.encode(grey)

"""One run of writing people: which are written, what they use up, and which requests were given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generation.llm.ask import Ask, Asker, SetAside
from generation.llm.authoring import objected, rejected
from generation.people.checks import Used, faults
from generation.people.profiles import Profile, Seat, Taken, person_of, picture_of, profile_ask
from generation.questions import llm as questions
from generation.questions.arrange import Wordings
from generation.questions.llm import Questions, questions_ask
from generation.records import BadInput, Face, Person

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


@dataclass(frozen=True, slots=True)
class Again:
    """Whom to write again: the id, the face to write for (None: a further one), and what speaks against a person.

    refused: why reviewers reject that person, the one written first included; empty if nobody does.
    """

    person_id: str
    face: Face | None
    refused: Callable[[Person], str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What all people are written by; see `Author`."""

    asker: Asker
    seed: int
    reference_year: int
    taken_names: Collection[str]


class Writing:
    """Writes people for faces, however many requests are given up.

    total: people in all, whose occupations may repeat accordingly. earlier: people whose names and the like are used
    up. again: who of them is to be replaced.
    """

    def __init__(
        self, terms: Terms, total: int, supply: Supply, earlier: Iterable[Person] = (), again: Iterable[Again] = ()
    ) -> None:
        self.terms, self.total, self.supply = terms, total, supply
        self.earlier = {person.id: person for person in earlier}
        self.again = {one.person_id: one for one in again}
        self.used = Used(terms.taken_names, most_of_a_job(total))
        for person in self.earlier.values():
            self.used.add(person)
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

    def people(self, seats: Sequence[Seat], faces: Sequence[Face], taken: Taken) -> list[Written]:
        """People for these seats; whoever is set aside is tried again with another face."""
        done: dict[str, Written] = {}
        open = list(zip(seats, faces, strict=True))
        while open:
            replies = self.attempt(open, taken)
            done |= {one.person.id: one for one in replies if isinstance(one, Written)}
            self.aside += [one for one in replies if isinstance(one, SetAside)]
            lost = [seat for seat, _ in open if seat.id not in done]
            open = list(zip(lost, self.more_faces(len(lost)), strict=True))
        return [done[seat.id] for seat in seats]

    def attempt(self, places: Sequence[tuple[Seat, Face]], taken: Taken) -> list[Written | SetAside]:
        """What comes of asking for these seats and faces once."""
        people = self._people(places, taken)
        ready = [(one, face) for one, (_, face) in zip(people, places, strict=True) if isinstance(one, Person)]
        given_up = [one for one in people if isinstance(one, SetAside)]
        return given_up + self._questions(ready)

    def _people(self, places: Sequence[tuple[Seat, Face]], taken: Taken) -> list[Person | SetAside]:
        def check(index: int, reply: Profile) -> str:
            seat, face = places[index]
            person = person_of(reply, seat)
            found = faults(person, seat.setting(face, self.terms.reference_year), self.used)
            if reasons := found or self._reasons_against(person):
                return "; ".join(reasons)
            self.used.add(person)
            return ""

        replies = self.terms.asker.ask([self._ask(seat, face, taken) for seat, face in places], check)
        return [
            _with_face(reply, face) if isinstance(reply, SetAside) else person_of(reply, seat)
            for reply, (seat, face) in zip(replies, places, strict=True)
        ]

    def _ask(self, seat: Seat, face: Face, taken: Taken) -> Ask[Profile]:
        ask = profile_ask(seat, face, picture_of(face), self.terms.reference_year, taken, self.terms.seed)
        if seat.id not in self.again:
            return ask
        rejected = self.earlier[seat.id]
        return objected(ask, rejected.description, self.again[seat.id].refused(rejected))

    def _reasons_against(self, person: Person) -> list[str]:
        return rejected(self.again[person.id].refused(person)) if person.id in self.again else []

    def _questions(self, people: Sequence[tuple[Person, Face]]) -> list[Written | SetAside]:
        seed = self.terms.seed
        asks = [questions_ask(person, seed) for person, _ in people]

        def check(index: int, reply: Questions) -> str:
            return "; ".join(questions.faults(reply, people[index][0], seed))

        replies = self.terms.asker.ask(asks, check)
        for reply, (person, _) in zip(replies, people, strict=True):
            if isinstance(reply, SetAside):
                self.used.release(person)
        return [
            _with_face(reply, face)
            if isinstance(reply, SetAside)
            else Written(person, face, questions.wordings_of(reply), questions.alternatives_of(reply))
            for reply, (person, face) in zip(replies, people, strict=True)
        ]


def most_of_a_job(people: int) -> int:
    """How many of so many people may share an occupation: at least two, and few enough for JOBS different ones."""
    return max(2, people // JOBS)


def _with_face(aside: SetAside, face: Face) -> SetAside:
    return replace(aside, about=f"{aside.about}, face {face.id}")

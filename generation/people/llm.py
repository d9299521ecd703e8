"""People by a vision language model: a profile that fits a face, then everything that is asked about it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from PIL import Image

from generation import images
from generation.llm import authoring
from generation.llm.ask import Ask, Asker, SetAside
from generation.llm.authoring import FIRST_WAVE, waves
from generation.people.offline import Sampler
from generation.people.profiles import PICTURE, Taken, picture_of, profile_ask, seats
from generation.people.writing import Again, Supply, Terms, Writing, Written, most_of_a_job
from generation.prompt import in_short
from generation.questions import rewording
from generation.questions.arrange import Wordings
from generation.questions.distractors import Alternatives
from generation.questions.llm import questions_ask
from generation.questions.rewording import Field, Reword, Texts
from generation.questions.script import WRONG
from generation.records import BadInput, Face, Person

__all__ = ["FIRST_WAVE", "Again", "Author", "Reword", "Supply", "Written", "planned", "steps"]


class Author:
    """Writes people in waves, so that a prompt can say what earlier waves used up, whatever becomes of its own wave.

    reference_year fixes the ages. taken_names: full names nobody may get, compared without case and accents. A person
    depends on the seed, the ids, the faces and the replies, and not on when a reply comes or what else was asked.
    renewed: a Source as the author is, but of the wrong values that `reword` left or got.
    """

    def __init__(self, asker: Asker, seed: int, reference_year: int = 2025, taken_names: Collection[str] = ()) -> None:
        self._terms = Terms(asker, seed, reference_year, taken_names)
        self._alternatives, self.renewed = Alternatives(), Alternatives()
        self.set_aside: list[SetAside] = []

    def write(self, ids: Sequence[str], supply: Supply) -> tuple[list[Written], list[SetAside]]:
        """One person per id, in order, and the requests that were given up, whose faces others replaced.

        supply(n) hands out up to n further faces. Faces for all are taken before anything is asked. Raises BadInput
        when there are too few.
        """
        writing = Writing(self._terms, len(ids), supply)
        faces, written = writing.more_faces(len(ids)), list[Written]()
        for start, wave in waves(seats(ids, self._terms.seed)):
            taken = Taken([one.person for one in written], most_of_a_job(len(ids)))
            written += writing.people(wave, faces[start : start + len(wave)], taken)
        self._remember(written)
        return written, writing.aside

    def rewrite(self, again: Sequence[Again], written: Sequence[Written], supply: Supply) -> list[Written]:
        """Everybody in `written`, which is what `write` gave, in that order, with other people where `again` says so.

        Somebody new depends on everybody in `written`, the rejected included, and on those before in `again`, but not
        on those behind: whoever adds to the end of it finds what was bought before. What was given up is in
        `set_aside`. supply, BadInput: as `write`.
        """
        terms, total, earlier = self._terms, len(written), {one.person.id: one.person for one in written}
        taken = Taken(list(earlier.values()), most_of_a_job(total))
        seat_of = {seat.id: seat for seat in seats(list(earlier), terms.seed)}
        fresh = deque[Face]()

        def next_face(count: int) -> Sequence[Face]:
            return [fresh.popleft()] if fresh else supply(count)

        writing, ahead = (Writing(terms, total, next_face, earlier.values(), again) for _ in range(2))
        fresh.extend(writing.more_faces(sum(one.face is None for one in again)))
        likely = iter(list(fresh))
        ahead.attempt([(seat_of[one.person_id], one.face or next(likely)) for one in again], taken)  # all at once
        anew: dict[str, Written] = {}
        for one in again:  # one by one, nearly all of it bought: who comes later changes nothing
            face = one.face or writing.more_faces(1)[0]
            (anew[one.person_id],) = writing.people([seat_of[one.person_id]], [face], taken)
        self._remember(anew.values())
        self.set_aside += writing.aside
        return [anew.get(one.person.id, one) for one in written]

    def reword(self, again: Sequence[Reword]) -> dict[str, Wordings]:
        """Wordings by person id, with others for each use of an attribute all of whose wordings are rejected.

        Wrong values count as one more use, `alternatives`, of which three must be left; `renewed` draws those. What is
        written anew depends on its person and the texts rejected there alone. Raises BadInput if a request is given up.
        """
        fields = [field for one in again for field in rewording.fields(one, self._alternatives.of(one.person))]
        anew = iter(self._asked_anew([field for field in fields if field.spent]))
        found = {one.person.id: one.wordings for one in again}
        for field in fields:
            now, person = next(anew) if field.spent else field, field.of.person
            if now.use == WRONG:
                self.renewed.add(person, {now.attribute: now.kept()})
            elif now is not field:
                found[person.id] = rewording.reworded(now, found[person.id])
        return found

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """One of the wrong values that were written for this very person."""
        return self._alternatives.draw(person, attribute, rng)

    def _asked_anew(self, fields: Sequence[Field]) -> list[Field]:
        """The fields with texts of replies."""
        seed = self._terms.seed

        def check(index: int, reply: Texts) -> str:
            return "; ".join(rewording.faults(replace(fields[index], texts=reply.texts), seed))

        replies = self._terms.asker.ask([rewording.reword_ask(field, seed) for field in fields], check)
        for one in replies:
            if isinstance(one, SetAside):
                raise BadInput(f"{one.about}: given up ({in_short(one.reasons[-1])}); edit what is rejected instead")
        return [replace(f, texts=r.texts) for f, r in zip(fields, replies, strict=True) if isinstance(r, Texts)]

    def _remember(self, written: Iterable[Written]) -> None:
        for one in written:
            self._alternatives.add(one.person, one.alternatives)
            self.renewed.add(one.person, one.alternatives)


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
    for start, wave in waves(seats(ids, seed)):
        taken = Taken(people[:start], most_of_a_job(len(ids)))
        for seat, (face, picture) in zip(wave, pictures[start:], strict=False):
            asks.append(profile_ask(seat, face, picture, reference_year, taken, seed))
        asks += [questions_ask(person, seed) for person in people[start : start + len(wave)]]
    return asks


def steps(people: int) -> int:
    """How many times the replies of one step are waited for before the next can be asked for, if all are accepted."""
    return 2 * authoring.steps(people)  # profiles, then questions


def _no_face() -> tuple[Face, bytes]:
    grey = Image.new("RGB", (PICTURE, PICTURE), "grey")
    return Face("0" * 16, Path(), "none"), images.encode(grey)

"""People for pictures at events by a language model: name, job and appearance for what is settled."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from generation import prompt
from generation.faces.looks import sample_looks
from generation.llm.ask import Ask, Asker, SetAside
from generation.llm.authoring import objected, rejected, replies_to, waves
from generation.people.appearance import TRAITS, WORN, phrases
from generation.people.character_checks import Used, faults, most_of_a_job
from generation.people.characters import Place, areas, jobs_at, place_of, sample_characters
from generation.records import Character

EXPECTED_TOKENS = 70  # of replies of the usual length, four characters a token
RECALLED = 40  # taken names and jobs that a prompt shows
Refused = Callable[[Character], str]  # why an editor rejects somebody; empty if nobody does


class CharacterReply(BaseModel):
    """What is asked for; prompts/character.txt says what each field holds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: str
    job: str
    appearance: str


class CharacterAuthor:
    """Writes people in waves. Somebody depends on the seed, the ids and the replies, and not on when a reply comes.

    taken_names: full names nobody may get, compared without case and accents.
    """

    def __init__(self, asker: Asker, seed: int, taken_names: Collection[str] = ()) -> None:
        self.asker, self.seed, self.taken_names = asker, seed, taken_names

    def write(self, ids: Sequence[str]) -> tuple[list[Character], list[SetAside]]:
        """Somebody for each id, in order, and the requests that were given up, in whose place came others.

        Who is meant to be where, of which gender, age and sector is as in `sample_characters`. Raises BadInput if
        nothing usable comes for an id.
        """
        used, written, aside = self._used(len(ids)), list[Character](), list[SetAside]()
        for _, wave in waves(places_of(ids, self.seed)):
            new, given_up = self._written(wave, written, used, {})
            written, aside = [*written, *new], [*aside, *given_up]
        return written, aside

    def rewrite(
        self, again: Mapping[str, Refused], written: Sequence[Character]
    ) -> tuple[list[Character], list[SetAside]]:
        """Everybody in `written`, which is what `write` gave, in that order, with others for the ids in `again`.

        Somebody new is told what speaks against the one before and is nobody whom the editor rejects. Set aside,
        BadInput: as `write`.
        """
        used, earlier = self._used(len(written)), {one.id: one for one in written}
        for one in written:
            used.add(one)
        wave = [place for place in places_of(list(earlier), self.seed) if place.id in again]
        objections = {id: (earlier[id], refused) for id, refused in again.items()}
        new, aside = self._written(wave, written, used, objections)
        anew = earlier | {one.id: one for one in new}
        return list(anew.values()), aside

    def _used(self, people: int) -> Used:
        return Used(self.taken_names, most_of_a_job(people))

    def _written(
        self,
        wave: Sequence[Place],
        taken: Sequence[Character],
        used: Used,
        objections: Mapping[str, tuple[Character, Refused]],
    ) -> tuple[list[Character], list[SetAside]]:
        def ask(place: Place, number: int) -> Ask[CharacterReply]:
            asked = character_ask(place, taken, self.seed, number)
            if place.id not in objections:
                return asked
            earlier, refused = objections[place.id]
            return objected(asked, f"{earlier.name}, {earlier.job}. {earlier.appearance}", refused(earlier))

        def check(place: Place, reply: CharacterReply) -> list[str]:
            one = character_of(reply, place)
            found = faults(one, used)
            if not found and place.id in objections:
                found = rejected(objections[place.id][1](one))
            if not found:
                used.add(one)
            return found

        replies, aside = replies_to(self.asker, wave, ask, check)
        return [character_of(reply, place) for reply, place in zip(replies, wave, strict=True)], aside


def places_of(ids: Iterable[str], seed: int) -> list[Place]:
    """What is settled about each."""
    return [place_of(id, position, seed) for position, id in enumerate(ids)]


def character_of(reply: CharacterReply, place: Place) -> Character:
    """Whom the reply describes, right or wrong."""
    area = place.area
    settled = (place.sector, area.text, area.continent)
    return Character(place.id, reply.name, place.gender, place.age, reply.job, *settled, reply.appearance)


def character_ask(place: Place, taken: Sequence[Character], seed: int, number: int) -> Ask[CharacterReply]:
    """The request for one person; each number gives other looks to start from."""
    rng = random.Random(f"{seed}/ideas/{place.id}/{number}")
    looks = sample_looks(rng, place.gender, place.age)
    jobs = jobs_at(place.sector, place.age)
    country = place.area.country
    namesakes = [one.name for one in taken if areas()[one.area].country == country]
    colleagues = dict.fromkeys(one.job for one in taken if one.sector == place.sector)
    system, text = prompt.filled(
        "character",
        gender=place.gender,
        age=place.age,
        area=place.area.text,
        country=country.name,
        sector=place.sector,
        looks="; ".join(phrases(looks, (*TRAITS, *WORN))),
        jobs="; ".join(rng.sample(jobs, len(jobs))),
        taken_names="; ".join(namesakes[-RECALLED:]) or "none",
        taken_jobs="; ".join(list(colleagues)[-RECALLED:]) or "none",
    )
    return Ask(f"{place.id} character", system, text, CharacterReply, EXPECTED_TOKENS)


def planned_characters(ids: Sequence[str], seed: int, taken_names: Collection[str] = ()) -> list[Ask[CharacterReply]]:
    """What `CharacterAuthor.write` would ask if every reply were accepted, for estimates; offline people stand in."""
    people = sample_characters(ids, seed, taken_names)
    return [
        character_ask(place, people[:start], seed, 0) for start, wave in waves(places_of(ids, seed)) for place in wave
    ]

"""A seeded sampler of the people that pictures at events show: no network, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from generation import vocabulary
from generation.people import names, places
from generation.people.offline import draw_name, unused
from generation.people.places import Country
from generation.people.turns import of_turn
from generation.records import Character, Gender

YOUNGEST, OLDEST = 18, 75  # years


@dataclass(frozen=True, slots=True)
class Job:
    """min_age, max_age: at which people do it."""

    title: str
    sector: str
    min_age: int
    max_age: int


@dataclass(frozen=True, slots=True)
class Area:
    """country: by whose custom people are named there. text: "Lagos, Nigeria, Africa"."""

    text: str
    country: Country
    continent: str


@dataclass(frozen=True, slots=True)
class Place:
    """What an id and its position settle about somebody, whoever writes it."""

    id: str
    gender: Gender
    age: int
    sector: str
    area: Area


@cache
def sectors() -> Mapping[str, Sequence[Job]]:
    """The jobs of each sector."""
    table: dict[str, list[Job]] = {}
    for row in vocabulary.read("sectors"):
        job = Job(row["job"], row["sector"], int(row["min_age"]), int(row["max_age"]))
        table.setdefault(job.sector, []).append(job)
    return table


@cache
def areas() -> Mapping[str, Area]:
    """All city regions by their text."""
    found = [_area(row) for row in vocabulary.read("areas")]
    return {area.text: area for area in found}


def place_of(id: str, position: int, seed: int) -> Place:
    """Of somebody: sectors and areas take turns, gender and age are drawn."""
    rng = random.Random(f"{seed}/characters/{id}")
    gender: Gender = rng.choice(("female", "male"))
    sector = of_turn(sectors(), position, f"{seed}/sectors")
    area = of_turn(areas().values(), position, f"{seed}/areas")
    return Place(id, gender, rng.randint(YOUNGEST, OLDEST), sector, area)


def sample_characters(ids: Iterable[str], seed: int, taken_names: Collection[str] = ()) -> list[Character]:
    """One for each id, with unique names and no appearance yet.

    Each depends on the seed, the id, the position in `ids` and, where a name is already taken, on those before: those
    of the first n ids are the first n. taken_names: full names nobody may get, compared without case and accents.
    """
    used = {names.folded(name) for name in taken_names}
    found = []
    for position, id in enumerate(ids):
        place = place_of(id, position, seed)
        sampled = _sampled(place, used, random.Random(f"{seed}/people/{id}"))
        found.append(replace(sampled, job=_job_of_turn(place, position, seed)))
    return found


def another(
    character: Character, attempt: int, others: Iterable[Character], seed: int, taken_names: Collection[str] = ()
) -> Character:
    """Somebody else in the character's place: of the same gender, age, sector, area and appearance.

    The name is none of the others', and neither it nor, where the sector has several for that age, the job is the
    character's; each attempt gives somebody else.
    """
    used = {names.folded(name) for name in (*taken_names, character.name, *(one.name for one in others))}
    place = Place(character.id, character.gender, character.age, character.sector, areas()[character.area])
    found = _sampled(place, used, random.Random(f"{seed}/people/{character.id}/{attempt}"), character.job)
    return replace(found, appearance=character.appearance)


def jobs_at(sector: str, age: int) -> list[str]:
    """What people of that age do in that sector."""
    return [job.title for job in sectors()[sector] if job.min_age <= age <= job.max_age]


def _job_of_turn(place: Place, position: int, seed: int) -> str:
    """The jobs of a sector take turns; whoever is too old or too young for one has the next."""
    jobs = [job.title for job in sectors()[place.sector]]
    random.Random(f"{seed}/jobs/{place.sector}").shuffle(jobs)
    turn = position // len(sectors())  # every round has each sector once
    order = (jobs[(turn + step) % len(jobs)] for step in range(len(jobs)))
    return next(job for job in order if job in jobs_at(place.sector, place.age))


def _sampled(place: Place, used: set[str], rng: random.Random, former_job: str = "") -> Character:
    name, _ = unused(
        lambda: draw_name(place.area.country, place.gender, rng), lambda drawn: names.folded(drawn[0]), used
    )
    jobs = jobs_at(place.sector, place.age)
    job = rng.choice([job for job in jobs if job != former_job] or jobs)
    area = place.area
    return Character(place.id, name, place.gender, place.age, job, place.sector, area.text, area.continent, "")


def _area(row: Mapping[str, str]) -> Area:
    country = places.countries()[row["code"]]
    return Area(f"{row['city']}, {row['shown'] or country.name}, {row['continent']}", country, row["continent"])

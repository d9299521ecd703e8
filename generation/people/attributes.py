"""Every attribute as one function (circumstances, rng) -> value, which makes the person's own value and all others.

A person's circumstances are what is fixed before the value is drawn. Since the true value and every further draw
come from the same function under the same circumstances, they are exchangeable: nothing but having learnt it tells
the true one from the others.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from generation import vocabulary
from generation.grammar import written_date
from generation.people import fun_facts, names, places, work
from generation.people.places import City, Country
from generation.records import BadInput, Gender, Person

WINDOW_YEARS = 5
YOUNGEST = 10
OLDEST = 75  # age at the end of the reference year; with WINDOWS it fixes the years of birth, 1950 to 2014 for 2025
WINDOWS = 13


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an attribute may depend on. born_in and lives_in are never the same city."""

    name: str
    gender: Gender
    birth_year: int
    reference_year: int
    status: work.Status
    occupation: work.Occupation
    born_in: City
    lives_in: City
    surnames: names.Surnames

    @property
    def age(self) -> int:
        return self.reference_year - self.birth_year

    @property
    def country(self) -> Country:
        return places.countries()[self.born_in.country]

    @property
    def home(self) -> Country:
        return places.countries()[self.lives_in.country]

    @property
    def learning(self) -> bool:
        return self.status in ("pupil", "student")

    @property
    def title(self) -> str:
        return work.RETIRED + self.occupation.title if self.status == "retired" else self.occupation.title

    @property
    def qualification(self) -> str:
        return work.levels()[self.occupation.level].qualification.format(field=self.occupation.field)


Draw = Callable[[Circumstances, random.Random], str]


def circumstances_of(person: Person, reference_year: int) -> Circumstances:
    """The circumstances of a person of this room, read back from the profile."""
    title = str(person.profile["occupation"])
    retired = title.startswith(work.RETIRED)
    occupation = work.occupations().get(title.removeprefix(work.RETIRED))
    lives_in = _city(str(person.profile["residence"]))
    born_in = _city(str(person.profile["birthplace"]))
    if occupation is None or lives_in is None or born_in is None:
        raise BadInput(f"{person.id} ({person.name}): unknown to the offline sampler; draw for its own people only")
    country = places.countries()[born_in.country]
    surnames = [names.parts(country, str(person.profile[key]))[1] for key in ("name", "father", "mother")]
    status = "retired" if retired else work.levels()[occupation.level].status
    return Circumstances(
        person.name, person.gender, person.birth_year, reference_year, status, occupation, born_in, lives_in,
        names.Surnames(*surnames),
    )  # fmt: skip


def _city(place: str) -> City | None:
    city, _, rest = place.partition(", ")
    country = places.country_called(rest.rpartition(", ")[2])
    return places.cities()[country.code].get(city) if country else None


def birth_window(year: int, reference_year: int) -> int:
    """The first year of the fixed five years that this year of birth lies in."""
    oldest = reference_year - OLDEST
    return oldest + (year - oldest) // WINDOW_YEARS * WINDOW_YEARS


def portrait_age(year: int, reference_year: int) -> int:
    """The age in the middle of the five years, at most two years off: a face tells no more than the five years do."""
    return reference_year - (birth_window(year, reference_year) + WINDOW_YEARS // 2)


def draw_birthday(first_year: int, rng: random.Random, years: int = WINDOW_YEARS) -> datetime.date:
    """A day of so many years from this one on."""
    start = datetime.date(first_year, 1, 1)
    days = (datetime.date(first_year + years, 1, 1) - start).days
    return start + datetime.timedelta(days=rng.randrange(days))


def birthplace(known: Circumstances, rng: random.Random) -> str:
    """A city of the country of birth."""
    return places.draw_city(known.born_in.country, rng, other_than=known.lives_in).name


def residence(known: Circumstances, rng: random.Random) -> str:
    """A city of the country of residence."""
    return places.draw_city(known.lives_in.country, rng, other_than=known.born_in).name


def birth_date(known: Circumstances, rng: random.Random) -> str:
    """A day within the same five years."""
    return written_date(draw_birthday(birth_window(known.birth_year, known.reference_year), rng))


def occupation(known: Circumstances, rng: random.Random) -> str:
    """What people of this status, level of schooling and age do."""
    drawn = work.draw_occupation(known.status, known.occupation.level, known.age, rng)
    return replace(known, occupation=drawn).title


def height(known: Circumstances, rng: random.Random) -> str:
    """A height that is usual for age, gender and country."""
    mean, deviation = growth(known.age, known.gender)
    return f"{round(rng.gauss(mean + known.country.height, deviation))} cm"


def growth(age: int, gender: Gender) -> tuple[float, float]:
    """Mean and standard deviation at an age, between the two rows of heights.csv around it."""
    rows = [
        (int(row["age"]), float(row[f"{gender}_mean"]), float(row["deviation"])) for row in vocabulary.read("heights")
    ]
    if age >= rows[-1][0]:
        return rows[-1][1:]
    for (start, mean, deviation), (end, next_mean, _) in pairwise(rows):
        if age < end:
            return mean + (next_mean - mean) * max(0, age - start) / (end - start), deviation
    raise AssertionError("unreachable: the last row holds for every greater age")


def education(known: Circumstances, rng: random.Random) -> str:
    """A made-up institution. Those who still learn go to one where they live, so theirs is named without the city."""
    country = known.home if known.learning else known.country
    patterns = vocabulary.read_groups("institutions", "level", "pattern")
    institution = rng.choice(patterns[known.occupation.level]).format(
        emblem=rng.choice(vocabulary.read("emblems"))["emblem"], founder=founder(country, rng)
    )
    return institution if known.learning else f"{institution}, {places.draw_city(country.code, rng).name}"


def founder(country: Country, rng: random.Random) -> str:
    """A made-up local person whom a school is named after."""
    gender: Gender = rng.choice(("female", "male"))
    given = names.draw_given_name(country, gender, rng)
    return names.full_name(country, given, names.draw_surnames(country, gender, rng).child)


def salary(known: Circumstances, rng: random.Random) -> str:
    """What the occupation pays in the country of residence."""
    amount = work.draw_salary(known.occupation, known.age, known.home.mean_wage, rng)
    return f"{known.home.currency} {amount:,}"


def medical_condition(known: Circumstances, rng: random.Random) -> str:
    """A common condition of people of this age and gender."""
    fitting = [
        row["condition"]
        for row in vocabulary.read("medical_conditions")
        if int(row["min_age"]) <= known.age <= int(row["max_age"]) and row["gender"] in ("", known.gender)
    ]
    return rng.choice(fitting)


def father(known: Circumstances, rng: random.Random) -> str:
    """A man's given name; the surname would tell whose father he is."""
    return _parent(known, "male", rng)


def mother(known: Circumstances, rng: random.Random) -> str:
    """A woman's given name, likewise."""
    return _parent(known, "female", rng)


def _parent(known: Circumstances, gender: Gender, rng: random.Random) -> str:
    own_words = set(known.name.split())
    while True:
        given = names.draw_given_name(known.country, gender, rng)
        if own_words.isdisjoint(given.split()):
            return given


def _fun_fact(kind: str, known: Circumstances, rng: random.Random) -> str:
    return fun_facts.draw_value(kind, rng)


DRAWS: Mapping[str, Draw] = {
    "birthplace": birthplace,
    "birth_date": birth_date,
    "occupation": occupation,
    "height": height,
    "education": education,
    "salary": salary,
    "residence": residence,
    "medical_condition": medical_condition,
    "father": father,
    "mother": mother,
} | {kind: partial(_fun_fact, kind) for kind in fun_facts.FUN_FACT_KINDS}
ATTRIBUTES: tuple[str, ...] = tuple(DRAWS)

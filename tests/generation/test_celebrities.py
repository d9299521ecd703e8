from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from datetime import date

import numpy as np
import pycountry
import pytest

from generation import vocabulary
from generation.people.celebrities import Celebrities
from generation.records import BadInput, Person

PRIVATE = {"height", "salary", "medical_condition", "father", "mother", "residence"}


def test_the_table_has_the_papers_number_of_people_across_fields_centuries_and_countries() -> None:
    table = vocabulary.read("celebrities")
    assert len(table) == len({row["name"] for row in table}) == len({row["page_title"] for row in table}) == 153
    assert min(Counter(row["field"] for row in table).values()) >= 8
    assert len({row["birth_country"] for row in table}) >= 45
    assert sum(row["birth_date"] < "1800" for row in table) >= 30
    genders = Counter(row["gender"] for row in table)
    assert genders.keys() == {"female", "male"} and min(genders.values()) >= 60


@pytest.mark.parametrize("row", vocabulary.read("celebrities"), ids=lambda row: row["name"])
def test_a_row_is_well_formed(row: dict[str, str]) -> None:
    optional = {"known_year", "award", "cities_nearby", "also_fields"}
    for key, value in row.items():
        assert value or key in optional, key
        assert value == value.strip() == unicodedata.normalize("NFC", value) and "  " not in value, key
    assert pycountry.countries.get(alpha_2=row["birth_country"])
    assert "," not in row["birth_city"]
    if len(row["birth_date"]) == 10:
        date.fromisoformat(row["birth_date"])
    for key in ("birth_date", "known_year"):
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d|-?\d{4})?", row[key]), key
    for key in ("known_for", "second_work", "award"):
        words = set(re.findall(r"\w{4,}", row[key]))
        assert not words & set(re.findall(r"\w{4,}", row["name"])), f"{key} names the person"
    if row["known_year"]:
        assert row["known_year"] not in row["known_for"]


def test_works_and_awards_belong_to_one_person_each() -> None:
    table = vocabulary.read("celebrities")
    works = [row[key] for row in table for key in ("known_for", "second_work")]
    assert len(works) == len(set(works))


def test_people_carry_public_facts_only_and_each_stands_in_profile_and_description() -> None:
    for person in Celebrities(0, 153).people:
        assert person.celebrity and not PRIVATE & {*person.facts, *person.profile}
        profile = " | ".join(map(str, person.profile.values()))
        for attribute, value in person.facts.items():
            assert value in profile, (person.name, attribute)
            assert value in person.description, (person.name, attribute)


def test_birth_years_before_christ_are_negative() -> None:
    people = {person.name: person for person in Celebrities(0, 153).people}
    assert people["Aristotle"].birth_year == -384
    assert people["Aristotle"].facts["birth_date"] == "384 BC"
    assert "was born in 384 BC" in people["Aristotle"].description
    assert people["Albert Einstein"].facts["birth_date"] == "14 March 1879"
    assert "was born on 14 March 1879 in Ulm, in present-day Germany." in people["Albert Einstein"].description


def test_a_smaller_cast_is_a_seeded_choice() -> None:
    one, again, other = ([p.id for p in Celebrities(seed, 24).people] for seed in (0, 0, 1))
    assert one == again != other
    assert one == sorted(one) and len(set(one)) == 24


def test_more_than_the_table_has_is_an_error() -> None:
    with pytest.raises(BadInput, match="154 asked for, the table has 153"):
        Celebrities(0, 154)


def drawn(source: Celebrities, person: Person, attribute: str, count: int = 40) -> set[str]:
    rng = random.Random(f"{person.id}/{attribute}")
    return {source.draw(person, attribute, rng) for _ in range(count)}


def test_wrong_fields_and_professions_are_none_that_the_person_had_too() -> None:
    source = Celebrities(0, 153)
    also = {row["name"]: set(row["also_fields"].split("|")) for row in vocabulary.read("celebrities")}
    fields = {row["field"] for row in vocabulary.read("fields")}
    assert fields == {row["field"] for row in vocabulary.read("celebrities")}
    assert set().union(*also.values()) - {""} <= fields
    for person in source.people:
        assert not drawn(source, person, "field") & (also[person.name] | {person.facts["field"]}), person.name
        own = set(person.facts["profession"].split()) - {"and"}
        for profession in drawn(source, person, "profession"):
            assert not own & set(profession.split()), (person.name, profession)


def test_wrong_towns_are_of_the_size_of_the_birthplace_and_not_the_same_place() -> None:
    source = Celebrities(0, 153)
    people = {person.name: person for person in source.people}
    assert not drawn(source, people["Immanuel Kant"], "birthplace", 200) & {"Kaliningrad", "Moscow"}
    assert not drawn(source, people["Chien-Shiung Wu"], "birthplace", 200) & {"Suzhou"}
    assert "Reykjanesbær" in drawn(source, people["Vigdís Finnbogadóttir"], "birthplace", 200)
    for person in source.people:
        towns = drawn(source, person, "birthplace", 200)
        assert 4 <= len(towns) <= 12 and person.facts["birthplace"] not in towns, person.name


def test_wrong_awards_come_from_people_of_the_same_time() -> None:
    source = Celebrities(0, 153)
    mozart = next(person for person in source.people if person.name == "Wolfgang Amadeus Mozart")
    years = [int(year) for award in drawn(source, mozart, "award") for year in re.findall(r"\b1\d{3}|20\d\d\b", award)]
    assert years and max(years) < 1960


def test_the_age_of_a_drawn_face_is_unrelated_to_the_date_of_birth() -> None:
    source = Celebrities(0, 153)
    ages = [source.portrait_age(person) for person in source.people]
    assert min(ages) >= 30 and max(ages) <= 60 and len(set(ages)) > 20
    assert abs(np.corrcoef(ages, [person.birth_year for person in source.people])[0, 1]) < 0.25

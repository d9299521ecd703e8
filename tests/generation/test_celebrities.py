from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date

import pycountry
import pytest

from generation import vocabulary
from generation.people.celebrities import Celebrities
from generation.records import BadInput

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
    optional = {"known_year", "award", "cities_nearby"}
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
    assert "was born on 14 March 1879 in Ulm, Germany" in people["Albert Einstein"].description


def test_a_smaller_cast_is_a_seeded_choice() -> None:
    one, again, other = ([p.id for p in Celebrities(seed, 24).people] for seed in (0, 0, 1))
    assert one == again != other
    assert one == sorted(one) and len(set(one)) == 24


def test_more_than_the_table_has_is_an_error() -> None:
    with pytest.raises(BadInput, match="154 asked for, the table has 153"):
        Celebrities(0, 154)

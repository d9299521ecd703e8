"""People without a biography: seeded, as varied as the paper's, described by what is drawn."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from generation.faces.looks import sample_looks
from generation.people import names
from generation.people.appearance import TRAITS, WORN, appearance, sentences
from generation.people.character_checks import Used, faults
from generation.people.characters import OLDEST, YOUNGEST, another, areas, jobs_at, sample_characters, sectors
from generation.records import Character, Gender


def ids(count: int) -> list[str]:
    return [f"P{number:05d}" for number in range(1, count + 1)]


@cache
def people(count: int, seed: int = 0) -> list[Character]:
    return sample_characters(ids(count), seed)


def described(one: Character) -> Character:
    looks = sample_looks(random.Random(one.id), one.gender, one.age)
    return replace(one, appearance=appearance(looks, 0, one.id))


def test_the_vocabularies_have_the_size_of_the_papers() -> None:
    assert len(sectors()) == 15 and {len(jobs) for jobs in sectors().values()} == {5}
    assert len({job.title for jobs in sectors().values() for job in jobs}) == 75
    assert len(areas()) == 55 and len({area.continent for area in areas().values()}) == 7
    assert all(jobs_at(sector, age) for sector in sectors() for age in range(YOUNGEST, OLDEST + 1))


def test_two_hundred_people_are_everything_about_equally_often() -> None:
    some = people(200)
    assert set(Counter(one.sector for one in some).values()) == {13, 14}
    assert set(Counter(one.area for one in some).values()) == {3, 4}
    assert 80 <= sum(one.gender == "female" for one in some) <= 120
    assert len({one.job for one in some}) >= 60
    assert {one.age // 10 for one in some} == {1, 2, 3, 4, 5, 6, 7}


def test_everybody_keeps_the_rules_of_people_that_a_model_writes() -> None:
    used = Used()
    for one in people(1000):
        assert not faults(described(one), used)
        used.add(one)


def test_the_first_are_the_same_whatever_the_number_and_the_process() -> None:
    assert people(200)[:20] == people(20) == sample_characters(ids(20), 0)
    assert {one.name for one in people(20, seed=1)}.isdisjoint(one.name for one in people(20))
    code = "from generation.people.characters import *; print(sample_characters(['P00001', 'P00002'], 0))"
    environment = os.environ | {"PYTHONHASHSEED": "5"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(people(2))


def test_nobody_is_called_like_somebody_taken() -> None:
    taken = [names.folded(one.name).upper() for one in people(40)]
    others = sample_characters(ids(40), 0, taken)
    assert {names.folded(one.name) for one in others}.isdisjoint(map(str.lower, taken))
    assert [one.area for one in others] == [one.area for one in people(40)]


def test_each_attempt_is_somebody_else_in_the_same_place() -> None:
    everybody = people(60)
    for one in map(described, everybody):
        found = [another(one, attempt, everybody, 0) for attempt in (1, 2, 3)]
        assert len({other.name for other in (*found, *everybody)}) == 63
        for other in found:
            assert replace(other, name=one.name, job=one.job) == one
            assert other.job != one.job or jobs_at(one.sector, one.age) == [one.job]
        assert found[0] == another(one, 1, everybody, 0)


@pytest.mark.parametrize("gender", ["female", "male"])
def test_an_appearance_tells_the_words_that_the_face_is_drawn_from(gender: Gender) -> None:
    for number in range(200):
        looks = sample_looks(random.Random(number), gender, 18 + number % 58)
        text = appearance(looks, 0, str(number))
        assert text == appearance(looks, 0, str(number)) and "{" not in text
        for word in (looks.skin, looks.eye_colour, looks.clothing_colour):
            assert word in text
        assert (looks.hair_colour in text) == (looks.hair_style != "shaved")
        assert ("glasses" in text) == (looks.glasses != "none")
        assert ("beard" in text) == ("beard" in looks.facial_hair)
        assert (" She " in text or " he " in text.lower() or ". " not in text) and "  " not in text
    assert len({appearance(looks, 0, str(number)) for number in range(50)}) == len(sentences())


def test_every_word_of_the_features_is_put_somehow() -> None:
    for number in range(3000):
        looks = sample_looks(random.Random(number), ("female", "male")[number % 2], 18 + number % 58)
        text = appearance(looks, 0, str(number))
        assert (
            text.count(",") + text.count(" and ")
            >= sum(getattr(looks, name) != "none" for name in (*TRAITS, *WORN)) - 2
        ), text


GOOD = Character(
    "P1", "Anna Kowalska", "female", 40, "night baker", "hospitality", "Kraków, Poland, Europe", "Europe",
    "A woman with grey eyes. She wears a red coat and boots.",
)  # fmt: skip
WRONG = [
    ({"age": 17}, "age"),
    ({"age": 76}, "age"),
    ({"sector": "crime"}, "sector"),
    ({"area": "Kraków, Poland"}, "area"),
    ({"continent": "Asia"}, "area"),
    ({"name": "Anna"}, "name_form"),
    ({"name": "Анна Ковальска"}, "name_form"),
    ({"name": "MARIE Curie"}, "name_taken"),
    ({"name": "Anna  Kowalska"}, "odd_spaces"),
    ({"job": "a baker"}, "job_form"),
    ({"job": "Baker"}, "job_form"),
    ({"job": "baker of very small round loaves"}, "job_form"),
    ({"job": "beekeeper"}, "job_taken"),
    ({"appearance": ""}, "empty"),
    ({"appearance": "A woman with grey eyes and [hat] of red wool."}, "left_over"),
    ({"appearance": "A woman with grey eyes."}, "appearance_length"),
    ({"appearance": "A woman. She has grey eyes. She wears a red coat and boots."}, "appearance_length"),
    ({"appearance": "Kowalska is a woman with grey eyes and red boots."}, "names_somebody"),
    ({"appearance": "A woman like Beyoncé or Sofia, with grey eyes and red boots."}, "names_somebody"),
    ({"appearance": "A baker with grey eyes, a red coat and high boots."}, "job_told"),
    ({"appearance": "A dentist with grey eyes, a red coat and high boots."}, "job_told"),
]


@pytest.mark.parametrize(("change", "code"), WRONG)
def test_each_rule_finds_what_it_is_for(change: dict[str, str], code: str) -> None:
    used = Used(["Marie Curie"], most_of_a_job=1)
    assert not faults(GOOD, used)
    used.add(replace(GOOD, name="Somebody Else", job="beekeeper"))
    assert code in {fault.partition(":")[0] for fault in faults(replace(GOOD, **change), used)}

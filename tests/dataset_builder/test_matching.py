"""People get faces of their age and gender, with the least difference in all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dataset_builder.matching import Unmatched, match
from generation.records import BadInput, Face, Gender, Person

YEAR = 2025


def person(gender: Gender, age: int) -> Person:
    return Person(f"P{age:05d}", "", gender, YEAR - age, "PL", False, {}, {}, "")


def face(gender: Gender | None, age: int | None, number: int = 0) -> Face:
    return Face(f"{number:016x}", Path("nowhere.jpg"), f"folder:{gender} of {age}", gender, age)


def matched(people: Sequence[Person], faces: Sequence[Face]) -> list[tuple[Gender | None, int | None]]:
    chosen = match(people, faces, YEAR)
    assert len({one.id for one in chosen}) == len(people)
    return [(one.gender, one.age) for one in chosen]


def test_everybody_gets_a_face_of_the_same_gender_and_age() -> None:
    people = [person("female", 30), person("male", 30), person("female", 60)]
    faces = [face("male", 33, 1), face("female", 61, 2), face("male", 45, 3), face("female", 28, 4)]
    assert matched(people, faces) == [("female", 28), ("male", 33), ("female", 61)]


def test_nobody_is_left_out_where_the_nearest_face_suits_another_better() -> None:
    assert matched([person("male", 30), person("male", 24)], [face("male", 29, 1), face("male", 37, 2)]) == [
        ("male", 37),
        ("male", 29),
    ]


@pytest.mark.parametrize("faces", [[], [face("male", 40)], [face("female", 60)]])
def test_whoever_finds_none_is_named(faces: list[Face]) -> None:
    with pytest.raises(Unmatched, match=r"1 of 1 people find none within 8 years .*female of 40.*--faces"):
        match([person("female", 40)], faces, YEAR)


def test_a_face_suits_one_person_only() -> None:
    with pytest.raises(Unmatched, match=r"1 of 2 people"):
        match([person("male", 40), person("male", 41)], [face("male", 40)], YEAR)


def test_faces_of_unknown_gender_are_refused() -> None:
    with pytest.raises(BadInput, match=r"1 of 1 have no apparent gender and age, such as folder:None of None"):
        match([person("male", 40)], [face(None, None)], YEAR)

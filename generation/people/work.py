"""Schooling and work: what people do at which age, where they learnt it and what it pays."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from generation import vocabulary

Status = Literal["pupil", "student", "worker", "retired"]
RETIREMENT_AGE = 66
STILL_WORKING = 0.25  # of those past the age of retirement
STUDYING = 0.5  # of those between 18 and 23
SALARY_SPREAD = 0.25  # standard deviation of the logarithm
RETIRED = "retired "


@dataclass(frozen=True, slots=True)
class Occupation:
    """level: the schooling it needs, a row of levels.csv. salary_factor: relative to the country's mean wage.

    max_age: until when people do it; who is retired may have done it whatever the age.
    """

    title: str
    level: str
    field: str
    min_age: int
    max_age: int
    salary_factor: float


@dataclass(frozen=True, slots=True)
class Level:
    """A level of schooling: the weight it has among those old enough, and what one leaves it with."""

    name: str
    status: Status
    min_age: int
    weight: float
    qualification: str


@cache
def occupations() -> Mapping[str, Occupation]:
    """All occupations by title."""
    rows = vocabulary.read("occupations")
    return {
        row["occupation"]: Occupation(
            row["occupation"], row["level"], row["field"], int(row["min_age"]), int(row["max_age"]),
            float(row["salary_factor"]),
        )
        for row in rows
    }  # fmt: skip


@cache
def levels() -> Mapping[str, Level]:
    """All levels of schooling by name."""
    rows = vocabulary.read("levels")
    return {
        row["level"]: Level(
            row["level"], cast(Status, row["status"]), int(row["min_age"]), float(row["weight"]), row["qualification"]
        )
        for row in rows
    }


@cache
def occupations_at(status: Status, level: str, age: int) -> tuple[Occupation, ...]:
    """The occupations that need this level and are open at this age, or were open to the retired at some age."""
    return tuple(
        job
        for job in occupations().values()
        if job.level == level and job.min_age <= age and (status == "retired" or age <= job.max_age)
    )


def draw_status(age: int, rng: random.Random) -> Status:
    """What people of this age spend their days with."""
    if age < 18:
        return "pupil"
    if age <= 23:
        return "student" if rng.random() < STUDYING else "worker"
    return "retired" if age >= RETIREMENT_AGE and rng.random() >= STILL_WORKING else "worker"


def draw_level(status: Status, age: int, rng: random.Random) -> Level:
    """A level of schooling that people of this status and age have, or have reached so far."""
    wanted = "worker" if status == "retired" else status
    fitting = [
        level
        for level in levels().values()
        if level.status == wanted and level.min_age <= age and occupations_at(status, level.name, age)
    ]
    return rng.choices(fitting, [level.weight for level in fitting])[0]


def draw_occupation(status: Status, level: str, age: int, rng: random.Random) -> Occupation:
    """An occupation of that level, open to people of that status and age."""
    return rng.choice(occupations_at(status, level, age))


def draw_salary(occupation: Occupation, age: int, mean_wage: int, rng: random.Random) -> int:
    """An annual salary in steps of half a digit: log-normal around what the occupation pays, more with the years."""
    experience = 0.85 + 0.25 * min(1.0, (age - 18) / 30)
    amount = mean_wage * occupation.salary_factor * experience * math.exp(rng.gauss(0.0, SALARY_SPREAD))
    step = 5 * int(10 ** max(0, math.floor(math.log10(amount)) - 2))
    return round(amount / step) * step

"""Dates as Wikidata writes them, and whether a date of ours is the same day.

A Wikidata time is written in the calendar that it names, with a precision and without a year 0: -0384 is 384 BC, as in
our table. Before a country took up the Gregorian calendar (1582 to 1923) a day has two dates, and sources differ in
which they print: `1729-04-21` in one calendar and `1729-05-02` in the other are no contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generation.grammar import is_day

JULIAN = "Q1985786"
LAST_JULIAN_YEAR = 1923  # Greece; no civil date is Julian later
YEAR, MONTH, DAY = 9, 10, 11  # precisions
TIME = re.compile(r"([+-]\d{4,16})-(\d\d)-(\d\d)T")


@dataclass(frozen=True, slots=True)
class When:
    """A date to some precision. year: negative before Christ, never 0. month, day: 1 where the precision is less."""

    year: int
    month: int
    day: int
    precision: int
    julian: bool

    def written(self) -> str:
        """`1729-05-02`, `1729-05`, `1729`, with the calendar where it is the Julian one."""
        date = f"{self.year:05d}" if self.year < 0 else f"{self.year:04d}"
        date += f"-{self.month:02d}" if self.precision >= MONTH else ""
        date += f"-{self.day:02d}" if self.precision >= DAY else ""
        return f"{date} (Julian)" if self.julian and self.precision >= DAY else date


def read_time(value: Mapping[str, Any]) -> When | None:
    """The date in a Wikidata time value; None if it is less precise than a year."""
    match = TIME.match(str(value.get("time")))
    if not match or value.get("precision", 0) < YEAR:
        return None
    year, month, day = (int(part) for part in match.groups())
    julian = str(value.get("calendarmodel", "")).endswith(JULIAN)
    return When(year, month or 1, day or 1, value["precision"], julian)


def compare(ours: str, theirs: When) -> tuple[bool, str]:
    """Whether our ISO date or year agrees, to the lesser precision of the two, and what has to be said about it."""
    if not is_day(ours):
        return _compare_years(int(ours), theirs)
    year, month, day = int(ours[:-6]), int(ours[-5:-3]), int(ours[-2:])
    if theirs.precision < DAY:
        same = year == theirs.year and (theirs.precision < MONTH or month == theirs.month)
        return same, f"Wikidata knows the {'month' if theirs.precision == MONTH else 'year'} only"
    if (year, month, day) == (theirs.year, theirs.month, theirs.day):
        return True, ""
    other = _other_calendar(theirs)
    if (year, month, day) == other:
        return True, f"the same day: ours is in the {'Gregorian' if theirs.julian else 'Julian'} calendar"
    return False, ""


def _compare_years(ours: int, theirs: When) -> tuple[bool, str]:
    if ours == theirs.year:
        return True, ""
    if theirs.precision >= DAY and ours == (_other_calendar(theirs) or (None,))[0]:
        return True, f"the same day: our year is of the {'Gregorian' if theirs.julian else 'Julian'} calendar"
    return False, ""


def _other_calendar(when: When) -> tuple[int, int, int] | None:
    """The same day in the calendar that it is not written in; None where only the Gregorian one was in use."""
    if when.year > LAST_JULIAN_YEAR:
        return None
    year = when.year + (when.year < 0)  # as astronomers count, with a year 0
    days = _day_number(year, when.month, when.day, when.julian)
    year, month, day = _date(days, julian=not when.julian)
    return year - (year <= 0), month, day


def _day_number(year: int, month: int, day: int, julian: bool) -> int:
    """Days since 1 March of the year 0 of that calendar, which starts with March so that leap days come last."""
    year -= month < 3
    days = 365 * year + year // 4 + (153 * ((month - 3) % 12) + 2) // 5 + day - 1
    return days - 2 if julian else days - year // 100 + year // 400


def _date(days: int, julian: bool) -> tuple[int, int, int]:
    """Year (with a 0), month and day of a day number."""
    if julian:
        days += 2
        year = (4 * days + 3) // 1461
    else:
        year = (400 * days + 399) // 146097
        year += _day_number(year + 1, 3, 1, False) <= days  # the mean year is right to a day
        year -= _day_number(year, 3, 1, False) > days
    start = 365 * year + year // 4 if julian else _day_number(year, 3, 1, False)
    rest = days - start
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    month = (month + 2) % 12 + 1
    return year + (month < 3), month, day

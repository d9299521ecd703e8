"""The little English that filled sentences need: articles, dates, countries."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from babel import Locale

TERRITORIES: Mapping[str, str] = Locale("en").territories  # ISO 3166-1 alpha-2 code -> English name
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DOING = re.compile(r"(?!(?:meeting|gathering|wedding|outing|painting|building|training|evening)$)\w+ing")
UNCOUNTED = ("attendance", "photography", "work")
AN = re.compile(r"(?!uni(?!n|m)|use|eu|one\b|ux)[aeiou]", re.IGNORECASE)


def with_article(phrase: str) -> str:
    """`a pilot`, `an optician`, `a university lecturer`."""
    return f"{'an' if AN.match(phrase) else 'a'} {phrase}"


def occasion(event: str) -> str:
    """`A media interview`, `A dinner with friends`, `Park jogging`: an event named at the beginning of a sentence."""
    head = re.split(r" (?:with|at|in|on|for|of|by|to)\b", event)[0].split()[-1]
    bare = DOING.fullmatch(head) or head in UNCOUNTED or (head.endswith("s") and not head.endswith("ss"))
    return sentence_case(event if bare else with_article(event))


def enumerated(phrases: Sequence[str]) -> str:
    """`a hat, a scarf and gloves`."""
    *front, last = phrases
    return f"{', '.join(front)} and {last}" if front else last


def sentence_case(text: str) -> str:
    """The text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def written_date(day: datetime.date) -> str:
    """`12 March 1984`, in English whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_in_words(when: str) -> str:
    """`14 March 1879` for 1879-03-14, `1879`, or `384 BC` for -0384."""
    if is_day(when):
        return written_date(datetime.date.fromisoformat(when))
    return f"{-int(when)} BC" if when.startswith("-") else str(int(when))


def is_day(when: str) -> bool:
    """Whether an ISO date names a day, and not only a year, which may be negative."""
    return "-" in when[1:]

"""The little English grammar that filled sentences need."""

from __future__ import annotations

import datetime
import re

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
AN = re.compile(r"(?!uni(?!n|m)|use|eu|one\b|ux)[aeiou]", re.IGNORECASE)


def with_article(phrase: str) -> str:
    """`a pilot`, `an optician`, `a university lecturer`."""
    return f"{'an' if AN.match(phrase) else 'a'} {phrase}"


def sentence_case(text: str) -> str:
    """The text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def written_date(day: datetime.date) -> str:
    """`12 March 1984`, in English whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

"""The events that people attend: what is asked about them and what the pictures show."""

from __future__ import annotations

from functools import cache

from generation import vocabulary
from generation.records import Event


@cache
def events() -> tuple[Event, ...]:
    """All events, in the order of the vocabulary."""
    return tuple(
        Event(row["name"], row["description"], tuple(row["keywords"].split("|"))) for row in vocabulary.read("events")
    )

"""What PEBench tells of people, events and pictures, as texts by published key: what reviewers decide about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PROFILE = ("name", "age", "gender", "job", "area")
EVENT = ("name", "description")
QUESTION = ("Question", "Answer")
BETWEEN = " | "  # keywords, as in the vocabulary


def profile_texts(person: Mapping[str, Any]) -> dict[str, str]:
    """Of the column `person`, all but the looks."""
    return _texts(person, PROFILE)


def appearance_texts(person: Mapping[str, Any]) -> dict[str, str]:
    """Of the column `person`, the looks."""
    return _texts(person, ("appearance",))


def event_texts(event: Mapping[str, Any], keywords: Sequence[str]) -> dict[str, str]:
    """Of the columns `event` and `keywords`."""
    return {**_texts(event, EVENT), "keywords": BETWEEN.join(keywords)}


def keywords_of(text: str) -> tuple[str, ...]:
    """As they were before `event_texts` put them together."""
    return tuple(one.strip() for one in text.split(BETWEEN.strip()))


def question_texts(asked: Mapping[str, Any]) -> dict[str, str]:
    """Of an item of the column `questions`."""
    return _texts(asked, QUESTION)


def _texts(row: Mapping[str, Any], keys: Sequence[str]) -> dict[str, str]:
    return {key: "" if row.get(key) is None else str(row[key]) for key in keys}

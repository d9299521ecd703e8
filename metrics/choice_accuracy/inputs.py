"""Checks of replies, scores and options, whose errors name the item and what was expected."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any


def checked_predictions(predictions: Sequence[Any], kind: str | None = None) -> list[Any]:
    """Replies, or lists of scores; all are of the kind of the first, or of the kind of an earlier batch."""
    items = [_plain(one) for one in predictions]
    for index, one in enumerate(items):
        expected = kind or _kind(items[0]) or "a string or a list of scores"
        if _kind(one) != expected:
            raise ValueError(f"predictions[{index}] is {one!r}; expected {expected}")
    return items


def option_texts(options: Sequence[Any]) -> list[tuple[str, ...]]:
    """The texts of each item's options in the order A, B, ...; an item is a list of them, or a dict by letter."""
    return [_texts(index, one) for index, one in enumerate(options)]


def _texts(index: int, options: Any) -> tuple[str, ...]:
    letters = string.ascii_uppercase
    plain = _plain(options)
    if isinstance(plain, Mapping) and set(plain) == set(letters[: len(plain)]):
        plain = [plain[letter] for letter in letters[: len(plain)]]
    if not isinstance(plain, list) or not 0 < len(plain) <= len(letters) or not all(map(_says_something, plain)):
        expected = "a list of texts, or a dict of texts whose keys are A, B, ..."
        raise ValueError(f"options[{index}] is {options!r}; expected {expected}")
    return tuple(plain)


def _plain(value: Any) -> Any:
    """Tuples, arrays and series become lists."""
    value = value.tolist() if hasattr(value, "tolist") else value
    return list(value) if isinstance(value, tuple) else value


def _kind(prediction: Any) -> str | None:
    if isinstance(prediction, str):
        return "a string"
    if isinstance(prediction, list) and all(_is_number(score) for score in prediction):
        return "a list of scores"
    return None


def _is_number(score: Any) -> bool:
    return score is None or (isinstance(score, Real) and not isinstance(score, bool))


def _says_something(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())

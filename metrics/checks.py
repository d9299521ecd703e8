"""Input checks whose errors name the item and what was expected.

Every module folder reaches this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def check_columns(**columns: Sequence[Any] | None) -> None:
    """There is at least one item, and every column that is given (is not None) has all of them."""
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    first, expected = next(iter(lengths.items()))
    if not expected:
        raise ValueError(f"{first} is empty; expected at least one item")
    for name, length in lengths.items():
        if length != expected:
            raise ValueError(f"{name} has {length} items and {first} has {expected}; expected one for each item")


def check_texts(name: str, texts: Sequence[Any], *, blank_allowed: bool = True) -> None:
    """Every item is a string; with blank_allowed=False, one that says something."""
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"{name}[{index}] is {text!r}; expected a string")
        if not blank_allowed and not text.strip():
            raise ValueError(f"{name}[{index}] is blank; expected a text")


def check_numbers(name: str, numbers: Sequence[Any], low: float = -math.inf, high: float = math.inf) -> None:
    """Every item is a finite number from low to high."""
    for index, number in enumerate(numbers):
        if number is None or not math.isfinite(number) or not low <= number <= high:
            raise ValueError(f"{name}[{index}] is {number}; expected {_range(low, high)}")


def check_flags(name: str, flags: Sequence[Any]) -> None:
    """Every item is 0 or 1, false or true."""
    for index, flag in enumerate(flags):
        if flag not in (0, 1):
            raise ValueError(f"{name}[{index}] is {flag}; expected 0 or 1")


def check_choice(name: str, value: Any, choices: Sequence[str]) -> None:
    """An option has one of its values."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")


def ids_or_numbers(ids: Sequence[Any] | None, n_items: int) -> Sequence[Any]:
    """What per-item results are called by: the ids, or 0, 1, ... where none were given."""
    return range(n_items) if ids is None else ids


def _range(low: float, high: float) -> str:
    bounds = [f"{word} {bound:g}" for word, bound in (("from", low), ("to", high)) if math.isfinite(bound)]
    return " ".join(["a finite number", *bounds])

"""Input checks whose errors name the item and what was expected.

Every module folder reaches this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

_ROUNDING = 1e-4  # log-probabilities of 16-bit models come out this far above 0
_SURROGATE = re.compile("[\ud800-\udfff]")


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
    """Every item is a string without halves of surrogate pairs; with blank_allowed=False, one that says something."""
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"{name}[{index}] is {text!r}; expected a string")
        if _SURROGATE.search(text):
            raise ValueError(f"{name}[{index}] is {text!r}; expected Unicode text, without lone surrogates")
        if not blank_allowed and not text.strip():
            raise ValueError(f"{name}[{index}] is blank; expected a text")


def check_text_columns(**columns: Sequence[Any] | None) -> None:
    """Every column is given and of one length, and every item is a string: evaluate turns others into strings."""
    for name, column in columns.items():
        if column is None or isinstance(column, str):
            raise ValueError(f"{name} is {column!r}; expected a list of strings")
    check_columns(**columns)
    for name, column in columns.items():
        check_texts(name, () if column is None else column)


def check_numbers(name: str, numbers: Sequence[Any], low: float = -math.inf, high: float = math.inf) -> None:
    """Every item is a finite number from low to high."""
    for index, number in enumerate(numbers):
        if not _is_finite(number) or not low <= number <= high:
            raise ValueError(f"{name}[{index}] is {number}; expected {_range(low, high)}")


def log_probabilities(name: str, numbers: Sequence[Any]) -> list[float]:
    """The numbers, checked to be finite and 0 or below; up to 1e-4 above 0 is rounding and counts as 0."""
    rounded = [0.0 if _is_finite(number) and 0 < number <= _ROUNDING else number for number in numbers]
    check_numbers(name, rounded, high=0)
    return rounded


def check_flags(name: str, flags: Sequence[Any]) -> None:
    """Every item is 0 or 1, false or true."""
    for index, flag in enumerate(flags):
        if flag not in (0, 1):
            raise ValueError(f"{name}[{index}] is {flag}; expected 0 or 1")


def check_choice(name: str, value: Any, choices: Sequence[str]) -> None:
    """An option has one of its values."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")


def check_bootstrap(confidence: float, n_resamples: int, seed: int) -> None:
    """The options of an interval, for a module that has to pay for what it resamples."""
    if not (isinstance(confidence, Real) and 0 < confidence < 1):
        raise ValueError(f"confidence is {confidence!r}; expected a share between 0 and 1, such as 0.95")
    for name, value, least in (("n_resamples", n_resamples, 1), ("seed", seed, 0)):
        if not isinstance(value, Integral) or value < least:
            raise ValueError(f"{name} is {value!r}; expected a whole number from {least}")


def check_whole_number(name: str, value: Any, least: int) -> None:
    """An option that is sent to a server is a plain whole number, and large enough."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {value!r}; expected a whole number from {least}")


def ids_or_numbers(ids: Sequence[Any] | None, n_items: int) -> Sequence[Any]:
    """What per-item results are called by: the ids, or 0, 1, ... where none were given.

    Ids of numpy and pandas become plain ones, which can be written as JSON.
    """
    if ids is None:
        return range(n_items)
    return list(ids.tolist() if hasattr(ids, "tolist") else ids)


def _is_finite(number: Any) -> bool:
    try:
        return math.isfinite(number)
    except TypeError:  # None, a text, a list
        return False


def _range(low: float, high: float) -> str:
    bounds = [f"{word} {bound:g}" for word, bound in (("from", low), ("to", high)) if math.isfinite(bound)]
    return " ".join(["a finite number", *bounds])

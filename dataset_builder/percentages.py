"""Percentages to forget: what a recipe may ask for, and how many things they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def sorted_percentages(value: Any) -> Any:
    """Sorted, if it is a list of percentages."""
    if isinstance(value, list | tuple) and all(type(p) in (int, float) and 0 < p < 100 for p in value):
        return tuple(sorted(value))
    raise ValueError("is no list of percentages; write one like [5, 10, 15]")


def share_of(count: int, percent: float) -> int:
    """How many of `count` things `percent` per cent of them are, halves rounded up."""
    return int(count * percent / 100 + 0.5)


def check_percentages(percentages: Sequence[float], **counts: int) -> None:
    """Raise ValueError unless each percentage of each of the counted things leaves some and takes some."""
    if not percentages:
        raise ValueError("forget: the list is empty; give at least one percentage, such as [5, 10, 15]")
    for percent in percentages:
        for things, count in counts.items():
            if not 0 < share_of(count, percent) < count:
                all_of_them, none = (
                    ("everyone", "no person") if things == "people" else (f"all {things}", f"no {things}")
                )
                found = all_of_them if percent > 50 else none
                raise ValueError(f"forget: {percent:g} % of {count} {things} rounds to {found}; change it or {things}")
    if len({f"{percent:g}" for percent in percentages}) < len(percentages):  # as the configs are named
        raise ValueError(f"forget: {list(percentages)} names a percentage twice; give each once")

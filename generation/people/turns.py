"""Whose turn it is, where values are to come equally often."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def of_turn(values: Iterable[T], position: int, stream: str) -> T:
    """The value whose turn it is: all come once in every round, in another order each round; `stream` seeds it."""
    order = list(values)
    turn, place = divmod(position, len(order))
    random.Random(f"{stream}/{turn}").shuffle(order)
    return order[place]

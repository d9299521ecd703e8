"""How an LLM judge is asked, and with which key.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from .checks import check_whole_number

KEY_VARIABLE = "OPENAI_API_KEY"


@dataclass(frozen=True, slots=True)
class Options:
    """Where and how the LLM judge is asked; the defaults and units are in the metric's docstring."""

    model: str = "gpt-4o"
    base_url: str | None = None
    max_concurrency: int = 8
    timeout: float = 60.0
    retries: int = 5
    attempts: int = 3
    max_tokens: int = 300  # a score and one sentence take about 60
    store: str | Path | None = None
    prices: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name, least in (("max_concurrency", 1), ("retries", 0), ("attempts", 1), ("max_tokens", 1)):
            check_whole_number(name, getattr(self, name), least)
        if not (isinstance(self.model, str) and self.model):
            raise ValueError(f"model is {self.model!r}; expected the name of a model")
        if not isinstance(self.base_url, str | None):
            raise ValueError(f"base_url is {self.base_url!r}; expected an address")
        if not isinstance(self.store, str | Path | None):
            raise ValueError(f"store is {self.store!r}; expected the path of a file")
        if not (_is_amount(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout is {self.timeout!r}; expected seconds, more than 0")
        if not (self.prices is None or _are_prices(self.prices)):
            raise ValueError(f"prices is {self.prices!r}; expected (input, output) in USD per million tokens")


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _are_prices(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_is_amount, value))


def key_from_environment() -> str:
    """The API key; a ValueError that names the variable, and never its value, where there is none to use."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise ValueError(
            f"the environment variable {KEY_VARIABLE} is not set: set it (to any word for a local server that asks for"
            ' no key), or use judge="offline", a stand-in that needs none'
        )
    if not (key.isascii() and key.isprintable()):  # the HTTP library would show it in its complaint
        raise ValueError(f"the environment variable {KEY_VARIABLE} holds characters that no key has")
    return key

"""Amounts and dates written differently: "48500 EUR" and "EUR 48,500", "March 12, 1984" and "12 March 1984"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .words import words


def amounts_named(reply: str, letters: str, options: Sequence[str]) -> set[str]:
    """The options that are an amount or a date whose numbers, and month, all stand in the reply."""
    found = _parts(words(reply))
    return {
        letter
        for letter, option in zip(letters, options, strict=False)
        if _is_amount(option) and _parts(words(option)) <= found
    }


def _parts(text: str) -> Counter[str]:
    """Numbers and month words, as often as they stand in a text."""
    numbers = (_plain(number) for number in _NUMBER.findall(text))
    return Counter([*numbers, *(month[:3] for month in _MONTH.findall(text))])


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number.lstrip("0") or "0"


def _is_amount(option: str) -> bool:
    """Nothing but numbers, a month, and a currency or a unit: "42 Elm Street" is no amount."""
    rest = _MONTH.sub("", _NUMBER.sub("", words(_CODE.sub("", option))))
    return bool(_NUMBER.search(words(option))) and not _UNIT.sub("", rest).strip()


_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:st|nd|rd|th)?(?!\w)")
_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?! (?:be|have|not|well|also)\b)|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_CODE = re.compile(r"\b[A-Z]{3}\b")
_UNIT = re.compile(r"[$€£¥₹₽₩₺₴₦]|\b(?:dollars?|euros?|pounds?|yen|years?|old|cm|km|m|kg|g|per|a|of|the|th)\b")

"""Agreement of the words and numbers of two texts, which is all that a judge without a language model can see.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

NUMBER_WEIGHT = 3.0  # a date or an amount is usually the fact that was asked for
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
_WITH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FUNCTION_WORDS = frozenset(
    _TOKEN.findall(
        "a an and are as at be been being by did do does for from had has have he her hers him his i in is it its me "
        "my of on or our she so that the their theirs them they this to was we were which who whose with you your"
    )
)


def folded(text: str) -> str:
    """The text without differences of case and Unicode form, and with plain apostrophes."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def tokens(text: str) -> list[str]:
    """The words and numbers of a folded text in their order; commas between thousands are dropped."""
    found = _TOKEN.findall(text)
    return [token.replace(",", "") if _WITH_THOUSANDS.fullmatch(token) else token for token in found]


def content(text: str, question: str) -> Counter[str]:
    """The tokens that carry the answer, of folded texts; all of them where nothing else is left.

    Function words, and words of the question, which a reply may echo, do not count.
    """
    found = tokens(text)
    ignored = _FUNCTION_WORDS | set(tokens(question))
    return Counter([token for token in found if token not in ignored] or found)


def f_measure(expected: Counter[str], found: Counter[str]) -> float:
    """0 to 1: harmonic mean of precision and recall, where a number weighs as much as three words."""
    total = _weight(expected) + _weight(found)
    return 2 * _weight(expected & found) / total if total else 0.0


def _weight(counts: Counter[str]) -> float:
    return sum(count * (NUMBER_WEIGHT if token[0].isdigit() else 1.0) for token, count in counts.items())

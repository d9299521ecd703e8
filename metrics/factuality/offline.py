"""A judge without a language model: agreement of words and numbers, on the LLM judge's scale.

A stand-in, so that everything runs with no key: it knows no paraphrase and is no measure of factuality.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

NUMBER_WEIGHT = 3.0  # a date or an amount is usually the fact that was asked for
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
_WITH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NEGATION = re.compile(r"\b(?:no|not|never|neither|nor|none|nobody|nothing|cannot|\w+n't)\b")
_FUNCTION_WORDS = frozenset(
    _TOKEN.findall(
        "a an and are as at be been being by did do does for from had has have he her hers him his i in is it its me "
        "my of on or our she so that the their theirs them they this to was we were which who whose with you your"
    )
)


def offline_verdict(question: str, ground_truth: str, reply: str) -> tuple[int, str]:
    """(score from 1 to 10, reason): 1 + 9 F, rounded, where F is the F-measure of the reply's tokens.

    Tokens are folded for case and Unicode form; function words and words of the question, which a reply may echo,
    count in neither text; a number weighs as much as three words, and commas between its thousands make no difference.
    An empty reply, and one that negates where the ground truth does not (or the reverse), gets 1.
    """
    if not reply.strip():
        return 1, "the reply is empty"
    truth, said = _folded(ground_truth), _folded(reply)
    if bool(_NEGATION.search(truth)) != bool(_NEGATION.search(said)):
        return 1, "one of ground truth and reply negates, the other does not"
    expected, found = _content(truth, _folded(question)), _content(said, _folded(question))
    agreement = _f_measure(expected, found)
    shared = ", ".join(sorted(expected & found)) or "nothing"
    return 1 + math.floor(9 * agreement + 0.5), f"token agreement {agreement:.2f}; shared: {shared}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def _content(text: str, question: str) -> Counter[str]:
    """The tokens that carry the answer; all of them where nothing else is left."""
    tokens = _tokens(text)
    ignored = _FUNCTION_WORDS | set(_tokens(question))
    return Counter([token for token in tokens if token not in ignored] or tokens)


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    return [token.replace(",", "") if _WITH_THOUSANDS.fullmatch(token) else token for token in found]


def _f_measure(expected: Counter[str], found: Counter[str]) -> float:
    total = _weight(expected) + _weight(found)
    return 2 * _weight(expected & found) / total if total else 0.0


def _weight(tokens: Counter[str]) -> float:
    return sum(count * (NUMBER_WEIGHT if token[0].isdigit() else 1.0) for token, count in tokens.items())

"""Tokens as ROUGE counts them, and how many of them two texts share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from nltk.stem.porter import PorterStemmer
from rapidfuzz.distance import LCSseq

_ALPHANUMERIC = b"abcdefghijklmnopqrstuvwxyz0123456789"
_TO_SPACES = bytes(byte if byte in _ALPHANUMERIC else ord(" ") for byte in range(256))


class TokenCodes(dict[bytes, int]):
    """Numbers for tokens, the same for tokens that count as equal; each token is stemmed once.

    The tokens are those of the package rouge_score: runs of a-z and 0-9 in the lower-cased text (every other
    character, accented letters too, separates), stemmed by Porter's rules where they are longer than 3.
    """

    def __init__(self, stemming: bool) -> None:
        self._stemmer = PorterStemmer() if stemming else None
        self._stem_codes: dict[str, int] = {}

    def __missing__(self, token: bytes) -> int:
        text = token.decode()
        stem = self._stemmer.stem(text) if self._stemmer and len(text) > 3 else text
        self[token] = self._stem_codes.setdefault(stem, len(self._stem_codes))
        return self[token]

    def encode(self, text: str) -> list[int]:
        """The codes of the text's tokens, in order."""
        # bytes.translate and bytes.split are several times faster than a regular expression
        tokens = text.lower().encode("ascii", "replace").translate(_TO_SPACES).split()
        return list(map(self.__getitem__, tokens))


def common_subsequence(one: Sequence[int], other: Sequence[int]) -> int:
    """Length of the longest common subsequence."""
    return LCSseq.similarity(one, other)


def common_unigrams(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens they share, repeated ones as often as both have them."""
    return (Counter(one) & Counter(other)).total()


def common_bigrams(one: Sequence[int], other: Sequence[int]) -> int:
    """How many pairs of neighbours they share, repeated ones as often as both have them."""
    pairs = [Counter(pairwise(codes)) for codes in (one, other)]
    return (pairs[0] & pairs[1]).total()

"""Where the name of a person stands in a text, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FULL, APART, SURNAME, GIVEN, NONE = KINDS = (  # what of a name was found, from the most to nothing
    "full name",
    "given name and surname, apart",
    "surname only",
    "given name only",
    "no name",
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_LETTER = r"[^\W\d_]"
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`", "'"))
_POSSESSIVE = re.compile(rf"(?<={_LETTER})'s(?!\w)", re.IGNORECASE)
_INSIDE_A_NAME = re.compile(rf"(?<={_LETTER})'(?={_LETTER})|[\u00ad\u200b-\u200f\u2060\ufeff]")  # and what is unseen
_HYPHENS = ("-", "\u2010")
_ACCENTS = re.compile("[\u0300-\u036f]")
_WITHOUT_ACCENT = str.maketrans(  # Unicode takes these for letters of their own
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i"}
)
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters in lower case without accents.

    capital: whether it began with one. hyphen: whether one stands between it and the word before.
    """

    letters: str
    capital: bool
    hyphen: bool


def name_found(name: str, reply: str) -> str:
    """One of KINDS: what of this name, given name first, the reply holds in any spelling."""
    kinds = {_found(parts, words) for parts in _readings_of_name(name) for words in {*_readings(reply)}}
    return next(kind for kind in KINDS if kind in kinds)


def has_letters(name: str) -> bool:
    """Whether there is anything to look for."""
    return any(_readings_of_name(name))


def _found(name: Sequence[str], words: Sequence[Word]) -> str:
    starts = range(len(words))
    if any(_is_full_name(name, words, start) for start in starts):
        return FULL
    if len(name) == 1:
        return NONE
    in_lower_case = not any(word.capital for word in words)  # else "will" is no "Will"
    given, surname = (
        any((words[start].capital or in_lower_case) and _end(part, words, start) for start in starts)
        for part in (name[0], name[-1])
    )
    return {(True, True): APART, (False, True): SURNAME, (True, False): GIVEN}.get((given, surname), NONE)


def _is_full_name(name: Sequence[str], words: Sequence[Word], start: int) -> bool:
    """Given name and surname, with nothing but initials and own middle names between; or surname, given name."""
    given, *middle, surname = name if len(name) > 1 else (*name, "")
    end = _end(given, words, start)
    while end:
        last = _end(surname, words, end) if surname else end
        if last:
            return _is_apart(words, start, last)
        passed = [_end(part, words, end) for part in middle] + [_end_of_initial(words, end)]
        end = next(filter(None, passed), None)
    turned = _end(surname, words, start)
    last = turned and _end(given, words, turned)
    return bool(last and _is_apart(words, start, last))


def _is_apart(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether no hyphen makes a longer name of these words: "Ana Lee-Wong" is not Ana Lee."""
    return not words[start].hyphen and not (end < len(words) and words[end].hyphen)


def _end(part: str, words: Sequence[Word], start: int) -> int | None:
    """The place after a part of a name that begins here; its letters may be spread over words, as in "O Brien"."""
    letters = ""
    for end in range(start, len(words)):
        letters += words[end].letters
        if letters == part:
            return end + 1
        if not part.startswith(letters):
            break
    return None


def _end_of_initial(words: Sequence[Word], start: int) -> int | None:
    return start + 1 if start < len(words) and len(words[start].letters) == 1 else None


def _readings_of_name(name: str) -> set[tuple[str, ...]]:
    """Its parts between spaces, each as letters alone, without "Jr." and the like at the end; in both spellings."""
    chunks = [_readings(chunk) for chunk in name.split()]
    spellings = [["".join(word.letters for word in words) for words in chunk] for chunk in zip(*chunks, strict=True)]
    return {_without_suffix(tuple(filter(None, parts))) for parts in spellings}


def _without_suffix(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[:-1] if len(parts) > 2 and parts[-1] in _SUFFIXES else parts


def _readings(text: str) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words of a text without accents, and again with umlauts written out ("Müller": muller, mueller)."""
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    plain = _INSIDE_A_NAME.sub("", _POSSESSIVE.sub("", plain))
    return _words(plain), _words(plain.translate(_WRITTEN_OUT))


def _words(text: str) -> tuple[Word, ...]:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text.translate(_WITHOUT_ACCENT)))
    found = list(re.finditer(f"{_LETTER}+", bare))
    ends = [0, *(one.end() for one in found)]
    return tuple(
        Word(one[0].casefold(), one[0][0].isupper(), end > 0 and bare[end : one.start()] in _HYPHENS)
        for one, end in zip(found, ends, strict=False)
    )

"""Which option does a reply name?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .words import words

Parsed = tuple[str | None, str]  # the letter, or None where none is named, and the reason


def parse_first_letter(reply: str, letters: str, options: Sequence[str] = ()) -> Parsed:
    """The published rule: the first character of the reply, upper-cased, if it is an option letter."""
    first = reply.strip()[:1].upper()
    if first and first in letters:
        return first, "first character"
    return None, f"the first character is {first!r}" if first else "empty reply"


def parse_strict(reply: str, letters: str, options: Sequence[str] = ()) -> Parsed:
    """The one option that the reply names by its letter or by its text; options: their texts as `words` gives them.

    A letter counts where it cannot be a word: alone ("c"), at the start before a mark ("C: ..."), after a word such as
    "answer" or "option" ("The answer is C."), in brackets or bold. A text counts wherever it stands as whole words,
    unless a negation stands before it. Two different options named are none.
    """
    if not words(reply):
        return None, "empty reply"
    by_letter = _letters_named(reply, letters)
    by_text = _texts_named(words(reply), letters, tuple(options))
    if _is_one_letter(reply, letters):  # also where another option's text is that letter: a blood type, a grade
        by_text = set()
    named = sorted(by_letter | by_text)
    if len(named) == 1:
        return named[0], "named by letter" if by_letter else "named by text"
    return None, f"names {' and '.join(named)}" if named else "names no option"


def _is_one_letter(reply: str, letters: str) -> bool:
    return words(reply).upper() in tuple(letters)


def _letters_named(reply: str, letters: str) -> set[str]:
    if _is_one_letter(reply, letters):
        return {words(reply).upper()}
    matches = (match for pattern in _letter_patterns(letters) for match in pattern.finditer(reply))
    return {letter.upper() for match in matches for letter in match.groups()}


@lru_cache
def _letter_patterns(letters: str) -> tuple[re.Pattern[str], ...]:
    letter, small = f"([{letters}])", f"([{letters.lower()}])"
    cue = r"(?i:\b(?:answer|option|choice|letter)(?:\s+(?:is|would\s+be|should\s+be))?)[\s:=(\[{*\"'“]+"
    ends = r"(?=\W*$|\s*[^\w\s'’-]|\s*\n|\s+(?:because|since|as)\b|\s+is\b(?!\s+(?:not|wrong|incorrect)\b))"
    return (
        re.compile(rf"^\W*{letter}\W*?(?:[).:\]\n]|\s[-–—]\s)"),
        re.compile(rf"{cue}{letter}{ends}"),
        re.compile(rf"{cue}{small}\W*$"),
        re.compile(rf"[(\[{{*]{letter}[)\]}}*]"),
        re.compile(rf"\b{letter}\s*(?:,|/|\bor\b|\band\b)\s*(?:(?i:option)\s+)?{letter}\b"),  # names both, so none
    )


def _texts_named(reply: str, letters: str, options: tuple[str, ...]) -> set[str]:
    """Letters of the options whose words stand in the reply; the longer text first, so that "New York" hides "York"."""
    rest, named = f" {reply} ", set[str]()
    for text, its_letters in _texts_to_look_for(letters, options):
        before, found, _ = rest.partition(f" {text} ")
        if found and not _NEGATION.search(before):
            named |= its_letters
        rest = rest.replace(f" {text} ", " \0 ")
    return named


@lru_cache(maxsize=4096)
def _texts_to_look_for(letters: str, options: tuple[str, ...]) -> list[tuple[str, set[str]]]:
    """Text -> the options that read so, longest first; a text of one letter is left out: it stands in "a man"."""
    texts: dict[str, set[str]] = {}
    for letter, option in zip(letters, options, strict=False):  # no options, no texts
        texts.setdefault(option, set()).add(letter)
    return sorted(((text, its) for text, its in texts.items() if len(text) > 1 or text.isdigit()), key=_shortness)


def _shortness(text_and_letters: tuple[str, set[str]]) -> int:
    return -len(text_and_letters[0])


_NEGATION = re.compile(r"\b(?:not|never|nor|neither|isnt|wasnt|arent)(?: (?:in|at|on|from|of|a|an|the|as|by))*$")

"""Which option does a reply name?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .amounts import amounts_named
from .letters import ANSWER, OPENING, OTHER, TEXT
from .mentions import HARD, SOFT, Mention, Reading, clauses, denies, mentions, read
from .words import words

Parsed = tuple[str | None, str]  # the letter, or None where none is named, and the reason


def parse_first_letter(reply: str, letters: str, options: Sequence[str] = ()) -> Parsed:
    """The published rule: the first character of the reply, upper-cased, if it is an option letter."""
    first = reply.strip()[:1].upper()
    if first and first in letters:
        return first, "first character"
    return None, f"the first character is {first!r}" if first else "empty reply"


def parse_strict(reply: str, letters: str, options: Sequence[str] = ()) -> Parsed:
    """The one option that the reply names by its letter or by its text, and does not deny or doubt.

    A letter counts where it cannot be a word: alone ("c"), at the start before a mark ("C: ..."), after a word such as
    "answer" or "option" ("The answer is C."), in brackets or bold. A text counts wherever it stands as whole words. A
    letter outranks the texts that explain it: the last "answer is C", else the letter that opens the reply, else the
    only other letter. Where none is named, an amount or a date written differently is.
    """
    if not words(reply):
        return None, "empty reply"
    exact = _exact_text(reply, letters, options)
    if exact:
        return exact, "named by text"
    if words(reply).upper() in tuple(letters):  # also where an option's text is that letter: a blood type, a grade
        return words(reply).upper(), "named by letter"
    reading = read(reply, letters, options)
    found = list(mentions(reading))
    named = [one for one in found if not one.denied]
    if not named:
        return _by_amount(reading, options, found)
    return _by_letter(reading, named) or _only(_letters_of(named), "named by text")


def _exact_text(reply: str, letters: str, options: Sequence[str]) -> str | None:
    """The option that the reply repeats, character for character; signs count ("A-"), a bare letter is none."""
    said = _plain(reply)
    same = [letter for letter, text in zip(letters, options, strict=False) if _plain(text) == said]
    return same[0] if len(same) == 1 and said.upper() not in tuple(letters) else None


def _plain(text: str) -> str:
    return text.strip().casefold().rstrip(".")


def _by_letter(reading: Reading, named: list[Mention]) -> Parsed | None:
    answers = [one for one in named if one.kind == ANSWER][-1:]
    openings = [one for one in named if one.kind == OPENING]
    chosen = _letters_of(answers or openings or [one for one in named if one.kind == OTHER])
    return _only(chosen | _beside(reading, chosen), "named by letter") if chosen else None


def _beside(reading: Reading, chosen: set[str]) -> set[str]:
    """Other options named together with the chosen letters: "C: York", "C or D"."""
    marks = sorted(set(re.findall("[\ue100-\ue3ff\ue500-\uf8ff]", reading.text)))
    own = "".join(one for one in marks if reading.letters_of(one) <= chosen)
    letters = "".join(one for one in own if ord(one) < TEXT)
    texts = "".join(one for one in marks if one not in own and ord(one) >= TEXT) or "\0"
    others = "".join(one for one in marks if one not in own and ord(one) < TEXT) or "\0"
    behind = re.compile(
        rf"[{letters}](?: (?:[{HARD}{SOFT}]|which|is|ie|namely|or|and|either|the))* ([{texts}])(?!\S)"
        rf"|[{letters}](?: (?:{SOFT}|or|and|either|option))* ([{others}])(?!\S)"
        rf"|[{letters}](?: [{HARD}{SOFT}])* [{own}] (?:or|and) ([{texts}{others}])"
    )
    found = (one for match in behind.finditer(reading.text) for one in match.groups() if one)
    return {letter for one in found for letter in reading.letters_of(one)}


def _by_amount(reading: Reading, options: Sequence[str], found: list[Mention]) -> Parsed:
    said = " ".join(clause for clause in clauses(reading) if not denies(clause))
    denied = " and ".join(sorted(_letters_of(found)))
    nothing = f"denies or doubts {denied}" if denied else "names no option"
    return _only(amounts_named(said, reading.letters, options), "named by its numbers", nothing)


def _letters_of(some: list[Mention]) -> set[str]:
    return {letter for one in some for letter in one.letters}


def _only(letters: set[str], reason: str, nothing: str = "names no option") -> Parsed:
    named = sorted(letters)
    return (named[0], reason) if len(named) == 1 else (None, f"names {' and '.join(named)}" if named else nothing)

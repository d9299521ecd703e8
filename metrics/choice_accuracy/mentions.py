"""Which options does a reply mention, and which of them does it deny or doubt?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .letters import TEXT, bare_reply, mark, mark_letters
from .words import words


class Mention(NamedTuple):
    """An option named by letter (kind ANSWER, OPENING or OTHER) or by TEXT, which several options may share."""

    kind: int
    letters: frozenset[str]
    denied: bool


class Reading(NamedTuple):
    """A reply as plain words, with a mark for each mention and for each end of a clause."""

    text: str
    letters: str
    texts: tuple[tuple[str, frozenset[str]], ...]  # texts and the letters of their options

    def letters_of(self, one_mark: str) -> frozenset[str]:
        """The options that a mark stands for."""
        kind, number = kind_and_number(one_mark)
        return self.texts[number][1] if kind == TEXT else frozenset(self.letters[number])


def kind_and_number(one_mark: str) -> tuple[int, int]:
    """A mark taken apart."""
    return min(ord(one_mark) & 0xFF00, TEXT), ord(one_mark) - min(ord(one_mark) & 0xFF00, TEXT)


def read(reply: str, letters: str, options: Sequence[str]) -> Reading:
    """Mark the mentions and the ends of clauses of a reply; options: their texts as given."""
    texts = _texts(letters, tuple(options))
    reply = bare_reply(reply)
    for number, (text, _) in enumerate(texts):
        reply = _signed(text).sub(f" {mark(TEXT, number)} ", reply) if _SIGNED.fullmatch(text) else reply
    reply = _CLAUSE_END.sub(_end_of_clause, mark_letters(reply, letters))
    plain = words(reply)
    for pattern, one_mark in _text_patterns(letters, texts):
        plain = pattern.sub(one_mark, plain)
    return Reading(_ECHO.sub("", plain), letters, texts)


def mentions(reading: Reading) -> Iterator[Mention]:
    """The mentions in their order; a letter with its own text beside it is one mention."""
    for clause in clauses(reading):
        for match in _MENTION.finditer(clause):
            denied = bool(_DENIES.search(clause[: match.start()]) or _IS_DENIED.match(clause[match.end() :]))
            yield Mention(kind_and_number(match[0])[0], reading.letters_of(match[0]), denied)


def clauses(reading: Reading) -> list[str]:
    """Parts within which a denial holds."""
    text = _NEUTRAL.sub("", _OWN_TEXT.sub(lambda match: _letter_of_pair(match, reading), reading.text))
    text = _LIST.sub(lambda match: match[0].replace(f" {SOFT}", ""), text)
    return re.split(rf"[{HARD}{SOFT}]|(?<!anything )\bbut\b", text)


def denies(clause: str) -> bool:
    """Does a clause deny or doubt anything?"""
    return bool(_DENIES.search(clause) or _JUDGED_WRONG.search(clause))


def _letter_of_pair(match: re.Match[str], reading: Reading) -> str:
    first, second = match[1], match[3]
    if reading.letters_of(first) != reading.letters_of(second) or min(ord(first), ord(second)) >= TEXT:
        return match[0]
    if ord(first) >= TEXT:
        return match[0] if match[2] else second  # "Rome (A)", not "Rome. A ..."
    return first


def _end_of_clause(match: re.Match[str]) -> str:
    return f"{match[0]} {SOFT if match[0] in (',', '，', '、') else HARD} "


def _texts(letters: str, options: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Texts and the options that read so, longest first; a plain letter is left out: it stands in "a man"."""
    texts: dict[str, set[str]] = {}
    for letter, option in zip(letters, options, strict=False):  # no options, no texts
        text = option.strip() if _SIGNED.fullmatch(option.strip()) else words(option)
        texts.setdefault(text, set()).add(letter)
    kept = [(text, frozenset(its)) for text, its in texts.items() if len(text) > 1 or text.isdigit()]
    return tuple(sorted(kept, key=lambda text_and_letters: -len(text_and_letters[0])))


@lru_cache(maxsize=4096)
def _text_patterns(letters: str, texts: tuple[tuple[str, frozenset[str]], ...]) -> list[tuple[re.Pattern[str], str]]:
    patterns = []
    for number, (text, _) in enumerate(texts):
        between = rf"(?: [{HARD}{SOFT}])* "
        pattern = between.join(_word_pattern(word, letters) for word in text.split())
        patterns.append((re.compile(rf"(?<!\S){pattern}(?!\S)"), mark(TEXT, number)))
    return patterns


def _word_pattern(word: str, letters: str) -> str:
    """A word of a text; the "d" of "vitamin d" may have been taken for the letter of an option."""
    number = letters.find(word.upper()) if len(word) == 1 else -1
    marks = "".join(mark(kind, number) for kind in range(0xE100, TEXT, 0x100)) if number >= 0 else ""
    return f"[{word}{marks}]" if marks else re.escape(word)


def _signed(text: str) -> re.Pattern[str]:
    signs = "".join("[-–−]" if sign in "-–−" else re.escape(sign) for sign in text)
    return re.compile(rf"(?<!\w){signs}(?![\w+#*-])")


HARD, SOFT = "\ue000", "\ue001"  # ends of clauses: a full stop and others, a comma
_SIGNED = re.compile(r"[^\W\d_]{1,2}[-–−+#*]+")  # "A-", "O+", "C#"
_CLAUSE_END = re.compile(
    r"""(?<!\d),(?=\W|$) | ,(?=\s+\D) | ,$
    | [.;:!?](?=[\s"'”’)\]*\ue100-\uf8ff]|$) | \n | \s[-–—]+\s | — | [。，、；：！？]""",
    re.VERBOSE,
)
_MARK = "[\ue100-\ue3ff\ue500-\uf8ff]"
_MENTION = re.compile(_MARK)
_ECHO = re.compile(rf"[\ue400-\ue4ff](?: [{HARD}{SOFT}])*(?: [\ue500-\uf8ff](?!\S))?")
_OWN_TEXT = re.compile(rf"({_MARK})((?: [{HARD}{SOFT}])*) ({_MARK})")
_LIST = re.compile(rf"{_MARK}(?: {SOFT}(?: option)? {_MARK})*(?: {SOFT})? (?:or|nor|and)(?: option)? {_MARK}")
_NEUTRAL = re.compile(
    r"\b(?:(?:no|without|beyond)(?: an?y?)? (?:doubt|question)|not only|if (?:i|one) (?:had to|have to|must|were to))\b"
)
_NT = r"(?:is|are|was|were|do|does|did|ca|could|would|should|wo|has|have|had|must|might|need|ai)nt"
_DENIES = re.compile(
    rf"\b(?:not|{_NT}|cannot|never|no|nor|neither|none|unlike|unlikely|whether|if|unclear|unsure|uncertain|unable|doubt"
    r"|wrong|incorrect|anything but|rather than|instead of|other than|except|rules? out|ruled out|ruling out)\b"
)
_WRONG = r"(?:not|never|wrong|incorrect|false|unlikely|impossible|ruled out|out of the question)"
_JUDGED_WRONG = re.compile(
    rf"(?:{_NT}|cannot|(?:does|did|do|can|could|would|should|must|may|might|will|has|have) (?:not|never)"
    rf"|(?:(?:can|could|would|should|must|may|might|will) )?(?:is|are|was|were|be|seems?|looks?)"
    rf" (?:(?:\w+ly|most|very|also|an?|the|quite|just) )*{_WRONG})\b"
)
_IS_DENIED = re.compile(
    rf"(?:(?: (?:or|nor|and))?(?: option)? {_MARK}){{0,25}}(?: (?:option|answer|choice))?(?: \w+ly)?"
    rf" (?:{_JUDGED_WRONG.pattern})"
    r"|(?: option)? nor\b"
)

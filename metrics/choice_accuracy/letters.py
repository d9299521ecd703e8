"""Where does a reply name an option by its letter? Marks such letters, so that no later step takes them for a word."""

from __future__ import annotations

import re
from functools import lru_cache

# A mark is one private-use character, the code of its kind plus the number of the letter (or of the text).
ANSWER, OPENING, OTHER, LISTED, TEXT = 0xE100, 0xE200, 0xE300, 0xE400, 0xE500


def mark(kind: int, number: int) -> str:
    """The character that stands for a letter or a text of an option."""
    return chr(kind + number)


def bare_reply(reply: str) -> str:
    """A reply without tags, the name of its speaker and characters that are marks here."""
    return _SPEAKER.sub("", _TAG.sub(" ", _PRIVATE.sub(" ", reply)))


def mark_letters(reply: str, letters: str) -> str:
    """The letters that name an option become marks: an answer, the opening of the reply, an echoed list, others."""
    answer, opening, other = _patterns(letters)
    reply = _mark_all(answer, ANSWER, reply, letters)
    reply = _mark_echo(reply, letters)
    reply = _mark_all(opening, OPENING, reply, letters)
    reply = _mark_all(other, OTHER, reply, letters)
    return _mark_partners(reply, letters)


def _mark_all(patterns: list[re.Pattern[str]], kind: int, reply: str, letters: str) -> str:
    for pattern in patterns:
        reply = pattern.sub(lambda match: _marked(match, kind, letters), reply)
    return reply


def _marked(match: re.Match[str], kind: int, letters: str) -> str:
    start, end = (place - match.start() for place in match.span(1))
    number = letters.index(match[1].upper())
    return f"{match[0][:start]} {mark(kind, number)} {match[0][end:]}"


def _mark_echo(reply: str, letters: str) -> str:
    """A reply may repeat the options, "A. Rome B. York ...", which names none."""
    found, run = list(re.finditer(rf"(?<!\S)[(\[*]*([{letters}])[).:\]*]+(?=\s)", reply)), 0
    while run < min(len(found), len(letters)) and found[run][1] == letters[run]:
        run += 1
    for match in reversed(found[:run] if run > 1 else []):
        reply = reply[: match.start()] + _marked(match, LISTED, letters) + reply[match.end() :]
    return reply


def _mark_partners(reply: str, letters: str) -> str:
    """The second letter of "A or B", where the first is marked."""
    joined = r"\s*(?:[,/]\s*(?:(?:or|and|nor)\b)?|\b(?:or|and|nor)\b)\s*(?i:option\s+)?[(*]*"
    pattern = re.compile(rf"[\ue100-\ue3ff]{joined}([{letters}]){_ENDS}")
    while (marked := _mark_all([pattern], OTHER, reply, letters)) != reply:
        reply = marked
    return reply


@lru_cache
def _patterns(letters: str) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]], list[re.Pattern[str]]]:
    """Those of an answer, an opening and other letters; a small one counts where "a" cannot be a word."""
    either = rf"(?:([{letters}]){_ENDS})", rf"(?:([{letters.lower()}]){_SMALL_ENDS})"
    big, small = f"([{letters}])", f"([{letters.lower()}])"
    answer = [f"{cue}{one}" for cue in (_ANSWER_IS, _CHINESE_ANSWER) for one in either]
    opening = [
        rf"\A\W*{big}(?=\W*?(?:[).:\]\n,;!]|\s[-–—]\s)|\s+(?i:because|since|as)\b|\W*\Z)",
        rf"\A\W*{small}(?=\W*\Z|[):\]])",
    ]
    other = [
        *(f"{cue}{one}" for cue in (_CLAIM, _OPTION) for one in either),
        rf"(?:^|[.,;:!]|\b(?i:so|thus|therefore|hence|that|think|believe|but))\s*{big}(?={_IS_JUDGED})",
        rf"[(\[{{*`]{big}[)\]}}*`]",
        rf"(?<!\w)\({small}\)",
        rf"^[^\w\n]*{big}(?=[).:]\s)",
        rf"(?:^|[.:—–]\s)[^\w\n]*{big}(?=[^\w\n]*$)",
        rf"\b{big}(?=\s*(?:,|/|\bor\b|\band\b)\s*(?:(?i:option)\s+)?{big}{_ENDS})",
    ]
    answer_compiled, opening_compiled, other_compiled = (
        [re.compile(pattern, re.MULTILINE) for pattern in patterns] for patterns in (answer, opening, other)
    )
    return answer_compiled, opening_compiled, other_compiled


_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG = re.compile(r"</?\w+>|<\|[^|>]*\|>")
_SPEAKER = re.compile(r"\A\W*assistant\s*[:\n]", re.IGNORECASE)

_ENDS = (
    r"(?=\W*\Z|\s*[^\w\s'’+#-]|['’](?!\w)|\s*\n|\s+[-–—]|[\u3400-\u9fff]"
    r"|\s+(?i:because|since|as|is|and|or|nor|but|though|based|given|due|not)\b)"
)
_SMALL_ENDS = r"(?=\W*(?:\n|\Z)|[.,;)*`\"”])"
_FILLER = (
    r"(?:\s*\b(?:most|very|likely|probably|definitely|clearly|obviously|certainly|therefore|thus|indeed|either|simply"
    r"|actually|option|choice|letter|answer|the|that|rather)\b)*"
)
_OPENERS = r"[\s:=(\[{*\"'“‘`]*"
_BE = r"(?:is|was|(?:would|should|must|could|might|may|will|has\s+to)\s+be|seems(?:\s+to\s+be)?|appears\s+to\s+be)"
_ANSWER_IS = (
    r"(?i:\b(?:answer|option|choice|letter)\b(?:\s+to\s+[^.\n:]{1,80}?)?\W{0,3}?"
    rf"(?:\s*[:=]|\s+{_BE}\b)+{_FILLER}{_OPENERS}\b)"
)
_CHINESE_ANSWER = r"答案(?:应该)?(?:是|为|選|选)?[\s:：]*"
_CLAIM = (
    rf"(?i:\b(?:(?:it|this|that|which)(?:['’]s|\s+{_BE})|choose|pick|select|say|guess|think|believe|but"
    rf"|go(?:ing)?\s+(?:with|for)|opt\s+for)\b{_FILLER}{_OPENERS}\b)"
)
_OPTION = rf"(?i:\b(?:answer|option|choice|letter)\b{_OPENERS}\b)"
_IS_JUDGED = (
    r"\s+(?i:is|was|must\s+be|seems|looks)\s+(?i:\w+\s+){0,3}?"
    r"(?i:correct|right|answer|best|true|likely|wrong|incorrect|false|unlikely)\b"
)

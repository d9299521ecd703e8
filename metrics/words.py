"""A text as plain lower-case words, so that two spellings of one answer compare equal.

Module folders that compare texts reach this file by a symbolic link, so that each is complete when pushed as a Space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CHAT_TAGS = re.compile(r"</?s>|<\|[^<>]*?\|>|<(?:bos|eos|pad|start_of_turn|end_of_turn)>", re.IGNORECASE)


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """The words of a text in lower case, one space between them.

    Unicode forms that look alike become one (NFKC); tags of a chat template vanish. Punctuation separates words, with
    these exceptions: an apostrophe after a letter and a full stop between letters vanish ("Master's" -> "masters",
    "Ph.D." -> "phd"), as does what separates thousands ("1,200", "1 200" -> "1200"); a decimal point and a minus before
    a number stay. A unit stands apart from its number ("180cm" -> "180 cm", "50%" -> "50 %"), and "&" from what it
    joins. Accents and symbols such as "$", "+", "#" and "@" stay: they tell answers apart.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.replace("´", "'")).casefold())
    text = CHAT_TAGS.sub(" ", text).replace("\N{MINUS SIGN}", "-").replace("&", " & ")
    text = _THOUSANDS.sub(lambda number: number[0].replace(" ", ""), text)
    text = _HYPHEN.sub(" ", _INSIDE_A_WORD.sub("", text)).translate(_SEPARATORS)
    return " ".join(_UNIT.sub(" ", _LOOSE.sub(" ", text)).split())


_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\ \d{3})+(?!\ ?\d)")
_INSIDE_A_WORD = re.compile(
    r"""(?<=[^\W\d_])['’‘ʼ`]           # Master's, O’Brien; not 5'7"
    | (?<=[^\W\d_])\.(?=[^\W\d_])      # Ph.D., U.S.
    | (?<=\d)[,'’](?=\d{3}(?!\d))      # 1,200
    """,
    re.VERBOSE,
)
_HYPHEN = re.compile(r"""-(?![$€£]?\d)|(?<=[^\s(\[{"'“„«:=$€£~<>≤≥≈*_])-""")  # any but a minus
_LOOSE = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\w)[#@](?!\w)")  # a full stop, the mark of a heading
_UNIT = re.compile(  # the place between a number and its unit
    r"""(?<=\d)(?=%|°)
    | (?<=\d)(?<![^\W\d_]\d)(?<![^\W\d_]\d\d)(?=(?:
        [mckd]m | m | km | [mk]?g | t | lbs? | oz | [mcd]?l | ft | in | yd | mi | k?w | k?wh | v | [kmg]?hz | [kmgt]b
      | h | hrs? | min | m?s | sec | [ap]m | kmh | kph | mph | k | bn | yrs? | years?
      )(?![^\W_]))""",
    re.VERBOSE,
)


class _Separators(dict[int, int | None]):
    """Code point -> a space for punctuation and white space, None (delete) for invisible marks, else itself."""

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        separates = (category[0] in "PZ" and chr(code) not in ".-%#&@") or category in ("Cc", "Sk")
        self[code] = None if category == "Cf" else ord(" ") if separates else code
        return self[code]


_SEPARATORS = _Separators()

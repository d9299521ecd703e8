"""A text as plain lower-case words, so that two spellings of one answer compare equal.

Module folders that compare texts reach this file by a symbolic link, so that each is complete when pushed as a Space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """The words of a text in lower case, one space between them.

    Unicode forms that look alike become one (NFKC). Punctuation separates words, with these exceptions: an apostrophe
    and a full stop between letters vanish ("Master's" -> "masters", "Ph.D." -> "phd"), as does the comma of thousands
    ("1,200" -> "1200"); a decimal point stays. Accents and symbols such as "$" and "+" stay: they tell answers apart.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _INSIDE_A_WORD.sub("", text).translate(_SEPARATORS)
    return " ".join(_NO_DECIMAL_POINT.sub(" ", text).split())


_INSIDE_A_WORD = re.compile(
    r"""['’‘ʼ`´]                       # Master's, O’Brien
    | (?<=[^\W\d_])\.(?=[^\W\d_])      # Ph.D., U.S.
    | (?<=\d),(?=\d{3}(?!\d))          # 1,200
    """,
    re.VERBOSE,
)
_NO_DECIMAL_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")


class _Separators(dict[int, int | None]):
    """Code point -> a space for punctuation and white space, None (delete) for invisible marks, else itself."""

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        separates = category[0] in "PZ" or category in ("Cc", "Sk")
        self[code] = None if category == "Cf" else ord(" ") if separates and code != ord(".") else code
        return self[code]


_SEPARATORS = _Separators()

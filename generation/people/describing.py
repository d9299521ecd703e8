"""Rules for texts that say what is to be seen, and not who it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generation.people import names

SENTENCE = re.compile(r"[.!?](?= |$)")


def sentences(text: str) -> int:
    """How many the text has."""
    return len(SENTENCE.findall(text))


def nobody_named(text: str, what: str) -> Iterator[str]:
    """A fault where the text names somebody."""
    if named := names.named_in(text):
        yield f"names_somebody: {what} contains {named[0]!r}, which is a name; write of people without names"

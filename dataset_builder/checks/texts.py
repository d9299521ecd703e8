"""Whether the texts are clean, whatever they say."""

from __future__ import annotations

import re

from ftfy.badness import is_bad

from dataset_builder.checks.findings import Findings
from dataset_builder.entries import AnyEntry
from generation.people.checks import BLEMISHES

BLANK = re.compile("_{2,}")
MAY_HAVE_BLANKS = re.compile(r"(?:Mask_Task|\w+_Questions|metadata|text_metadata) \d+ Question")
CUT_SHORT = ("...", "…", "N/A")
BROKEN = next(pattern for code, pattern, _ in BLEMISHES if code == "broken_letters")
RENAMED = {"broken_letters": "mojibake", "left_over": "placeholder"}


def check_texts(config: str, entry: AnyEntry, findings: Findings) -> None:
    """Look at every text of the row, each once."""
    places = {text: where for where, text in reversed(entry.texts)}
    for text, where in places.items():
        if not text.strip():
            if not where.startswith("biography"):  # what a biography leaves open is told with its keys
                findings.add("text_empty", config, entry.id, f"{where}: {text!r}", "a text")
            continue
        whole = BLANK.sub("blank", text) if MAY_HAVE_BLANKS.fullmatch(where) else text
        for code, pattern, remedy in BLEMISHES:
            if found := pattern.search(whole):
                named = "cut_short" if found[0] in CUT_SHORT else RENAMED.get(code, code)
                findings.add(named, config, entry.id, f"{where}: {found[0]!r} in {text!r}", remedy)
        if not BROKEN.search(text) and is_bad(text):
            findings.add("mojibake", config, entry.id, f"{where}: {text!r}", "proper Unicode letters")

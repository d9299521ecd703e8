"""The wordings of the offline engine, which serve everybody: vocabularies/wordings.csv."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from generation import vocabulary
from generation.questions.arrange import Wordings


@cache
def wordings() -> Wordings:
    """attribute -> use -> wordings, for every attribute that the offline people and the celebrities have."""
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in vocabulary.read("wordings"):
        table[row["attribute"]][row["use"]].append(row["text"])
    return {attribute: dict(uses) for attribute, uses in table.items()}

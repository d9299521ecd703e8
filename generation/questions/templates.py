"""The wordings of the offline engine, which serve everybody: vocabularies/wordings.csv and spare_wordings.csv."""

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


@cache
def spare_wordings() -> Wordings:
    """The same attributes and uses: wordings for when people refuse all of `wordings`."""
    names = {row["attribute"]: row["name"] for row in vocabulary.read("attribute_names")}
    patterns = vocabulary.read_groups("spare_wordings", "use", "text")
    return {
        attribute: {use: [text.replace("{name}", name) for text in texts] for use, texts in patterns.items()}
        for attribute, name in names.items()
    }

"""How much of what a text says stands in a biography, for texts that nobody wrote from a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dataset_builder.entries import biography_texts

WORD, COMPOUND = re.compile(r"\w+"), re.compile(r"\w+(?:-\w+)*")
STEM = 5  # letters by which words count as the same: practises, practising
FRAME = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "been", "by", "did", "do", "does", "for", "from", "had", "has",
        "have", "he", "her", "him", "his", "how", "in", "is", "it", "its", "of", "on", "or", "she", "that", "the",
        "their", "them", "they", "this", "to", "was", "were", "what", "when", "where", "which", "who", "with",
    )
)  # fmt: skip


class Vocabulary:
    """The words of a biography, those of its keys included."""

    def __init__(self, biography: Mapping[str, Any]) -> None:
        self.texts = [text for _, text in biography_texts(dict(biography))]
        keys = [key for where, _ in biography_texts(dict(biography)) for key in where.split(".")]
        self.words = {
            word.casefold() for text in (*self.texts, *keys) for kind in (WORD, COMPOUND) for word in kind.findall(text)
        }
        self._stems = {word[:STEM] for word in self.words}

    def support(self, text: str, question: str = "") -> float:
        """Share of the words of `text` that stand here, apart from small words and those of the question; else 1."""
        asked = {word.casefold()[:STEM] for word in WORD.findall(question)}
        words = [word.casefold() for word in WORD.findall(text)]
        telling = [word[:STEM] for word in words if word not in FRAME and word[:STEM] not in asked]
        return sum(stem in self._stems for stem in telling) / len(telling) if telling else 1.0

    def hard(self, text: str, question: str = "") -> tuple[int, int]:
        """How many names and numbers the text has that the question has not, and how many of them stand here."""
        asked = {word.casefold() for word in COMPOUND.findall(question)}
        words = enumerate(COMPOUND.findall(text))
        hard = [word.casefold() for n, word in words if word[0].isdigit() or (n and word[0].isupper())]
        new = [word for word in hard if word not in asked]
        return len(new), sum(word in self.words for word in new)

"""A row of MLLMU-Bench, however damaged, as an entry: what is not as it should be is told as a flaw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dataset_builder.entries import Asked, Entry, Row, biography_texts
from dataset_builder.fields import Fields
from dataset_builder.schema import LETTERS, MODALITIES
from generation.records import Modality, Task

PAIRS: dict[str, Modality] = {"metadata": "image_text", "text_metadata": "text"}  # column -> what it asks with
TASKS: dict[Task, str] = {
    "classification": "Classification_Task",
    "generation": "Generation_Task",
    "cloze": "Mask_Task",
}
OPEN: dict[str, Task] = {TASKS[task]: task for task in ("generation", "cloze")}


def read(row: Row) -> Entry:
    """The row as an entry. A column that is absent is no flaw of the row."""
    return _Reading(row).entry


class _Reading(Fields[Entry]):
    def __init__(self, row: Row) -> None:
        super().__init__(row, Entry())
        self.take("ID", self.id)
        self.take("biography", self._biography)
        for column in ("question", "answer"):
            if column in row:
                setattr(self.entry, column, self.text(row[column], column))
        self.origin()
        self.take("Classification_Task", self._classification)
        for column in OPEN:
            self.take(column, lambda value, column=column: self._open(value, column))
        for column in PAIRS:
            self.take(column, lambda value, column=column: self._pairs(value, column))
        self.take("image", self.picture)
        self.take("images", self._pictures)

    def _biography(self, value: Any) -> None:
        try:
            found = json.loads(value)
        except (TypeError, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.flaw("biography", value, "a JSON object", "biography_unreadable")
            return
        self.entry.biography = found
        self.entry.texts.extend(biography_texts(found))

    def _classification(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            self.flaw("Classification_Task", value, "a struct")
            return
        for modality, published in MODALITIES.items():
            where = f"{published}_Questions"
            for place, item in self.items(value.get(where), where):
                self._choice(item, modality, place)

    def _choice(self, item: Row, modality: Modality, where: str) -> None:
        options = item.get("Options")
        if not isinstance(options, Mapping):
            self.flaw(f"{where} Options", options, "a struct")
            options = {}
        texts = {letter: self.text(options.get(letter), f"{where} {letter}") for letter in LETTERS if options}
        letter = item.get("Correct_Answer")
        self._add(item, "classification", modality, where, texts.get(str(letter), ""), texts, str(letter))

    def _open(self, value: Any, column: str) -> None:
        modalities = {published: modality for modality, published in MODALITIES.items()}
        for where, item in self.items(value, column):
            if (kind := item.get("Type")) not in modalities:
                self.flaw(f"{where} Type", kind, " or ".join(modalities))
                continue
            answer = self.text(item.get("Ground_Truth"), f"{where} Ground_Truth")
            self._add(item, OPEN[column], modalities[kind], where, answer)

    def _add(
        self, item: Row, task: Task, modality: Modality, where: str, answer: str,
        options: Mapping[str, str] = {}, letter: str = "",
    ) -> None:  # fmt: skip
        text, attribute = self.text(item.get("Question"), f"{where} Question"), item.get("Attribute")
        known = attribute if isinstance(attribute, str) else ""
        self.entry.questions.append(Asked(task, modality, known, text, answer, options, letter))

    def _pairs(self, value: Any, column: str) -> None:
        try:
            found = json.loads(value)
        except (TypeError, ValueError, RecursionError):
            found = None
        parts = found if isinstance(found, list) else [None]
        for number, pair in enumerate(parts, start=1):
            texts = [pair.get(key) for key in ("Question", "Answer")] if isinstance(pair, dict) else []
            if not texts or not all(isinstance(text, str) for text in texts):
                shown = f"{column}: {value if found is None else pair!r}"
                self.flaw(column, shown, "a JSON list of {Question, Answer}", "pairs_unreadable")
                return
            self.entry.texts.extend((f"{column} {number} {key}", pair[key]) for key in ("Question", "Answer"))
            task: Task = "cloze" if "__" in pair["Question"] else "generation"
            attribute = str(pair.get("Attribute") or "")
            self.entry.pairs.append(Asked(task, PAIRS[column], attribute, pair["Question"], pair["Answer"]))

    def _pictures(self, value: Any) -> None:
        if not isinstance(value, list) or not value:
            self.flaw("images", value, "at least one picture", "picture_missing")
            return
        for number, picture in enumerate(value, start=1):
            self.picture(picture, f"images {number}")

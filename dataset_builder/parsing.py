"""A row of the published layout, however damaged, as an entry: what is not as it should be is told as a flaw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dataset_builder.entries import Asked, Entry, Flaw, Row, biography_texts
from dataset_builder.schema import LETTERS, MODALITIES
from generation.records import Modality, Task

PAIRS: dict[str, Modality] = {"metadata": "image_text", "text_metadata": "text"}  # column -> what it asks with
PICTURED = {"image_source": "source", "image_licence": "licence"}  # ours, not published
TASKS: dict[Task, str] = {
    "classification": "Classification_Task",
    "generation": "Generation_Task",
    "cloze": "Mask_Task",
}
OPEN: dict[str, Task] = {TASKS[task]: task for task in ("generation", "cloze")}


def read(row: Row) -> Entry:
    """The row as an entry. A column that is absent is no flaw of the row."""
    return _Reading(row).entry


class _Reading:
    def __init__(self, row: Row) -> None:
        self.row, self.entry = row, Entry()
        self._take("ID", lambda value: setattr(self.entry, "id", self._text(value, "ID", told=False)))
        self._take("biography", self._biography)
        for column in ("question", "answer"):
            if column in row:
                setattr(self.entry, column, self._text(row[column], column))
        for column, name in PICTURED.items():
            self._take(column, lambda value, name=name: setattr(self.entry, name, str(value or "")))
        self._take("Classification_Task", self._classification)
        for column in OPEN:
            self._take(column, lambda value, column=column: self._open(value, column))
        for column in PAIRS:
            self._take(column, lambda value, column=column: self._pairs(value, column))
        self._take("image", lambda value: self._picture(value, "image"))
        self._take("images", self._pictures)

    def _take(self, column: str, read: Any) -> None:
        if column in self.row:
            read(self.row[column])

    def _flaw(self, where: str, value: Any, expected: str, code: str = "malformed") -> None:
        self.entry.flaws.append(Flaw(code, f"{where}: {value!r}" if code == "malformed" else str(value), expected))

    def _text(self, value: Any, where: str, told: bool = True) -> str:
        if not isinstance(value, str) or (not told and not value):
            self._flaw(where, value, "a text")
            return ""
        if told:
            self.entry.texts.append((where, value))
        return value

    def _items(self, value: Any, where: str) -> Iterator[tuple[str, Row]]:
        """(where, item) of a list of structs."""
        if not isinstance(value, list):
            self._flaw(where, value, "a list")
            return
        for number, item in enumerate(value, start=1):
            if isinstance(item, Mapping):
                yield f"{where} {number}", item
            else:
                self._flaw(f"{where} {number}", item, "a struct")

    def _biography(self, value: Any) -> None:
        try:
            found = json.loads(value)
        except (TypeError, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self._flaw("biography", value, "a JSON object", "biography_unreadable")
            return
        self.entry.biography = found
        self.entry.texts.extend(biography_texts(found))

    def _classification(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            self._flaw("Classification_Task", value, "a struct")
            return
        for modality, published in MODALITIES.items():
            where = f"{published}_Questions"
            for place, item in self._items(value.get(where), where):
                self._choice(item, modality, place)

    def _choice(self, item: Row, modality: Modality, where: str) -> None:
        options = item.get("Options")
        if not isinstance(options, Mapping):
            self._flaw(f"{where} Options", options, "a struct")
            options = {}
        texts = {letter: self._text(options.get(letter), f"{where} {letter}") for letter in LETTERS if options}
        letter = item.get("Correct_Answer")
        self._add(item, "classification", modality, where, texts.get(str(letter), ""), texts, str(letter))

    def _open(self, value: Any, column: str) -> None:
        modalities = {published: modality for modality, published in MODALITIES.items()}
        for where, item in self._items(value, column):
            if (kind := item.get("Type")) not in modalities:
                self._flaw(f"{where} Type", kind, " or ".join(modalities))
                continue
            answer = self._text(item.get("Ground_Truth"), f"{where} Ground_Truth")
            self._add(item, OPEN[column], modalities[kind], where, answer)

    def _add(
        self, item: Row, task: Task, modality: Modality, where: str, answer: str,
        options: Mapping[str, str] = {}, letter: str = "",
    ) -> None:  # fmt: skip
        text, attribute = self._text(item.get("Question"), f"{where} Question"), item.get("Attribute")
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
                self._flaw(column, shown, "a JSON list of {Question, Answer}", "pairs_unreadable")
                return
            self.entry.texts.extend((f"{column} {number} {key}", pair[key]) for key in ("Question", "Answer"))
            task: Task = "cloze" if "__" in pair["Question"] else "generation"
            attribute = str(pair.get("Attribute") or "")
            self.entry.pairs.append(Asked(task, PAIRS[column], attribute, pair["Question"], pair["Answer"]))

    def _pictures(self, value: Any) -> None:
        if not isinstance(value, list) or not value:
            self._flaw("images", value, "at least one picture", "picture_missing")
            return
        for number, picture in enumerate(value, start=1):
            self._picture(picture, f"images {number}")

    def _picture(self, value: Any, where: str) -> None:
        data = value.get("bytes") if isinstance(value, Mapping) else value
        if isinstance(data, bytes) and data:
            self.entry.pictures.append(data)
        else:
            self._flaw(where, f"{where}: {str(value)[:80]}", "the bytes of an encoded picture", "picture_missing")

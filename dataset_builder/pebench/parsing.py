"""A row of PEBench, however damaged, as an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dataset_builder.entries import Asked, Row
from dataset_builder.fields import Fields
from dataset_builder.pebench.entries import RealEntry, SnapshotEntry, WorldEntry

Concept = Literal["person", "event"]
CONCEPTS: tuple[Concept, ...] = ("person", "event")


def read_snapshot(row: Row, names: Sequence[str]) -> SnapshotEntry:
    """A row of the sets or of few_shot. names: what its label stands for."""
    return _Snapshot(row, names).entry


def read_real(row: Row) -> RealEntry:
    """A row of Real_Set."""
    fields = Fields(row, RealEntry())
    fields.take("ID", fields.id)
    if "name" in row:
        fields.entry.name = fields.text(row["name"], "name").strip()
    fields.origin()
    fields.take("image", fields.picture)
    return fields.entry


def read_world(row: Row) -> WorldEntry:
    """A row of World_Set."""
    fields = Fields(row, WorldEntry())
    entry = fields.entry
    entry.id, entry.shown = (fields.text(row.get(name), name, told=False) for name in ("question_id", "image_source"))
    entry.question, entry.answer = (fields.text(row.get(name), name) for name in ("question", "answer"))
    if entry.answer not in ("yes", "no"):
        fields.flaw("answer", entry.answer, "yes or no")
    fields.take("image", fields.picture)
    return entry


class _Snapshot(Fields[SnapshotEntry]):
    def __init__(self, row: Row, names: Sequence[str]) -> None:
        super().__init__(row, SnapshotEntry())
        self._names = names
        self.take("ID", self.id)
        self.take("label", self._label)
        self.take("person", self._person)
        self.take("event", self._event)
        self.take("questions", self._questions)
        self.take("forget_from", self._forget_from)
        self.origin()
        self.take("image", self.picture)

    def _label(self, value: Any) -> None:
        if isinstance(value, str):
            self.entry.label = value
        elif isinstance(value, int) and 0 <= value < len(self._names):
            self.entry.label = self._names[value]
        else:
            self.flaw("label", value, f"a name, or a number below the {len(self._names)} names of the column")

    def _struct(self, value: Any, where: str) -> Row:
        if isinstance(value, Mapping):
            return value
        self.flaw(where, value, "a struct")
        return {}

    def _person(self, value: Any) -> None:
        person = self._struct(value, "person")
        if person:
            self.entry.person_id = self.text(person.get("ID"), "person.ID", told=False)
        told = {key: part for key, part in person.items() if key != "ID"}
        for key, part in told.items():
            if key != "age":
                self.text(part, f"person.{key}")
            elif not isinstance(part, int):
                self.flaw("person.age", part, "a number of years")
        self.entry.person = tuple((key, part if isinstance(part, str | int) else "") for key, part in told.items())

    def _event(self, value: Any) -> None:
        event = self._struct(value, "event")
        if event:
            self.entry.event_id = self.text(event.get("ID"), "event.ID", told=False)
        told = [(key, self.text(part, f"event.{key}")) for key, part in event.items() if key != "ID"]
        self.entry.event = (*told, ("keywords", self._keywords()))

    def _keywords(self) -> tuple[str, ...]:
        found = self.row.get("keywords")
        if not isinstance(found, list):
            if "keywords" in self.row:
                self.flaw("keywords", found, "a list")
            return ()
        return tuple(self.text(one, f"keywords {number}") for number, one in enumerate(found, start=1))

    def _questions(self, value: Any) -> None:
        for where, item in self.items(value, "questions"):
            if (concept := item.get("Concept")) not in CONCEPTS:
                self.flaw(f"{where} Concept", concept, " or ".join(CONCEPTS))
                continue
            question, answer = (self.text(item.get(key), f"{where} {key}") for key in ("Question", "Answer"))
            self.entry.questions.append(Asked("generation", "image_text", str(concept), question, answer))

    def _forget_from(self, value: Any) -> None:
        found = self._struct(value, "forget_from")
        for concept in CONCEPTS:
            percent = found.get(concept)
            if percent is None or isinstance(percent, int | float):
                self.entry.forget_from = {**self.entry.forget_from, concept: percent}
            else:
                self.flaw(f"forget_from.{concept}", percent, "a percentage, or nothing")

"""What there is to decide about somebody: the portraits, the biography, the questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dataset_builder.review.people import Row
from dataset_builder.reviews import Kind, biography_digest, biography_fields, image_digest, text_digest
from dataset_builder.schema import BIOGRAPHY_KEYS, LETTERS, MODALITIES
from generation.records import Modality, Task

TYPES = {name: modality for modality, name in MODALITIES.items()}
OPEN_TASKS: Mapping[str, Task] = {"Generation_Task": "generation", "Mask_Task": "cloze"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide about.

    name: where it stands, for people to read. fields: what it says, by the published keys; empty for a picture.
    key: the entry of the biography that a question is about, if the dataset tells.
    """

    kind: Kind
    name: str
    digest: str
    fields: Mapping[str, str] = field(default_factory=dict)
    task: Task | None = None
    modality: Modality | None = None
    attribute: str = ""
    key: str = ""
    image: bytes = b""

    @property
    def transformed(self) -> bool:
        """Whether it is a picture beside the frontal portrait."""
        return self.kind == "image" and "transformed" in self.name


def items(person_id: str, rows: Mapping[str, Row]) -> list[Item]:
    """The frontal portrait, the transformed ones, the biography, the questions of each config."""
    pictures = [item for config, row in rows.items() for item in _pictures(person_id, config, row)]
    asked = [item for config, row in rows.items() for item in _questions(person_id, config, row)]
    config, first = next(iter(rows.items()))
    text = first.get("biography") or ""
    digest = biography_digest(person_id, text)
    return [*pictures, Item("biography", f"{config}, biography", digest, biography_fields(text)), *asked]


def _pictures(person_id: str, config: str, row: Row) -> Iterator[Item]:
    if (frontal := row.get("image")) is not None:
        yield _picture(person_id, f"{config}, portrait", frontal)
    for number, image in enumerate(row.get("images") or [], start=1):
        yield _picture(person_id, f"{config}, transformed portrait {number}", image)


def _picture(person_id: str, name: str, image: Row) -> Item:
    data = image["bytes"] or b""
    return Item("image", name, image_digest(person_id, data), image=data)


def _questions(person_id: str, config: str, row: Row) -> Iterator[Item]:
    choices = row.get("Classification_Task") or {}
    for modality, name in MODALITIES.items():
        for number, one in enumerate(choices.get(f"{name}_Questions") or [], start=1):
            yield _choice(person_id, f"{config}, {modality} classification {number}", modality, one)
    for column, task in OPEN_TASKS.items():
        seen = dict.fromkeys(MODALITIES, 0)
        for one in row.get(column) or []:
            modality = TYPES.get(one["Type"], "text")
            seen[modality] += 1
            yield _open(person_id, f"{config}, {modality} {task} {seen[modality]}", task, modality, one)


def _choice(person_id: str, name: str, modality: Modality, one: Mapping[str, Any]) -> Item:
    options = {letter: one["Options"].get(letter) or "" for letter in LETTERS}
    letter = one["Correct_Answer"] or ""
    fields = {"Question": one["Question"] or "", **options, "Correct_Answer": letter}
    digest = _digest(person_id, "classification", modality, fields["Question"], options.get(letter, letter), options)
    attribute = one.get("Attribute") or ""
    return Item("question", name, digest, fields, "classification", modality, attribute, _key(attribute))


def _open(person_id: str, name: str, task: Task, modality: Modality, one: Mapping[str, Any]) -> Item:
    fields = {"Question": one["Question"] or "", "Ground_Truth": one["Ground_Truth"] or ""}
    digest = _digest(person_id, task, modality, fields["Question"], fields["Ground_Truth"])
    attribute = one.get("Attribute") or ""
    return Item("question", name, digest, fields, task, modality, attribute, _key(attribute))


def _digest(
    person_id: str, task: Task, modality: Modality, text: str, answer: str, options: Mapping[str, str] | None = None
) -> str:
    said: Sequence[str] = tuple((options or {}).values())
    return text_digest(person_id, task, modality, text, answer, said)


def _key(attribute: str) -> str:
    return BIOGRAPHY_KEYS.get(attribute, BIOGRAPHY_KEYS["fun_facts"]) if attribute else ""

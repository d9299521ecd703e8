"""What there is to decide about somebody: the portraits, the biography, the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dataset_builder.entries import Asked
from dataset_builder.parsing import read
from dataset_builder.review.tables import Row
from dataset_builder.reviews import Kind, biography_digest, biography_fields, image_digest, text_digest
from dataset_builder.schema import BIOGRAPHY_KEYS, LETTERS
from generation.records import Modality, Task


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide about.

    name: where it stands, for people to read. fields: what it says, by the published keys; empty for a picture.
    key: the entry of the biography that a question is about, if the dataset tells. event: where a picture was taken,
    or the one that is asked about; description: of that event. named: whom the answer must name.
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
    event: str = ""
    description: str = ""
    named: str = ""

    @property
    def transformed(self) -> bool:
        """Whether it is a picture beside the frontal portrait."""
        return self.kind == "image" and "transformed" in self.name


def items(person_id: str, rows: Sequence[tuple[str, Row]]) -> list[Item]:
    """The frontal portrait, the transformed ones, the biography if there is one, the questions of each config."""
    pictures = [item for config, row in rows for item in _pictures(person_id, config, row)]
    asked = [item for config, row in rows for item in _questions(person_id, config, row)]
    config, first = rows[0]
    if "biography" not in first:
        return [*pictures, *asked]
    text = first["biography"] or ""
    digest = biography_digest(person_id, text)
    return [*pictures, Item("biography", f"{config}, biography", digest, biography_fields(text)), *asked]


def _pictures(person_id: str, config: str, row: Row) -> Iterator[Item]:
    if (frontal := row.get("image")) is not None:
        yield picture(person_id, f"{config}, portrait", frontal)
    for number, image in enumerate(row.get("images") or [], start=1):
        yield picture(person_id, f"{config}, transformed portrait {number}", image)


def picture(person_id: str, name: str, image: Row, event: str = "", description: str = "") -> Item:
    """An encoded picture of somebody, at an event if it shows one."""
    data = image.get("bytes") or b""
    return Item("image", name, image_digest(person_id, data), image=data, event=event, description=description)


def _questions(person_id: str, config: str, row: Row) -> Iterator[Item]:
    seen = Counter[tuple[Task, Modality]]()
    for one in read(row).questions:
        seen[one.task, one.modality] += 1
        name = f"{config}, {one.modality} {one.task} {seen[one.task, one.modality]}"
        digest = text_digest(person_id, one.task, one.modality, one.text, one.answer, tuple(one.options.values()))
        key = BIOGRAPHY_KEYS.get(one.attribute, BIOGRAPHY_KEYS["fun_facts"]) if one.attribute else ""
        yield Item("question", name, digest, _fields(one), one.task, one.modality, one.attribute, key)


def _fields(one: Asked) -> dict[str, str]:
    if one.task != "classification":
        return {"Question": one.text, "Ground_Truth": one.answer}
    return {"Question": one.text, **dict.fromkeys(LETTERS, ""), **one.options, "Correct_Answer": one.letter}

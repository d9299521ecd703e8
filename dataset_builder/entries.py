"""What a row holds: of any benchmark, and of MLLMU-Bench."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dataset_builder.schema import BIOGRAPHY_KEYS
from generation.records import Modality, Task

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a row holds it.

    answer: the right option, empty if there is none of that letter; the ground truth; or the answer of a training pair.
    attribute: empty where the dataset does not say it. options: letter -> option, of classification only.
    """

    task: Task
    modality: Modality
    attribute: str
    text: str
    answer: str
    options: Mapping[str, str] = field(default_factory=dict)
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a row is not what the layout says; code as in checks.findings."""

    code: str
    value: str
    expected: str


@dataclass(slots=True)
class AnyEntry:
    """A row that was read; what could not be read is empty.

    source, licence: of the pictures; None where no column tells them. pictures: encoded. texts: (where, text), all
    there are.
    """

    id: str = ""
    source: str | None = None
    licence: str | None = None
    pictures: list[bytes] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


@dataclass(slots=True)
class Entry(AnyEntry):
    """A row of MLLMU-Bench. questions: those that are scored. pairs: those to train on."""

    biography: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""
    answer: str = ""
    questions: list[Asked] = field(default_factory=list)
    pairs: list[Asked] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The person's, empty if the biography does not tell it."""
        name = self.biography.get(BIOGRAPHY_KEYS["name"])
        return name.strip() if isinstance(name, str) else ""


def biography_texts(value: Any, where: str = "biography") -> Iterator[tuple[str, str]]:
    """(where, text) of every text in a biography."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping | list):
        parts = value.items() if isinstance(value, Mapping) else enumerate(value, start=1)
        for key, part in parts:
            yield from biography_texts(part, f"{where}.{key}")

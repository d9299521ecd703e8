"""What a row of PEBench holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dataset_builder.entries import AnyEntry, Asked

Told = tuple[tuple[str, object], ...]  # (field, value), so that it can be compared and counted


@dataclass(slots=True)
class SnapshotEntry(AnyEntry):
    """A picture of a person at an event.

    label: the name that it stands for. person, event: by the published keys, without their IDs; the event with its
    keywords. forget_from: concept -> percentage, None if never; empty where no column tells it.
    """

    label: str = ""
    person_id: str = ""
    event_id: str = ""
    person: Told = ()
    event: Told = ()
    questions: list[Asked] = field(default_factory=list)
    forget_from: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The person's."""
        return str(dict(self.person).get("name", "")).strip()

    @property
    def event_name(self) -> str:
        """The event's."""
        return str(dict(self.event).get("name", "")).strip()

    @property
    def keywords(self) -> tuple[str, ...]:
        """The event's."""
        found = dict(self.event).get("keywords", ())
        return found if isinstance(found, tuple) else ()


@dataclass(slots=True)
class RealEntry(AnyEntry):
    """A picture of a public figure."""

    name: str = ""


@dataclass(slots=True)
class WorldEntry(AnyEntry):
    """Whether something is to be seen. shown: what tells pictures apart."""

    question: str = ""
    answer: str = ""
    shown: str = ""

"""Whether what a model reads before it meets the sets tells anything of them."""

from __future__ import annotations

import re
from collections.abc import Collection

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.pebench.concepts import Concepts
from dataset_builder.entries import AnyEntry
from dataset_builder.pebench.parsing import CONCEPTS
from dataset_builder.pebench.schema import FULL
from dataset_builder.schema import PRETRAINING


class Prior:
    """The texts of pretrain_Data, after the rows of Full_Set."""

    def __init__(self, concepts: Concepts, findings: Findings) -> None:
        self._concepts, self._findings = concepts, findings
        self._ids: dict[str, str] = {}  # name -> ID of the person or the event
        self._pattern: re.Pattern[str] | None = None
        self._events: dict[tuple[str, str], str] = {}  # ID of a row, of an event that it tells -> the text

    def see(self, entry: AnyEntry) -> None:
        """Take a row."""
        if entry.id in self._people:
            self._findings.add("pretrained", PRETRAINING, entry.id, entry.id, "nobody of the sets")
        for _, text in entry.texts:
            for found in {one[0] for one in self._names.finditer(text.casefold())}:
                if (id := self._ids[found]) in self._people:
                    self._findings.add("pretrained", PRETRAINING, entry.id, repr(text), f"nothing about {found}")
                else:
                    self._events.setdefault((entry.id, id), text)

    def finish(self, forgotten: Collection[str]) -> None:
        """forgotten: IDs of the events that any set forgets."""
        for (id, event), text in self._events.items():
            if event in forgotten:
                expected = f"nothing about {self._concepts.name_of('event', event)}, which is to be forgotten"
                self._findings.add("pretrained", PRETRAINING, id, repr(text), expected)

    @property
    def _people(self) -> Collection[str]:
        return self._concepts.people(FULL)

    @property
    def _names(self) -> re.Pattern[str]:
        """Everybody's name and every event's."""
        if self._pattern is None:
            known = ((CONCEPTS[0], self._concepts.people(FULL)), (CONCEPTS[1], self._concepts.events))
            for concept, ids in known:
                self._ids |= {self._concepts.name_of(concept, id).casefold(): id for id in ids}
            self._ids.pop("", None)
            longest_first = sorted(self._ids, key=len, reverse=True)
            self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
        return self._pattern

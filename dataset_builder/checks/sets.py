"""Whether the sets fit each other: forget and retain, Test_Set, ft_Data, all against Full_Set."""

from __future__ import annotations

from itertools import pairwise

from dataset_builder.checks.compare import SAME, says_the_same
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.layout import PERCENTAGE, percentages
from dataset_builder.checks.people import People
from dataset_builder.checks.pictures import Pictures
from dataset_builder.entries import Entry
from dataset_builder.schema import FULL, TEST, TRAINING, forget_config, retain_config


class Sets:
    """The people of Full_Set and what their rows say, against which every other set is held."""

    def __init__(self, people: People, pictures: Pictures, findings: Findings) -> None:
        self._people, self._pictures, self._findings = people, pictures, findings
        self._full: dict[str, dict[str, bytes]] = {}

    def see(self, config: str, entry: Entry, digests: dict[str, bytes]) -> bool:
        """Take a row, after its pictures; whether it says nothing that the person's row of Full_Set does not.

        digests: of its columns; of the picture that of its bytes.
        """
        if config == FULL:
            self._full.setdefault(entry.id, digests)
            return False
        full = self._full.get(entry.id)
        if full is None or not (config in (TEST, TRAINING) or PERCENTAGE.fullmatch(config)):
            return False
        if config == TEST:
            if entry.biography and digests.get("biography") != full.get("biography"):
                self._findings.add("biography_differs", config, entry.id, entry.name, SAME)
            return False
        code = "training_row_differs" if config == TRAINING else "row_differs"
        return says_the_same(config, entry.id, digests, full, self._pictures, self._findings, code)

    def finish(self, configs: list[str]) -> None:
        """What is to be said when everybody was seen."""
        if FULL not in configs:
            self._findings.add("not_checkable", FULL, "", "sets", f"{FULL}, which the others are compared with")
            return
        for config in (TEST, TRAINING):
            if config in configs:
                self._complete(config, self._ids(config))
        for percent in percentages(configs):
            if forget_config(percent) in configs:
                self._size(percent)
            if {forget_config(percent), retain_config(percent)} <= {*configs}:
                self._split(percent)
        self._nested([forget_config(percent) for percent in percentages(configs)])

    def _ids(self, config: str) -> dict[str, None]:
        return self._people.ids.get(config, {})

    def _complete(self, config: str, ids: dict[str, None]) -> None:
        """Whether the people are exactly those of Full_Set."""
        full = self._ids(FULL)
        for id in [id for id in full if id not in ids]:
            self._findings.add("person_missing", config, id, f"not in {config}", "everybody of Full_Set")
        for id in [id for id in ids if id not in full]:
            self._findings.add("person_unknown", config, id, f"not in {FULL}", "people of Full_Set only")

    def _split(self, percent: float) -> None:
        forget, retain = forget_config(percent), retain_config(percent)
        for id in [id for id in self._ids(forget) if id in self._ids(retain)]:
            self._findings.add("forgotten_and_retained", forget, id, f"also in {retain}", "in one of them")
        self._complete(f"{forget} and {retain}", {**self._ids(forget), **self._ids(retain)})

    def _size(self, percent: float) -> None:
        forget = forget_config(percent)
        size, right = len(self._ids(forget)), len(self._ids(FULL)) * percent / 100
        if abs(size - right) >= 1:
            self._findings.add("set_size", forget, "", f"{size} people", f"{right:g}, {percent:g} % of Full_Set")

    def _nested(self, forget: list[str]) -> None:
        """Whether each forget set lies within the next larger one."""
        for smaller, larger in pairwise(forget):
            for id in [id for id in self._ids(smaller) if self._ids(larger) and id not in self._ids(larger)]:
                self._findings.add("not_nested", smaller, id, f"not in {larger}", "in every larger forget set")

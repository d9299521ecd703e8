"""The rules of MLLMU-Bench: people in a full set, in sets to forget and to retain, and in other poses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from datasets import Features

from dataset_builder.checks.answers import check_answers
from dataset_builder.checks.balance import Balance
from dataset_builder.checks.digests import picture_digest
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.layout import check_columns, check_configs, known_configs
from dataset_builder.checks.people import People
from dataset_builder.checks.pictures import Pictures, check_licence
from dataset_builder.checks.questions import check_numbers, check_questions
from dataset_builder.checks.rules import Figures, Part
from dataset_builder.checks.sets import Sets
from dataset_builder.checks.texts import check_texts
from dataset_builder.counts import SCORED, Counts
from dataset_builder.entries import Entry, Row
from dataset_builder.parsing import read
from dataset_builder.schema import PRETRAINING, TRAINING


class MllmuRules:
    """Rules, as the audit asks them; of every person there remain IDs, names and digests."""

    def __init__(self, configs: Sequence[str], findings: Findings) -> None:
        self.parts: Sequence[Part] = [Part(config) for config in known_configs(configs)]
        self._findings, self._counts = findings, Counts()
        self._people, self.pictures = People(findings), Pictures(findings)
        self._sets = Sets(self._people, self.pictures, findings)
        self._balance = Balance(findings)
        check_configs(configs, findings)

    def columns(self, part: Part, features: Features) -> None:
        """Whether they are those of the layout."""
        check_columns(part.config, features, self._findings)

    def met(self, part: Part, file: str) -> int:
        """None: no two configs share a file."""
        return 0

    def row(self, part: Part, file: str, row: Row, digests: dict[str, bytes]) -> None:
        """Somebody in a config."""
        config, entry = part.config, read(row)
        pictures = [(picture_digest(data), data) for data in entry.pictures]
        self._findings.add_flaws(config, entry)
        self._people.see(config, entry)
        self.pictures.see(config, entry.id, self._people.person(config, entry.id), pictures)
        if not self._sets.see(config, entry, digests | {"image": b"".join(key for key, _ in pictures)}):
            self._content(config, entry, row.keys())

    def finish(self) -> Figures:
        """People, sets and pictures as wholes."""
        self._people.finish()
        self._sets.finish([part.config for part in self.parts])
        self.pictures.finish()
        return Figures(self._counts.table(), self._balance.finish())

    def _content(self, config: str, entry: Entry, columns: Collection[str]) -> None:
        """What the texts of a row say, unless they were looked at in Full_Set."""
        if config in SCORED:
            self._counts.add_entry(config, entry)
        self._balance.see(config, entry)
        check_licence(config, entry, self._findings)
        check_texts(config, entry, self._findings)
        check_answers(config, entry, self._findings)
        check_questions(config, entry, self._people.name(config, entry), self._findings)
        if config not in (TRAINING, PRETRAINING) and not any(flaw.code == "malformed" for flaw in entry.flaws):
            check_numbers(config, entry, columns, self._findings)

"""The rules of PEBench: people crossed with events, and sets that part their pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from datasets import Features

from dataset_builder.checks.digests import picture_digest
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.pebench.concepts import Concepts
from dataset_builder.checks.pebench.layout import (
    BARE,
    SET,
    check_columns,
    check_configs,
    is_bare,
    known_parts,
    label_names,
)
from dataset_builder.checks.pebench.prior import Prior
from dataset_builder.checks.pebench.questions import check_questions
from dataset_builder.checks.pebench.sets import Sets
from dataset_builder.checks.pebench.words import Guess, Words
from dataset_builder.checks.pictures import Pictures, check_licence
from dataset_builder.checks.rules import Figures, Part
from dataset_builder.checks.texts import check_texts
from dataset_builder.entries import AnyEntry, Row
from dataset_builder.parsing import read
from dataset_builder.pebench.counts import Counts
from dataset_builder.pebench.entries import SnapshotEntry, WorldEntry
from dataset_builder.pebench.parsing import read_real, read_snapshot, read_world
from dataset_builder.pebench.schema import FULL, REAL, WORLD
from dataset_builder.reading import Published
from dataset_builder.schema import PRETRAINING

ASKED_IN = {"person": FULL, "event": FULL, "world": WORLD}  # kind of question -> config
UNEVEN = 0.1  # of the questions
UNTOLD = "people but for labels, events, questions, sets"


class PebenchRules:
    """Rules, as the audit asks them; of every row there remain IDs, digests and what it says of whom."""

    def __init__(self, published: Published, findings: Findings) -> None:
        self._findings, self._counts, self.pictures = findings, Counts(), Pictures(findings)
        self._concepts = Concepts(findings)
        self._sets = Sets(self._concepts, self.pictures, findings)
        self._prior, self._words = Prior(self._concepts, findings), Words(findings)
        self._labels: dict[str, Sequence[str]] = {}  # part -> names
        self._files: dict[str, list[str]] = {}  # file of the sets -> IDs of its rows
        self._world: Counter[str] = Counter()
        self._bare = is_bare(published)
        if self._bare:
            config = published.configs[0]
            self.parts: Sequence[Part] = [Part(config, split) for split in published.splits(config)]
            findings.add("not_checkable", config, "", UNTOLD, f"more columns than {' and '.join(BARE)}")
        else:
            self.parts = known_parts(published.configs)
            check_configs(published.configs, findings)

    def columns(self, part: Part, features: Features) -> None:
        """Whether they are those of the layout; what its labels stand for."""
        self._labels[part.name] = label_names(features)
        if not self._bare:
            check_columns(part, features, self._labels.get(FULL, ()), self._findings)

    def met(self, part: Part, file: str) -> int:
        """Files of the sets are read once."""
        if not SET.fullmatch(part.config):
            return 0
        for id in (ids := self._files.get(file, [])):
            self._sets.count(part, id)
        return len(ids)

    def row(self, part: Part, file: str, row: Row, digests: dict[str, bytes]) -> None:
        """A picture, whatever it shows."""
        if part.config == WORLD:
            self._object(part, read_world(row))
        elif part.config == REAL:
            real = read_real(row)
            self._shown(part, real, real.id)
            self._content(part.name, real)
            if real.name:
                self._concepts.names.see(part.config, real.id, real.name)
        elif part.config == PRETRAINING:
            pretraining = read(row)
            self._shown(part, pretraining, pretraining.id)
            self._content(part.name, pretraining)
            self._prior.see(pretraining)
        else:
            self._snapshot(part, file, read_snapshot(row, self._labels[part.name]), digests)

    def finish(self) -> Figures:
        """People, events, sets and pictures as wholes."""
        words: Mapping[str, Any] = {}
        if not self._bare:
            self._concepts.finish()
            self._sets.finish([part.config for part in self.parts])
            self._prior.finish({id for ids in self._sets.forgotten.values() for id in ids})
            there = {part.config for part in self.parts}
            words = self._words.finish({kind: config for kind, config in ASKED_IN.items() if config in there})
            self._yes_and_no()
        self.pictures.finish()
        return Figures(self._counts.table(), {"shortcuts": words})

    def _snapshot(self, part: Part, file: str, entry: SnapshotEntry, digests: dict[str, bytes]) -> None:
        ids = self._files.setdefault(file, [])
        if self._bare:
            entry.id = f"row {len(ids) + 1}"
        ids.append(entry.id)
        keys = self._shown(part, entry, entry.id)
        if part.config == FULL or self._bare:
            self._counts.add_entry(entry)
        if self._bare or self._sets.see(part, entry, digests | {"image": keys}):
            return
        if not SET.fullmatch(part.config):
            self._concepts.see(part.config, entry)
        self._content(part.name, entry)
        check_questions(part.name, entry, self._findings)
        if entry.label and entry.name and entry.label != entry.name:
            self._findings.add("label_differs", part.name, entry.id, entry.label, f"the name {entry.name}")
        if part.config == FULL:
            self._ask(entry)

    def _shown(self, part: Part, entry: AnyEntry, owner: str) -> bytes:
        """The picture of a row; its digest. owner: what may have the same picture again."""
        pictures = [(picture_digest(data), data) for data in entry.pictures]
        self._findings.add_flaws(part.name, entry)
        self.pictures.see(part.name, entry.id, owner, pictures)
        return b"".join(key for key, _ in pictures)

    def _content(self, config: str, entry: AnyEntry) -> None:
        check_licence(config, entry, self._findings)
        check_texts(config, entry, self._findings)

    def _ask(self, entry: SnapshotEntry) -> None:
        for one in entry.questions:
            answer, group = entry.person_id, entry.event_id
            if one.attribute == "event":
                answer, group = group, answer
            self._words.add(one.attribute, Guess(one.text, answer, group))

    def _object(self, part: Part, entry: WorldEntry) -> None:
        self._shown(part, entry, entry.shown)
        check_texts(part.name, entry, self._findings)
        self._sets.count(part, entry.id)
        self._world[entry.answer] += 1
        self._words.add("world", Guess(entry.question, entry.answer, entry.shown))

    def _yes_and_no(self) -> None:
        yes, no = self._world["yes"], self._world["no"]
        if yes + no and abs(yes - no) > UNEVEN * (yes + no):
            self._findings.add("answers_uneven", WORLD, "", f"{yes} yes, {no} no", "as many of both")

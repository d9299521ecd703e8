"""Whether the sets fit each other and Full_Set: what is forgotten, what is retained, and from which percentage on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from dataset_builder.checks.compare import says_the_same
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.pebench.concepts import Concepts
from dataset_builder.checks.pebench.layout import SET, SPLITS, percentages
from dataset_builder.checks.pictures import Pictures
from dataset_builder.checks.rules import Part
from dataset_builder.pebench.entries import SnapshotEntry
from dataset_builder.pebench.parsing import CONCEPTS, Concept
from dataset_builder.pebench.schema import FEW_SHOT, FORGET_TEST, FORGET_TRAIN, FULL, set_config

Ids = dict[str, None]  # in the order of the rows


class Sets:
    """The rows of Full_Set, and which of them each split has."""

    def __init__(self, concepts: Concepts, pictures: Pictures, findings: Findings) -> None:
        self._concepts, self._pictures, self._findings = concepts, pictures, findings
        self._full: dict[str, dict[str, bytes]] = {}
        self._shown: dict[str, tuple[str, str]] = {}  # ID of a row -> of the person, of the event
        self._from: dict[str, Mapping[str, float | None]] = {}
        self._few_shot: dict[str, str] = {}  # ID of a row -> of the event
        self._ids: dict[Part, Ids] = defaultdict(dict)
        self.forgotten: dict[str, Ids] = {}  # config -> IDs of what it forgets

    def see(self, part: Part, entry: SnapshotEntry, digests: dict[str, bytes]) -> bool:
        """Take a row, after its picture; whether it says nothing that the row of Full_Set does not.

        digests: of its columns; of the picture that of its bytes.
        """
        self.count(part, entry.id)
        if part.config == FULL:
            self._full.setdefault(entry.id, digests)
            self._shown.setdefault(entry.id, (entry.person_id, entry.event_id))
        if part.config in (FULL, FEW_SHOT):
            self._from.setdefault(entry.id, entry.forget_from)
        if part.config == FEW_SHOT:
            self._few_shot[entry.id] = entry.event_id
        full = self._full.get(entry.id) if SET.fullmatch(part.config) else None
        return full is not None and says_the_same(part.name, entry.id, digests, full, self._pictures, self._findings)

    def count(self, part: Part, id: str) -> None:
        """Take a row of a file that was read before."""
        if id and id in self._ids[part]:
            self._findings.add("id_repeated", part.name, id, id, "one row a picture")
        elif id:
            self._ids[part][id] = None

    def finish(self, configs: list[str]) -> None:
        """What is to be said when every row was seen."""
        if FULL not in configs:
            self._findings.add("not_checkable", FULL, "", "sets", f"{FULL}, which the others are compared with")
            return
        shares = percentages(configs)
        for percent in shares:
            for concept in CONCEPTS:
                self._single(concept, percent)
            if all(set_config(one, percent) in self.forgotten for one in CONCEPTS):
                self._set(set_config("both", percent), self._of(percent))
        for concept in CONCEPTS:
            self._nested([set_config(concept, percent) for percent in shares])
        self._forget_from(shares)
        for id, event in self._few_shot.items():
            if any(event in forgotten for forgotten in self.forgotten.values()):
                self._findings.add("few_shot_forgotten", FEW_SHOT, id, event, "an event that is never to be forgotten")

    def _of(self, percent: float) -> Ids:
        """The people and the events that are forgotten together."""
        return {id: None for one in CONCEPTS for id in self.forgotten[set_config(one, percent)]}

    def _single(self, concept: Concept, percent: float) -> None:
        """A set of people, or of events: forgotten is what it has most pictures of in its forget splits."""
        config = set_config(concept, percent)
        if not self._there(config):
            return
        place = CONCEPTS.index(concept)
        gone = {**self._ids[Part(config, FORGET_TRAIN)], **self._ids[Part(config, FORGET_TEST)]}
        pictures = Counter(shown[place] for shown in self._shown.values())
        lost = Counter(shown[place] for id, shown in self._shown.items() if id in gone)
        self.forgotten[config] = {id: None for id in pictures if id and 2 * lost[id] > pictures[id]}
        size, right = len(self.forgotten[config]), len(pictures) * percent / 100
        if abs(size - right) >= 1:
            wanted = f"{right:g}, {percent:g} % of Full_Set"
            self._findings.add("set_size", config, "", f"{size} of {len(pictures)}", wanted)
        self._set(config, self.forgotten[config])

    def _there(self, config: str) -> bool:
        return all(self._ids.get(Part(config, split)) for split in SPLITS)

    def _set(self, config: str, forgotten: Ids) -> None:
        """Whether the splits of a config part Full_Set by what is forgotten."""
        if not self._there(config):
            return
        train, test, retain = (self._ids[Part(config, split)] for split in SPLITS)
        self._told("trained_and_tested", config, [id for id in train if id in test], "in one of them")
        self._told(
            "forgotten_and_retained", config, [id for id in retain if id in train or id in test], "in one of them"
        )
        everything = {**train, **test, **retain}
        self._told("row_left_out", config, [id for id in self._shown if id not in everything], "every row of Full_Set")
        self._told("row_unknown", config, [id for id in everything if id not in self._full], "rows of Full_Set only")
        for id, shown in self._shown.items():
            gone = any(one in forgotten for one in shown)
            if gone and id in retain and not (id in train or id in test):
                self._told("forgotten_in_retain", config, [id], "pictures of nothing that is to be forgotten")
            if not gone and (id in train or id in test) and id not in retain:
                self._told("retained_in_forget", config, [id], "pictures of what is to be forgotten")
        for split, ids in ((FORGET_TRAIN, train), (FORGET_TEST, test)):
            there = {one for id in ids for one in self._shown.get(id, ())}
            missing = [one for one in forgotten if one not in there]
            self._told("half_missing", f"{config}/{split}", missing, "pictures of everything that is to be forgotten")

    def _told(self, code: str, config: str, ids: list[str], expected: str) -> None:
        for id in ids:
            self._findings.add(code, config, id, id, expected)

    def _nested(self, configs: list[str]) -> None:
        """Whether what a set forgets is forgotten in the next larger one."""
        for smaller, larger in pairwise(one for one in configs if one in self.forgotten):
            for id in self.forgotten[smaller]:
                if id not in self.forgotten[larger]:
                    self._findings.add("not_nested", smaller, id, f"not in {larger}", "in every larger set")

    def _forget_from(self, shares: list[float]) -> None:
        """Whether rows tell the smallest percentage at which the sets forget what they show."""
        for place, concept in enumerate(CONCEPTS):
            sets = [self.forgotten.get(set_config(concept, percent)) for percent in shares]
            if not sets or None in sets:
                continue
            first: dict[str, float] = {}
            for percent, forgotten in zip(shares, sets, strict=True):
                for one in forgotten or ():
                    first.setdefault(one, percent)
            for id, told in self._from.items():
                right = first.get(self._shown[id][place]) if id in self._shown else None
                if told and told.get(concept) != right:
                    where = FULL if id in self._shown else FEW_SHOT
                    shown = f"{concept}: {told.get(concept)}"
                    self._findings.add("forget_from_differs", where, id, shown, f"{right}, by the sets")

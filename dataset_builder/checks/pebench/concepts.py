"""Who and what is shown: every person at every event, each told alike in all pictures and like no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.names import Names
from dataset_builder.pebench.entries import SnapshotEntry, Told
from dataset_builder.pebench.parsing import CONCEPTS
from dataset_builder.pebench.rows import snapshot_id
from dataset_builder.pebench.schema import FEW_SHOT, FULL, REAL

KEYWORDS = 10
Versions = dict[Told, list[tuple[str, str]]]  # what is told -> config and ID of the rows that tell it


class Concepts:
    """The people and the events of the rows of Full_Set and few_shot."""

    def __init__(self, findings: Findings) -> None:
        self.names, self._findings = Names(REAL, findings), findings
        self.crossed: dict[tuple[str, str], str] = {}  # person, event -> ID of the row
        self._people: dict[tuple[str, str], Versions] = defaultdict(dict)  # config and ID -> what is told
        self._events: dict[str, Versions] = defaultdict(dict)

    def see(self, config: str, entry: SnapshotEntry) -> None:
        """Take a row of Full_Set or few_shot."""
        where, both = (config, entry.id), (entry.person_id, entry.event_id)
        if entry.person_id:
            self._people[config, entry.person_id].setdefault(entry.person, []).append(where)
        if entry.event_id:
            self._events[entry.event_id].setdefault(entry.event, []).append(where)
        if not all(both):
            return
        if entry.id != (right := snapshot_id(*both)):
            self._findings.add("id_differs", config, entry.id, entry.id, right)
        if config == FULL and self.crossed.setdefault(both, entry.id) != entry.id:
            self._findings.add("crossed_twice", config, entry.id, " at ".join(both), "one picture of both")

    def people(self, config: str) -> list[str]:
        """IDs of those in a config."""
        return [id for where, id in self._people if where == config]

    @property
    def events(self) -> list[str]:
        """Their IDs."""
        return [*self._events]

    def name_of(self, concept: str, id: str) -> str:
        """The name of somebody in Full_Set, or of an event."""
        versions = self._people[FULL, id] if concept == CONCEPTS[0] else self._events[id]
        return str(dict(_usual(versions)).get("name", ""))

    def finish(self) -> None:
        """What is to be said when everybody was seen."""
        for (config, id), versions in self._people.items():
            self._alike("person_differs", versions)
            if name := str(dict(_usual(versions)).get("name", "")).strip():
                self.names.see(config, id, name)
        for id in {*self.people(FULL)} & {*self.people(FEW_SHOT)}:
            self._findings.add("few_shot_elsewhere", FEW_SHOT, id, f"also in {FULL}", "in no other config")
        for versions in self._events.values():
            self._alike("event_differs", versions)
        self._distinct_events()
        self._keywords()
        self._crossing()

    def _alike(self, code: str, versions: Versions) -> None:
        """Whether all rows tell the same as most do."""
        usual = dict(_usual(versions))
        for told, rows in versions.items():
            wrong = [(key, value) for key, value in dict(told).items() if value != usual.get(key)]
            for config, id in rows if wrong else ():
                key, value = wrong[0]
                self._findings.add(code, config, id, f"{key}: {value!r}", f"{usual.get(key)!r}, as in most rows")

    def _distinct_events(self) -> None:
        first: dict[tuple[str, object], str] = {}
        for id, versions in self._events.items():
            for key, value in _usual(versions):
                same = (
                    value.casefold()
                    if isinstance(value, str)
                    else tuple(sorted(value))
                    if isinstance(value, tuple)
                    else value
                )
                if same and (other := first.setdefault((key, same), id)) != id:
                    self._findings.add(
                        "event_repeated", FULL, id, f"{key}: {value!r}, as {other}", "an event of its own"
                    )

    def _keywords(self) -> None:
        for id, versions in self._events.items():
            found = dict(_usual(versions)).get("keywords")
            if isinstance(found, tuple) and len({str(one).strip().casefold() for one in found}) != KEYWORDS:
                shown = f"{len(found)} keywords: {', '.join(map(str, found))}"
                self._findings.add("keywords_odd", FULL, id, shown, f"{KEYWORDS} different ones")

    def _crossing(self) -> None:
        people, events = ({pair[n]: None for pair in self.crossed} for n in (0, 1))
        for person, event in self._left_out(people, events):
            self._findings.add(
                "not_crossed", FULL, snapshot_id(person, event), f"no picture of {person} at {event}", "one"
            )

    def _left_out(self, people: dict[str, None], events: dict[str, None]) -> Iterator[tuple[str, str]]:
        yield from ((p, e) for p in people for e in events if (p, e) not in self.crossed)


def _usual(versions: Versions) -> Told:
    """What most rows tell."""
    return max(versions, key=lambda told: len(versions[told]), default=())

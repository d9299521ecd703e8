"""Who is in the dataset: IDs, names, biographies."""

from __future__ import annotations

from dataset_builder.checks.digests import digest
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.names import Names
from dataset_builder.entries import Entry
from dataset_builder.schema import BIOGRAPHY_KEYS, CELEBRITY, DESCRIPTION, FEW_SHOT, FULL, PARENTS
from generation.people.names import folded

CAST = (FULL, CELEBRITY, FEW_SHOT)  # everybody with a name, once
_NOT_TOP = ("father", "mother", "profession", "field", "known_for", "known_year", "second_work", "award", "page_title")
TOLD = (*(key for name, key in BIOGRAPHY_KEYS.items() if name not in _NOT_TOP), PARENTS, DESCRIPTION)
LISTS = {PARENTS: dict, BIOGRAPHY_KEYS["fun_facts"]: list}


class People:
    """The IDs of every config, and everybody's name and fun facts."""

    def __init__(self, findings: Findings) -> None:
        self.ids: dict[str, dict[str, None]] = {}
        self.names: dict[str, dict[str, str]] = {config: {} for config in CAST}
        self._findings = findings
        self._names = Names(CELEBRITY, findings)
        self._fun_facts: dict[bytes, str] = {}  # digest -> ID

    def see(self, config: str, entry: Entry) -> None:
        """Take a row."""
        ids = self.ids.setdefault(config, {})
        if entry.id and entry.id in ids:
            self._findings.add("id_repeated", config, entry.id, entry.id, "one row a person")
        elif entry.id:
            ids[entry.id] = None
        if config in CAST:
            self._cast(config, entry)

    def name(self, config: str, entry: Entry) -> str:
        """The person's, also where the row does not tell it."""
        return entry.name or self.names[FULL].get(entry.id, "") if config != CELEBRITY else entry.name

    def person(self, config: str, id: str) -> str:
        """What tells people apart even where a celebrity has the ID of somebody fictitious."""
        return f"{CELEBRITY} {id}" if config == CELEBRITY and id in self.ids.get(FULL, {}) else id

    def finish(self) -> None:
        """What is to be said of IDs when everybody was seen."""
        shown = self.ids.get(FEW_SHOT, {})
        for config, ids in self.ids.items():
            for id in [id for id in ids if id in shown and config != FEW_SHOT]:
                where = f"{FEW_SHOT} and {config}"
                self._findings.add("few_shot_elsewhere", config, id, where, f"nobody of {FEW_SHOT} in any other config")
        for id in [id for id in self.ids.get(CELEBRITY, {}) if id in self.ids.get(FULL, {})]:
            self._findings.add("id_shared", CELEBRITY, id, f"{FULL} and {CELEBRITY}", "an ID of their own")

    def _cast(self, config: str, entry: Entry) -> None:
        if entry.biography:
            self._biography(config, entry)
        if entry.name:
            self.names[config][entry.id] = entry.name
            self._names.see(config, entry.id, entry.name)

    def _biography(self, config: str, entry: Entry) -> None:
        if not entry.name:
            self._findings.add(
                "name_missing", config, entry.id, entry.biography.get("Name"), "Name; naming is not checked without it"
            )
        if config == CELEBRITY:  # the layout fixes no more for them
            return
        absent = [key for key in TOLD[1:] if not entry.biography.get(key)]
        if absent:
            self._findings.add("biography_key_missing", config, entry.id, ", ".join(absent), "a value for every key")
        for key, kind in LISTS.items():
            if key not in absent and not isinstance(entry.biography[key], kind):
                shown = "an object" if kind is dict else "a list"
                self._findings.add("biography_key_odd", config, entry.id, f"{key}: {entry.biography[key]!r}", shown)
        facts = entry.biography.get(BIOGRAPHY_KEYS["fun_facts"])
        for fact in facts if isinstance(facts, list) else ():
            self._fun_fact(config, entry.id, str(fact))

    def _fun_fact(self, config: str, id: str, fact: str) -> None:
        key = digest(folded(fact))
        if key in self._fun_facts:
            also = f"{fact} (also {self._fun_facts[key]})"
            self._findings.add("fun_fact_repeated", config, id, also, "fun facts that nobody shares")
        self._fun_facts.setdefault(key, id)

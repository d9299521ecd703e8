"""Which results may stand in one table: same protocol, choices, judge and data. What differs is named."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baselines.report.entries import Entry

OWN_OF_A_METHOD = ("seed", "system_prompt", "system prompt", "system")  # prompting is nothing but its system prompt
NOT_OF_THE_JUDGE = ("usage", "cost", "store", "server", "replies")


@dataclass(slots=True)
class Comparable:
    """Entries that may be compared. aspects: what they share; fingerprints: of all configs that any of them read."""

    aspects: dict[str, str]
    fingerprints: dict[str, Any]
    entries: list[Entry] = field(default_factory=list)

    def takes(self, entry: Entry) -> bool:
        """Whether the entry was made in the same way, on the same data as far as both tell."""
        return aspects(entry) == self.aspects and not self.changed_configs(fingerprints(entry))

    def changed_configs(self, others: Mapping[str, Any]) -> list[str]:
        """Configs that both name, with different content."""
        return [name for name, value in others.items() if self.fingerprints.get(name, value) != value]

    def differences(self, other: Comparable) -> list[str]:
        """In words, each aspect with both values where they are short."""
        names = [*self.aspects, *(name for name in other.aspects if name not in self.aspects)]
        pairs = [(name, self.aspects.get(name, "null"), other.aspects.get(name, "null")) for name in names]
        found = [f"{name} ({_shown(ours)} / {_shown(theirs)})" for name, ours, theirs in pairs if ours != theirs]
        changed = self.changed_configs(other.fingerprints)
        return found + ([f"the data of {', '.join(sorted(changed))}"] if changed else [])


def partition(entries: Sequence[Entry]) -> list[Comparable]:
    """The entries by what may be compared, largest part first."""
    parts: list[Comparable] = []
    for entry in entries:
        part = next((one for one in parts if one.takes(entry)), None)
        if part is None:
            part = Comparable(aspects(entry), {})
            parts.append(part)
        part.fingerprints.update(fingerprints(entry))
        part.entries.append(entry)
    return sorted(parts, key=lambda part: -len(part.entries))


def aspects(entry: Entry) -> dict[str, str]:
    """Name -> value of everything that has to agree, but for the data."""
    protocol, data = entry.results.protocol, entry.results.data
    rest = {
        name: _canonical(value) for name, value in protocol.items() if name not in (*OWN_OF_A_METHOD, "test_images")
    }
    judge = {name: value for name, value in entry.results.judge.items() if name not in NOT_OF_THE_JUDGE}
    return rest | {
        "test_images": _canonical(protocol.get("test_images", data.get("test_images"))),
        "judge": _canonical(judge),
    }


def fingerprints(entry: Entry) -> dict[str, Any]:
    """Config -> SHA-256 of the data that was asked about."""
    value = entry.results.data.get("fingerprints", entry.results.data.get("fingerprint"))
    return dict(value) if isinstance(value, dict) else {} if value is None else {"all sets": value}


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _shown(canonical: str) -> str:
    """Short enough for a sentence."""
    value = json.loads(canonical)
    if isinstance(value, dict) and value.get("name"):
        value = " ".join(str(value[key]) for key in ("name", "model") if value.get(key))
    text = value if isinstance(value, str) else "none" if value is None else canonical
    return text if len(text) <= 60 else f"{text[:57]}..."

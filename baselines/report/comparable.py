"""Which results may stand in one table: same protocol, choices, judge and data. What differs is named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baselines.report.entries import Entry

OWN_OF_A_METHOD = ("seed", "system_prompt", "system prompt", "system")  # prompting is nothing but its system prompt
NOT_OF_THE_JUDGE = ("usage", "cost", "store", "server", "replies", "response_format", "basis", "by_set")


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
    rules = {name: value for name, value in protocol.items() if name not in (*OWN_OF_A_METHOD, "test_images")}
    return dict(_flat("", rules)) | {
        "test_images": _canonical(protocol.get("test_images", data.get("test_images"))),
        "judge": _canonical(judges(entry)),
    }


def judges(entry: Entry) -> list[dict[str, Any]]:
    """Everything that judged factuality, each once, without what it cost and where its replies are stored."""
    judge = entry.results.judge
    told = [judge, *judge.get("by_set", {}).values()] if isinstance(judge.get("by_set"), dict) else [judge]
    facts = [{name: value for name, value in one.items() if name not in NOT_OF_THE_JUDGE} for one in told]
    return [one for number, one in enumerate(facts) if one and one not in facts[:number]]


def fingerprints(entry: Entry) -> dict[str, Any]:
    """Config -> SHA-256 of the data that was asked about, of benchmarks of general ability too."""
    data = entry.results.data
    value = data.get("fingerprints", data.get("fingerprint"))
    asked = " of ".join(part for part in ("the sets", entry.forget) if part)
    found = dict(value) if isinstance(value, dict) else {} if value is None else {asked: value}
    for other in data.get("also") or []:
        named = [str(config) for name, config in other.items() if name not in ("asked", "left_out", "fingerprint")]
        found[", ".join(named)] = other.get("fingerprint")
    return found


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Nested rules with their path for a name."""
    if isinstance(value, dict) and value:
        for name, inside in value.items():
            yield from _flat(f"{path}.{name}".lstrip("."), inside)
    else:
        yield path, _canonical(value)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _shown(canonical: str) -> str:
    """Short enough for a sentence."""
    value = json.loads(canonical)
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        value = named_judge(value)
    text = value if isinstance(value, str) else "none" if value is None else canonical
    return text if len(text) <= 60 else f"{text[:57]}..."


def named_judge(found: Sequence[Mapping[str, Any]]) -> str:
    """Names and models, each once: "openai gpt-4o"."""
    told = [str(one[key]) for one in found for key in ("name", "model") if one.get(key)]
    return " ".join(dict.fromkeys(told))

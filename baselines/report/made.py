"""How numbers were made: everything that a results file says of its model, data, protocol, judge and machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.report.entries import Entry, plain_name
from baselines.report.groups import Group

PARTS = ("model", "data", "protocol", "judge", "made_with", "training")
LONG = ("log",)  # drawn as curves


@dataclass(frozen=True, slots=True)
class Made:
    """What all models of a group share, and what each has of its own: (name, value) pairs."""

    shared: list[tuple[str, str]]
    own: list[tuple[str, list[tuple[str, str]]]]


def how_made(group: Group) -> Made:
    """One entry a results file. A single file shares nothing."""
    files = [(_title(row.label, entry, len(row.entries)), _facts(entry)) for row in group.rows for entry in row.entries]
    first = files[0][1] if len(files) > 1 else {}
    shared = {name: value for name, value in first.items() if all(facts.get(name) == value for _, facts in files)}
    own = [(title, [pair for pair in facts.items() if pair[0] not in shared]) for title, facts in files]
    return Made(list(shared.items()), own)


def _title(label: str, entry: Entry, seeds: int) -> str:
    return f"{label}, seed {entry.seed}" if seeds > 1 else label


def _facts(entry: Entry) -> dict[str, str]:
    one = entry.results
    facts = {"results": entry.path.parent.name, "method": one.method, "unlearned on": one.trained or "nothing"}
    for part in PARTS:
        facts |= dict(_flat(part, getattr(one, part)))
    return facts


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Nested values with their path for a name."""
    if isinstance(value, dict) and value:
        for key, inside in value.items():
            if key not in LONG:
                yield from _flat(f"{name} › {key}", inside)
    else:
        yield name, _said(value)


def _said(value: Any) -> str:
    if value is None or value in ("", {}, []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_said(one) for one in value)
    text = str(value)
    return plain_name(text) if text.startswith(("/", "~/")) and "\n" not in text and " " not in text else text

"""What `mllmu-bench check` found about the people of a dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_builder.review.people import CONFIGS, Entry
from generation.records import BadInput


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of check.json about somebody."""

    code: str
    severity: str
    config: str
    value: str
    expected: str


def read(path: Path, entries: Sequence[Entry]) -> Mapping[int, Sequence[Finding]]:
    """Number of an entry -> what was found; nothing if there is no file, or it knows nobody of them. Raises BadInput."""
    if not path.is_file():
        return {}
    try:
        lines = json.loads(path.read_bytes())["findings"]
        found = [(str(line.get("id") or ""), _finding(line)) for line in lines]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BadInput(
            f"--check {path}: is not what `mllmu-bench check` writes; check again or remove the file"
        ) from None
    by_id: dict[str, list[Finding]] = {}
    for person_id, finding in found:
        by_id.setdefault(person_id, []).append(finding)
    about = {number: _about(entry, by_id.get(entry.id, ())) for number, entry in enumerate(entries)}
    return {number: findings for number, findings in about.items() if findings}


def _finding(line: Mapping[str, Any]) -> Finding:
    texts = {name: str(line.get(name) or "") for name in ("severity", "config", "value", "expected")}
    return Finding(code=str(line["code"]), **texts)


def _about(entry: Entry, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Those of the config's group: celebrities and fictitious people may have the same IDs."""
    others = {config for group, configs in CONFIGS.items() if group != entry.group for config in configs}
    return [one for one in findings if one.config not in others]

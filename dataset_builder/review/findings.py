"""What `mllmu-bench check` found about the people of a dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_builder.pebench.schema import REAL
from dataset_builder.review.people import Entry, Group
from dataset_builder.schema import CELEBRITY, FEW_SHOT, PRETRAINING
from generation.records import BadInput

OWN: Mapping[Group, tuple[str, ...]] = {"celebrity": (CELEBRITY, REAL, PRETRAINING, ""), "few_shot": (FEW_SHOT, "")}


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of check.json about somebody."""

    code: str
    severity: str
    config: str
    value: str
    expected: str


def read(path: Path, data: Path, entries: Sequence[Entry]) -> Mapping[int, Sequence[Finding]] | None:
    """Number of an entry -> what was found; None if that is about another dataset. Raises BadInput."""
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_bytes())
        about = Path(content.get("dataset", data)).expanduser()
        found = [(str(line.get("id") or ""), _finding(line)) for line in content["findings"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BadInput(
            f"--check {path}: is not what `mllmu-bench check` writes; check again or remove the file"
        ) from None
    if about.resolve() != data.resolve():
        return None
    by_id: dict[str, list[Finding]] = {}
    for person_id, finding in found:
        for one in dict.fromkeys((person_id, person_id.partition("-")[0])):  # P00003-E07 shows P00003
            by_id.setdefault(one, []).append(finding)
    whose = {number: _about(entry, by_id.get(entry.id, ())) for number, entry in enumerate(entries)}
    return {number: findings for number, findings in whose.items() if findings}


def _finding(line: Mapping[str, Any]) -> Finding:
    texts = {name: str(line.get(name) or "") for name in ("severity", "config", "value", "expected")}
    return Finding(code=str(line["code"]), **texts)


def _about(entry: Entry, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Those in configs of the entry's group: celebrities and fictitious people may have the same IDs."""
    own = OWN.get(entry.group)
    return [one for one in findings if (one.config in own if own else one.config not in (CELEBRITY, FEW_SHOT))]

"""What an audit came to: a table for the terminal, a file for everything else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dataset_builder.checks.findings import CODES, Finding, Findings, Severity
from dataset_builder.folder import MANIFEST
from generation import files
from generation.records import BadInput

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
EXAMPLES = 3
WIDTH = 200  # characters of a line about one code


def check_out(path: Path, place: str) -> None:
    """Raise BadInput if no report about the dataset at `place` can be written there: better before an audit."""
    path, dataset = path.expanduser().resolve(), Path(place).expanduser().resolve()
    if path.is_dir():
        raise BadInput(f"--out {path}: is a folder; give a file")
    if not path.parent.is_dir():
        raise BadInput(f"--out {path}: there is no folder {path.parent}; make it or give another file")
    if dataset in path.parents and (dataset / MANIFEST).is_file():
        raise BadInput(f"--out {path}: lies in the dataset, whose manifest does not list it; give a file elsewhere")


@dataclass(frozen=True, slots=True)
class Report:
    """made: place, revision, fingerprint of what was read, versions. counts: (what, the paper's figure, this one's).

    figures: rows of each part, pictures, and what words alone tell; of MLLMU-Bench the positions of right options, too.
    """

    made: Mapping[str, Any]
    counts: Sequence[tuple[str, str, str]]
    figures: Mapping[str, Any]
    findings: Findings

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.findings.counts()["error"]

    def table(self) -> str:
        """Figures, then a line for each code that was found."""
        return "\n".join([*self._counts(), "", *self._figures(), "", *self._groups(), self._total()])

    def write(self, path: Path) -> None:
        """Everything, as JSON; whole or not at all. Raises BadInput if it cannot be written."""
        content = {
            **self.made,
            "counts": {name: {"paper": paper, "here": here} for name, paper, here in self.counts},
            **self.figures,
            "severities": {severity: self.findings.counts()[severity] for severity in SEVERITIES},
            "summary": {code: _summary(code, found) for code, found in self.findings.by_code().items()},
            "findings": [asdict(one) for one in self.findings],
        }
        try:
            files.write(path.expanduser(), json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            raise BadInput(f"--out {path}: cannot be written ({error.strerror}); give another file") from None

    def _counts(self) -> list[str]:
        rows = [("", "paper", "here"), *self.counts]
        return [f"{name:30}{paper:>12}{here:>12}" for name, paper, here in rows]

    def _figures(self) -> list[str]:
        rows = ", ".join(f"{config} {count:,}" for config, count in self.figures["rows"].items())
        sizes = ", ".join(f"{size}: {count:,}" for size, count in list(self.figures["pictures"]["sizes"].items())[:5])
        lines = [f"rows: {rows}", f"different pictures: {self.figures['pictures']['different']:,} ({sizes})"]
        for who, found in self.figures["shortcuts"].items():
            told = (
                f"{found['likeliest']:.1%} right, chance {100 * found['chance']:.3g} %" if found else "not run, too few"
            )
            lines.append(f"words alone, {who}: {told}")
        return lines

    def _groups(self) -> list[str]:
        return [_line(code, found) for code, found in self.findings.by_code().items()]

    def _total(self) -> str:
        counts = self.findings.counts()
        return ", ".join(f"{counts[one]:,} {one}{'' if counts[one] == 1 else 's'}" for one in SEVERITIES)


def _summary(code: str, found: Sequence[Finding]) -> dict[str, Any]:
    return {"severity": CODES[code][0], "meaning": CODES[code][1], "count": len(found)}


def _line(code: str, found: Sequence[Finding]) -> str:
    examples = "; ".join(f"{' '.join(filter(None, (one.config, one.id)))}: {one.value}" for one in found[:EXAMPLES])
    line = f"{CODES[code][0]:8}{code:24}{len(found):>6}  {CODES[code][1]}: {' '.join(examples.split())}"
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"

"""The audit of a dataset in a published layout, whoever made it: one pass over every config."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from tqdm import tqdm

from dataset_builder.checks.digests import column_digests
from dataset_builder.checks.files import check_files
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.layout import known_configs
from dataset_builder.checks.mllmu import MllmuRules
from dataset_builder.checks.pebench.layout import of_pebench
from dataset_builder.checks.pebench.rules import PebenchRules
from dataset_builder.checks.report import Report
from dataset_builder.checks.rules import Part, Rules
from dataset_builder.entries import Row
from dataset_builder.reading import Published
from generation.records import BadInput

VERSIONED = ("mllmu-bench", "datasets", "ftfy", "numpy", "pillow", "scikit-learn")


def audit(place: str, revision: str | None = None) -> Report:
    """Audit a folder, or a repository of the Hub at a revision. Raises BadInput if it is no dataset in a known layout.

    Rows are read once and not kept, and so are files that several sets share; of every row there remain IDs, names and
    digests.
    """
    return _Audit(Published(place, revision)).report()


class _Audit:
    def __init__(self, published: Published) -> None:
        self.published, self.findings = published, Findings()
        self.rules = _rules(published, self.findings)
        self.read = hashlib.sha256()
        self.rows = {part.name: 0 for part in self.rules.parts}
        self.files: dict[str, int] = {}  # in the order they were read

    def report(self) -> Report:
        for part in self.rules.parts:
            self._part(part)
        table, others = self.rules.finish()
        check_files(self.published.folder, self.findings)
        figures = {"rows": self.rows, "pictures": self._picture_figures(), **others}
        return Report(self._made(), table, figures, self.findings)

    def _part(self, part: Part) -> None:
        try:
            self.rules.columns(part, self.published.features(*part))
            for file, row in tqdm(self._rows(part), desc=part.name, unit=" rows", disable=None, leave=False):
                self.rows[part.name] += 1
                digests = column_digests(row)
                self.read.update(repr((part.name, sorted(digests.items()))).encode())
                self.rules.row(part, file, row, digests)
        except BadInput as error:
            self.findings.add("config_unreadable", part.name, "", error, "a config that load_dataset reads")
            return
        if not self.rows[part.name]:
            self.findings.add("config_empty", part.name, "", "no rows", "rows")

    def _rows(self, part: Part) -> Iterator[tuple[str, Row]]:
        """Those of files that were not read before, each with its file."""
        for number, file in enumerate(self.published.files(*part)):
            if met := self.rules.met(part, file):
                self.rows[part.name] += met
                self.read.update(repr((part.name, self.files[file])).encode())
                continue
            self.files.setdefault(file, len(self.files))
            for row in self.published.rows(part.config, split=part.split, file=number):
                yield file, row

    def _picture_figures(self) -> dict[str, Any]:
        pictures = self.rules.pictures
        sizes = sorted(pictures.sizes.items(), key=lambda item: (-item[1], item[0]))
        return {
            "different": len(pictures),
            "sizes": {f"{width}x{height}": count for (width, height), count in sizes},
        }

    def _made(self) -> dict[str, Any]:
        versions = {"python": platform.python_version()} | {name: version(name) for name in VERSIONED}
        return {
            "dataset": self.published.place,
            "revision": self.published.revision,
            "fingerprint": self.read.hexdigest(),
            "versions": versions,
        }


def _rules(published: Published, findings: Findings) -> Rules:
    """Those of the benchmark that has the most of the dataset's configs, or its columns."""
    if of_pebench(published):
        return PebenchRules(published, findings)
    if known_configs(published.configs):
        return MllmuRules(published.configs, findings)
    shown = ", ".join(published.configs) or "none"
    raise BadInput(
        f"{published.place}: no config of MLLMU-Bench's or PEBench's layout ({shown}); name a dataset in one of them"
    )

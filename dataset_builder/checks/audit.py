"""The audit of a dataset in the published layout, whoever made it: one pass over every config."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Collection, Iterator
from importlib.metadata import version
from typing import Any

from tqdm import tqdm

from dataset_builder.checks.answers import check_answers
from dataset_builder.checks.balance import Balance
from dataset_builder.checks.digests import column_digests, picture_digest
from dataset_builder.checks.files import check_files
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.layout import check_columns, check_configs, known_configs
from dataset_builder.checks.people import People
from dataset_builder.checks.pictures import Pictures, check_licence
from dataset_builder.checks.questions import check_numbers, check_questions
from dataset_builder.checks.report import Report
from dataset_builder.checks.sets import Sets
from dataset_builder.checks.texts import check_texts
from dataset_builder.counts import SCORED, Counts
from dataset_builder.entries import Entry, Row
from dataset_builder.parsing import read
from dataset_builder.reading import Published
from dataset_builder.schema import PRETRAINING, TRAINING
from generation.records import BadInput

VERSIONED = ("mllmu-bench", "datasets", "ftfy", "numpy", "pillow", "scikit-learn")


def audit(place: str, revision: str | None = None) -> Report:
    """Audit a folder, or a repository of the Hub at a revision. Raises BadInput if it is no dataset in the layout.

    Rows are read once and not kept; of every person there remain IDs, names and digests.
    """
    return _Audit(Published(place, revision)).report()


class _Audit:
    def __init__(self, published: Published) -> None:
        self.published, self.configs = published, known_configs(published.place, published.configs)
        self.findings, self.counts, self.read = Findings(), Counts(), hashlib.sha256()
        self.people, self.pictures = People(self.findings), Pictures(self.findings)
        self.sets = Sets(self.people, self.pictures, self.findings)
        self.balance = Balance(self.findings)
        self.rows = dict.fromkeys(self.configs, 0)

    def report(self) -> Report:
        check_configs(self.published.configs, self.findings)
        for config in self.configs:
            self._config(config)
        self.people.finish()
        self.sets.finish(self.configs)
        self.pictures.finish()
        balance = self.balance.finish()
        check_files(self.published.folder, self.findings)
        figures = {"rows": self.rows, "pictures": self._picture_figures(), **balance}
        return Report(self._made(), self.counts.table(), figures, self.findings)

    def _config(self, config: str) -> None:
        try:
            check_columns(config, self.published.features(config), self.findings)
            for row in tqdm(self._rows(config), desc=config, unit=" rows", disable=None, leave=False):
                self._row(config, row)
        except BadInput as error:
            self.findings.add("config_unreadable", config, "", error, "a config that load_dataset reads")
            return
        if not self.rows[config]:
            self.findings.add("config_empty", config, "", "no rows", "people")

    def _rows(self, config: str) -> Iterator[Row]:
        for row in self.published.rows(config):
            self.rows[config] += 1
            yield row

    def _row(self, config: str, row: Row) -> None:
        entry, digests = read(row), column_digests(row)
        pictures = [(picture_digest(data), data) for data in entry.pictures]
        self.read.update(repr((config, sorted(digests.items()))).encode())
        for flaw in entry.flaws:
            self.findings.add(flaw.code, config, entry.id, flaw.value, flaw.expected)
        self.people.see(config, entry)
        self.pictures.see(config, entry.id, self.people.person(config, entry.id), pictures)
        if not self.sets.see(config, entry, digests | {"image": b"".join(key for key, _ in pictures)}):
            self._content(config, entry, row.keys())

    def _content(self, config: str, entry: Entry, columns: Collection[str]) -> None:
        """What the texts of a row say, unless they were looked at in Full_Set."""
        if config in SCORED:
            self.counts.add_entry(config, entry)
        self.balance.see(config, entry)
        check_licence(config, entry, self.findings)
        check_texts(config, entry, self.findings)
        check_answers(config, entry, self.findings)
        check_questions(config, entry, self.people.name(config, entry), self.findings)
        if config not in (TRAINING, PRETRAINING) and not any(flaw.code == "malformed" for flaw in entry.flaws):
            check_numbers(config, entry, columns, self.findings)

    def _picture_figures(self) -> dict[str, Any]:
        sizes = sorted(self.pictures.sizes.items(), key=lambda item: (-item[1], item[0]))
        return {
            "different": len(self.pictures),
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

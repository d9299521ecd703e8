"""Table 1 of the paper beside a dataset: counted from its rows, not from what was asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dataset_builder.entries import Entry, Row
from dataset_builder.parsing import read
from dataset_builder.schema import BIOGRAPHY_KEYS, CELEBRITY, FULL, TEST

# MLLMU-Bench (arXiv 2410.22108), Table 1
PAPER = {
    "questions": "20,754",
    "image+text questions": "10,377",
    "text-only questions": "10,377",
    "multiple-choice questions": "11,530",
    "free-generation questions": "4,612",
    "fill-in-the-blank questions": "4,612",
    "images": "1,153",
    "fictitious profiles": "500",
    "celebrity profiles": "153",
    "countries": "70",
    "regions": "240",
    "birth years": "211",
    "employments": "145",
    "fun facts": "over 1,900",
}
SCORED = (FULL, TEST, CELEBRITY)
_TASKS = {
    "classification": "multiple-choice questions",
    "generation": "free-generation questions",
    "cloze": "fill-in-the-blank questions",
}
_MODALITIES = {"image_text": "image+text questions", "text": "text-only questions"}
_PROFILES = {FULL: "fictitious profiles", CELEBRITY: "celebrity profiles"}
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)|(\d{1,3})(?= BC| BCE| AD|$)")


class Counts:
    """Totals over the scored configs (Full_Set, Test_Set, Retain_Set)."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._distinct: dict[str, set[str]] = {
            name: set() for name in ("countries", "regions", "birth years", "employments", "fun facts")
        }

    def add(self, config: str, row: Row) -> None:
        """Count a row; one of a config that is not scored does not count."""
        if config in SCORED:
            self.add_entry(config, read(row))

    def add_entry(self, config: str, entry: Entry) -> None:
        """Count a row of a scored config that was read."""
        self._totals["images"] += len(entry.pictures)
        self._totals["questions"] += len(entry.questions)
        for question in entry.questions:
            self._totals[_TASKS[question.task]] += 1
            self._totals[_MODALITIES[question.modality]] += 1
        if config in _PROFILES:
            self._totals[_PROFILES[config]] += 1
            for name, value in _varied(entry, config == FULL):
                self._distinct[name].add(value)

    def table(self) -> list[tuple[str, str, str]]:
        """(what, the paper's figure, ours), in the order of the paper."""
        ours = dict(self._totals) | {name: len(values) for name, values in self._distinct.items()}
        return [(name, paper, f"{ours.get(name, 0):,}") for name, paper in PAPER.items()]


def _varied(entry: Entry, fictitious: bool) -> Iterator[tuple[str, str]]:
    """(figure, value); places, employments and fun facts are those of fictitious people."""
    born, date, job, facts = (
        entry.biography.get(BIOGRAPHY_KEYS[key]) for key in ("birthplace", "birth_date", "occupation", "fun_facts")
    )
    if isinstance(date, str) and (year := _YEAR.search(date)):
        yield "birth years", f"{year[0]}{' BC' if 'BC' in date else ''}"
    if not fictitious:
        return
    if isinstance(born, str):
        town, *beyond = born.split(", ", 1)
        yield "countries", born.rpartition(", ")[2]
        yield "regions", beyond[0] if beyond else town
    if isinstance(job, str):
        yield "employments", job
    if isinstance(facts, list):
        for fact in facts:
            yield "fun facts", str(fact)

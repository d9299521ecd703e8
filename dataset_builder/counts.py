"""Table 1 of the paper beside a build: counted from what is written, not from what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generation.records import Person, Question

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
_TASKS = {
    "classification": "multiple-choice questions",
    "generation": "free-generation questions",
    "cloze": "fill-in-the-blank questions",
}
_MODALITIES = {"image_text": "image+text questions", "text": "text-only questions"}


class Counts:
    """Totals over the scored configs (Full_Set, Test_Set, Retain_Set)."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._distinct: dict[str, set[object]] = {
            name: set() for name in ("countries", "regions", "birth years", "employments", "fun facts")
        }

    def add_person(self, person: Person) -> None:
        """Count a profile; places, employments and fun facts are those of fictitious people."""
        self._totals["celebrity profiles" if person.celebrity else "fictitious profiles"] += 1
        self._distinct["birth years"].add(person.birth_year)
        if not person.celebrity:
            self._distinct["countries"].add(person.country)
            self._distinct["regions"].add(str(person.profile["birthplace"]).split(", ", 1)[1])
            self._distinct["employments"].add(person.profile["occupation"])
            self._distinct["fun facts"].update(person.profile["fun_facts"])

    def add_row(self, questions: Sequence[Question], images: int) -> None:
        """Count the questions and images of one row."""
        self._totals["images"] += images
        self._totals["questions"] += len(questions)
        for question in questions:
            self._totals[_TASKS[question.task]] += 1
            self._totals[_MODALITIES[question.modality]] += 1

    def table(self) -> list[tuple[str, str, str]]:
        """(what, the paper's figure, ours), in the order of the paper."""
        ours = dict(self._totals) | {name: len(values) for name, values in self._distinct.items()}
        return [(name, paper, f"{ours.get(name, 0):,}") for name, paper in PAPER.items()]

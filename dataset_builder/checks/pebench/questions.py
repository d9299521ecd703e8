"""Whether both questions about a picture ask what they should, and their answers say it."""

from __future__ import annotations

from collections import Counter

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.words import Vocabulary
from dataset_builder.entries import Asked
from dataset_builder.pebench.entries import SnapshotEntry
from dataset_builder.pebench.parsing import CONCEPTS
from generation.people.checks import stands_in
from generation.questions.checks import gives_away, names_somebody

HALF = 1 / 2  # of the words of an answer about an event


def check_questions(config: str, entry: SnapshotEntry, findings: Findings) -> None:
    """Look at the questions of a row and their answers."""
    asked = Counter(one.attribute for one in entry.questions)
    if any(asked[concept] != 1 for concept in CONCEPTS):
        shown = ", ".join(f"{asked[concept]} about the {concept}" for concept in CONCEPTS)
        findings.add("not_asked_once", config, entry.id, shown, "one question about each")
    for one in entry.questions:
        if one.text:
            _question(config, entry, one, findings)
        if one.answer:
            _answer(config, entry, one, findings)


def _question(config: str, entry: SnapshotEntry, one: Asked, findings: Findings) -> None:
    if entry.name and stands_in(entry.name.casefold(), one.text.casefold()):
        findings.add("names_person", config, entry.id, repr(one.text), "the person is in the picture")
    elif entry.name and names_somebody(entry.name, one.text):
        findings.add("names_in_part", config, entry.id, repr(one.text), f"no part of {entry.name}")
    if one.attribute == "event" and entry.event_name and gives_away(entry.event_name, one.text):
        findings.add("own_answer", config, entry.id, f"{entry.event_name!r} in {one.text!r}", "nothing of the answer")


def _answer(config: str, entry: SnapshotEntry, one: Asked, findings: Findings) -> None:
    right = entry.name if one.attribute == "person" else entry.event_name
    if right and not stands_in(right.casefold(), one.answer.casefold()):
        findings.add("answer_unnamed", config, entry.id, f"{one.answer!r}, asked: {one.text!r}", f"the name {right}")
    elif one.attribute == "event" and Vocabulary(dict(entry.event)).support(one.answer) < HALF:
        findings.add("answer_unsupported", config, entry.id, repr(one.answer), "what the event is said to be")

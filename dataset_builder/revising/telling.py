"""What PEBench tells of people and events, changed by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dataset_builder.pebench.rows import event_entry, person_entry
from dataset_builder.pebench.texts import event_texts, keywords_of, profile_texts
from dataset_builder.revising.edits import blemished
from generation.people.checks import stands_in
from generation.records import BadInput, Character, Event, Question

SETTLED = ("age", "gender")  # by the looks


def edited_profile(person: Character, edits: Mapping[str, str]) -> Character:
    """The person with edits by published key. Raises BadInput, without the place, for what cannot stand."""
    texts = {**profile_texts(person_entry(person)), **_known(edits, profile_texts(person_entry(person)))}
    for fault in profile_faults(edits):
        raise BadInput(fault)
    return replace(person, name=texts["name"], job=texts["job"], area=texts["area"])


def profile_faults(edits: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with new texts of a profile, whatever else it says."""
    for name, text in edits.items():
        if name in SETTLED:
            yield f"{name}: goes with the looks; reject the appearance instead"
        yield from blemished(name, text)


def edited_appearance(text: str, edits: Mapping[str, str]) -> str:
    """The words for somebody's looks. Raises as `edited_profile`."""
    for fault in appearance_faults(_known(edits, {"appearance": text})):
        raise BadInput(fault)
    return edits.get("appearance", text)


def appearance_faults(edits: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with new words for somebody's looks."""
    for name, text in edits.items():
        yield from blemished(name, text)


def edited_event(event: Event, edits: Mapping[str, str]) -> Event:
    """The event with edits by published key. Raises as `edited_profile`."""
    made = event_texts(event_entry(event), event.keywords)
    texts = {**made, **_known(edits, made)}
    for fault in event_faults(texts, len(event.keywords)):
        raise BadInput(fault)
    return Event(texts["name"], texts["description"], keywords_of(texts["keywords"]))


def event_faults(texts: Mapping[str, str], keywords: int) -> Iterator[str]:
    """What is wrong with all texts of an event that has that many keywords."""
    for name in ("name", "description"):
        yield from blemished(name, texts[name])
    found = keywords_of(texts["keywords"])
    if len({one.casefold() for one in found}) != keywords:
        yield f"keywords: {texts['keywords']!r} are not {keywords} different ones; write them with | between them"
    for one in found:
        yield from blemished("keywords", one)


def edited_asked(question: Question, texts: Mapping[str, str], name: str) -> Question:
    """The question about a picture with texts by published key. name: what the answer must tell, if anything.

    Raises as `edited_profile`.
    """
    made = {"Question": question.text, "Answer": question.answer}
    texts = {**made, **_known(texts, made)}
    for fault in asked_faults(texts, name):
        raise BadInput(fault)
    return replace(question, text=texts["Question"], answer=texts["Answer"])


def asked_faults(texts: Mapping[str, str], name: str) -> Iterator[str]:
    """What is wrong with all texts of a question whose answer must tell the name."""
    for key, text in texts.items():
        yield from blemished(key, text)
    if name and not stands_in(name, texts["Answer"]):
        yield f"Answer: {texts['Answer']!r} does not name {name}; write the name as it is"


def _known(edits: Mapping[str, str], texts: Mapping[str, str]) -> Mapping[str, str]:
    if unknown := sorted(edits.keys() - texts.keys()):
        raise BadInput(f"{unknown[0]}: is no text of this; edit one of {', '.join(texts)}")
    return edits

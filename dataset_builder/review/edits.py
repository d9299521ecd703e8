"""What an edited text must hold before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dataset_builder.pebench.texts import keywords_of
from dataset_builder.review.items import Item
from dataset_builder.revising.edits import biography_faults, question_faults
from dataset_builder.revising.telling import appearance_faults, asked_faults, event_faults, profile_faults
from generation.records import BadInput


def edited(item: Item, texts: Mapping[str, str]) -> dict[str, str]:
    """The fields that say something else than the dataset does. Raises BadInput for texts that cannot be taken."""
    if unknown := sorted(set(texts) - set(item.fields)):
        raise BadInput(f"{item.name}: there is no {unknown[0]} to edit")
    changed = {name: text.strip() for name, text in texts.items() if text.strip() != item.fields[name]}
    if not changed:
        raise BadInput("nothing differs from the dataset; change a text, or accept it as it is")
    for fault in _faults(item, {**item.fields, **changed}, changed):
        raise BadInput(fault)
    return changed


def _faults(item: Item, texts: Mapping[str, str], changed: Mapping[str, str]) -> Iterator[str]:
    if item.kind == "question":
        return asked_faults(texts, item.named) if item.event else question_faults(item.task, texts)
    if item.kind == "event":
        return event_faults(texts, len(keywords_of(item.fields["keywords"])))
    if item.kind == "appearance":
        return appearance_faults(changed)
    return profile_faults(changed) if item.kind == "profile" else biography_faults(changed)

"""What an edited text must hold before it is taken."""

from __future__ import annotations

from collections.abc import Mapping

from dataset_builder.review.items import Item
from dataset_builder.revising.edits import biography_faults, question_faults
from generation.records import BadInput


def edited(item: Item, texts: Mapping[str, str]) -> dict[str, str]:
    """The fields that say something else than the dataset does. Raises BadInput for texts that cannot be taken."""
    if unknown := sorted(set(texts) - set(item.fields)):
        raise BadInput(f"{item.name}: there is no {unknown[0]} to edit")
    changed = {name: text.strip() for name, text in texts.items() if text.strip() != item.fields[name]}
    if not changed:
        raise BadInput("nothing differs from the dataset; change a text, or accept it as it is")
    question = item.kind == "question"
    for fault in question_faults(item.task, {**item.fields, **changed}) if question else biography_faults(changed):
        raise BadInput(fault)
    return changed

"""What an edited text must hold before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from dataset_builder.review.items import Item
from dataset_builder.schema import BIOGRAPHY_KEYS, LETTERS
from generation.people.checks import blemishes
from generation.records import BadInput

GENDER = BIOGRAPHY_KEYS["gender"]


def edited(item: Item, texts: Mapping[str, str]) -> dict[str, str]:
    """The fields that say something else than the dataset does. Raises BadInput for texts that cannot be taken."""
    if unknown := sorted(set(texts) - set(item.fields)):
        raise BadInput(f"{item.name}: there is no {unknown[0]} to edit")
    changed = {name: text.strip() for name, text in texts.items() if text.strip() != item.fields[name]}
    if not changed:
        raise BadInput("nothing differs from the dataset; change a text, or accept it as it is")
    for fault in _faults(item, changed):
        raise BadInput(fault)
    return changed


def _faults(item: Item, changed: Mapping[str, str]) -> Iterator[str]:
    if item.kind == "biography" and GENDER in changed:
        yield f"{GENDER} goes with the portrait; reject the biography or the portrait instead"
    for name, text in changed.items():
        cloze = item.task == "cloze" and name == "Question"
        for fault in blemishes(text.replace("__", "blank") if cloze else text, name):
            yield fault.partition(": ")[2]
        if cloze and (text.count("__") != 1 or "___" in text):
            yield f"a cloze needs exactly one blank, written __; here are {text.count('__')}"
    if item.task == "classification":
        yield from _option_faults({**item.fields, **changed})


def _option_faults(fields: Mapping[str, str]) -> Iterator[str]:
    if fields["Correct_Answer"] not in (*LETTERS,):
        yield f"Correct_Answer is {fields['Correct_Answer']!r}; choose one of {', '.join(LETTERS)}"
    for one, other in combinations(LETTERS, 2):
        if fields[one].casefold() == fields[other].casefold():
            yield f"the options {one} and {other} are the same; make them differ"

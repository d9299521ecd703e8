"""The usual reasons to reject, by what is rejected; anything else is written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from dataset_builder.review.items import Item

FRONTAL = ("not clear", "head not whole", "artefacts", "several people", "does not fit the biography")
TRANSFORMED = ("another person", "not clear", "head not whole", "artefacts", "same pose as the portrait")
BIOGRAPHY = ("contradicts itself", "does not fit the portrait", "not plausible", "a real person", "poor wording")
ANSWER = ("disagrees with the biography", "unclear question", "gives the answer away", "poor wording")
OPTIONS = ("several options are right", "unfair options")


def usual(item: Item) -> Sequence[str]:
    """In the order of the keys 1, 2, 3 ..."""
    if item.kind == "image":
        return TRANSFORMED if item.transformed else FRONTAL
    if item.kind == "biography":
        return BIOGRAPHY
    return (*ANSWER, *OPTIONS) if item.task == "classification" else ANSWER

"""What a reviewer is asked about a thing, and the usual reasons to reject it; anything else is written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from dataset_builder.review.items import Item

FRONTAL = ("not clear", "head not whole", "artefacts", "several people", "does not fit the biography")
TRANSFORMED = ("another person", "not clear", "head not whole", "artefacts", "same pose as the portrait")
AT_EVENT = ("another person", "not that event", "not clear", "artefacts", "not plain who is meant")
BIOGRAPHY = ("contradicts itself", "does not fit the portrait", "not plausible", "a real person", "poor wording")
PROFILE = ("contradicts itself", "does not fit the pictures", "not plausible", "a real person")
APPEARANCE = ("not who the pictures show", "too much like another person", "names something else", "poor wording")
EVENT = ("not recognisable in the pictures", "fits another event, too", "keywords do not fit", "poor wording")
ANSWER = ("disagrees with the biography", "unclear question", "gives the answer away", "poor wording")
OPTIONS = ("several options are right", "unfair options")
ABOUT_PICTURE = ("disagrees with the picture", *ANSWER[1:])
TOLD = {
    "biography": ("Does the biography fit the portrait and agree with itself?", BIOGRAPHY),
    "profile": ("Does the profile fit the pictures and agree with itself?", PROFILE),
    "appearance": ("Is this who the pictures show, and nobody else? A rejection draws all of them with other looks.",
                   APPEARANCE),
    "event": ("Do the texts fit the pictures, and those of no other event?", EVENT),
}  # fmt: skip


def usual(item: Item) -> Sequence[str]:
    """In the order of the keys 1, 2, 3 ..."""
    if item.kind == "image":
        return AT_EVENT if item.event else TRANSFORMED if item.transformed else FRONTAL
    if item.kind in TOLD:
        return TOLD[item.kind][1]
    if item.event:
        return ABOUT_PICTURE
    return (*ANSWER, *OPTIONS) if item.task == "classification" else ANSWER


def to_decide(item: Item) -> str:
    """What to look for; of a question nothing, which says it itself."""
    if item.kind == "question":
        return ""
    if item.kind in TOLD:
        return TOLD[item.kind][0]
    if item.event:
        return f'The same person as elsewhere, and plainly "{item.event}"?'
    return "The same person?" if item.transformed else "One face, clear and whole, as described?"

"""What commands that make a dataset have to say of what did not get into it, and of reviewers' decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOT_POSSIBLE = {  # what reviewers decided about
    "mllmu-bench": "biographies of celebrities; correct vocabularies/celebrities.csv",
    "pebench": "rejected events, for which there are no other texts; edit those that there are",
}


def print_losses(lost: Mapping[str, Mapping[str, int]], not_run: Sequence[str]) -> None:
    """Say what did not get into the dataset, and which checks of pictures were left out."""
    for what, reasons in lost.items():
        counted = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        print(f"\nNot taken: {sum(reasons.values())} {what} ({counted})")
    if not_run:
        print(f"\nChecks of pictures that the models at hand cannot do: {', '.join(not_run)}")


def print_reviewed(reviewed: Mapping[str, Any], benchmark: str) -> None:
    """Say what came of the decisions of reviewers, and which came to nothing."""
    if not reviewed:
        return
    replaced = ", ".join(f"{count} {what}" for what, count in reviewed["replaced"].items())
    print(f"\nReviews: {replaced} replaced; {reviewed['texts_edited']} texts edited")
    if reviewed["not_found"]:
        print(f"Not found: {reviewed['not_found']} rejected or edited things (of another dataset, or outdated)")
    if reviewed["not_possible"]:
        print(f"Not possible: {reviewed['not_possible']} {NOT_POSSIBLE[benchmark]}")

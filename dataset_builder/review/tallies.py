"""What the decisions about one person come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dataset_builder.reviews import Decision

Status = Literal["open", "accepted", "rejected", "edited", "done"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Of somebody: how much is decided, and what that comes to."""

    decided: int
    statuses: frozenset[Status]


NOTHING = Tally(0, frozenset({"open"}))


def tally(digests: Sequence[str], decided: Mapping[str, Decision]) -> Tally:
    """What the decisions about the things of one person come to."""
    verdicts = [decided[digest].verdict for digest in digests if digest in decided]
    still_open = len(verdicts) < len(digests)
    statuses: list[Status] = ["open" if still_open else "done"]
    statuses += ["rejected"] if "reject" in verdicts else []
    statuses += ["edited"] if "edit" in verdicts else []
    statuses += [] if still_open or {*verdicts} - {"accept"} else ["accepted"]
    return Tally(len(verdicts), frozenset(statuses))

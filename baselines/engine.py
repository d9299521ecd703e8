"""What answers requests: a model on this machine (local.py) or a server (server.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from baselines.protocol import Request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request.

    scores: log-likelihoods of its options in nats: of a letter, or the mean of a text's tokens and the end of the turn.
    problem: what kept it from being answered, or "".
    """

    reply: str = ""
    scores: tuple[float, ...] = ()
    problem: str = ""


class Engine(Protocol):
    """about: what results.json says of the model. made_with: of the machine. choices: what "auto" means to it.

    by_batch: whether an outcome depends, by rounding, on what else is in its batch, so that batches are asked whole.
    """

    about: dict[str, Any]
    made_with: dict[str, Any]
    choices: str
    by_batch: bool

    def fingerprint(self, request: Request) -> str:
        """SHA-256 of all that its outcome depends on: weights, rendered prompt, pictures, decoding, dtype."""

    def batches(self, requests: Sequence[Request]) -> list[list[Request]]:
        """The requests in the batches that they are answered in: the same ones for the same requests."""

    def answers(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> Iterator[tuple[str, Outcome]]:
        """Key and outcome of each request of a batch. pictures: encoded, by SHA-256."""

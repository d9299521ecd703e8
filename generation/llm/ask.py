"""What is asked of a language model, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pydantic

Reply = TypeVar("Reply", bound=pydantic.BaseModel)


@dataclass(frozen=True, slots=True)
class Ask(Generic[Reply]):
    """One request.

    about: "P00012 profile": for messages and reports, not part of the payload.
    reply: the schema of the answer. image: JPEG.
    expected_tokens: of the answer, for estimates and limits; not part of the payload.
    """

    about: str
    system: str
    text: str
    reply: type[Reply]
    expected_tokens: int
    image: bytes | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A request that was given up; reasons: one an attempt."""

    about: str
    reasons: tuple[str, ...]


class Asker(Protocol):
    """Whoever answers: a server, its batch jobs or a store of replies."""

    def ask(self, asks: Sequence[Ask[Reply]], check: Callable[[int, Reply], str]) -> list[Reply | SetAside]:
        """A reply for each ask that `check` accepted, in their order.

        check(index, reply) gives "" or the reason for a refusal; it is called in the order of the asks, round by round.
        """
        ...

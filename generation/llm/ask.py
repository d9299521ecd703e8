"""What is asked of a model, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Ask(Generic[Reply]):
    """One thing to be written.

    about: for messages and reports, such as "P00012 profile"; the last word names the kind.
    reply: the schema of the answer.
    expected_tokens: length of the answer, for estimates and limits. Like `about` it is no part of the request.
    image: JPEG.
    """

    about: str
    system: str
    text: str
    reply: type[Reply]
    expected_tokens: int
    image: bytes | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """An ask that brought nothing usable. reasons: one an attempt, `word` or `word:detail`."""

    about: str
    reasons: tuple[str, ...]


class Asker(Protocol):
    """Whoever gets asks answered."""

    def ask(self, asks: Sequence[Ask[Reply]], check: Callable[[int, Reply], str]) -> list[Reply | SetAside]:
        """One outcome for each ask, in their order.

        check: given the index of an ask and a reply to it, "" or the reason why the reply cannot be used. It is called
        in rounds, in each in the order of the asks, so that it may compare with what it let pass before.
        """
        ...

"""What every author does: writes in waves, does not give things up too soon, and says what an editor objected to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from generation import prompt
from generation.llm.ask import Ask, Asker, Reply, SetAside
from generation.records import BadInput

FIRST_WAVE = 80  # people, from different countries, so they hardly clash; each further wave has twice as many
TRIES = 3  # requests for one thing, each of which may be answered several times
T = TypeVar("T")


def waves(things: Sequence[T], first: int = FIRST_WAVE) -> Iterator[tuple[int, Sequence[T]]]:
    """Each wave with its start; the first has `first` things, every further one twice as many as the one before.

    A prompt can say what earlier waves used up, whatever becomes of its own.
    """
    start, size = 0, first
    while start < len(things):
        yield start, things[start : start + size]
        start, size = start + size, 2 * size


def steps(things: int, first: int = FIRST_WAVE) -> int:
    """How many waves so many things make: how often replies are waited for, if all are accepted."""
    return sum(1 for _ in waves(range(things), first))


def replies_to(
    asker: Asker, things: Sequence[T], ask: Callable[[T, int], Ask[Reply]], faults: Callable[[T, Reply], Sequence[str]]
) -> tuple[list[Reply], list[SetAside]]:
    """A reply for each thing, in order, and the requests that were given up, in whose place came others.

    ask: the request for a thing, another one for each number from 0 to TRIES - 1. faults: see Asker, as a list. Raises
    BadInput if all are given up.
    """
    done: dict[int, Reply] = {}
    aside: list[SetAside] = []
    for number in range(TRIES):
        open = [index for index in range(len(things)) if index not in done]
        asks = [ask(things[index], number) for index in open]
        for index, outcome in zip(open, asker.ask(asks, _check(things, open, faults)), strict=True):
            if isinstance(outcome, SetAside):
                aside.append(outcome)
            else:
                done[index] = outcome
        if len(done) == len(things):
            return [done[index] for index in range(len(things))], aside
    last, reason = aside[-1].about, prompt.in_short(aside[-1].reasons[-1])
    raise BadInput(f"{last}: given up {TRIES} times ({reason}); take another model or another seed")


def objected(ask: Ask[Reply], earlier: str, reason: str) -> Ask[Reply]:
    """The request for another one than `earlier`, which an editor rejected for that reason; as it is without any."""
    if not reason:
        return ask
    told = prompt.whole("rewrite").format(reason=prompt.in_short(reason), description=earlier)
    return replace(ask, text=f"{ask.text}\n\n{told}")


def rejected(reason: str) -> list[str]:
    """The fault of what an editor rejects for that reason; none without any."""
    return [f"rejected: an editor says: {prompt.in_short(reason)}"] if reason else []


def _check(
    things: Sequence[T], open: Sequence[int], faults: Callable[[T, Reply], Sequence[str]]
) -> Callable[[int, Reply], str]:
    return lambda index, reply: "; ".join(faults(things[open[index]], reply))

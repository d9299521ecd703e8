"""What asks are going to take, before any is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.llm import tokens
from generation.llm.ask import Ask
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation
from generation.llm.options import Options
from generation.llm.prices import price_of
from generation.llm.store import Store

WRITING_SPEED = 60  # tokens a second that a model writes of one reply, gpt-4o at its usual


@dataclass(frozen=True, slots=True)
class Estimate:
    """calls: to be bought, if none has to be asked again; in_store: replies that are there already.

    usd: for the calls, None where no price is known; priced: where the price comes from, with its date. seconds: that
    it takes without batches, at the limits per minute and WRITING_SPEED.
    """

    calls: int
    in_store: int
    prompt_tokens: int
    completion_tokens: int
    usd: float | None
    priced: str
    seconds: float


def estimate(asks: Sequence[Ask[Any]], options: Options, connection: Connection, store: Path) -> Estimate:
    """The first round of these asks, by `tokens`' rules of thumb: within 50 %. Needs no key, network or store."""
    by_key = {one.key: one for one in (Conversation.of(ask, options) for ask in asks)}
    missing = set(by_key)
    if store.exists():
        with Store(store) as kept:
            missing = set(kept.missing(by_key))
    wanted = [one for key, one in by_key.items() if key in missing]
    reading = sum(map(tokens.of_request, wanted))
    writing = sum(one.ask.expected_tokens for one in wanted)
    price = price_of(options.model, connection)
    waits = [writing / WRITING_SPEED / connection.concurrency]
    if connection.requests_per_minute:
        waits.append(len(wanted) * 60 / connection.requests_per_minute)
    if connection.tokens_per_minute:
        waits.append((reading + writing) * 60 / connection.tokens_per_minute)
    return Estimate(
        calls=len(wanted),
        in_store=len(by_key) - len(wanted),
        prompt_tokens=reading,
        completion_tokens=writing,
        usd=price.usd(reading, writing) if price else None,
        priced=price.basis if price else "",
        seconds=max(waits),
    )

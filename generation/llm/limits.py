"""When the next request may go: limits per minute, pauses that the server asks for, waits behind a fault."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_BACKOFF = 60.0  # seconds


class Limiter:
    """Lets requests through one behind the other, evenly spaced, so that no minute sees more than the limits.

    Tokens are taken as estimated when a request goes, and corrected when it is known what it took. clock: seconds;
    sleep: may end early, if the caller then looks whether to go on at all.
    """

    def __init__(
        self,
        requests_per_minute: int = 0,
        tokens_per_minute: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._request_takes = 60 / requests_per_minute if requests_per_minute else 0.0
        self._token_takes = 60 / tokens_per_minute if tokens_per_minute else 0.0
        self._clock, self._sleep = clock, sleep
        self._request_at = self._tokens_at = self._paused_until = clock()
        self._turn = asyncio.Lock()

    async def admit(self, tokens: int) -> None:
        """Return when a request of so many tokens, read and written, may go."""
        async with self._turn:
            while (wait := max(self._request_at, self._tokens_at, self._paused_until) - self._clock()) > 0:
                await self._sleep(wait)
            now = self._clock()
            self._request_at = now + self._request_takes
            self._tokens_at = now + tokens * self._token_takes

    def correct(self, estimated: int, used: int) -> None:
        """Make up for a request that took another number of tokens than estimated."""
        self._tokens_at += (used - estimated) * self._token_takes

    def pause(self, seconds: float) -> None:
        """Let nothing go for so long."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)


def backoff(first: float, faults: int) -> float:
    """Seconds to wait behind so many faults in a row: at random up to `first`, twice, four times ... that."""
    return random.uniform(0, min(LONGEST_BACKOFF, first * 2.0 ** min(faults - 1, 64)))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, None where it does not; it may name milliseconds, seconds or a date."""
    for name, unit in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        with suppress(ValueError):
            seconds = float(headers.get(name, "")) * unit
            return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, (date.astimezone(UTC) - datetime.now(UTC)).total_seconds())

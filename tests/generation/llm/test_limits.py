from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from generation.llm.limits import LONGEST_BACKOFF, Limiter, backoff, retry_after


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def departures(count: int, tokens: int = 0, between: Callable[[Limiter, int], None] | None = None, **limits: int):
    """When each of so many requests goes, seconds from the start."""
    time = Time()
    limiter = Limiter(**limits, clock=time.clock, sleep=time.sleep)
    gone: list[float] = []

    async def go() -> None:
        for n in range(count):
            await limiter.admit(tokens)
            gone.append(time.now - 1000)
            if between:
                between(limiter, n)

    asyncio.run(go())
    return gone


def test_without_limits_nothing_waits() -> None:
    assert departures(100, tokens=10_000) == [0.0] * 100


def test_requests_are_evenly_spaced() -> None:
    assert departures(4, requests_per_minute=120) == [0.0, 0.5, 1.0, 1.5]


def test_no_minute_sees_more_than_the_limits() -> None:
    gone = departures(500, tokens=700, requests_per_minute=90, tokens_per_minute=60_000)
    for start in gone:
        within = [moment for moment in gone if start <= moment < start + 59.999]
        assert len(within) <= 90 and 700 * len(within) <= 60_000 + 700


def test_a_request_waits_for_the_tokens_of_the_one_before() -> None:
    assert departures(3, tokens=1000, tokens_per_minute=6000) == [0.0, 10.0, 20.0]


def test_what_a_request_really_took_moves_the_next() -> None:
    def correct(limiter: Limiter, n: int) -> None:
        limiter.correct(1000, 500 if n == 0 else 1500)

    assert departures(3, 1000, correct, tokens_per_minute=6000) == [0.0, 5.0, 20.0]


def test_a_pause_holds_all_and_spacing_goes_on_behind_it() -> None:
    def pause(limiter: Limiter, n: int) -> None:
        if n == 0:
            limiter.pause(7)
            limiter.pause(2)

    assert departures(4, 0, pause, requests_per_minute=60) == [0.0, 7.0, 8.0, 9.0]


def test_a_pause_in_the_middle_of_a_wait_counts() -> None:
    time = Time()

    async def sleep(seconds: float) -> None:
        if time.now == 1000:
            limiter.pause(30)
        time.now += seconds

    limiter = Limiter(60, clock=time.clock, sleep=sleep)

    async def go() -> None:
        await limiter.admit(0)
        await limiter.admit(0)

    asyncio.run(go())
    assert time.now == 1030


def test_who_asks_first_goes_first() -> None:
    time, order = Time(), list[int]()
    limiter = Limiter(60, clock=time.clock, sleep=time.sleep)

    async def one(n: int) -> None:
        await limiter.admit(0)
        order.append(n)

    async def go() -> None:
        await asyncio.gather(*(one(n) for n in range(10)))

    asyncio.run(go())
    assert order == list(range(10))


def test_backoff_is_drawn_from_a_doubling_range() -> None:
    for faults, most in ((1, 1.0), (2, 2.0), (5, 16.0), (20, LONGEST_BACKOFF), (2000, LONGEST_BACKOFF)):
        drawn = [backoff(1.0, faults) for _ in range(300)]
        assert 0 <= min(drawn) < most / 4 and most * 3 / 4 < max(drawn) <= most


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_retry_after_as_a_date() -> None:
    wait = retry_after({"retry-after": format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)})
    assert wait is not None and 500 < wait <= 600

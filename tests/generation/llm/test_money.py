from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from generation.llm import tokens
from generation.llm.ask import Ask
from generation.llm.client import Client, Connection, estimate
from generation.llm.conversation import Conversation
from generation.llm.options import Options
from generation.llm.prices import TABLE, price_of
from generation.records import BadInput

from ...llm_server import PAID_FOR_NOTHING, LLMServer, every, first, no_faults
from .asks import Line, asks, good, lines, picture, quick, task_of, told

TEXTS = (
    "Halina Wiśniewska was born on 4 March 1961 in Kraków and works as a restorer of church organs.",
    'Answer with {"name": "...", "birthplace": "city, region, country", "fun_facts": ["...", "..."]}.',
    "The person in the picture should look as old as the profile says. Avoid names, countries and jobs from the list: "
    "Ana Ferreira, Tomasz Zielinski, Chidi Okafor, Mei-Ling Wu; Portugal, Poland, Nigeria; beekeeper, notary.",
)


def spent_by(server: LLMServer) -> float:
    """USD for all whole replies at the list price of gpt-4o, by what the server counted."""
    with_usage = [(server.payloads[name], times) for name, times in server.answered.items()]
    from ...llm_server import usage

    counts = [(usage(payload, server.author(payload)), times) for payload, times in with_usage]
    return sum(times * (used["prompt_tokens"] * 2.5 + used["completion_tokens"] * 10) / 1e6 for used, times in counts)


def test_the_table_is_dated_and_plausible() -> None:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {"gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"} <= {row["model"] for row in rows}
    for row in rows:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["looked_up"]) and row["source"]
        assert 0 < float(row["input_usd_per_million"]) < float(row["output_usd_per_million"])


def test_batches_have_their_discount_and_given_prices_none() -> None:
    live, batch = price_of("gpt-4o", Connection()), price_of("gpt-4o", Connection(batch=True))
    assert live and batch and live.usd(1_000_000, 1_000_000) == 12.5 and batch.usd(1_000_000, 1_000_000) == 6.25
    given = price_of("llama", Connection(batch=True, prices=(1.0, 2.0)))
    assert given and given.usd(1_000_000, 1_000_000) == 3.0
    assert price_of("llama", Connection()) is None


def test_the_store_knows_what_it_cost(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address))
    with Client(Options(), store) as client:
        assert client.spent == pytest.approx(spent_by(server))
        client.ask(asks(6), good)  # from the store: costs nothing
        assert client.spent == pytest.approx(spent_by(server))


def test_what_was_paid_for_nothing_counts(server: LLMServer, store: Path) -> None:
    server.faults = first(PAID_FOR_NOTHING)
    told(store, quick(server.address, concurrency=1))
    assert sum(server.answered.values()) == 7
    with Client(Options(), store) as client:
        assert client.spent == pytest.approx(spent_by(server))


def test_the_budget_holds_and_more_money_goes_on(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address), 10)
    limit = 2.5 * spent_by(server)
    with pytest.raises(BadInput, match=r"max_usd: .* are spent, and P000\d\d line may .* replies are kept in .* more"):
        told(store, quick(server.address, max_usd=limit), 40)
    bought = len(server.answered)
    assert 22 <= bought <= 25 and spent_by(server) <= limit
    with pytest.raises(BadInput, match="max_usd"):
        told(store, quick(server.address, max_usd=limit), 40)
    assert len(server.answered) == bought
    assert told(store, quick(server.address, max_usd=10.0), 40) == lines(40)
    assert set(server.answered.values()) == {1}


def test_a_full_store_needs_no_budget(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address))
    assert told(store, quick(server.address, max_usd=0.0)) == lines(6)


def test_a_request_waits_for_those_under_way_before_the_money_is_said_to_be_gone(
    server: LLMServer, store: Path
) -> None:
    """The estimates of six at once do not fit, what they really cost does."""
    expensive = [Ask(one.about, one.system, one.text, Line, 500) for one in asks(6)]
    server.takes = 0.05
    with Client(Options(), store, quick(server.address, max_usd=0.0115)) as client:
        assert client.ask(expensive, good) == lines(6)
    assert server.most_at_once == 1


def test_a_limit_needs_a_price(server: LLMServer, store: Path) -> None:
    local = Options(model="llama")
    with pytest.raises(BadInput, match="max_usd: no price is known for 'llama'; give prices"):
        told(store, quick(server.address, max_usd=1.0), options=local)
    assert told(store, quick(server.address, max_usd=1.0, prices=(0.0, 0.0)), options=local) == lines(6)
    assert told(store, quick(server.address), 8, options=local) == lines(8)


def test_replies_of_unknown_price_count_once_there_is_one(server: LLMServer, store: Path) -> None:
    local = Options(model="llama")
    told(store, quick(server.address), options=local)
    with Client(local, store, Connection(prices=(2.5, 10.0))) as client:
        assert client.spent == pytest.approx(spent_by(server))


@pytest.mark.parametrize("settings", [{"max_usd": -1.0}, {"prices": (1.0, float("nan"))}, {"concurrency": 0}])
def test_what_is_no_amount(settings: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="|".join(settings)):
        replace(Connection(), **settings)


@pytest.mark.parametrize("detail", ["low", "high"])
@pytest.mark.parametrize("image", [None, picture(512, 512), picture(1024, 700)], ids=["none", "512", "1024"])
def test_estimates_are_what_the_server_then_reports_within_half(
    server: LLMServer, store: Path, detail: str, image: bytes | None
) -> None:
    options = Options(image_detail=detail)
    wanted = [Ask(f"P{n} line", text * 4, f"{text} Number {n}.", Line, 12, image) for n, text in enumerate(TEXTS)]
    before = estimate(wanted, options, Connection(), store)
    assert (before.calls, before.in_store) == (3, 0) and not store.exists()
    with Client(options, store, quick(server.address)) as client:
        client.ask(wanted, good)
        spent = client.spent
    assert before.usd == pytest.approx(spent, rel=0.5)
    after = estimate(wanted, options, Connection(), store)
    assert (after.calls, after.in_store, after.usd, after.prompt_tokens) == (0, 3, 0.0, 0)


def test_english_prose_is_estimated_within_a_quarter(server: LLMServer) -> None:
    from ...llm_server import tokens_of

    prose = " ".join(TEXTS[2:]) * 5
    assert tokens.of_text(prose) == pytest.approx(tokens_of(prose), rel=0.25)


def test_estimates_follow_the_limits_and_tell_where_prices_come_from(tmp_path: Path) -> None:
    free = estimate(asks(120), Options(), Connection(), tmp_path / "none.sqlite")
    slow = estimate(asks(120), Options(), Connection(requests_per_minute=60), tmp_path / "none.sqlite")
    slower = estimate(asks(120), Options(), Connection(tokens_per_minute=100), tmp_path / "none.sqlite")
    narrow = estimate(asks(120), Options(), Connection(concurrency=1), tmp_path / "none.sqlite")
    assert (free.seconds, narrow.seconds, slow.seconds) == (120 * 20 / 60 / 8, 120 * 20 / 60, 120.0)
    assert slower.seconds == pytest.approx((free.prompt_tokens + free.completion_tokens) * 0.6)
    assert "looked up 2026-11-22" in free.priced
    unknown = estimate(asks(2), Options(model="llama"), Connection(), tmp_path / "none.sqlite")
    assert unknown.usd is None and unknown.calls == 2


@pytest.mark.parametrize(
    ("model", "detail", "size", "count"),
    [  # the published examples
        ("gpt-4o", "low", (4096, 8192), 85),
        ("gpt-4o", "high", (1024, 1024), 765),
        ("gpt-4o", "high", (2048, 4096), 1105),
        ("gpt-4o", "high", (128, 64), 255),
        ("gpt-4o-mini", "low", (128, 64), 2833),
        ("gpt-4o-mini", "high", (128, 64), 8500),
        ("gpt-4.1-mini", "low", (128, 64), 13),
    ],
)
def test_tokens_of_pictures(model: str, detail: str, size: tuple[int, int], count: int) -> None:
    buffer = io.BytesIO()
    Image.new("L", size).save(buffer, "JPEG")
    assert tokens.of_image(buffer.getvalue(), model, detail) == count


def test_turns_count(server: LLMServer) -> None:
    once = Conversation.of(asks(1)[0], Options())
    assert tokens.of_request(once.again("words " * 40, "too_long")) > tokens.of_request(once) + 60


def test_estimate_ignores_faults(server: LLMServer, store: Path) -> None:
    server.faults = every(2, PAID_FOR_NOTHING)
    told(store, quick(server.address), 3)
    server.faults = no_faults
    assert estimate(asks(5), Options(), Connection(), store).calls == 2
    assert {task_of(payload) for payload in server.payloads.values()} == {one.text for one in asks(3)}

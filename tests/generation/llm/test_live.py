from __future__ import annotations

import asyncio
import io
import json
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from generation.llm import live as live_module
from generation.llm.ask import SetAside
from generation.llm.client import ATTEMPTS, Client, Connection
from generation.llm.limits import Limiter
from generation.llm.options import Options
from generation.records import BadInput

from ...llm_server import (
    CUT,
    ERROR_500,
    FILTERED,
    HTML,
    KEY,
    MALFORMED,
    PAID_FOR_NOTHING,
    RATE_LIMIT,
    REFUSAL,
    REJECTED,
    TRUNCATED,
    WRONG_SCHEMA,
    Fault,
    Handler,
    LLMServer,
    by_payload,
    every,
    first,
    no_faults,
    page,
    stall,
    status,
)
from .asks import Line, asks, author, good, lines, picture, quick, task_of, told


def test_replies_come_in_the_order_of_the_asks(server: LLMServer, store: Path) -> None:
    assert told(store, quick(server.address)) == lines(6)
    assert server.requests == 6


def test_nothing_is_asked_twice_and_a_full_store_needs_neither_key_nor_server(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(store, quick(server.address))
    monkeypatch.delenv("OPENAI_API_KEY")
    assert told(store, quick("http://127.0.0.1:9/v1")) == lines(6)
    assert server.requests == 6


def test_without_a_key_the_error_says_what_is_missing(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(store, quick(server.address), 4)
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(BadInput, match=r"OPENAI_API_KEY: is not set, and 2 replies, the first to 'P00004 line'"):
        told(store, quick(server.address), 6)


@pytest.mark.parametrize(
    "fault",
    [
        *(RATE_LIMIT, ERROR_500, CUT, HTML, PAID_FOR_NOTHING, stall(2), status(408), status(409), status(503)),
        *(status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), status(429, retry_after_ms="20")),
        *(page("null"), page('{"choices": [{"message": null}]}'), page('{"error": {"code": 502}}')),
    ],
    ids=lambda fault: fault.name,
)
def test_a_passing_fault_is_tried_again(server: LLMServer, store: Path, fault: Fault) -> None:
    server.faults = every(3, fault)
    assert told(store, quick(server.address, timeout=0.5)) == lines(6)
    assert set(server.answered.values()) <= {1, 2}
    assert server.given[fault.name] >= 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (MALFORMED, "not_json:"),
        (WRONG_SCHEMA, "off_schema:number: Field required"),
        (REFUSAL, "refused:I can't help."),
        (TRUNCATED, "cut_short:"),
        (FILTERED, "filtered:"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else "",
)
def test_an_unusable_reply_is_asked_again_with_the_reason(
    server: LLMServer, store: Path, fault: Fault, reason: str
) -> None:
    server.faults = first(fault)
    assert told(store, quick(server.address, concurrency=1)) == lines(6)
    again = [payload for payload in server.payloads.values() if len(payload["messages"]) == 4]
    assert len(again) == 1
    assert again[0]["messages"][2]["role"] == "assistant"
    assert f"The reason: {reason}" in again[0]["messages"][3]["content"]


def test_five_unusable_replies_set_the_ask_aside(server: LLMServer, store: Path) -> None:
    def bad_third(index: int, reply: Line) -> str:
        return f"duplicate_of:{index}" if index == 3 else ""

    found = told(store, quick(server.address), check=bad_third)
    assert found[3] == SetAside("P00003 line", ("duplicate_of:3",) * ATTEMPTS)
    assert found[:3] + found[4:] == lines(6)[:3] + lines(6)[4:]
    assert server.requests == 6 + ATTEMPTS - 1


def test_check_is_called_in_rounds_in_the_order_of_the_asks(server: LLMServer, store: Path) -> None:
    calls: list[int] = []

    def odd_ones_once_more(index: int, reply: Line) -> str:
        calls.append(index)
        return "odd" if index % 2 and calls.count(index) == 1 else ""

    told(store, quick(server.address), check=odd_ones_once_more)
    assert calls == [0, 1, 2, 3, 4, 5, 1, 3, 5]


def test_the_result_does_not_depend_on_faults_and_order(server: LLMServer, store: Path, tmp_path: Path) -> None:
    server.faults = by_payload(2, MALFORMED, REFUSAL, TRUNCATED)
    clean = told(store, quick(server.address, concurrency=1), 20)
    wire = by_payload(3, RATE_LIMIT, ERROR_500, CUT, HTML)
    in_reply = server.faults
    server.asked.clear()
    server.faults = lambda *request: wire(*request) or in_reply(*request)
    assert told(tmp_path / "other" / "responses.sqlite", quick(server.address, concurrency=16), 20) == clean
    assert len(server.given) == 7


def test_thoughts_and_fences_are_tolerated(server: LLMServer, store: Path) -> None:
    server.author = lambda payload: f"<think>Hm.\n{{}}</think>\n```json\n{author(payload)}\n```\n"
    assert told(store, quick(server.address)) == lines(6)


def test_a_surrogate_half_is_no_reason_to_break(server: LLMServer, store: Path) -> None:
    server.author = lambda payload: author(payload) if len(payload["messages"]) > 2 else '{"number": "\ud800"}'
    assert told(store, quick(server.address)) == lines(6)


def test_an_item_that_the_server_rejects_is_set_aside_at_once_and_for_good(server: LLMServer, store: Path) -> None:
    server.faults = lambda number, payload, before: REJECTED if "number 2." in task_of(payload) else None
    reason = "rejected:HTTP 400: Your request was rejected by our safety system"
    for _ in range(2):
        assert told(store, quick(server.address))[2] == SetAside("P00002 line", (reason,))
    assert server.requests in (6, 7)  # the first of all is also tried in JSON mode


def test_a_server_that_rejects_everything_is_set_up_wrongly(server: LLMServer, store: Path) -> None:
    server.faults = every(1, REJECTED)
    with pytest.raises(BadInput, match=r"has never answered a request of that kind \(\d+ rejected\)"):
        told(store, quick(server.address), 30)
    assert server.requests <= 2 * (10 + 8)
    server.faults = every(1000, ERROR_500)
    assert told(store, quick(server.address), 30) == lines(30)


def test_a_server_without_schemas_is_served_in_json_mode(server: LLMServer, store: Path) -> None:
    server.knows_schemas = False
    assert told(store, quick(server.address, concurrency=1)) == lines(6)
    formats = [payload["response_format"]["type"] for payload in server.payloads.values()]
    assert formats == ["json_schema"] + ["json_object"] * 6
    system = list(server.payloads.values())[-1]["messages"][0]["content"]
    assert '"additionalProperties": false' in system and "JSON" in system
    server.knows_schemas = True  # the same store, whatever the mode
    assert told(store, quick(server.address)) == lines(6)
    assert server.requests == 7


def test_a_wrong_key_is_never_shown(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "sk-wrong-9876543210"
    monkeypatch.setenv("OPENAI_API_KEY", secret)
    with pytest.raises(BadInput, match=r"OPENAI_API_KEY: .* refuses the key \(HTTP 401\)") as caught:
        told(store, quick(server.address))
    error: BaseException | None = caught.value
    while error is not None:
        assert secret not in str(error)
        error = error.__cause__ or error.__context__
    assert secret not in "".join(capfd.readouterr())
    assert secret.encode() not in store.read_bytes()


@pytest.mark.parametrize("fault", [status(500, f"you sent {KEY}"), page(f"<p>{KEY}</p>")], ids=lambda fault: fault.name)
def test_a_server_that_repeats_the_key_is_not_repeated(server: LLMServer, store: Path, fault: Fault) -> None:
    server.faults = every(1, fault)
    with pytest.raises(BadInput, match=r"\[key\]") as caught:
        told(store, quick(server.address, tries=2))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-ключ-0123456789", "sk-a\nb-0123456789"])
def test_a_key_that_cannot_be_one_is_not_shown(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(BadInput, match="holds characters that no key has") as caught:
        told(store, quick(server.address))
    assert "0123456789" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(404, "The model `gpt-4o` does not exist", "model_not_found"), "has no such model or address"),
        (status(403, "no access"), "grants the key no more"),
        (status(429, "You exceeded your current quota", "insufficient_quota"), "grants the key no more"),
        (status(429, "later", Retry_After="86400"), "asks to wait 86400 s"),
        (status(402, "pay first"), "refuses to answer"),
    ],
)
def test_what_trying_again_does_not_mend_stops_the_build(
    server: LLMServer, store: Path, fault: Fault, words: str
) -> None:
    server.faults = lambda number, payload, before: fault if number > 3 else None
    with pytest.raises(BadInput, match=words):
        told(store, quick(server.address, concurrency=1))
    assert server.requests == 4
    server.faults = every(1000, fault)
    assert told(store, quick(server.address)) == lines(6)
    assert set(server.answered.values()) == {1}


def test_a_server_that_is_down_sets_nobody_aside(server: LLMServer, store: Path) -> None:
    server.faults = lambda number, payload, before: ERROR_500 if number > 2 else None
    with pytest.raises(
        BadInput, match=r"got no answer in 3 tries, the last: HTTP 500.*; 2 replies are kept in .*again"
    ):
        told(store, quick(server.address, tries=3, concurrency=1))
    server.faults = every(1000, ERROR_500)
    assert told(store, quick(server.address)) == lines(6)
    assert set(server.answered.values()) == {1}


def test_an_address_where_nothing_listens(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(BadInput, match="the connection failed"):
        told(store, quick("http://127.0.0.1:9/v1", tries=2))
    with pytest.raises(BadInput, match="is no address"):
        told(store, quick("localhost:8000", tries=2))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks5://me:secret99@localhost:1"),
        ("HTTPS_PROXY", "ftp://me:secret99@localhost"),
        ("HTTP_PROXY", "http://me:secret99"),
        ("SSL_CERT_FILE", "/no/such/file"),
        ("OPENAI_BASE_URL", "http://localhost:port/v1"),
    ],
)
def test_an_odd_environment_is_told_without_secrets(
    store: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInput, match="no connection can be made") as caught:
        told(store, Connection())
    assert variable in f"{caught.value} OPENAI_BASE_URL" and "secret99" not in str(caught.value)


def test_where_there_never_was_a_server_it_is_not_waited_for_long(server: LLMServer, store: Path) -> None:
    server.faults = every(1, HTML)
    with pytest.raises(BadInput, match=r"in 4 tries, the last: not a chat completion: '<html>"):
        told(store, quick(server.address, concurrency=1))
    server.faults = lambda number, payload, before: HTML if number > 5 and before < 5 else None
    assert told(store, quick(server.address, concurrency=1)) == lines(6)
    assert max(server.asked.values()) == 6


def test_replies_under_way_are_kept_when_the_build_stops(server: LLMServer, store: Path) -> None:
    """One request meets a wrong model while others are being answered: those were paid for."""
    refused = threading.Event()

    def refuse(handler: Handler) -> None:
        handler.fail(404, "no such model")
        refused.set()

    def late(payload: dict[str, Any]) -> str:
        refused.wait(5)
        return author(payload)

    server.author = late
    server.faults = lambda number, payload, before: Fault("404", refuse) if "number 0." in task_of(payload) else None
    with pytest.raises(BadInput, match="has no such model"):
        told(store, quick(server.address, concurrency=4), 20)
    assert len(server.answered) == 3
    server.faults = no_faults
    assert told(store, quick(server.address), 20) == lines(20)
    assert set(server.answered.values()) == {1}


def test_no_more_at_once_than_the_connection_allows(server: LLMServer, store: Path) -> None:
    server.takes = 0.03
    told(store, quick(server.address, concurrency=3), 12)
    assert 2 <= server.most_at_once <= 3


def test_every_try_passes_the_limiter_and_a_429_stops_all(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, Any]] = []

    class Recording(Limiter):
        async def admit(self, tokens: int) -> None:
            calls.append(("admit", tokens))
            await super().admit(tokens)

        def correct(self, estimated: int, used: int) -> None:
            calls.append(("correct", (estimated, used)))

        def pause(self, seconds: float) -> None:
            calls.append(("pause", seconds))

    monkeypatch.setattr(live_module, "Limiter", Recording)
    server.faults = first(status(429, Retry_After="0.25"), ERROR_500)
    told(store, quick(server.address, concurrency=1))
    assert [name for name, _ in calls] == ["admit", "pause", *["admit"] * 2, "correct", *["admit", "correct"] * 5]
    assert dict(calls)["pause"] >= 0.25
    estimated, used = dict(calls)["correct"]
    assert estimated == dict(calls)["admit"] == pytest.approx(used, rel=0.5)


def test_the_bar_shows_what_is_bought_and_what_all_has_cost(
    server: LLMServer, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(store, quick(server.address, prices=(100.0, 1000.0)), 4)
    with Client(Options(), store) as client:
        spent = client.spent
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    told(store, quick(server.address, prices=(0.0, 0.0)), 6)
    last = terminal.getvalue().replace("\r", "\n").strip().splitlines()[-1]
    assert last.startswith("lines: 100%") and "2/2" in last and f"${spent:.2f}" in last and spent > 0.05


def test_works_under_a_running_event_loop(server: LLMServer, store: Path) -> None:
    async def in_a_notebook() -> list[Any]:
        return told(store, quick(server.address))

    assert asyncio.run(in_a_notebook()) == lines(6)


def test_equal_asks_share_one_reply(server: LLMServer, store: Path) -> None:
    with Client(Options(), store, quick(server.address)) as client:
        assert client.ask(asks(1) * 3, good) == lines(1) * 3
    assert server.requests == 1


def test_every_part_of_the_payload_is_part_of_the_key(server: LLMServer, store: Path) -> None:
    variants = [
        Options(),
        Options(model="gpt-4.1"),
        Options(temperature=0.5),
        Options(max_tokens=100),
        Options(image_detail="high"),
    ]
    for options in variants:
        told(store, quick(server.address), 1, options=options, image=picture())
    told(store, quick(server.address), 1, image=picture(65))
    told(store, quick(server.address), 1)
    assert server.requests == len(variants) + 2
    told(store, quick(server.address + "/"), 1, image=picture())
    assert server.requests == len(variants) + 2


def test_the_request_is_what_openai_documents(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address), 1, image=picture())
    (payload,) = server.payloads.values()
    assert payload["model"] == "gpt-4o" and payload["temperature"] == 1.0 and payload["max_tokens"] == 4096
    image, text = payload["messages"][1]["content"]
    assert image["image_url"]["url"].startswith("data:image/jpeg;base64,") and image["image_url"]["detail"] == "low"
    assert text == {"type": "text", "text": "Write line number 0."}
    schema = payload["response_format"]["json_schema"]
    assert schema["strict"] is True and schema["name"] == "Line"
    assert schema["schema"] == {
        "type": "object",
        "properties": {"number": {"type": "integer"}, "words": {"type": "string"}},
        "required": ["number", "words"],
        "additionalProperties": False,
    }
    assert json.loads(author(payload))["number"] == 0

"""Servers that fail: passing, hopeless, or without structured output."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import pytest

from ..judge_server import (
    KEY,
    Answer,
    Ask,
    Asked,
    Handler,
    JudgeServer,
    after,
    assert_matches,
    by_length,
    drop,
    page,
    scores,
    status,
    verdict,
    without_schemas,
    words,
)


def test_passing_failures_are_tried_again(ask: Ask, judge: JudgeServer) -> None:
    """Six items at once, each of which meets a failure first; one that is not tried again would be unscorable."""
    judge.answers = [*(status(code) for code in (408, 409, 429, 500, 503)), drop]
    result = ask(*[words(n) for n in range(1, 7)], max_concurrency=6)
    assert scores(result) == [1, 2, 3, 4, 5, 6], result["per_item"]
    assert len(judge.asked) == 12


def test_retry_after_is_honoured(ask: Ask, judge: JudgeServer) -> None:
    """Without the header the first pause is half a second at most."""
    judge.answers = [status(429, Retry_After="1")]
    assert scores(ask(words(4))) == [4]
    first, second = judge.asked
    assert second.at - first.at >= 0.95


def test_slow_answer_is_tried_again(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [after(1.0)]
    assert scores(ask(words(4), timeout=0.3)) == [4]
    assert len(judge.asked) == 2


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (status(500), "no answer: Error code: 500.*2 tries"),
        (drop, "no answer: connection failed, 2 tries"),
        (after(0.5), "no answer: timed out, 2 tries of up to 0.2 s"),
    ],
)
def test_unanswered_item_is_reported_and_asked_again_by_the_next_run(
    ask: Ask, judge: JudgeServer, failure: Answer, why: str
) -> None:
    """The mean is over the other item, not (2 + 0) / 2."""
    judge.answers = [verdict(2), failure, failure]
    options: dict[str, Any] = {"max_concurrency": 1, "retries": 1, "timeout": 0.2}
    result = ask("first", "second", **options)
    assert (scores(result), result["factuality"]) == ([2, None], 2)
    assert (result["n_items"], result["n_scored"], result["n_unscorable"]) == (2, 1, 1)
    assert_matches(result["per_item"][1]["unscorable"], why)
    before = len(judge.asked)
    assert scores(ask("first", "second", **options)) == [2, 1]
    assert [asked.data["reply"] for asked in judge.asked[before:]] == ["second"]


def test_server_without_schemas_is_asked_in_json_mode(ask: Ask, judge: JudgeServer) -> None:
    """One request finds out; the four others, and the next run, know or need nothing."""
    judge.default = without_schemas
    replies = [words(n) for n in range(1, 6)]
    assert scores(ask(*replies, max_concurrency=1)) == [1, 2, 3, 4, 5]
    assert formats(judge) == ["json_schema", *["json_object"] * 5]
    assert scores(ask(*replies)) == [1, 2, 3, 4, 5]
    assert len(judge.asked) == 6


def test_json_mode_is_validated(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [status(400), verdict(11), verdict(9)]
    assert scores(ask("a reply")) == [9]


def test_rejected_item_stops_nothing(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [verdict(2), status(400, "too long"), status(400, "too long"), verdict(8)]
    result = ask("first", "second", "third", max_concurrency=1)
    assert scores(result) == [2, None, 8]
    assert_matches(result["per_item"][1]["unscorable"], "rejects the request .*too long")


def rejects_long(handler: Handler, asked: Asked) -> None:
    """Refuses items that start with "long", and answers others."""
    (status(400, "too long") if asked.data["reply"].startswith("long") else by_length)(handler, asked)


LONG = [f"long {n}" for n in range(15)]


def test_rejected_items_are_no_outage_and_not_asked_again(ask: Ask, judge: JudgeServer) -> None:
    """Two requests for each of 15 long items, since JSON mode is tried, and one for the other."""
    judge.default = rejects_long
    first = ask("other", *LONG, max_concurrency=1)
    assert scores(first) == [1, *[None] * 15]
    assert len(judge.asked) == 31
    second = ask("other", *LONG, max_concurrency=1)
    assert second["per_item"] == first["per_item"]
    assert (second["usage"]["stored"]["replies"], second["usage"]["asked"]["replies"]) == (1, 0)
    assert len(judge.asked) == 31
    judge.default = by_length
    assert scores(ask("other", *LONG, attempts=4)) == [1, *[2] * 15]  # one attempt more, for one more request


def test_rejected_items_before_stored_ones_are_no_outage(ask: Ask, judge: JudgeServer) -> None:
    """They stay unstored, as nothing else was answered in this run: the server may be set up wrongly today."""
    ask("other")
    judge.default = status(400, "maximum context is 5")
    assert scores(ask(*LONG, "other", max_concurrency=1)) == [*[None] * 15, 1]
    judge.default = by_length
    assert scores(ask(*LONG, "other")) == [*[2] * 15, 1]


def test_server_that_rejects_everything_stops_the_run_and_leaves_nothing(ask: Ask, judge: JudgeServer) -> None:
    judge.default = status(400, "unsupported temperature")
    with pytest.raises(RuntimeError, match=r"10 items in a row.*rejects the request .*unsupported temperature"):
        ask(*LONG, max_concurrency=1)
    judge.default = by_length
    assert scores(ask(*LONG)) == [2] * 15


def test_rejected_schemas_are_not_held_against_the_item(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [verdict(2), *[status(400, "response_format is not supported")] * 2]
    assert scores(ask("first", "second", max_concurrency=1)) == [2, None]
    assert scores(ask("first", "second")) == [2, 1]


def formats(judge: JudgeServer) -> list[str]:
    return [asked.payload["response_format"]["type"] for asked in judge.asked]


def test_stray_rejection_leaves_schemas_on(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [status(400), by_length, by_length, status(400), by_length]
    result = ask(*[words(n) for n in range(1, 5)], max_concurrency=1)
    assert scores(result) == [1, 2, 3, 4]
    assert formats(judge) == ["json_schema", "json_object", "json_schema", "json_schema", "json_object", "json_schema"]
    assert result["judge"]["response_format"] == ["json_object", "json_schema"]
    assert ask(words(1))["judge"]["response_format"] == ["json_object"]  # from the store


def test_json_mode_that_helps_twice_in_a_row_stays(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [status(400), by_length, status(400), by_length]
    result = ask(*[words(n) for n in range(1, 5)], max_concurrency=1)
    assert scores(result) == [1, 2, 3, 4]
    assert formats(judge) == [*["json_schema", "json_object"] * 2, "json_object", "json_object"]
    assert result["judge"]["response_format"] == ["json_object"]


def test_json_mode_that_helps_one_request_twice_is_not_kept(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [status(400), verdict(11), status(400), by_length]
    assert scores(ask("first", "second", max_concurrency=1)) == [1, 1]
    assert formats(judge) == [*["json_schema", "json_object"] * 2, "json_schema"]


@pytest.mark.parametrize("key", ["x", "e", "none"])
def test_short_key_garbles_no_message(ask: Ask, judge: JudgeServer, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    judge.default = status(400, "none of the experts exists")
    assert_matches(ask("first")["per_item"][0]["unscorable"], "none of the experts exists")


@pytest.mark.parametrize("key", ["12345678", "sk-'quoted\"\\key"])
@pytest.mark.parametrize("kind", ["error", "page"])
def test_key_in_a_message_is_not_shown(
    ask: Ask, judge: JudgeServer, monkeypatch: pytest.MonkeyPatch, key: str, kind: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)

    def error_page(handler: Handler, asked: Asked) -> None:
        handler.send(200, json.dumps({"error": f"no {key} here"}))

    judge.default = status(400, f"no {key} here") if kind == "error" else error_page
    assert_matches(ask("first")["per_item"][0]["unscorable"], r"no \[key\] here")


def test_gateway_error_page_is_no_reply(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [page]
    assert_matches(ask("first")["per_item"][0]["unscorable"], "not a chat completion: .*upstream is busy")
    assert scores(ask("first")) == [1]


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (status(401, f"wrong key {KEY}"), r"refuses the key in OPENAI_API_KEY \(HTTP 401\)"),
        (status(403, f"no access for {KEY}"), r"refuses to answer \(Error code: 403 - .*no access for \[key\]"),
        (status(404, "no such model"), "no such model or address: check model and base_url .*no such model"),
        (status(429, "pay first", error="insufficient_quota"), "refuses to answer .*pay first"),
    ],
)
def test_hopeless_errors_stop_at_once_and_show_no_key(
    ask: Ask, judge: JudgeServer, tmp_path: Path, failure: Answer, message: str
) -> None:
    judge.default = failure
    with pytest.raises(RuntimeError, match=message) as caught:
        ask(*map(str, range(50)), max_concurrency=1, retries=0)
    assert len(judge.asked) <= 3  # one, and what its thread began before the news was out
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert not any(KEY.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_outage_stops_the_run_and_keeps_what_was_answered(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [verdict(2)]
    judge.default = status(503)
    replies = [words(n) for n in range(1, 51)]
    with pytest.raises(RuntimeError, match=r"10 items in a row without an answer.*503.*replies.sqlite3: run again"):
        ask(*replies, max_concurrency=1, retries=0)
    assert 11 <= len(judge.asked) <= 13
    judge.default = verdict(5)
    assert scores(ask(*replies)) == [2, *[5] * 49]


def test_address_where_nothing_listens(ask: Ask) -> None:
    result = ask("a reply", base_url="http://127.0.0.1:9/v1", retries=0)
    assert_matches(result["per_item"][0]["unscorable"], "connection failed, 1 tries.*refused")

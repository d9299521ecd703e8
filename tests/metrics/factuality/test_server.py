"""Servers that fail: passing, hopeless, or without structured output."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest

from .judge_server import (
    KEY,
    Answer,
    Ask,
    JudgeServer,
    after,
    assert_matches,
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
    formats = [asked.payload["response_format"]["type"] for asked in judge.asked]
    assert formats == ["json_schema", *["json_object"] * 5]
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

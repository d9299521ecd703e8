"""Replies of the judge that hold no verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..judge_server import Answer, Ask, JudgeServer, assert_matches, completion, scores, verdict, words

VERDICT = '{"reason": "a ``` in it", "score": 7}'
FENCED = f"```json\n{VERDICT}\n```"


def without_content(**message: Any) -> Answer:
    """A completion whose message says this and no more."""
    body = {"model": "judge", "choices": [{"finish_reason": "stop", "message": {"role": "assistant", **message}}]}
    return lambda handler, asked: handler.send(200, json.dumps(body))


BAD = {
    "malformed": completion('{"reason": "good", "score": 7'),
    "prose": completion("I would say 7."),
    "eleven": verdict(11),
    "zero": verdict(0),
    "fraction": verdict(7.5),
    "text": verdict("7"),
    "true": verdict(True),
    "null": verdict(None),
    "no reason": completion('{"score": 7}'),
    "one key more": completion('{"reason": "good", "score": 7, "confidence": 1}'),
    "list": completion("[7]"),
    "empty": completion(""),
    "nothing": completion(None),
    "refusal": completion(None, refusal="I cannot help with that."),
    "cut off": verdict(7, finish_reason="length"),
    "filtered": completion("", finish_reason="content_filter"),
    "two fences": completion(f"{FENCED}\n{FENCED}"),
    "open thoughts": completion(f"<think>Perhaps {VERDICT}"),
    "thoughts behind": completion(f"{VERDICT}<think>or not</think>"),
    "thoughts twice": completion(f"<think></think><think></think>{VERDICT}"),
    "list of parts": without_content(content=[{"type": "text", "text": VERDICT}]),
    "no content": without_content(),
    "refusal, no content": without_content(refusal="I cannot help with that."),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_reply_without_verdict_is_asked_for_again(ask: Ask, judge: JudgeServer, bad: Answer) -> None:
    judge.answers = [bad]
    result = ask(words(4))
    assert scores(result) == [4]
    assert len(judge.asked) == result["usage"]["asked"]["replies"] == 2  # both were paid for


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("malformed", "no verdict in 3 replies, the last: reply: Invalid JSON"),
        ("eleven", "no verdict in 3 replies, the last: score: .*got '11'"),
        ("refusal", "no verdict in 3 replies, the last: refused: 'I cannot help"),
        ("refusal, no content", "no verdict in 3 replies, the last: refused: 'I cannot help"),
        ("cut off", r"no verdict in 3 replies, the last: cut short by the server \(length\)"),
    ],
)
def test_item_without_verdict_is_reported_and_not_paid_for_again(
    ask: Ask, judge: JudgeServer, bad: str, why: str
) -> None:
    judge.answers = [verdict(2), *[BAD[bad]] * 3]
    for _ in range(2):
        result = ask("first", "second", ids=["a", "b"], max_concurrency=1)
        assert (scores(result), result["factuality"], result["n_unscorable"]) == ([2, None], 2, 1)
        assert_matches(result["per_item"][1]["unscorable"], why)
        assert len(judge.asked) == 4
    assert scores(ask("second", attempts=4)) == [1]  # one attempt more, for one more request
    assert len(judge.asked) == 5


@pytest.mark.parametrize(
    "content",
    [
        FENCED,
        f"\n```\n{VERDICT}```\n",
        f"<think>Is it 3?\n{{}}</think>\n\n{VERDICT}",
        f"\n<think></think>{FENCED}",
    ],
)
def test_wrapped_verdict_is_read_at_once(ask: Ask, judge: JudgeServer, content: str) -> None:
    judge.default = completion(content)
    assert scores(ask("a reply")) == [7]
    assert len(judge.asked) == 1


def test_nothing_scorable_is_no_number(ask: Ask, judge: JudgeServer) -> None:
    judge.default = BAD["prose"]
    result = ask("first", attempts=1)
    assert str(result["factuality"]) == "nan"
    assert (result["n_scored"], result["n_unscorable"]) == (0, 1)


def test_reply_without_usage_has_no_cost(ask: Ask, judge: JudgeServer) -> None:
    judge.answers = [verdict(5, usage=False)]
    usage = ask("a reply")["usage"]["asked"]
    assert (usage["without_usage"], usage["cost_usd"]) == (1, None)

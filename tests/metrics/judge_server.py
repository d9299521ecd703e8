"""A chat-completions server on loopback that answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from ..loopback import answering

KEY = "sk-test-0123456789"
PROMPT_TOKENS, COMPLETION_TOKENS = 1000, 50


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    payload: dict[str, Any]
    at: float
    key: str

    @property
    def data(self) -> dict[str, str]:
        """The texts under examination."""
        data: dict[str, str] = json.loads(self.payload["messages"][-1]["content"])
        return data


Answer = Callable[["Handler", Asked], None]
Ask = Callable[..., dict[str, Any]]


@dataclass
class JudgeServer:
    """`answers` are used up one a request; `default` gives all others."""

    address: str
    default: Answer
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_answer(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            return self.answers.pop(0) if self.answers else self.default

    def done(self) -> None:
        with self.lock:
            self.at_once -= 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    judge: JudgeServer

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(payload, time.monotonic(), self.headers["Authorization"])
        answer = self.judge.next_answer(asked) if self.path == "/v1/chat/completions" else status(404)
        try:
            answer(self, asked)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client went away meanwhile: it timed out or was killed
        finally:
            self.judge.done()

    def send(self, code: int, body: str, headers: dict[str, str] | None = None) -> None:
        raw = body.encode()
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


def completion(
    content: str | None, finish_reason: str = "stop", usage: bool = True, logprobs: Any = None, **message: Any
) -> Answer:
    counts = {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS, "total_tokens": 1050}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "judge-2026-01-01",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
                "logprobs": logprobs,
            }
        ],
        "usage": counts if usage else None,
    }
    return lambda handler, asked: handler.send(200, json.dumps(body))


def verdict(score: Any, reason: str = "as told", **options: Any) -> Answer:
    return completion(json.dumps({"reason": reason, "score": score}), **options)


def by_length(handler: Handler, asked: Asked) -> None:
    """The well-behaved judge: the score is the number of words of the reply."""
    verdict(len(asked.data["reply"].split()))(handler, asked)


def told(*tokens: str | dict[str, float]) -> dict[str, Any]:
    """Log-probabilities of a reply: a token is a text, or the probabilities of its alternatives, the first one said."""
    return {"content": [token_told(token if isinstance(token, dict) else {token: 1.0}) for token in tokens]}


def token_told(alternatives: dict[str, float]) -> dict[str, Any]:
    top = [{"token": text, "logprob": math.log(share), "bytes": None} for text, share in alternatives.items()]
    return {**top[0], "top_logprobs": sorted(top, key=lambda one: -one["logprob"])}


def status(code: int, message: str = "told to fail", error: str | None = None, **headers: str) -> Answer:
    body = json.dumps({"error": {"message": message, "code": error}})
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, asked: handler.send(code, body, names)


def drop(handler: Handler, asked: Asked) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def page(handler: Handler, asked: Asked) -> None:
    """What a gateway may send while the model behind it is away."""
    handler.send(200, '{"error": {"message": "upstream is busy", "code": 502}}')


def after(seconds: float, answer: Answer = by_length) -> Answer:
    def answer_late(handler: Handler, asked: Asked) -> None:
        time.sleep(seconds)
        answer(handler, asked)

    return answer_late


def without_schemas(handler: Handler, asked: Asked) -> None:
    """A server that knows JSON mode only."""
    if asked.payload["response_format"]["type"] == "json_schema":
        status(400, "response_format must be text or json_object")(handler, asked)
    else:
        by_length(handler, asked)


def without_logprobs(handler: Handler, asked: Asked) -> None:
    """A server that refuses to tell probabilities."""
    if "logprobs" in asked.payload:
        status(400, "logprobs are not supported with this model")(handler, asked)
    else:
        by_length(handler, asked)


@contextmanager
def running_judge() -> Iterator[JudgeServer]:
    class OwnHandler(Handler):
        """Knows this judge only."""

    with answering(OwnHandler) as address:
        OwnHandler.judge = JudgeServer(f"{address}/v1", by_length)
        yield OwnHandler.judge


def asking(metric: Any, judge: JudgeServer, folder: Path, **alike: Any) -> Ask:
    """A way to have replies judged. folder: for the store; alike: columns, with the value that every item has there."""

    def compute(*replies: str, **options: Any) -> dict[str, Any]:
        columns = {"predictions": list(replies)} | {name: [value] * len(replies) for name, value in alike.items()}
        defaults = {"base_url": judge.address, "store": folder / "replies.sqlite3", "timeout": 10.0}
        result: dict[str, Any] = metric.compute(**{**columns, **defaults, **options})
        return result

    return compute


def words(n: int, start: str = "w") -> str:
    return " ".join([start] * n)


def scores(result: dict[str, Any]) -> list[Any]:
    return [item["score"] for item in result["per_item"]]


def assert_matches(text: str, pattern: str) -> None:
    assert re.search(pattern, text), text

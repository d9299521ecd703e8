"""A chat-completions server on loopback that answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from ..loopback import answering

KEY = "sk-test-0123456789"
Body = dict[str, Any]
Reaction = Callable[["Handler", Body], None]


@dataclass
class Fake:
    """`reactions` are used up one a request; `default` is to all others. asked: payloads, and when they came."""

    address: str
    default: Reaction
    reactions: list[Reaction] = field(default_factory=list)
    asked: list[tuple[Body, float]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.fake.lock:
            self.fake.asked.append((payload, time.monotonic()))
            self.fake.keys.append(self.headers["Authorization"])
            self.fake.paths.append(self.path)
            self.fake.at_once += 1
            self.fake.most_at_once = max(self.fake.most_at_once, self.fake.at_once)
            reaction = self.fake.reactions.pop(0) if self.fake.reactions else self.fake.default
        try:
            reaction(self, payload)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client went away meanwhile
        finally:
            with self.fake.lock:
                self.fake.at_once -= 1

    def send(self, code: int, body: str, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        raw = body.encode()
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


def raw(body: str) -> Reaction:
    return lambda handler, payload: handler.send(200, body)


def says(content: Any, finish_reason: str = "stop", **choice: Any) -> Reaction:
    message = {"role": "assistant", "content": content}
    return raw(json.dumps({"choices": [{"index": 0, "finish_reason": finish_reason, "message": message, **choice}]}))


def likely(**logprobs: float) -> Reaction:
    """Of tokens; an underscore is a space."""
    top = [{"token": token.replace("_", " "), "logprob": value} for token, value in logprobs.items()]
    return says("A", logprobs={"content": [{**top[0], "top_logprobs": top}]})


def status(code: int, message: str = "told to fail", error: str | None = None, **headers: str) -> Reaction:
    body = json.dumps({"error": {"message": message, "code": error}})
    return lambda handler, payload: handler.send(code, body, **headers)


def drop(handler: Handler, payload: Body) -> None:
    handler.close_connection = True


def reset(handler: Handler, payload: Body) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def after(seconds: float, reaction: Reaction) -> Reaction:
    def late(handler: Handler, payload: Body) -> None:
        time.sleep(seconds)
        reaction(handler, payload)

    return late


def echo(handler: Handler, payload: Body) -> None:
    says(f"said to {payload['messages'][-1]['content']}")(handler, payload)


@contextmanager
def running() -> Iterator[Fake]:
    class OwnHandler(Handler):
        """Knows this server only."""

    with answering(OwnHandler) as address:
        OwnHandler.fake = Fake(f"{address}/v1", echo)
        yield OwnHandler.fake

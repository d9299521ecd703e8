"""A loopback server that speaks OpenAI's chat completions, files and batches, and fails as it is told.

    with running(author) as server:          # author: payload of a chat completion -> the text that the model writes
        server.faults = every(3, RATE_LIMIT, ERROR_500, CUT)
        subprocess.run([...], env=os.environ | server.environment)
        assert max(server.answered.values()) == 1

Payloads are told apart by `digest`, the SHA-256 that is also the key of the response store as long as schemas are in
use. What the server counts, all under `server.lock` while it runs:

    asked       requests by digest, whatever came of them      answered   whole replies by digest, batches' included
    keys        the keys that came in                          most_at_once  chat requests under way at one time
    batches     every batch by id, with its metadata           paths      "POST /v1/batches" ... in their order

Faults are either on the wire (429, 500, time-out, cut connection, page of HTML: nothing is bought) or in the reply
(malformed JSON, refusal, wrong schema, truncated, filtered: bought, and nothing to use). `every` spreads them by the
order of arrival, `by_payload` by the digest, so that it does not matter who comes first: a payload then has its wire
fault once, and its faulty reply each time. Lines of a batch have the faults in the reply only; what happens to whole
batches is said by `fates`, one of COMPLETED, EXPIRED, HALF, FAILED, CANCELLED a batch.
"""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import math
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from .loopback import answering

KEY = "sk-test-0123456789abcdef"
COMPLETED, EXPIRED, HALF, FAILED, CANCELLED = "completed", "expired", "half", "failed", "cancelled"
Body = dict[str, Any]
Author = Callable[[Body], str]


@dataclass(frozen=True)
class Fault:
    """wire: what is done instead of replying; reply: HTTP status and body, given the payload and the good text."""

    name: str
    wire: Callable[[Handler], None] | None = None
    reply: Callable[[Body, str], tuple[int, Body]] | None = None


Plan = Callable[[int, Body, int], Fault | None]  # number of the request from 1, payload, how often it came before


def digest(payload: Body) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def no_faults(number: int, payload: Body, before: int) -> Fault | None:
    return None


def every(n: int, *faults: Fault) -> Plan:
    """Each n-th request, the faults in turn."""
    return lambda number, payload, before: faults[number // n % len(faults)] if number % n == 0 else None


def by_payload(n: int, *faults: Fault) -> Plan:
    """One payload in n, whenever it comes."""

    def plan(number: int, payload: Body, before: int) -> Fault | None:
        drawn = int(digest(payload)[:12], 16)
        fault = faults[drawn // n % len(faults)]
        return fault if drawn % n == 0 and (fault.reply or not before) else None

    return plan


def first(*faults: Fault) -> Plan:
    """The first requests, one fault each."""
    return lambda number, payload, before: faults[number - 1] if number <= len(faults) else None


# --- faults on the wire
def status(code: int, message: str = "told to fail", error: str | None = None, **headers: str) -> Fault:
    body = {"error": {"message": message, "code": error, "type": None, "param": None}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(f"HTTP {code}", wire=lambda handler: handler.send(code, json.dumps(body).encode(), named))


def stall(seconds: float) -> Fault:
    """Longer than the client's time-out; then the connection is closed."""

    def wire(handler: Handler) -> None:
        handler.llm.stopping.wait(seconds)
        handler.close_connection = True

    return Fault("stall", wire)


def page(text: str = "<html><body>Bad gateway</body></html>") -> Fault:
    return Fault("page", wire=lambda handler: handler.send(200, text.encode(), {"Content-Type": "text/html"}))


def _cut(handler: Handler) -> None:
    """Half a reply, then a reset."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"id": "ch')
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


RATE_LIMIT = status(429, "slow down", Retry_After="0.05")
ERROR_500 = status(500)
CUT = Fault("cut", _cut)
HTML = page()


# --- faults in the reply
def _faulty(name: str, change: Callable[[Body, str], None]) -> Fault:
    def reply(payload: Body, text: str) -> tuple[int, Body]:
        body = completion(payload, text)
        change(body["choices"][0], text)
        return 200, body

    return Fault(name, reply=reply)


def rejection(message: str = "Your request was rejected by our safety system") -> Fault:
    """HTTP 400, on the wire and in a batch."""
    return Fault("rejected", reply=lambda payload, text: (400, {"error": {"message": message, "code": None}}))


def _choices_lost(payload: Body, text: str) -> tuple[int, Body]:
    return 200, {**completion(payload, text), "choices": []}


MALFORMED = _faulty("malformed", lambda choice, text: choice["message"].update(content=text[: len(text) // 2]))
WRONG_SCHEMA = _faulty("wrong_schema", lambda choice, text: choice["message"].update(content='{"nothing": 1}'))
REFUSAL = _faulty("refusal", lambda choice, text: choice["message"].update(content=None, refusal="I can't help."))
TRUNCATED = _faulty("truncated", lambda choice, text: choice.update(finish_reason="length"))
FILTERED = _faulty("filtered", lambda choice, text: choice.update(finish_reason="content_filter"))
PAID_FOR_NOTHING = Fault("paid_for_nothing", reply=_choices_lost)
REJECTED = rejection()


# --- what a model would count and write
def tokens_of(text: str) -> int:
    """Pieces of up to six letters or three digits, and every sign: much as tokenizers cut English."""
    return len(re.findall(r"[^\W\d_]{1,6}|\d{1,3}|[^\w\s]|_", text))


def usage(payload: Body, text: str) -> dict[str, int]:
    read = tokens_of(json.dumps(payload.get("response_format", {})))
    for message in payload["messages"]:
        parts = message["content"] if isinstance(message["content"], list) else [{"text": message["content"]}]
        read += 4 + sum(tokens_of(part["text"]) if "text" in part else _image_tokens(part) for part in parts)
    return {"prompt_tokens": read, "completion_tokens": tokens_of(text), "total_tokens": read + tokens_of(text)}


def _image_tokens(part: Body) -> int:
    """85, and for a close look 170 for each tile of 512 pixels, once the picture fits into 2048 and 768 pixels."""
    if part["image_url"]["detail"] == "low":
        return 85
    data = base64.b64decode(part["image_url"]["url"].split(",", 1)[1])
    width, height = Image.open(io.BytesIO(data)).size
    shrink = max(1.0, max(width, height) / 2048)
    shrink = max(shrink, min(width, height) / 768)
    return 85 + 170 * math.ceil(width / shrink / 512) * math.ceil(height / shrink / 512)


def completion(payload: Body, text: str) -> Body:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": payload["model"],
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, "refusal": None}}
        ],
        "usage": usage(payload, text),
    }


@dataclass
class LLMServer:
    """See the module. author, faults, fates and the switches may be changed while it runs.

    key: the only one that is let in, None lets all in. knows_schemas: refuses them if not. takes: seconds for a reply.
    polls: looks at a batch until it has ended. created: called between the creation of a batch and the answer.
    elsewhere: faults on the wire for the next requests about files and batches.
    """

    address: str
    author: Author
    faults: Plan = no_faults
    fates: list[str] = field(default_factory=list)
    elsewhere: list[Fault | None] = field(default_factory=list)
    key: str | None = KEY
    knows_schemas: bool = True
    takes: float = 0.0
    polls: int = 1
    created: Callable[[], None] = lambda: None
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    payloads: dict[str, Body] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Body] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    requests: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopping: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def environment(self) -> dict[str, str]:
        """What a subprocess needs to find it."""
        return {"OPENAI_BASE_URL": self.address, "OPENAI_API_KEY": self.key or "any"}

    def fault_for(self, payload: Body) -> Fault | None:
        with self.lock:
            name = digest(payload)
            self.requests += 1
            before = self.asked[name]
            self.asked[name] += 1
            self.payloads[name] = payload
            fault = self.faults(self.requests, payload, before)
            if fault:
                self.given[fault.name] += 1
            return fault

    def reply(self, payload: Body, fault: Fault | None) -> tuple[int, Body]:
        if payload["response_format"]["type"] == "json_schema" and not self.knows_schemas:
            return 400, {"error": {"message": "This response_format type is unavailable now", "code": "invalid"}}
        text = self.author(payload)
        return fault.reply(payload, text) if fault and fault.reply else (200, completion(payload, text))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    llm: LLMServer

    def do_POST(self) -> None:
        self._served({"/v1/chat/completions": self._chat, "/v1/files": self._upload, "/v1/batches": self._create})

    def do_GET(self) -> None:
        self._served({"/v1/batches": self._list, "/v1/batches/": self._retrieve, "/v1/files/": self._download})

    def _served(self, doors: dict[str, Callable[[], None]]) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        if len(self.body) < length:  # the client was killed while it sent
            self.close_connection = True
            return
        self.url = urlsplit(self.path)
        key = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        with self.llm.lock:
            self.llm.paths.append(f"{self.command} {self.url.path}")
            self.llm.keys.append(key)
        parts = self.url.path.split("/")
        door = doors.get("/".join(parts[:3]) + "/" if len(parts) > 3 and parts[2] != "chat" else self.url.path)
        try:
            if self.llm.key is not None and key != self.llm.key:
                self.fail(401, f"Incorrect API key provided: {key}", "invalid_api_key")
            elif door is None:
                self.fail(404, f"no such address: {self.url.path}")
            elif door != self._chat and (fault := self._fault_elsewhere()):
                assert fault.wire is not None
                fault.wire(self)
            else:
                door()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client went away meanwhile: it timed out or was killed

    def _fault_elsewhere(self) -> Fault | None:
        with self.llm.lock:
            return self.llm.elsewhere.pop(0) if self.llm.elsewhere else None

    def _chat(self) -> None:
        payload = json.loads(self.body)
        with self.llm.lock:
            self.llm.at_once += 1
            self.llm.most_at_once = max(self.llm.most_at_once, self.llm.at_once)
        try:
            fault = self.llm.fault_for(payload)
            if self.llm.takes:
                self.llm.stopping.wait(self.llm.takes)
            if fault and fault.wire:
                fault.wire(self)
                return
            code, body = self.llm.reply(payload, fault)
        finally:
            with self.llm.lock:
                self.llm.at_once -= 1
        self.send(code, json.dumps(body).encode())
        if code == 200:
            with self.llm.lock:
                self.llm.answered[digest(payload)] += 1

    def _upload(self) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = {
            part.get_param("name", header="content-disposition"): part
            for part in message_from_bytes(head + self.body).get_payload()  # type: ignore[union-attr]
        }
        if parts["purpose"].get_payload().strip() != "batch":
            self.fail(400, "purpose must be batch")
            return
        data = parts["file"].get_payload(decode=True)
        with self.llm.lock:
            id = f"file-{next(self.llm.numbers)}"
            self.llm.files[id] = data
        self.json(
            {"id": id, "object": "file", "bytes": len(data), "created_at": 1, "filename": "x", "purpose": "batch"}
        )

    def _download(self) -> None:
        data = self.llm.files.get(self.url.path.split("/")[3])
        self.send(200, data) if data is not None else self.fail(404, "No such File object")

    def _create(self) -> None:
        wish = json.loads(self.body)
        with self.llm.lock:
            id = f"batch_{next(self.llm.numbers)}"
            self.llm.batches[id] = {
                "id": id,
                "object": "batch",
                "endpoint": wish["endpoint"],
                "completion_window": wish["completion_window"],
                "input_file_id": wish["input_file_id"],
                "metadata": wish.get("metadata"),
                "created_at": int(time.time()),
                "status": "in_progress",
                "left": self.llm.polls,
                "fate": self.llm.fates.pop(0) if self.llm.fates else COMPLETED,
            }
        self.llm.created()
        self.json(self._shown(id))

    def _retrieve(self) -> None:
        id = self.url.path.split("/")[3]
        with self.llm.lock:
            batch = self.llm.batches.get(id)
            if batch and batch["status"] == "in_progress":
                batch["left"] -= 1
                if batch["left"] <= 0:
                    self._end(batch)
        self.json(self._shown(id)) if batch else self.fail(404, f"No batch found with id '{id}'")

    def _list(self) -> None:
        """Newest first, a page at a time."""
        query = parse_qs(self.url.query)
        ids = list(reversed(self.llm.batches))
        start = ids.index(query["after"][0]) + 1 if "after" in query else 0
        page = ids[start : start + int(query.get("limit", ["20"])[0])]
        more = start + len(page) < len(ids)
        self.json({"object": "list", "data": [self._shown(id) for id in page], "has_more": more})

    def _shown(self, id: str) -> Body:
        return {name: value for name, value in self.llm.batches[id].items() if name not in ("left", "fate")}

    def _end(self, batch: Body) -> None:
        """Let it have its fate."""
        fate = batch["fate"]
        lines = [json.loads(line) for line in self.llm.files[batch["input_file_id"]].splitlines()]
        batch["status"] = EXPIRED if fate == HALF else fate
        if fate == FAILED:
            batch["errors"] = {"object": "list", "data": [{"code": "told", "message": "told to fail", "line": None}]}
            return
        reached = {COMPLETED: len(lines), HALF: len(lines) // 2}.get(fate, 0)
        done, failed = [], []
        for number, line in enumerate(lines):
            if number >= reached:
                error = {"code": "batch_expired", "message": "This request could not be executed in time."}
                failed.append({"id": "x", "custom_id": line["custom_id"], "response": None, "error": error})
                continue
            code, body = self.llm.reply(line["body"], self.llm.fault_for(line["body"]))
            response = {"status_code": code, "request_id": "x", "body": body}
            (done if code == 200 else failed).append(
                {"id": "x", "custom_id": line["custom_id"], "response": response, "error": None}
            )
            if code == 200:
                self.llm.answered[digest(line["body"])] += 1
        batch["request_counts"] = {"total": len(lines), "completed": len(done), "failed": len(failed)}
        for name, records in (("output_file_id", list(reversed(done))), ("error_file_id", failed)):
            if records:  # the order of a batch's output is not that of its input
                batch[name] = f"file-{next(self.llm.numbers)}"
                self.llm.files[batch[name]] = b"".join(json.dumps(record).encode() + b"\n" for record in records)

    def json(self, body: Body) -> None:
        self.send(200, json.dumps(body).encode())

    def fail(self, code: int, message: str, error: str | None = None) -> None:
        self.send(code, json.dumps({"error": {"message": message, "code": error}}).encode())

    def send(self, code: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed leaves a broken connection; that is no fault of the server's."""
        import sys

        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextmanager
def running(author: Author, **settings: Any) -> Iterator[LLMServer]:
    """The server, on a port of its own. settings: fields of LLMServer."""

    class OwnHandler(Handler):
        """Knows this server only."""

    with answering(OwnHandler, _Listener) as address:
        OwnHandler.llm = LLMServer(f"{address}/v1", author, **settings)
        try:
            yield OwnHandler.llm
        finally:
            OwnHandler.llm.stopping.set()

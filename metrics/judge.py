"""The LLM judge: verdicts on many items at a time, none asked for twice.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .messages import Completion, UnusableReply
from .options import Options
from .server import JudgeError, NoAnswer, Rejected, Server
from .store import ReplyStore, request_key

Verdict = TypeVar("Verdict")

FORMAT = "response_format"  # under this key a stored completion says how it was asked for

OUTAGE = 10  # items in a row without an answer: it is the server, not the items


class _KnownRejection(Exception):
    """The store says that the server refuses this request."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Verdict]):
    """A verdict, or else why there is none."""

    verdict: Verdict | None
    unscorable: str | None = None


class Judge(Generic[Verdict]):
    """Asks one server, through one store.

    read: the verdict that a chat completion holds; it raises UnusableReply where there is none.
    asked, stored: the chat completions it asked for, and those it found in the store.
    """

    def __init__(
        self, server: Server, store: ReplyStore, options: Options, read: Callable[[Completion], Verdict]
    ) -> None:
        self.asked: list[Completion] = []
        self.stored: list[Completion] = []
        self._server = server
        self._store = store
        self._options = options
        self._read = read
        self._known_to_answer = False
        self._rejected: list[tuple[str, int, str]] = []  # key, attempt, why: what the next run need not ask
        self._unanswered_in_a_row = 0
        self._lock = threading.Lock()

    def outcomes(self, requests: Sequence[dict[str, Any]]) -> list[Outcome[Verdict]]:
        """One outcome for each request; equal ones share it, and are sent once."""
        keys = [request_key(self._server.address, request) for request in requests]
        unique = dict(zip(keys, requests, strict=True))
        self._known_to_answer = any(self._store.get(key, 0) is not None for key in unique)
        with ThreadPoolExecutor(self._options.max_concurrency, thread_name_prefix="judge") as pool:
            found = dict(zip(unique, pool.map(self._outcome, unique, unique.values()), strict=True))
        self._keep_rejections()
        return [found[key] for key in keys]

    def _outcome(self, key: str, request: dict[str, Any]) -> Outcome[Verdict]:
        problem = ""
        for attempt in range(self._options.attempts):
            try:
                return Outcome(self._read(self._completion(key, attempt, request)))
            except UnusableReply as error:
                problem = f"no verdict in {attempt + 1} replies, the last: {error}"
            except _KnownRejection as error:
                problem = f"no answer: {error}"
            except NoAnswer as error:
                self._count_unanswered(key, attempt, error)
                return Outcome(None, f"no answer: {error}")
        return Outcome(None, problem)

    def _completion(self, key: str, attempt: int, request: dict[str, Any]) -> Completion:
        """The completion of this attempt: from the store, where it is asked for at most once."""
        body = self._store.get(key, attempt)
        if body is None:
            with self._store.asking(key):
                body = self._store.get(key, attempt)  # another process may have been asking until now
                if body is None:
                    return self._bought(key, attempt, request)
        completion: Completion = json.loads(body)
        if "choices" not in completion:
            raise _KnownRejection(completion["rejected"])
        self.stored.append(completion)
        return completion

    def _bought(self, key: str, attempt: int, request: dict[str, Any]) -> Completion:
        """A new completion, stored before anyone looks for a verdict in it."""
        body, response_format = self._server.answer(request)
        completion = _completion_in(body)
        if completion is None:
            raise NoAnswer(f"not a chat completion: {self._server.safe(body)[:200]!r}")
        completion[FORMAT] = response_format
        self._store.put(key, attempt, json.dumps(completion))
        self.asked.append(completion)
        with self._lock:
            self._known_to_answer = True
            self._unanswered_in_a_row = 0
        return completion

    def _keep_rejections(self) -> None:
        """So that the next run asks for none of them, unless it may make more attempts.

        Only where other items were answered in this run: a server that rejects them all is set up wrongly.
        """
        if not self.asked:
            return
        for key, first, problem in self._rejected:
            for attempt in range(first, self._options.attempts):
                self._store.put(key, attempt, json.dumps({"rejected": problem}))

    def _count_unanswered(self, key: str, attempt: int, problem: NoAnswer) -> None:
        with self._lock:
            if isinstance(problem, Rejected):
                if not problem.about_format:
                    self._rejected.append((key, attempt, str(problem)))
                if self._known_to_answer:
                    return  # it is the item, not the server
            self._unanswered_in_a_row += 1
            if self._unanswered_in_a_row < OUTAGE:
                return
        raise JudgeError(
            f"{OUTAGE} items in a row without an answer from {self._server.address}, the last: {problem}. What it did"
            f" answer is kept in {self._store.path}: run again to go on from there"
        )


def _completion_in(body: str) -> Completion | None:
    """The chat completion; None for what gateways may send with status 200 instead, such as an error page."""
    try:
        completion: Completion = json.loads(body)
        return completion if isinstance(completion["choices"][0]["message"], dict) else None
    except (ValueError, TypeError, LookupError):
        return None

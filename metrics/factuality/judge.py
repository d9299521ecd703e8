"""The LLM judge: verdicts on many items at a time, none asked for twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .rubric import UnusableReply, request_for, verdict_in
from .server import JudgeError, NoAnswer, Options, Server
from .store import ReplyStore, request_key

Completion = dict[str, Any]  # the body of a chat completion

OUTAGE = 10  # items in a row without an answer: it is the server, not the items


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score with its reason, or else why there is none."""

    score: int | None
    reason: str | None
    unscorable: str | None = None


class Judge:
    """Asks one server, through one store.

    asked, stored: the chat completions it asked for, and those it found in the store.
    """

    def __init__(self, server: Server, store: ReplyStore, options: Options) -> None:
        self.asked: list[Completion] = []
        self.stored: list[Completion] = []
        self._server = server
        self._store = store
        self._options = options
        self._unanswered_in_a_row = 0
        self._lock = threading.Lock()

    def outcomes(self, items: Sequence[tuple[str, str, str]]) -> list[Outcome]:
        """One outcome for each item (question, ground truth, reply); equal items share one, and are asked once."""
        requests = [request_for(self._options.model, *item) for item in items]
        keys = [request_key(self._server.address, request) for request in requests]
        unique = dict(zip(keys, requests, strict=True))
        with ThreadPoolExecutor(self._options.max_concurrency, thread_name_prefix="judge") as pool:
            found = dict(zip(unique, pool.map(self._outcome, unique, unique.values()), strict=True))
        return [found[key] for key in keys]

    def _outcome(self, key: str, request: dict[str, Any]) -> Outcome:
        problem = ""
        for attempt in range(self._options.attempts):
            try:
                verdict = verdict_in(self._completion(key, attempt, request))
            except UnusableReply as error:
                problem = f"no verdict in {attempt + 1} replies, the last: {error}"
            except NoAnswer as error:
                self._count_unanswered(str(error))
                return Outcome(None, None, f"no answer: {error}")
            else:
                return Outcome(verdict.score, verdict.reason)
        return Outcome(None, None, problem)

    def _completion(self, key: str, attempt: int, request: dict[str, Any]) -> Completion:
        """The completion of this attempt: from the store, where it is asked for at most once."""
        body = self._store.get(key, attempt)
        if body is None:
            with self._store.asking(key):
                body = self._store.get(key, attempt)  # another process may have been asking until now
                if body is None:
                    return self._bought(key, attempt, request)
        completion = _completion_in(body)
        self.stored.append(completion)
        return completion

    def _bought(self, key: str, attempt: int, request: dict[str, Any]) -> Completion:
        """A new completion, stored before anyone looks for a verdict in it."""
        body = self._server.answer(request)
        completion = _completion_in(body)
        self._store.put(key, attempt, body)
        self.asked.append(completion)
        with self._lock:
            self._unanswered_in_a_row = 0
        return completion

    def _count_unanswered(self, problem: str) -> None:
        with self._lock:
            self._unanswered_in_a_row += 1
            if self._unanswered_in_a_row < OUTAGE:
                return
        raise JudgeError(
            f"{OUTAGE} items in a row without an answer from {self._server.address}, the last: {problem}. What it did"
            f" answer is kept in {self._store.path}: run again to go on from there"
        )


def _completion_in(body: str) -> Completion:
    """The chat completion; NoAnswer for what gateways may send with status 200 instead, such as an error page."""
    try:
        completion: Completion = json.loads(body)
        completion["choices"][0]["message"]["content"]
    except (ValueError, TypeError, LookupError):
        raise NoAnswer(f"not a chat completion: {body[:200]!r}") from None
    return completion

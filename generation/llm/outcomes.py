"""The lines of a batch's output and error files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generation.llm.replies import is_completion
from generation.llm.server import REJECTED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request of a job. body: of the reply, as text; problem: why there is none, or ""."""

    key: str
    status: int | None
    body: str
    problem: str

    @property
    def is_answer(self) -> bool:
        """Whether there is a reply to keep."""
        return self.status == 200 and is_completion(self.body)

    @property
    def is_rejection(self) -> bool:
        """Whether the server refuses the request as such."""
        return self.status in REJECTED


def outcomes_in(lines: str) -> Iterator[Outcome]:
    """The outcomes that the text of a file holds; a torn line is none."""
    for line in lines.split("\n"):
        try:
            record: dict[str, Any] = json.loads(line)
            key = str(record["custom_id"])
        except (ValueError, TypeError, LookupError):
            continue
        response = record.get("response") or {}
        body, status = response.get("body"), response.get("status_code")
        yield Outcome(key, status, json.dumps(body, ensure_ascii=False), _problem(record.get("error"), body, status))


def _problem(error: Any, body: Any, status: Any) -> str:
    inner = body.get("error") if isinstance(body, dict) else None
    for holder in (error, inner):
        if isinstance(holder, dict) and holder.get("message"):
            return f"HTTP {status}: {holder['message']}" if status else str(holder["message"])
    return "" if status == 200 else f"HTTP {status}"

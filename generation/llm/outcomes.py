"""The lines of a batch's output and error files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from generation.llm.replies import is_completion
from generation.llm.server import REJECTED


class Response(BaseModel):
    """What would have been answered to the request alone."""

    status_code: int | None = None
    body: Any = None


class Line(BaseModel):
    """One line; only what is read of it."""

    custom_id: str
    response: Response | None = None
    error: Any = None


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


def outcomes_in(lines: str) -> list[Outcome]:
    """The outcomes that the text of a file holds. Raises pydantic's ValidationError for any other text."""
    outcomes = []
    for text in lines.split("\n"):
        if text.strip():
            line = Line.model_validate_json(text)
            response = line.response or Response()
            body = json.dumps(response.body, ensure_ascii=False)
            outcomes.append(Outcome(line.custom_id, response.status_code, body, _problem(line.error, response)))
    return outcomes


def _problem(error: Any, response: Response) -> str:
    inner = response.body.get("error") if isinstance(response.body, dict) else None
    status = f"HTTP {response.status_code}" if response.status_code else ""
    for holder in (error, inner):
        if isinstance(holder, dict) and holder.get("message"):
            return f"{status}: {holder['message']}" if status else str(holder["message"])
    return "" if response.status_code == 200 else status or "no answer"

"""The server's side of the Batch API: files and jobs, each call tried until it brings what it should."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import IO, Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from generation.llm.connection import Connection
from generation.llm.limits import backoff
from generation.llm.outcomes import Outcome, outcomes_in
from generation.llm.progress import Progress
from generation.llm.server import Passing, Server
from generation.records import BadInput

ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
NAME = "mllmu-bench"  # the metadata that holds a job's name
Result = TypeVar("Result")


class Gone(BadInput):
    """The server does not know what was asked for by its id."""


class Made(BaseModel):
    """A file or job that the server has; only what is read of it."""

    id: str


class Problem(BaseModel):
    """What was wrong with a whole job."""

    message: str | None = None


class Problems(BaseModel):
    """What was wrong with a whole job, as it is sent."""

    data: list[Problem] | None = None


class Counts(BaseModel):
    """Requests of a job."""

    completed: int = 0


class State(Made):
    """How a job stands."""

    status: str
    request_counts: Counts | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: Problems | None = None
    metadata: dict[str, str] | None = None


class Page(BaseModel):
    """Some of the server's jobs, the newest first."""

    data: list[State]
    has_more: bool = False


class Jobs:
    """Files and jobs of one account. Every method raises BadInput where the server stays down or refuses."""

    def __init__(self, server: Server, connection: Connection, progress: Progress) -> None:
        self._client, self._server, self._connection, self._progress = server.client, server, connection, progress

    def create(self, name: str, file: IO[bytes]) -> str:
        """Upload the lines and have them worked through; the id of the job."""

        def upload() -> Any:
            file.seek(0)
            return self._client.files.with_raw_response.create(file=("requests.jsonl", file), purpose="batch")

        def post() -> Any:
            return self._client.batches.with_raw_response.create(
                input_file_id=file_id, endpoint=ENDPOINT, completion_window="24h", metadata={NAME: name}
            )

        file_id = self._called(upload, Made.model_validate_json).id
        faults = 0
        while True:
            try:
                return self._tried(post, Made.model_validate_json).id
            except Passing as passing:
                problem = passing
            faults += 1
            self._wait(problem, faults)
            if id := self.named(name):  # the answer was lost, not the request
                return id

    def named(self, name: str) -> str:
        """The id of the job with that name, "" if there is none."""
        page = self._page({"limit": 100})
        while page.data:
            for state in page.data:
                if (state.metadata or {}).get(NAME) == name:
                    return state.id
            if not page.has_more:
                break
            page = self._page({"limit": 100, "after": page.data[-1].id})
        return ""

    def _page(self, query: dict[str, Any]) -> Page:
        return self._called(lambda: self._client.batches.with_raw_response.list(**query), Page.model_validate_json)

    def state(self, id: str) -> State:
        """How the job stands. Raises Gone."""
        return self._called(lambda: self._client.batches.with_raw_response.retrieve(id), State.model_validate_json)

    def outcomes(self, file_id: str, some: bool) -> list[Outcome]:
        """What an output or error file holds; some: that it cannot be empty. Raises Gone."""

        def read(text: str) -> list[Outcome]:
            if some and not text.strip():
                raise Passing("an empty file of replies")
            return outcomes_in(text)

        return self._called(lambda: self._client.files.with_raw_response.content(file_id), read)

    def _called(self, call: Callable[[], Any], read: Callable[[str], Result]) -> Result:
        """What is read of the answer, tried as often as the connection says."""
        faults = 0
        while True:
            try:
                return self._tried(call, read)
            except Passing as passing:
                problem = passing
            faults += 1
            self._wait(problem, faults)

    def _tried(self, call: Callable[[], Any], read: Callable[[str], Result]) -> Result:
        from openai import APIError, NotFoundError

        text = ""
        try:
            text = call().text
            found = read(text)
            self._server.met = True
            return found
        except (ValidationError, UnicodeError):  # such as a gateway's page
            problem = f"not what the Batch API answers: {self._server.safe(text)[:100]!r}"
            meaning: Exception = Passing(problem, strange=True)
        except APIError as error:
            meaning = self._server.meaning(error)
            if isinstance(error, NotFoundError):
                meaning = Gone(str(meaning))
        if not isinstance(meaning, Passing | BadInput):
            meaning = BadInput(f"{self._server.address}: the Batch API refuses ({meaning}); run without batches")
        raise meaning

    def _wait(self, problem: Passing, faults: int) -> None:
        """Wait for the next try; BadInput behind the last one."""
        self._progress.say(str(problem))
        if faults >= self._server.tries(problem):
            raise BadInput(
                f"{self._server.address}: the Batch API does not work in {faults} tries, the last: {problem}; all that "
                "came is stored: run again to go on"
            )
        time.sleep((problem.after or 0.0) + backoff(self._connection.backoff, faults))

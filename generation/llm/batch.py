"""Requests by the Batch API: written as JSON lines, uploaded, waited for, fetched into the store.

A job is noted in the store before it is created, under a name that it carries in its metadata: a process that was
killed in between finds it in the server's list, and neither sends nor pays it twice.
"""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Literal, TypeVar

from generation.llm.budget import Budget
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation, in_json_mode
from generation.llm.limits import backoff
from generation.llm.outcomes import Outcome, outcomes_in
from generation.llm.progress import Progress
from generation.llm.rejections import Rejections
from generation.llm.replies import usage_in
from generation.llm.server import Passing, Rejected, Server
from generation.llm.store import Job, Store
from generation.records import BadInput

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch as ServersBatch

ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
NAME = "mllmu-bench"  # the metadata that holds a job's intention
MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000  # of one file, by OpenAI's documentation
ENDED = ("completed", "failed", "expired", "cancelled")
Result = TypeVar("Result")


class _Gone(BadInput):
    """The server does not know what was asked for by its id."""


class Batch:
    """Buys replies by jobs of up to a day; a context manager. budget: at the price of batches."""

    def __init__(
        self, server: Server, store: Store, budget: Budget, connection: Connection, progress: Progress
    ) -> None:
        self._server, self._store, self._budget, self._progress = server, store, budget, progress
        self._connection = connection
        self._rejections = Rejections(store, server.address)
        self._problem = ""  # the last that was not the item's
        self._client: OpenAI = server.synchronous()

    def buy(self, wanted: Mapping[str, Conversation]) -> None:
        """Have all replies in the store. Raises BadInput: see Client.ask."""
        fruitless = 0
        while True:
            before = self._store.count()
            self.collect(wanted)
            left = self._store.missing(wanted)
            if not left:
                return
            fruitless = 0 if self._store.count() > before else fruitless + bool(self._problem)
            if fruitless >= self._connection.tries:
                raise self._given_up(f"{fruitless} batches in a row brought nothing")
            if fruitless:
                time.sleep(backoff(self._connection.backoff, fruitless))
            self._send([wanted[key] for key in left])

    def collect(self, wanted: Mapping[str, Conversation]) -> None:
        """Wait for the open jobs that will bring any of those replies, and store all that they bring."""
        while jobs := [job for job in self._store.open_jobs() if job.keys & wanted.keys()]:
            if any(job.id is None for job in jobs):
                self._find_lost()
                continue
            states = [self._looked_at(job, wanted) for job in jobs]
            if not all(state in ENDED for state in states):
                self._progress.say(f"batch {', '.join(states)}")
                time.sleep(self._connection.poll)

    def _find_lost(self) -> None:
        """Learn the ids of jobs whose sender died before it could note them; forget those that it never created."""
        with self._store.sending():  # so that no living process is about to note one
            for job in self._store.open_jobs():
                if job.id is None:
                    self._note(job.intention)

    def _note(self, intention: str) -> None:
        if id := self._call(lambda again: self._listed(intention)):
            self._store.created(intention, id)
        else:
            self._store.end(intention)

    def _listed(self, intention: str) -> str:
        """The id of the job with that name, "" if the server has none."""
        batches = self._client.batches.list(limit=100)
        return next((batch.id for batch in batches if (batch.metadata or {}).get(NAME) == intention), "")

    def _send(self, wanted: Sequence[Conversation]) -> None:
        """Create jobs for what nobody else is buying. Raises BadInput if the money does not suffice."""
        with self._store.sending():
            jobs = self._intended(wanted)
            for intention, conversations in jobs.items():
                with tempfile.TemporaryFile() as file:
                    file.writelines(map(self._line, conversations))
                    id = self._created(intention, file)
                self._store.created(intention, id)

    def _intended(self, wanted: Sequence[Conversation]) -> dict[str, list[Conversation]]:
        """The jobs to be created, by the names that they are noted under."""
        with ExitStack() as locks:
            for _, key in sorted({one.key[:2]: one.key for one in wanted}.items()):
                locks.enter_context(self._store.buying(key))
            left = [one for one in wanted if not (self._store.get(one.key) or self._store.is_in_job(one.key))]
            costs = {one.key: self._budget.expected(one) for one in left}
            total = sum(costs.values())
            if not self._budget.fits(total):
                raise self._budget.exhausted(f"a batch of {len(left)} requests", total)
            jobs = {uuid.uuid4().hex: chunk for chunk in self._chunks(left)}
            for intention, chunk in jobs.items():
                self._store.intend(intention, [one.key for one in chunk], sum(costs[one.key] for one in chunk))
        return jobs

    def _chunks(self, conversations: Sequence[Conversation]) -> Iterator[list[Conversation]]:
        """As many at a time as a file may hold."""
        chunk: list[Conversation] = []
        size = 0
        for one in conversations:
            length = len(self._line(one))
            if chunk and (len(chunk) == MOST_REQUESTS or size + length > MOST_BYTES):
                yield chunk
                chunk, size = [], 0
            chunk.append(one)
            size += length
        if chunk:
            yield chunk

    def _line(self, conversation: Conversation) -> bytes:
        payload = conversation.payload()
        body = payload if self._server.knows_schemas else in_json_mode(payload)
        request = {"custom_id": conversation.key, "method": "POST", "url": ENDPOINT, "body": body}
        return json.dumps(request, ensure_ascii=False).encode() + b"\n"

    def _created(self, intention: str, file: IO[bytes]) -> str:
        def upload(again: bool) -> str:
            file.seek(0)
            return self._client.files.create(file=("requests.jsonl", file), purpose="batch").id

        def create(again: bool) -> str:
            if again and (id := self._listed(intention)):  # the answer was lost, not the request
                return id
            return self._client.batches.create(
                input_file_id=file_id, endpoint=ENDPOINT, completion_window="24h", metadata={NAME: intention}
            ).id

        file_id = self._call(upload)
        return self._call(create)

    def _looked_at(self, job: Job, wanted: Mapping[str, Conversation]) -> str:
        """The state of a job; one that ended is fetched."""
        id = job.id or ""
        try:
            batch = self._call(lambda again: self._client.batches.retrieve(id))
        except _Gone:
            raise BadInput(
                f"{self._store.path}: batch {id} is not known to {self._server.address}; run again with the server and "
                "the account that it was sent to"
            ) from None
        if batch.status in ENDED:
            self._fetch(job, batch, wanted)
        return batch.status

    def _fetch(self, job: Job, batch: ServersBatch, wanted: Mapping[str, Conversation]) -> None:
        """Store what an ended job brought; what it did not bring is missing as before."""
        self._problem = f"batch {batch.id} {batch.status}"
        outcomes = [
            outcome
            for file_id in (batch.output_file_id, batch.error_file_id)
            if file_id
            for outcome in outcomes_in(self._content(file_id))
            if outcome.key in job.keys
        ]
        answered = [self._stored(one, wanted) for one in outcomes if one.is_answer]
        problems = [error.message or "" for error in (batch.errors and batch.errors.data) or ()]
        rejected = [one for one in outcomes if one.is_rejection]
        by_format = [one for one in rejected if Rejected(one.problem).about_format]
        if self._server.knows_schemas and not answered and (by_format or Rejected(" ".join(problems)).about_format):
            self._server.knows_schemas = False  # asked again in JSON mode
            rejected = []
        self._store.end(job.intention)
        useless = [one for one in outcomes if not (one.is_answer or one.is_rejection)]
        for one in useless:
            if usage_in(one.body):
                self._store.waste(one.key, self._budget.charge(one.body, None))
        problems += [one.problem for one in useless]
        if problems:
            self._problem += f": {self._server.safe(problems[0])}"
        for one in rejected:
            if one.key in wanted:
                self._rejections.add(wanted[one.key], self._server.safe(one.problem))
        self._rejections.settle()

    def _stored(self, outcome: Outcome, wanted: Mapping[str, Conversation]) -> Outcome:
        conversation = wanted.get(outcome.key)  # None: the build that asked for it was another one
        body = self._server.without_key(outcome.body)
        form = conversation.form(self._server.address) if conversation else ""
        if self._store.put(outcome.key, body, form, self._budget.charge(body, conversation)) and conversation:
            self._progress.step(self._budget.spent)
        return outcome

    def _content(self, file_id: str) -> str:
        """The text of a file, "" if the server no longer has it."""
        try:
            return self._call(lambda again: self._client.files.content(file_id).text)
        except _Gone:
            return ""

    def _call(self, work: Callable[[bool], Result]) -> Result:
        """Try until it works; `work` is told whether it was tried before. Raises BadInput: _Gone for HTTP 404."""
        from openai import APIError, NotFoundError

        for faults in range(1, self._connection.tries + 1):
            try:
                return work(faults > 1)
            except APIError as error:
                meaning, gone = self._server.meaning(error), isinstance(error, NotFoundError)
            if not isinstance(meaning, Passing):
                break
            wait = backoff(self._connection.backoff, faults)
            self._progress.say(str(meaning))
            time.sleep(wait if meaning.after is None else meaning.after + wait)
        if isinstance(meaning, BadInput):
            raise _Gone(str(meaning)) if gone else meaning
        self._problem = str(meaning)
        raise self._given_up("the Batch API does not work")

    def _given_up(self, what: str) -> BadInput:
        return BadInput(
            f"{self._server.address}: {what}, the last: {self._problem}; {self._store.count()} replies are kept in "
            f"{self._store.path}: run again to go on"
        )

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

"""Requests by the Batch API: written as JSON lines, uploaded, waited for, fetched into the store.

A job is noted in the store before it is created, under a name that it carries in its metadata: a process that was
killed in between finds it in the server's list, and neither sends nor pays it twice.
"""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress

from generation.llm.budget import Budget
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation, in_json_mode
from generation.llm.jobs import ENDPOINT, Gone, Jobs, State
from generation.llm.limits import backoff
from generation.llm.outcomes import Outcome
from generation.llm.progress import Progress
from generation.llm.rejections import Rejections
from generation.llm.replies import usage_in
from generation.llm.server import Rejected, Server
from generation.llm.store import Job, Store
from generation.records import BadInput

MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000  # of one file, by OpenAI's documentation
ENDED = ("completed", "failed", "expired", "cancelled")


class Batch:
    """Buys replies by jobs of up to a day. budget: at the price of batches."""

    def __init__(
        self, server: Server, store: Store, budget: Budget, connection: Connection, progress: Progress
    ) -> None:
        self._server, self._store, self._budget, self._progress = server, store, budget, progress
        self._connection = connection
        self._rejections = Rejections(store, server.address)
        self._problem = ""  # the last that was not the item's
        self._jobs = Jobs(server, connection, progress)

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
                raise BadInput(
                    f"{self._server.address}: {fruitless} batches in a row brought nothing, the last: {self._problem}; "
                    f"{self._store.count()} replies are kept in {self._store.path}: run again to go on"
                )
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
                    if id := self._jobs.named(job.intention):
                        self._store.created(job.intention, id)
                    else:
                        self._store.end(job.intention)

    def _send(self, wanted: Sequence[Conversation]) -> None:
        """Create jobs for what nobody else is buying. Raises BadInput if the money does not suffice."""
        with self._store.sending():
            jobs = self._intended(wanted)
            for intention, conversations in jobs.items():
                with tempfile.TemporaryFile() as file:
                    file.writelines(map(self._line, conversations))
                    id = self._jobs.create(intention, file)
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

    def _looked_at(self, job: Job, wanted: Mapping[str, Conversation]) -> str:
        """The status of a job; one that ended is fetched."""
        try:
            state = self._jobs.state(job.id or "")
        except Gone:
            raise BadInput(
                f"{self._store.path}: batch {job.id} is not known to {self._server.address}; run again with the server "
                "and the account that it was sent to"
            ) from None
        if state.status in ENDED:
            self._fetch(job, state, wanted)
        return state.status

    def _fetch(self, job: Job, state: State, wanted: Mapping[str, Conversation]) -> None:
        """Store what an ended job brought; what it did not bring is missing as before."""
        outcomes = [one for one in self._outcomes(state) if one.key in job.keys]
        answered = [one for one in outcomes if one.is_answer]
        for one in answered:
            self._keep(one, wanted)
        rejected = [one for one in outcomes if one.is_rejection]
        useless = [one for one in outcomes if not (one.is_answer or one.is_rejection)]
        for one in useless:
            if usage_in(one.body):
                self._store.waste(one.key, self._budget.charge(one.body, None))
        problems = [error.message or "" for error in (state.errors and state.errors.data) or ()]
        problems += [one.problem for one in rejected + useless]
        self._problem = f"batch {job.id} {state.status}: {self._server.safe(next(filter(None, problems), ''))}"
        if self._server.knows_schemas and not answered and any(Rejected(one).about_format for one in problems):
            self._server.knows_schemas = False  # all are asked again in JSON mode
            rejected = []
        self._store.end(job.intention)
        for one in rejected:
            if one.key in wanted:
                self._rejections.add(wanted[one.key], self._server.safe(one.problem))
        self._rejections.settle()

    def _outcomes(self, state: State) -> list[Outcome]:
        """What is in the job's files; the server keeps them for some weeks only."""
        some = bool(state.request_counts and state.request_counts.completed)
        outcomes = []
        for id, full in ((state.output_file_id, some), (state.error_file_id, False)):
            if id:
                with suppress(Gone):
                    outcomes += self._jobs.outcomes(id, full)
        return outcomes

    def _keep(self, outcome: Outcome, wanted: Mapping[str, Conversation]) -> None:
        conversation = wanted.get(outcome.key)  # None: the build that asked for it was another one
        body = self._server.without_key(outcome.body)
        form = conversation.form(self._server.address) if conversation else ""
        if self._store.put(outcome.key, body, form, self._budget.charge(body, conversation)) and conversation:
            self._progress.step(self._budget.spent)

"""Requests one by one, many under way at once; each reply is stored the moment it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

from filelock import Timeout

from generation.llm import tokens
from generation.llm.budget import Budget
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation, Payload, in_json_mode
from generation.llm.limits import Limiter, backoff
from generation.llm.progress import Progress
from generation.llm.rejections import Rejections
from generation.llm.replies import is_completion, usage_in
from generation.llm.server import Passing, Rejected, Server
from generation.llm.store import Store
from generation.records import BadInput

if TYPE_CHECKING:
    from openai import AsyncOpenAI

LOOK_AGAIN = 0.1  # seconds between looks for what another process is buying
CAUTION = 1.5  # how much more than estimated a request may cost, so that the budget holds
LONGEST_PAUSE = 3600.0  # seconds that a server may ask to wait


class _Stopped(Exception):
    """Another request found that there is no going on."""


class Live:
    """Buys replies at once. Whatever is under way when the buying has to stop is still waited for and stored."""

    def __init__(
        self, server: Server, store: Store, budget: Budget, connection: Connection, progress: Progress
    ) -> None:
        self._server, self._store, self._budget, self._progress = server, store, budget, progress
        self._connection = connection
        self._rejections = Rejections(store, server.address)
        self._answered_with_schema = False

    def buy(self, wanted: Sequence[Conversation]) -> None:
        """Have all replies in the store, but those that an open batch will bring. Raises BadInput: see Client.ask."""
        _run(self._buy(wanted))
        self._rejections.settle()

    async def _buy(self, wanted: Sequence[Conversation]) -> None:
        self._stop: BadInput | None = None
        self._stopped, self._released = asyncio.Event(), asyncio.Event()
        limits = (self._connection.requests_per_minute, self._connection.tokens_per_minute)
        self._limiter = Limiter(*limits, sleep=self._sleep)
        self._free = asyncio.Semaphore(self._connection.concurrency)
        self._sent = 0
        async with self._server.asynchronous() as client:
            while wanted and self._stop is None:
                busy = await asyncio.gather(*(self._settled(client, one) for one in wanted))
                wanted = [one for one, elsewhere in zip(wanted, busy, strict=True) if elsewhere]
                if wanted and self._stop is None:
                    await asyncio.sleep(LOOK_AGAIN)
        if self._stop is not None:
            raise self._stop

    async def _settled(self, client: AsyncOpenAI, conversation: Conversation) -> bool:
        """Whether somebody else is buying that reply just now."""
        async with self._free:
            if self._stop is not None:
                return False
            try:
                with self._store.buying(conversation.key).acquire(blocking=False):
                    if not (self._store.get(conversation.key) or self._store.is_in_job(conversation.key)):
                        await self._bought(client, conversation)
            except Timeout:
                return True
            except _Stopped:
                return False
            except BadInput as error:
                self._halt(error)
                return False
            self._progress.step(self._budget.spent)
            return False

    async def _bought(self, client: AsyncOpenAI, conversation: Conversation) -> None:
        """Try until there is a reply, or a rejection; BadInput behind the last try."""
        for faults in count(1):
            try:
                await self._tried(client, conversation)
                return
            except Rejected as rejected:
                self._rejections.add(conversation, str(rejected))
                return
            except Passing as passing:
                fault = passing
            problem, asked = str(fault), fault.after or 0.0
            if asked > LONGEST_PAUSE:
                problem += f", which asks to wait {asked:.0f} s"
                break
            wait = asked + backoff(self._connection.backoff, faults)  # apart, although all were told the same
            self._progress.say(problem)
            if fault.everyone:
                self._limiter.pause(wait)
            if faults >= self._server.tries(fault):
                break
            await self._sleep(wait)
        raise BadInput(
            f"{self._server.address}: {conversation.ask.about} got no answer in {faults} tries, the last: {problem}; "
            f"{self._store.count()} replies are kept in {self._store.path}: run again to go on"
        )

    async def _tried(self, client: AsyncOpenAI, conversation: Conversation) -> None:
        estimate = tokens.of_request(conversation) + conversation.ask.expected_tokens
        await self._limiter.admit(estimate)
        usd = self._budget.expected(conversation) * CAUTION
        await self._reserve(conversation, usd)
        try:
            body = self._server.without_key(await self._body(client, conversation.payload()))
            charge = self._budget.charge(body, conversation)
            if is_completion(body):
                self._server.met = True
                self._store.put(conversation.key, body, conversation.form(self._server.address), charge)
            elif usage_in(body):
                self._store.waste(conversation.key, charge)
        finally:
            self._sent -= 1
            self._budget.release(usd)
            self._released.set()
        if not is_completion(body):
            raise Passing(f"not a chat completion: {self._server.safe(body)[:100]!r}", strange=True)
        self._limiter.correct(estimate, charge.prompt_tokens + charge.completion_tokens)

    async def _reserve(self, conversation: Conversation, usd: float) -> None:
        """Wait until the money suffices; BadInput if nothing under way can turn out cheaper any more."""
        while not self._budget.fits(usd):
            if not self._sent:
                raise self._budget.exhausted(conversation.ask.about, usd)
            self._released.clear()
            await self._released.wait()
        if self._stop is not None:
            raise _Stopped
        self._budget.reserve(usd)
        self._sent += 1

    async def _body(self, client: AsyncOpenAI, payload: Payload) -> str:
        """The body of the reply. A server that refuses schemas is asked in JSON mode from then on.

        It is taken to do so if it says so, or never answered a request with a schema and does answer one without.
        """
        if not self._server.knows_schemas:
            return await self._posted(client, in_json_mode(payload))
        try:
            body = await self._posted(client, payload)
        except Rejected as rejected:
            if self._answered_with_schema and not rejected.about_format:
                raise
            try:
                body = await self._posted(client, in_json_mode(payload))
            except Rejected as again:
                raise (again if rejected.about_format else rejected) from None
            if is_completion(body) and not self._answered_with_schema:
                self._server.knows_schemas = False
            return body
        self._answered_with_schema = self._answered_with_schema or is_completion(body)
        return body

    async def _posted(self, client: AsyncOpenAI, payload: Payload) -> str:
        from openai import APIError

        try:
            async with asyncio.timeout(self._connection.timeout):
                response: Any = await client.chat.completions.with_raw_response.create(**payload)
                return str(response.text)
        except TimeoutError:
            meaning: Exception = Passing(f"no reply within {self._connection.timeout:g} s")
        except APIError as error:
            meaning = self._server.meaning(error)
        raise meaning  # outside, so that it does not carry the server's words with it

    def _halt(self, error: BadInput) -> None:
        self._stop = self._stop or error
        self._stopped.set()
        self._released.set()

    async def _sleep(self, seconds: float) -> None:
        """Sleep; raises _Stopped as soon as there is no going on."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return
        raise _Stopped


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run it to the end; in a thread of its own where this one has an event loop already, such as a notebook's."""
    if not _loop_is_running():
        asyncio.run(work)
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True

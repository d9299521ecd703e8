"""The engine for a model behind an OpenAI-compatible server (vLLM, SGLang, llama.cpp): many requests at once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from openai import APIError, AsyncOpenAI

from baselines.completions import (
    TOP,
    NoCompletion,
    address_of,
    completion,
    data_url,
    key_from_environment,
    replied,
    scored,
)
from baselines.engine import Outcome
from baselines.errors import BadInput
from baselines.failures import BY_REPLY, Failures
from baselines.protocol import Message, Request

AT_ONCE = 16  # requests
BATCH = 8  # requests a place in the queue
IN_A_ROW = 20  # requests without an answer, after which the server is taken to be down
VERSIONED = ("mllmu-bench", "openai")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request. alive: whether the server answered it at all."""

    key: str
    outcome: Outcome
    alive: bool = True


class Server:
    """An Engine. address: up to /v1, as in http://localhost:8000/v1; model: a name that the server knows.

    concurrency: requests at once; timeout: seconds without a word from the server; retries: of a request after 408,
    409, 429, 5xx, a time-out or a dropped connection, with the client's backoff or as long as Retry-After says. seed:
    sent along if there is one. The key is that in OPENAI_API_KEY, if any. Raises BadInput.
    """

    def __init__(
        self,
        address: str,
        model: str,
        concurrency: int = AT_ONCE,
        timeout: float = 120.0,
        retries: int = 5,
        seed: int | None = None,
    ) -> None:
        for flag, value, low, high in (
            ("--batch-size", concurrency, 1, 1024),
            ("--timeout", timeout, 0.001, 86_400),
            ("--retries", retries, 0, 100),
        ):
            if not low <= value <= high:
                raise BadInput(f"{flag}: {value} is out of range; give {low} to {high}")
        self._address, self._key = address_of(address), key_from_environment()
        self._model, self._concurrency, self._seed = model, concurrency, seed
        self._timeout, self._retries = timeout, retries
        self._failures = Failures(f"--server {self._address.shown}", model, self._key, timeout)
        self._unanswered = 0  # in a row
        self._gives_logprobs = False  # as far as is known
        self.choices, self.by_batch = "reply", False
        self.about: dict[str, Any] = {
            "name": model,
            "server": self._address.shown,
            "weights": "",
            "dtype": "",
            "embedded": False,
        }
        versions = {"python": platform.python_version()} | {name: version(name) for name in VERSIONED}
        self.made_with: dict[str, Any] = {"device": "server", "batch_size": concurrency, "versions": versions}

    def fingerprint(self, request: Request) -> str:
        """SHA-256 of address, model and payload: nothing is known of the weights. Raises BadInput like `answers`."""
        payload = self._payload(request, {image: image for image in request.images})
        return hashlib.sha256(json.dumps([self._address.shown, payload]).encode()).hexdigest()

    def batches(self, requests: Sequence[Request]) -> list[list[Request]]:
        """The requests in their order, as many at a time as keep the queue full."""
        size = BATCH * self._concurrency
        return [list(requests[start : start + size]) for start in range(0, len(requests), size)]

    def answers(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> Iterator[tuple[str, Outcome]]:
        """Key and outcome of each request, as they come.

        A request that the server leaves unanswered is a problem of its own once the server has answered a later one or
        the batch is over. Raises BadInput, behind the answers that came, for a server that cannot be reached, that
        does not know the model or the key, or that leaves 20 requests in a row unanswered; and for options that no
        server tells the likelihood of.
        """
        images = {image for request in batch for image in request.images}
        urls = {image: data_url(pictures[image], f"image {image[:12]}") for image in images}
        unanswered: list[Answer] = []
        with asyncio.Runner() as runner:
            client = AsyncOpenAI(
                api_key=self._key,
                base_url=self._address.url,
                default_query=self._address.query,
                timeout=self._timeout,
                max_retries=self._retries,
            )
            free = asyncio.Semaphore(self._concurrency)
            loop = runner.get_loop()
            tasks = [loop.create_task(self._asked(client, free, request, urls)) for request in batch]
            try:
                for task in _as_finished(runner, tasks):
                    answer = task.result()
                    if answer.alive:
                        yield from ((one.key, one.outcome) for one in unanswered)
                        yield answer.key, answer.outcome
                        unanswered, self._unanswered = [], 0
                    else:
                        unanswered.append(answer)
                        self._unanswered += 1
                    if self._unanswered >= IN_A_ROW:
                        raise BadInput(
                            f"{self._failures.place}: {IN_A_ROW} requests in a row without an answer, "
                            f"the last: {answer.outcome.problem}; see to the server and start again"
                        )
            finally:
                runner.run(_end(client, tasks))
        yield from ((one.key, one.outcome) for one in unanswered)

    async def _asked(
        self, client: AsyncOpenAI, free: asyncio.Semaphore, request: Request, urls: Mapping[str, str]
    ) -> Answer:
        async with free:
            try:
                payload = self._payload(request, urls)
                body = (await client.chat.completions.with_raw_response.create(**payload)).text
                choice = completion(body)
            except (APIError, NoCompletion) as error:
                return Answer(request.key, Outcome(problem=self._failures.problem(error)), alive=False)
        if not request.options or choice.finish_reason == "content_filter":
            return Answer(request.key, replied(choice))
        if choice.logprobs is None and not self._gives_logprobs:
            raise BadInput(f"{self._failures.place}: gives no logprobs to tell options by; {BY_REPLY}")
        self._gives_logprobs = True
        return Answer(request.key, scored(choice, request.options))

    def _payload(self, request: Request, urls: Mapping[str, str]) -> dict[str, Any]:
        """The body of the request. urls: of its pictures, by SHA-256."""
        limit: dict[str, Any] = {"max_tokens": request.max_new_tokens}
        if request.options:
            if request.closed or not set(request.options) <= set(string.ascii_uppercase):
                raise BadInput(f"--choices texts: a server tells no likelihood of texts; {BY_REPLY} or letters")
            limit = {"max_tokens": 1, "logprobs": True, "top_logprobs": TOP}
        messages = [{"role": one.role, "content": _content(one, urls)} for one in request.conversation]
        seed = {} if self._seed is None else {"seed": self._seed}
        return {"model": self._model, "messages": messages, "temperature": 0, **limit, **seed}


def _content(message: Message, urls: Mapping[str, str]) -> str | list[dict[str, Any]]:
    """A message's text, behind its pictures if it has any."""
    if not message.images:
        return message.text
    shown = [{"type": "image_url", "image_url": {"url": urls[image]}} for image in message.images]
    return [*shown, {"type": "text", "text": message.text}]


def _as_finished(runner: asyncio.Runner, tasks: Iterable[asyncio.Task[Answer]]) -> Iterator[asyncio.Task[Answer]]:
    """The tasks as they are done; of those done at once, the ones that raise behind the others."""
    waiting = set(tasks)
    while waiting:
        done, waiting = runner.run(asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED))
        yield from sorted(done, key=lambda task: task.exception() is not None)


async def _end(client: AsyncOpenAI, tasks: Sequence[asyncio.Task[Answer]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.close()

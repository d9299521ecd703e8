"""The server side of the judge: one request in, one response body out, or an error that says what to do."""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI

from .rubric import JSON_FORMAT

KEY_VARIABLE = "OPENAI_API_KEY"
_REJECTED = (400, 413, 422)  # this request is refused, another one may not be
_PASSING = (408, 409, 429)  # with 5xx: what the client sends again
_ABOUT_FORMAT = re.compile("response.?format|schema", re.IGNORECASE)  # json_schema too
_SHORTEST_SECRET = 8  # characters; less is the "any word" for a local server, and may be part of any message


class JudgeError(RuntimeError):
    """The judge cannot be used at all."""


class NoAnswer(Exception):
    """The server gave no completion for one request."""


class Rejected(NoAnswer):
    """The server refused this request as such; about_format: for the form of answer it asks for, not for the item."""

    def __init__(self, message: str, about_format: bool = False) -> None:
        super().__init__(message)
        self.about_format = about_format


@dataclass(frozen=True, slots=True)
class Options:
    """Where and how the LLM judge is asked; the defaults and units are in the metric's docstring."""

    model: str = "gpt-4o"
    base_url: str | None = None
    max_concurrency: int = 8
    timeout: float = 60.0
    retries: int = 5
    attempts: int = 3
    max_tokens: int = 300  # a score and one sentence take about 60
    store: str | Path | None = None
    prices: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name, least in (("max_concurrency", 1), ("retries", 0), ("attempts", 1), ("max_tokens", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ValueError(f"{name} is {value!r}; expected a whole number from {least}")
        if not (isinstance(self.model, str) and self.model):
            raise ValueError(f"model is {self.model!r}; expected the name of a model")
        if not isinstance(self.base_url, str | None):
            raise ValueError(f"base_url is {self.base_url!r}; expected an address")
        if not isinstance(self.store, str | Path | None):
            raise ValueError(f"store is {self.store!r}; expected the path of a file")
        if not (_is_amount(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout is {self.timeout!r}; expected seconds, more than 0")
        if not (self.prices is None or _are_prices(self.prices)):
            raise ValueError(f"prices is {self.prices!r}; expected (input, output) in USD per million tokens")


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _are_prices(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_is_amount, value))


def key_from_environment() -> str:
    """The API key; a ValueError that names the variable, and never its value, where there is none to use."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise ValueError(
            f"the environment variable {KEY_VARIABLE} is not set: set it (to any word for a local server that asks for"
            ' no key), or use judge="offline", a stand-in that needs none'
        )
    if not (key.isascii() and key.isprintable()):  # the HTTP library would show it in its complaint
        raise ValueError(f"the environment variable {KEY_VARIABLE} holds characters that no key has")
    return key


class Server:
    """An OpenAI-compatible server; safe to use from many threads.

    The client repeats requests after 408, 409, 429, 5xx, time-outs and dropped connections by itself: exponential
    backoff from 0.5 to 8 s with jitter, or as long as Retry-After says, up to 120 s.
    """

    def __init__(self, options: Options) -> None:
        self._client = OpenAI(
            api_key=key_from_environment(),
            base_url=options.base_url,
            timeout=options.timeout,
            max_retries=options.retries,
        )
        self._tries = f"{options.retries + 1} tries of up to {options.timeout:g} s"
        self._knows_schemas = True
        self._saved_by_json_mode: dict[str, Any] | None = None  # the last request, if only that had it answered
        self.address = str(self._client.base_url.copy_with(userinfo=b"")).rstrip("/")

    def answer(self, request: dict[str, Any]) -> tuple[str, str]:
        """The response body, and the type of response_format that it was asked for in.

        A rejected request is sent again in JSON mode. All others follow it there once that helped and the rejection
        was about the format, or helped two different requests in a row: one stray rejection says nothing of the server.
        """
        in_json_mode = {**request, "response_format": JSON_FORMAT}
        if not self._knows_schemas:
            return self._post(in_json_mode)
        try:
            answered = self._post(request)
        except Rejected as rejected:
            return self._answer_in_json_mode(in_json_mode, rejected)
        self._saved_by_json_mode = None
        return answered

    def _answer_in_json_mode(self, request: dict[str, Any], rejected: Rejected) -> tuple[str, str]:
        try:
            answered = self._post(request)
        except Rejected as error:
            raise (error if rejected.about_format else rejected) from None
        last, self._saved_by_json_mode = self._saved_by_json_mode, request
        if rejected.about_format or last not in (None, request):
            self._knows_schemas = False
        return answered

    def _post(self, request: dict[str, Any]) -> tuple[str, str]:
        try:
            body = self._client.chat.completions.with_raw_response.create(**request).text
            return body, request["response_format"]["type"]
        except APIStatusError as error:
            raise self._explained(error) from None  # a server may repeat the key in its message
        except APITimeoutError:
            raise NoAnswer(f"timed out, {self._tries}") from None
        except APIConnectionError as error:
            raise NoAnswer(f"connection failed, {self._tries}: {self.safe(error.__cause__ or error)}") from None

    def _explained(self, error: APIStatusError) -> Exception:
        status, said = error.status_code, self.safe(error.message)
        if status == 401:
            return JudgeError(f"{self.address} refuses the key in {KEY_VARIABLE} (HTTP 401)")
        if status == 404:
            return JudgeError(f"{self.address} has no such model or address: check model and base_url ({said})")
        if status in _REJECTED:
            return Rejected(f"the server rejects the request ({said})", bool(_ABOUT_FORMAT.search(error.message)))
        if error.code != "insufficient_quota" and (status in _PASSING or status >= 500):
            return NoAnswer(f"{said}, {self._tries}")
        return JudgeError(f"{self.address} refuses to answer ({said})")

    def safe(self, words: object) -> str:
        """The words of a server or library, shortened, without the key, however it is quoted there."""
        text, key = str(words), self._client.api_key
        if len(key) >= _SHORTEST_SECRET:
            for written in (key, repr(key)[1:-1], json.dumps(key)[1:-1]):
                text = text.replace(written, "[key]")
        return text[:300]

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

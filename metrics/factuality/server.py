"""The server side of the judge: one request in, one response body out, or an error that says what to do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI

from .rubric import JSON_FORMAT

KEY_VARIABLE = "OPENAI_API_KEY"
_REJECTED = (400, 413, 422)  # this request is refused, another one may not be
_PASSING = (408, 409, 429)  # with 5xx: what the client sends again


class JudgeError(RuntimeError):
    """The judge cannot be used at all."""


class NoAnswer(Exception):
    """The server gave no completion for one request."""


class Rejected(NoAnswer):
    """The server refused this request as such."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where and how the LLM judge is asked; the defaults and units are in the metric's docstring."""

    model: str = "gpt-4o"
    base_url: str | None = None
    max_concurrency: int = 8
    timeout: float = 60.0
    retries: int = 5
    attempts: int = 3
    store: str | Path | None = None
    prices: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name, least in (("max_concurrency", 1), ("retries", 0), ("attempts", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                raise ValueError(f"{name} is {value!r}; expected a whole number from {least}")
        if not self.timeout > 0:
            raise ValueError(f"timeout is {self.timeout!r}; expected seconds, more than 0")
        if self.prices is not None and (len(self.prices) != 2 or min(self.prices) < 0):
            raise ValueError(f"prices is {self.prices!r}; expected (input, output) in USD per million tokens")


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
        self.address = str(self._client.base_url.copy_with(userinfo=b"")).rstrip("/")

    def answer(self, request: dict[str, Any]) -> str:
        """The response body; in JSON mode from the first time that only this was accepted."""
        in_json_mode = {**request, "response_format": JSON_FORMAT}
        if not self._knows_schemas:
            return self._post(in_json_mode)
        try:
            return self._post(request)
        except Rejected:
            body = self._post(in_json_mode)
            self._knows_schemas = False
            return body

    def _post(self, request: dict[str, Any]) -> str:
        try:
            return self._client.chat.completions.with_raw_response.create(**request).text
        except APIStatusError as error:
            raise self._explained(error) from None  # a server may repeat the key in its message
        except APITimeoutError:
            raise NoAnswer(f"timed out, {self._tries}") from None
        except APIConnectionError as error:
            raise NoAnswer(f"connection failed, {self._tries}: {self._safe(error.__cause__ or error)}") from None

    def _explained(self, error: APIStatusError) -> Exception:
        status, said = error.status_code, self._safe(error.message)
        if status == 401:
            return JudgeError(f"{self.address} refuses the key in {KEY_VARIABLE} (HTTP 401)")
        if status == 404:
            return JudgeError(f"{self.address} has no such model or address: check model and base_url ({said})")
        if status in _REJECTED:
            return Rejected(f"the server rejects the request ({said})")
        if error.code != "insufficient_quota" and (status in _PASSING or status >= 500):
            return NoAnswer(f"{said}, {self._tries}")
        return JudgeError(f"{self.address} refuses to answer ({said})")

    def _safe(self, error: object) -> str:
        """The words of a server or library, shortened, without the key."""
        return str(error).replace(self._client.api_key, "[key]")[:300]

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

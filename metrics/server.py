"""The server side of the judge: one request in, one response body out, or an error that says what to do.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import json
import re
from types import TracebackType
from typing import Any

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI

from .messages import JSON_FORMAT
from .options import KEY_VARIABLE, Options, key_from_environment

_REJECTED = (400, 413, 422)  # this request is refused, another one may not be
_PASSING = (408, 409, 429)  # with 5xx: what the client sends again
_ABOUT_FORMAT = re.compile("response.?format|schema", re.IGNORECASE)  # json_schema too
_ABOUT_LOGPROBS = re.compile("log.?prob", re.IGNORECASE)  # top_logprobs too
_SHORTEST_SECRET = 8  # characters; less is the "any word" for a local server, and may be part of any message


class JudgeError(RuntimeError):
    """The judge cannot be used at all."""


class NoAnswer(Exception):
    """The server gave no completion for one request."""


class Rejected(NoAnswer):
    """The server refused this request as such.

    about_format: for the form of answer it asks for, not for the item; about_logprobs: for the log-probabilities.
    """

    def __init__(self, message: str, about_format: bool = False, about_logprobs: bool = False) -> None:
        super().__init__(message)
        self.about_format = about_format
        self.about_logprobs = about_logprobs


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
        self._knows_logprobs = True
        self._knows_schemas = True
        self._saved_by_json_mode: dict[str, Any] | None = None  # the last request, if only that had it answered
        self.address = str(self._client.base_url.copy_with(userinfo=b"")).rstrip("/")

    def answer(self, request: dict[str, Any]) -> tuple[str, str]:
        """The response body, and the type of response_format that it was asked for in.

        A request that is rejected for its log-probabilities is sent without them; once that helped, so are all others.
        A request that is otherwise rejected is sent again in JSON mode. All others follow it there once that helped and
        the rejection was about the format, or helped two different requests in a row: one stray rejection says nothing
        of the server.
        """
        if not self._knows_logprobs:
            return self._answer_in_some_format(_without_logprobs(request))
        try:
            return self._answer_in_some_format(request)
        except Rejected as rejected:
            if not ("logprobs" in request and rejected.about_logprobs):
                raise
        answered = self._answer_in_some_format(_without_logprobs(request))
        self._knows_logprobs = False
        return answered

    def _answer_in_some_format(self, request: dict[str, Any]) -> tuple[str, str]:
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
            about = [bool(pattern.search(error.message)) for pattern in (_ABOUT_FORMAT, _ABOUT_LOGPROBS)]
            return Rejected(f"the server rejects the request ({said})", *about)
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


def _without_logprobs(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in ("logprobs", "top_logprobs")}

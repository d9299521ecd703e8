"""What an OpenAI-compatible server is to us: its address, the key, and what its refusals mean."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from generation.llm.connection import Connection
from generation.llm.limits import retry_after
from generation.records import BadInput

if TYPE_CHECKING:
    from openai import APIError, APIStatusError, AsyncOpenAI

KEY_VARIABLE = "OPENAI_API_KEY"
REJECTED = (400, 413, 422)  # this request is refused, another one may not be
_PASSING = (408, 409, 425, 429)  # with 5xx: worth another try
_ABOUT_FORMAT = re.compile("response.?format|json.?schema|schema", re.IGNORECASE)
TRIES_TO_MEET = 4
_SHORTEST_SECRET = 8  # characters; less is the "any word" for a local server, and may be part of any message
_LONGEST = 300  # characters of a server's words


class Passing(Exception):
    """A fault that may be over at the next try.

    after: seconds to wait; everyone: no request may go before. strange: nothing at the address speaks as it should.
    """

    def __init__(self, message: str, after: float | None = None, everyone: bool = False, strange: bool = False) -> None:
        super().__init__(message)
        self.after, self.everyone, self.strange = after, everyone, strange


class Rejected(Exception):
    """The server refuses this request as such. about_format: for the form of answer it asks for, not for the item."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.about_format = bool(_ABOUT_FORMAT.search(message))


class Server:
    """The server of one connection. Raises BadInput for an address or key that no server can have.

    client: tries once; closed by `close`. knows_schemas: whether it takes JSON schemas, as far as is known. met:
    whether it ever answered as such a server does.
    """

    def __init__(self, connection: Connection, model: str, key: str) -> None:
        from openai import OpenAI

        if not (key.isascii() and key.isprintable()):  # the HTTP library would show it in its complaint
            raise BadInput(f"{KEY_VARIABLE}: holds characters that no key has; set it to the key alone")
        self._key, self._connection, self._model = key, connection, model
        try:
            self.client = OpenAI(api_key=key, base_url=connection.base_url, timeout=connection.timeout, max_retries=0)
        except Exception as error:  # the HTTP library's own for an odd address may hold a password of a proxy
            said = str(error) if isinstance(error, ImportError | OSError | ValueError) else type(error).__name__
            raise BadInput(
                "base_url: no connection can be made with it, or with HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or "
                f"SSL_CERT_FILE in the environment ({said}); put the wrong one right"
            ) from None
        url = self.client.base_url
        self.address = str(url.copy_with(userinfo=b"")).rstrip("/")
        if url.scheme not in ("http", "https") or not url.host:
            raise BadInput(f"base_url: {self.address!r} is no address; give one such as http://localhost:8000/v1")
        self.knows_schemas = True
        self.met = False

    def tries(self, fault: Passing) -> int:
        """How often a request is tried. An address where there never was such a server is soon given up."""
        return min(self._connection.tries, TRIES_TO_MEET) if fault.strange and not self.met else self._connection.tries

    def asynchronous(self) -> AsyncOpenAI:
        """A client that tries once; to be closed."""
        from openai import AsyncOpenAI

        return AsyncOpenAI(
            api_key=self._key, base_url=self._connection.base_url, timeout=self._connection.timeout, max_retries=0
        )

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def meaning(self, error: APIError) -> Passing | Rejected | BadInput:
        """What to do about an error: try again, give up the item, or stop. No text of it holds the key."""
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        if isinstance(error, APIStatusError):
            return self._refusal(error)
        if isinstance(error, APITimeoutError):
            return Passing(f"no reply within {self._connection.timeout:g} s")
        if isinstance(error, APIConnectionError):
            return Passing(f"the connection failed ({self.safe(error.__cause__ or error)})", strange=True)
        return Passing(self.safe(error))

    def _refusal(self, error: APIStatusError) -> Passing | Rejected | BadInput:
        status = error.status_code
        body = error.body.get("message") if isinstance(error.body, dict) else error.body
        said = f"HTTP {status}: {self.safe(body or 'no reason given')}"
        if status == 401:
            return BadInput(f"{KEY_VARIABLE}: {self.address} refuses the key (HTTP 401); set it to one that it takes")
        if status == 403 or error.code == "insufficient_quota":
            return BadInput(f"{KEY_VARIABLE}: {self.address} grants the key no more ({said}); see to its rights")
        if status == 404:
            return BadInput(
                f"{self.address}: has no such model or address ({said}); check base_url, which mostly ends in /v1, "
                f"and {self._model!r}"
            )
        if status in REJECTED:
            return Rejected(said)
        if status in _PASSING or status >= 500:
            return Passing(said, retry_after(error.response.headers), everyone=status == 429)
        return BadInput(f"{self.address}: refuses to answer ({said}); check base_url and the model's name")

    def safe(self, words: object) -> str:
        """The words of a server or library in one short line, without the key."""
        return " ".join(self.without_key(str(words)).split())[:_LONGEST]

    def without_key(self, text: str) -> str:
        """The text without the key, however it is quoted there."""
        if len(self._key) >= _SHORTEST_SECRET:
            for written in (self._key, repr(self._key)[1:-1], json.dumps(self._key)[1:-1]):
                text = text.replace(written, "[key]")
        return text


def key_from_environment() -> str:
    """The API key, "" where none is set."""
    return os.environ.get(KEY_VARIABLE, "").strip()

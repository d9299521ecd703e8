"""What it means that a server did not answer: a problem of one request, or of all."""

from __future__ import annotations

from dataclasses import dataclass, field

from openai import APIConnectionError, APIStatusError, APITimeoutError

from baselines.completions import KEY_VARIABLE
from baselines.errors import BadInput

UNREACHED = {"ConnectError", "ConnectTimeout"}  # of httpx or httpx2, whichever openai has
BY_REPLY = "give --choices reply"
SHORTEST_SECRET = 8  # characters; less is a word for a local server, and may be part of any message
LONGEST = 200  # characters of a server's words


@dataclass(frozen=True, slots=True)
class Failures:
    """Of one server. place: for errors; key: never shown; timeout: seconds."""

    place: str
    model: str
    key: str = field(repr=False)
    timeout: float

    def problem(self, error: Exception) -> str:
        """What kept one request from being answered. Raises BadInput if no other can fare better."""
        if isinstance(error, APIStatusError):
            return self._refused(error)
        if isinstance(error, APIConnectionError):  # a time-out is one too
            return self._unreached(error)
        return self._safe(error)

    def _refused(self, error: APIStatusError) -> str:
        status = error.status_code
        body = error.body.get("message") if isinstance(error.body, dict) else error.body
        said = f"the server answered {status} ({self._safe(body or 'no reason given')})"
        if status == 401:
            raise BadInput(
                f"{self.place}: refuses the key in {KEY_VARIABLE} (401); set it to one that the server takes"
            )
        if status == 404:
            raise BadInput(f"{self.place}: {said}; check that it ends in /v1, and --model {self.model}")
        if status == 403 or error.code == "insufficient_quota":
            raise BadInput(f"{self.place}: {said}; see to the rights of the key in {KEY_VARIABLE}")
        if 400 <= status < 500 and "logprob" in said:
            raise BadInput(f"{self.place}: {said}; {BY_REPLY}")
        return said

    def _unreached(self, error: APIConnectionError) -> str:
        why = self._safe(error.__cause__ or error)
        if type(error.__cause__).__name__ in UNREACHED:
            raise BadInput(f"{self.place}: cannot be reached ({why}); start it or correct the address")
        if isinstance(error, APITimeoutError):
            return f"the server did not answer within {self.timeout:g} s"
        return f"the connection to the server broke ({why})"

    def _safe(self, words: object) -> str:
        """The words of a server or library in one short line, without the key."""
        text = " ".join(str(words).split())
        return (text.replace(self.key, "[key]") if len(self.key) >= SHORTEST_SECRET else text)[:LONGEST]

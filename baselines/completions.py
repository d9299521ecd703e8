"""What an OpenAI-compatible server is given and gives back: its address, pictures, and the bodies of its replies."""

from __future__ import annotations

import base64
import io
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from pydantic import Field, FiniteFloat, TypeAdapter, ValidationError

from baselines.data import decoded
from baselines.engine import Outcome
from baselines.errors import BadInput

KEY_VARIABLE = "OPENAI_API_KEY"
NO_KEY = "none"  # a local server asks for none, but the client has to send one
TOP = 20  # most tokens that servers tell the likelihood of
FORMATS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}  # which every server takes
METADATA = (b"Exif\0\0", b"eXIf", b"ns.adobe.com/xap")  # may tell where a photograph was taken, and how to turn it
SPACE = " \n\t▁Ġ"  # how tokens begin, in whatever way a server writes them


class NoCompletion(Exception):
    """A body that is no chat completion."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A token and its log-probability in nats."""

    token: str
    logprob: FiniteFloat


@dataclass(frozen=True, slots=True)
class Position:
    """A token of the reply: what could have stood there, likeliest first."""

    top_logprobs: list[Likely]


@dataclass(frozen=True, slots=True)
class Logprobs:
    """A position a token of the reply."""

    content: list[Position] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What was said."""

    content: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A reply, and why it ended."""

    message: Message
    finish_reason: str | None = None
    logprobs: Logprobs | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """The body that answers a request; only what is read of it."""

    choices: Annotated[list[Choice], Field(min_length=1)]


COMPLETION = TypeAdapter(Completion)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is. url: to connect to, credentials included; query: of every request; shown: without both."""

    url: str
    query: dict[str, str]
    shown: str


def address_of(text: str) -> Address:
    """The address of a server. Raises BadInput if it is none."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid, parts = False, SplitResult("", "", "", "", "")
    if not valid:
        told = re.sub(r"//[^/]*@", "//", text).split("?")[0]
        raise BadInput(f"--server {told}: is no address; give one such as http://localhost:8000/v1")
    path = parts.path.rstrip("/")
    shown = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    return Address(urlunsplit((parts.scheme, parts.netloc, path, "", "")), dict(parse_qsl(parts.query)), shown)


def key_from_environment() -> str:
    """The API key, or a word in its place where there is none. Raises BadInput, without showing it, if it is no key."""
    key = os.environ.get(KEY_VARIABLE, "").strip() or NO_KEY
    if not (key.isascii() and key.isprintable()):  # the HTTP library would show it in its complaint
        raise BadInput(f"the environment variable {KEY_VARIABLE} holds characters that no key has; set it again")
    return key


def data_url(picture: bytes, where: str) -> str:
    """An encoded picture as a data URL: as it is, or as a PNG if it has metadata or is neither PNG nor JPEG.

    where: what it is, for errors. Raises BadInput if such a picture cannot be decoded.
    """
    kind = next((kind for start, kind in FORMATS.items() if picture.startswith(start)), "")
    if not kind or any(mark in picture for mark in METADATA):
        buffer = io.BytesIO()
        decoded(picture, where).save(buffer, "PNG")
        kind, picture = "image/png", buffer.getvalue()
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


def completion(body: str) -> Choice:
    """The first choice in a body. Raises NoCompletion."""
    try:
        return COMPLETION.validate_json(body).choices[0]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        start = " ".join(body.split())[:80]
        raise NoCompletion(f"the server sent no chat completion ({where}: {first['msg']}): {start!r}") from None


def replied(choice: Choice) -> Outcome:
    """The reply; one that was cut off at the limit of tokens as far as it goes."""
    if choice.finish_reason == "content_filter":
        return Outcome(problem="the server withheld the reply (finish_reason content_filter)")
    if choice.message.content is None:
        return Outcome(problem=f"the server sent no text (finish_reason {choice.finish_reason})")
    return Outcome(reply=choice.message.content.strip())


def scored(choice: Choice, letters: Sequence[str]) -> Outcome:
    """The log-likelihood of each letter as the first token, with or without a space before it.

    A letter that is not among the likeliest tokens gets the score of the last of them, which it cannot exceed.
    """
    positions = (choice.logprobs and choice.logprobs.content) or []
    likely = positions[0].top_logprobs if positions else []
    if not likely:
        return Outcome(problem="the server gave no logprobs")
    found: dict[str, list[float]] = {letter: [] for letter in letters}
    for one in likely:
        found.get(one.token.strip(SPACE), []).append(one.logprob)
    if not any(found.values()):
        first = ", ".join(repr(one.token) for one in likely[:3])
        return Outcome(problem=f"no letter of an option is among the {len(likely)} likeliest tokens ({first}, ...)")
    least = min(one.logprob for one in likely)
    return Outcome(scores=tuple(_log_sum(found[letter]) if found[letter] else least for letter in letters))


def _log_sum(logprobs: Sequence[float]) -> float:
    """Log of the sum of probabilities."""
    largest = max(logprobs)
    return largest + math.log(sum(math.exp(one - largest) for one in logprobs))

"""Rows in a few bytes: what is kept of people whose rows stand in several configs."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest(text: str) -> bytes:
    """64 bits, the same in every process."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def column_digests(row: Mapping[str, Any]) -> dict[str, bytes]:
    """Column -> digest of its value. A biography counts as what it says: spaces and escapes do not matter."""
    return {name: digest(_canonical(name, value)) for name, value in row.items()}


def picture_digest(data: bytes) -> bytes:
    """SHA-256 of an encoded picture."""
    return hashlib.sha256(data).digest()


def _canonical(name: str, value: Any) -> str:
    if name == "biography":
        with contextlib.suppress(TypeError, ValueError, RecursionError):
            value = json.loads(value)
    return json.dumps(value, sort_keys=True, default=_shown)


def _shown(value: Any) -> str:
    """Encoded pictures by their digest, anything that JSON does not know as Python writes it."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else repr(value)

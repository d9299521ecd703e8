"""Pictures that may become somebody's face, as they are found in a folder or an archive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture that nobody has looked at yet: its file name, the bytes as found, where it was found."""

    name: str
    data: bytes
    source: str
    licence: str = ""
    credit: str = ""

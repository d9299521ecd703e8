"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put the bytes there by way of a file beside it; one that holds them stays: its disk may be read-only."""
    if path.is_file() and path.read_bytes() == data:
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")  # two processes may write the same
    partial.write_bytes(data)
    partial.replace(path)

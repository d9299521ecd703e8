"""Files that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put the bytes there by way of a file beside it; one that holds them is left alone: it may be on a read-only disk.

    Only one process at a time may write a file.
    """
    if path.is_file() and path.read_bytes() == data:
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)

"""verdicts.jsonl: what was thought of each picture that a model made, a line each, written at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generation.records import BadInput

VERDICTS = "verdicts.jsonl"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Each whole line of the file, as far as it exists; a killed run may have left the last one torn."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:  # none yet, or another process is just moving it aside
        return
    for line in data.splitlines(keepends=True):
        if line.endswith(b"\n"):
            try:
                yield dict(json.loads(line))
            except (TypeError, ValueError):
                raise damaged(path, line) from None


def append(path: Path, line: Mapping[str, Any]) -> None:
    """Add a line."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def cut_torn_line(path: Path) -> None:
    """Take away what a killed run was writing."""
    if path.is_file():
        data = path.read_bytes()
        os.truncate(path, data.rfind(b"\n") + 1)


def damaged(path: Path, line: object) -> BadInput:
    """What there is to say of a line that is none."""
    return BadInput(f"{path}: no verdict is {str(line)[:60]!r}; remove {path.parent} to have the pictures made again")

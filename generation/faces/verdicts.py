"""What was found out about pictures, kept the moment it is known: one JSON line a picture."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from filelock import FileLock, Timeout

from generation.records import BadInput, Gender


@dataclass(frozen=True, slots=True)
class Judged:
    """A picture by itself. reason: why it is rejected; empty if it passes. hash: perceptual, of one that passes."""

    reason: str
    hash: int = 0
    gender: Gender | None = None
    age: int | None = None
    embedding: tuple[float, ...] = ()


class Verdicts:
    """The lines of one file, which this process alone may write. Open it with `opened`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lines = dict(_whole_lines(file))

    def get(self, key: str) -> Judged | None:
        """What is known under that key."""
        line = self._lines.get(key)
        return None if line is None else _judged(line)

    def keep(self, key: str, name: str, judged: Judged) -> None:
        """Append one line; it is handed to the system before this returns."""
        line: dict[str, Any] = {"key": key, "name": name, "reason": judged.reason}
        if not judged.reason:
            line |= {"hash": f"{judged.hash:x}", "gender": judged.gender, "age": judged.age}
            line["embedding"] = packed(judged.embedding)
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        self._lines[key] = line


@contextmanager
def opened(path: Path) -> Iterator[Verdicts]:
    """The verdicts in that file, which is made if it is not there. What a killed process left half-written is cut off.

    Raises BadInput if another process has them open, or the folder cannot be written.
    """
    lock = FileLock(path.with_name(".lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise BadInput(
            f"faces: {path.parent} is in use by another process; wait for it or give another store"
        ) from None
    except OSError as error:
        raise BadInput(f"faces: {path.parent} cannot be written ({error.strerror}); give another store") from None
    try:
        with path.open("a+b") as file:
            yield Verdicts(file)
    finally:
        lock.release()


def packed(embedding: Sequence[float]) -> str:
    """The values as text, a fifth as long as their digits."""
    return base64.b64encode(np.array(embedding, dtype="<f4").tobytes()).decode()


def unpacked(text: str) -> tuple[float, ...]:
    """What `packed` was given, in single precision."""
    return tuple(np.frombuffer(base64.b64decode(text), dtype="<f4").tolist())


def _whole_lines(file: IO[bytes]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Key and content of each line; the file is cut behind the last whole one."""
    file.seek(0)
    end = 0
    for line in file:
        if not line.endswith(b"\n"):
            file.truncate(end)
            break
        end += len(line)
        try:
            content = json.loads(line)
            yield content["key"], content
        except (ValueError, KeyError, TypeError):  # a damaged line: that picture is looked at again
            continue


def _judged(line: Mapping[str, Any]) -> Judged:
    if line["reason"]:
        return Judged(line["reason"])
    return Judged("", int(line["hash"], 16), line["gender"], line["age"], unpacked(line["embedding"]))

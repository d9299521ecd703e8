"""Replies of the judge on disk, kept the moment they arrive, because each was paid for.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import BaseFileLock, FileLock

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT, attempt INTEGER, body TEXT NOT NULL, received TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (key, attempt)
) WITHOUT ROWID
"""


def request_key(server: str, request: dict[str, Any]) -> str:
    """SHA-256 of the server's address and the whole request.

    The address counts, because two local servers may give one name to two models; the API key is not part of it.
    """
    text = json.dumps([server, request], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class ReplyStore:
    """The response bodies by request key and attempt, in one SQLite file that threads and processes may share.

    Write-ahead logging lets a process read while another writes; it needs a local disk, not a network file system.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks = path.with_name(f"{path.name}-locks")
        self._locks.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(_TABLE)

    def get(self, key: str, attempt: int) -> str | None:
        """The body of the attempt-th reply to this request, None if it was never asked."""
        with self._lock:
            query = "SELECT body FROM replies WHERE key = ? AND attempt = ?"
            row = self._connection.execute(query, (key, attempt)).fetchone()
        return row[0] if row else None

    def put(self, key: str, attempt: int, body: str) -> None:
        """Keep a body for good; one that is there already stays."""
        with self._lock:
            statement = "INSERT OR IGNORE INTO replies (key, attempt, body) VALUES (?, ?, ?)"
            self._connection.execute(statement, (key, attempt, body))

    def asking(self, key: str) -> BaseFileLock:
        """A lock to hold from before the last look into the store until the reply is in it.

        Another process that wants the same reply waits for it here, instead of buying it too. The system frees the lock
        of a process that dies. 4096 files serve all keys: at worst two different requests wait for each other.
        """
        return FileLock(self._locks / f"{key[:3]}.lock")

    def __enter__(self) -> ReplyStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

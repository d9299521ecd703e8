"""Replies and batch jobs on disk, kept the moment they arrive, because each was paid for."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock

from generation.llm.access import opened

_TABLES = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, form TEXT NOT NULL, received TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS replies_by_form ON replies (form);
CREATE TABLE IF NOT EXISTS charges (
    key TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, usd REAL
);
CREATE TABLE IF NOT EXISTS jobs (
    intention TEXT PRIMARY KEY, id TEXT, usd REAL NOT NULL, noted TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, ended TEXT
);
CREATE TABLE IF NOT EXISTS job_keys (intention TEXT, key TEXT, PRIMARY KEY (intention, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_keys_by_key ON job_keys (key);
"""
_SPENT = "SELECT TOTAL(COALESCE(usd, (prompt_tokens * :reading + completion_tokens * :writing) / 1e6)) FROM charges"


@dataclass(frozen=True, slots=True)
class Job:
    """A batch that was sent, or is about to be. id: the server's, None before it is known; keys: of its requests."""

    intention: str
    id: str | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Charge:
    """What a reply cost. usd: None where no price is known."""

    prompt_tokens: int
    completion_tokens: int
    usd: float | None


class Store:
    """The bodies of replies by the key of their request, in one SQLite file that threads and processes may share.

    Write-ahead logging lets a process read while another writes; it needs a local disk, no network file system. Once
    closed, the file is complete by itself. A file that cannot be written to is read only. Raises BadInput for a file
    that is no such store, and wherever the disk fails.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._access = opened(path, _TABLES)
        self._lock = threading.Lock()

    @property
    def writable(self) -> bool:
        """Whether replies can be bought at all."""
        return self._access.writable

    def get(self, key: str) -> str | None:
        """The body of the reply, None if there is none."""
        rows = self._read("SELECT body FROM replies WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def missing(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that have no reply, each once, in their order."""
        return [key for key in dict.fromkeys(keys) if not self._read("SELECT 1 FROM replies WHERE key = ?", (key,))]

    def put(self, key: str, body: str, form: str = "", charge: Charge | None = None) -> bool:
        """Keep a reply for good, with what it cost; one that is there already stays. Whether it is new.

        form: of the request, "" for what is no answer, such as a rejection.
        """
        with self._writing() as database:
            statement = "INSERT OR IGNORE INTO replies (key, form, body) VALUES (?, ?, ?)"
            new = database.execute(statement, (key, form, body)).rowcount == 1
            if new and charge is not None:
                _charge(database, key, charge)
        return new

    def waste(self, key: str, charge: Charge) -> None:
        """Note what a reply cost that holds nothing to keep."""
        with self._writing() as database:
            _charge(database, key, charge)

    def count(self) -> int:
        """How many replies are kept."""
        return int(self._read("SELECT COUNT(*) FROM replies")[0][0])

    def has_answer(self, form: str) -> bool:
        """Whether the server and the parameters that `form` stands for ever brought an answer."""
        return bool(self._read("SELECT 1 FROM replies WHERE form = ? LIMIT 1", (form,)))

    def spent(self, reading: float = 0.0, writing: float = 0.0) -> float:
        """USD that all replies have cost. The prices, USD per million tokens, are for those that came without one."""
        return float(self._read(_SPENT, {"reading": reading, "writing": writing})[0][0])

    def under_way(self) -> float:
        """USD that the open jobs are expected to cost."""
        return float(self._read("SELECT COALESCE(SUM(usd), 0) FROM jobs WHERE ended IS NULL")[0][0])

    def intend(self, intention: str, keys: Iterable[str], usd: float) -> None:
        """Note a job before it is created."""
        with self._writing() as database:
            database.execute("INSERT INTO jobs (intention, usd) VALUES (?, ?)", (intention, usd))
            database.executemany("INSERT INTO job_keys VALUES (?, ?)", ((intention, key) for key in keys))

    def created(self, intention: str, id: str) -> None:
        """Note the server's id of a job."""
        with self._writing() as database:
            database.execute("UPDATE jobs SET id = ? WHERE intention = ?", (id, intention))

    def end(self, intention: str) -> None:
        """Note that nothing more will come of a job."""
        with self._writing() as database:
            database.execute("UPDATE jobs SET ended = CURRENT_TIMESTAMP WHERE intention = ?", (intention,))

    def is_in_job(self, key: str) -> bool:
        """Whether an open job will bring that reply."""
        query = "SELECT 1 FROM job_keys JOIN jobs USING (intention) WHERE key = ? AND ended IS NULL LIMIT 1"
        return bool(self._read(query, (key,)))

    def open_jobs(self) -> list[Job]:
        """The jobs that may still bring something, in the order of their creation."""
        jobs = self._read("SELECT intention, id FROM jobs WHERE ended IS NULL ORDER BY noted, rowid")
        keys = "SELECT key FROM job_keys WHERE intention = ?"
        return [Job(name, id, frozenset(key for (key,) in self._read(keys, (name,)))) for name, id in jobs]

    def buying(self, key: str) -> FileLock:
        """A lock to hold from the last look into the store until the reply is in it.

        It belongs to the process, and the system frees it when that dies. 256 files serve all keys.
        """
        return self._access.lock(key[:2])

    def sending(self) -> FileLock:
        """A lock to hold while jobs are created."""
        return self._access.lock("jobs")

    def _read(self, query: str, values: Sequence[str] | dict[str, float] = ()) -> list[tuple[str, ...]]:
        with self._lock, self._access.explained(), closing(self._access.database.execute(query, values)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, self._access.explained(), self._access.database:
            self._access.database.execute("BEGIN IMMEDIATE")
            yield self._access.database

    def close(self) -> None:
        """Bring everything into the one file and let go of it."""
        with self._lock:
            self._access.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _charge(database: sqlite3.Connection, key: str, charge: Charge) -> None:
    values = (key, charge.prompt_tokens, charge.completion_tokens, charge.usd)
    database.execute("INSERT INTO charges VALUES (?, ?, ?, ?)", values)

"""How the file of the store is opened: shared with other processes, or read only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock

from generation.records import BadInput

MARK = 0x6D6C6C01  # application_id of a store; its last byte is the version of the tables
PATIENCE = 60  # seconds that a process waits for another one to finish writing


@dataclass(frozen=True, slots=True)
class Access:
    """An open file. Raises BadInput where the disk fails."""

    path: Path
    database: sqlite3.Connection
    writable: bool

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of the database as BadInput."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{self.path}: {error}; see to the disk and the file, then run again") from None

    def lock(self, name: str) -> FileLock:
        """A lock that processes share."""
        return _lock(self.path, name)

    def close(self) -> None:
        """Bring everything into the one file and let go of it."""
        with self.explained():
            if self.writable:
                self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.database.close()


def opened(path: Path, tables: str) -> Access:
    """The store at `path`, made if there is none. Raises BadInput for a file that is none or cannot be opened."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{path}: cannot be made ({error.strerror}); name a folder to write to") from None
    writable = os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
    try:
        database = _shared(path, tables) if writable else _read_only(path)
    except sqlite3.OperationalError as error:
        raise BadInput(f"{path}: cannot be opened ({error}); name the responses.sqlite of a store") from None
    except sqlite3.DatabaseError:
        raise BadInput(f"{path}: is no SQLite database; name the responses.sqlite of a store") from None
    if _mark(database) != MARK:
        database.close()
        raise BadInput(f"{path}: is a database, but no response store of this version; name another file")
    return Access(path, database, writable)


def _shared(path: Path, tables: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        with _lock(path, "opening"):  # two processes may find the file new
            if _is_empty(database):
                database.execute(f"PRAGMA application_id = {MARK}")
            if _mark(database) == MARK:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(tables)
    except BaseException:
        database.close()
        raise
    return database


def _read_only(path: Path) -> sqlite3.Connection:
    """Without the files beside it that write-ahead logging needs, unless another process left some."""
    logged = path.with_name(f"{path.name}-wal").exists()
    address = f"file:{quote(str(path.absolute()))}?mode=ro{'' if logged else '&immutable=1'}"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def _lock(path: Path, name: str) -> FileLock:
    folder = path.with_name(f"{path.name}-locks")
    folder.mkdir(exist_ok=True)
    return FileLock(folder / f"{name}.lock", thread_local=False)


def _mark(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA application_id").fetchone()[0])


def _is_empty(database: sqlite3.Connection) -> bool:
    return not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() and not _mark(database)

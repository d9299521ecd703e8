"""The dataset folder on disk: written aside and moved into place whole, rows streamed into Parquet."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Features
from filelock import FileLock, Timeout

from generation.records import BadInput

MANIFEST = "manifest.json"
ROWS_PER_GROUP = 100
ROWS_PER_SHARD = 2_500


@contextmanager
def staged(target: Path, force: bool = False) -> Iterator[Path]:
    """An empty folder that becomes `target` when the block ends without an exception, in place of an earlier build.

    Whatever happens before, `target` stays as it was; only between the two renames of the replacement it is absent.
    Raises BadInput if it holds anything no build wrote (unless `force`), cannot be written, or is being built by
    another process.
    """
    with _said_of(target):
        target = target.expanduser().resolve()
        _check_replaceable(target, force)
        aside = target.with_name(f".{target.name}.partial")
        aside.mkdir(parents=True, exist_ok=True)
        lock = FileLock(aside / "lock", timeout=0)
        lock.acquire()
    new, old = aside / "new", aside / "old"
    try:
        with _said_of(target):
            _put_back(old, target)  # what a killed build left
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
        yield new
        with _said_of(target):
            if target.exists():
                target.rename(old)
            new.rename(target)
    finally:
        _put_back(old, target)
        shutil.rmtree(aside, ignore_errors=True)
        lock.release()


@contextmanager
def _said_of(target: Path) -> Iterator[None]:
    """What the file system refuses, in one line about `target`."""
    try:
        yield
    except Timeout:
        raise BadInput(f"{target}: another build is writing it; wait for that one or give another --out") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{target}: cannot be written ({reason}); give another --out") from error


def _put_back(old: Path, target: Path) -> None:
    """If the move into place stopped half-way, the old dataset returns; once the new one stands, the old one goes."""
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _check_replaceable(target: Path, force: bool) -> None:
    if target in (Path.cwd(), *Path.cwd().parents, Path.home()):
        raise BadInput(f"{target}: is the working folder, above it, or your home; give a folder of its own as --out")
    if target.exists() and not target.is_dir():
        raise BadInput(f"{target}: is a file; give a folder as --out")
    foreign = None if force else _foreign_file(target)
    if foreign:
        raise BadInput(f"{target}: holds {foreign}, which no build wrote; give another --out, or --force")


def _foreign_file(folder: Path) -> str | None:
    """The first file that the manifest in `folder` does not list, if any."""
    try:
        written = {MANIFEST, *json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        written = set()
    present = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return next((name for name in present if name not in written), None)


class RowWriter:
    """Rows that are loaded together into `folder/PLACE/train-*-of-*.parquet`, a row group at a time.

    place: a config, or what several of them share. rows: how many will be written. num_bytes: size of the rows in
    memory; download_size: of the files.
    """

    def __init__(self, folder: Path, place: str, features: Features, rows: int) -> None:
        self.place, self.features, self.num_examples, self.num_bytes = place, features, 0, 0
        shards = max(1, math.ceil(rows / ROWS_PER_SHARD))
        self._paths = [folder / place / f"train-{n:05d}-of-{shards:05d}.parquet" for n in range(shards)]
        self._paths[0].parent.mkdir(parents=True)
        self._pending: list[Mapping[str, Any]] = []
        self._open()

    @property
    def download_size(self) -> int:
        return sum(path.stat().st_size for path in self._paths)

    def write(self, row: Mapping[str, Any]) -> None:
        """Add one row; it must have exactly the features' columns."""
        if row.keys() != self.features.keys():
            raise KeyError(f"row has {sorted(row)}, the features have {sorted(self.features)}")
        if self.num_examples and self.num_examples % ROWS_PER_SHARD == 0:
            self.close()
            self._open()
        self._pending.append(row)
        self.num_examples += 1
        if len(self._pending) == ROWS_PER_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is pending and finish the file."""
        self._flush()
        self._file.close()

    def _open(self) -> None:
        self._file = pq.ParquetWriter(
            self._paths[self.num_examples // ROWS_PER_SHARD],
            self.features.arrow_schema,
            use_content_defined_chunking=True,  # the same portrait stands in several configs: the Hub stores it once
            write_page_index=True,
        )

    def _flush(self) -> None:
        if self._pending:
            table = pa.Table.from_pylist(self._pending, schema=self.features.arrow_schema)
            self.num_bytes += table.nbytes
            self._file.write_table(table)
            self._pending.clear()


def sha256_of_files(folder: Path) -> dict[str, str]:
    """Relative path -> SHA-256 of every file below `folder`, sorted by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {}
    for path in paths:
        with path.open("rb") as file:
            digests[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return dict(sorted(digests.items()))

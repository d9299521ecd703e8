"""Work on GPUs that processes share, on any number of hosts, under `accelerate launch`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from generation.records import BadInput

if TYPE_CHECKING:
    from accelerate import PartialState

PATIENCE = timedelta(days=7)  # how long a process that is done waits for the others


def processes() -> int:
    """How many there are."""
    return int(os.environ.get("WORLD_SIZE", "1"))


@contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """No other build works in that folder meanwhile: the first process of several holds the lock for all.

    what: for the error. Raises BadInput.
    """
    if os.environ.get("RANK", "0") != "0":
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BadInput(f"{what}: {folder} is in use by another process; wait for it or give another store") from None
    with lock:
        yield


def state() -> PartialState:
    """This process among the others."""
    import torch
    from accelerate import PartialState

    # without cpu=True processes without GPUs are not told of each other
    return PartialState(cpu=not torch.cuda.is_available(), timeout=PATIENCE)

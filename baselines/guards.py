"""What a training leaves behind when it does not end well, and what it says then."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from baselines import processes
from baselines.errors import BadInput
from baselines.options import Options
from baselines.runs import CHECKPOINTS


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during training; says where the checkpoint is."""


@contextmanager
def nothing_half_done(out: Path) -> Iterator[None]:
    """After a failure `out` stays only if there is a checkpoint that it helps to go on from; Ctrl-C says so."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, BadInput) or not checkpoints(out):
            if processes.this().is_main_process:
                shutil.rmtree(out, ignore_errors=True)
        elif isinstance(error, KeyboardInterrupt):
            what = str(error) or "interrupted"
            raise Interrupted(f"{what}; {out} keeps a checkpoint: the same command with --resume goes on") from None
        raise


def is_memory_error(error: Exception) -> bool:
    """Whether memory ran out, on a GPU or a CPU."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)


@contextmanager
def memory_errors(options: Options) -> Iterator[None]:
    """Out of memory becomes advice."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_memory_error(error):
            raise
        whole = "--no-full, " * options.full
        advice = (
            "out of memory: lower --batch-size (and raise --accumulation as much), "
            f"or lower --row-length, or give {whole}--checkpointing or --dtype bf16"
        )
        if not processes.this().is_main_process:  # which speaks for all, but may not have met this
            print(f"process {processes.this().process_index}: {advice}", file=sys.stderr)
        raise BadInput(advice) from None


def last_checkpoint(out: Path) -> Path:
    """The one to go on from. Raises BadInput if there is none."""
    found = checkpoints(out)
    if not found:
        raise BadInput(f"--resume: {out} holds a run that ended before its first checkpoint; start anew with --force")
    return max(found, key=lambda path: int(path.name.rpartition("-")[2]))


def checkpoints(out: Path) -> list[Path]:
    """Whole ones: the file that is written last is there."""
    return [path.parent for path in (out / CHECKPOINTS).glob("checkpoint-*/trainer_state.json")]

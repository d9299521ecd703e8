"""The processes of a training: one, or those that `accelerate launch` starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import torch
from accelerate import PartialState
from accelerate.utils import broadcast_object_list

from baselines.errors import BadInput

PATIENCE = timedelta(hours=2)  # of the others while one makes the embedded model, or pays a judge


def this() -> PartialState:
    """This process among the others; on the first call they find each other."""
    return PartialState(cpu=not torch.cuda.is_available(), timeout=PATIENCE)  # on the CPU as the Trainer is told, too


def together(action: Callable[[], None]) -> None:
    """Do it in the main process; the BadInput that it raises there, all raise, so that none waits for the others."""
    problem: list[str | None] = [None]
    if this().is_main_process:
        try:
            action()
        except BadInput as error:
            problem = [str(error)]
    broadcast_object_list(problem)
    if problem[0] is not None:
        raise BadInput(problem[0])

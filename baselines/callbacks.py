"""What happens around the steps of a training: the end of each, Ctrl-C, the progress bar."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

IMPATIENCE = 2.0  # seconds; `accelerate launch` passes on at once what its processes have already got from the terminal


class Watched(Protocol):
    """A training that can end early. asked: by Ctrl-C, in this process. interrupted, stopped: agreed by all of them."""

    asked: bool
    interrupted: bool
    stopped: str

    def close_step(self) -> None:
        """Do the bookkeeping of the step that ends."""


class Watch(TrainerCallback):
    """Closes steps, and decides whether there is another one: Ctrl-C becomes a checkpoint. The last one is logged."""

    def __init__(self, fitting: Watched) -> None:
        self._fitting = fitting

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Close the step."""
        self._fitting.close_step()
        control.should_log |= bool(self._fitting.stopped) or state.global_step == state.max_steps
        control.should_save |= self._fitting.interrupted
        control.should_training_stop |= self._fitting.interrupted or bool(self._fitting.stopped)


@contextmanager
def asked_by_ctrl_c(fitting: Watched) -> Iterator[None]:
    """Ctrl-C lets the step end first; a second one, later, does not wait."""
    since = math.inf

    def ask(*_: Any) -> None:
        nonlocal since
        if time.monotonic() - since > IMPATIENCE:
            raise KeyboardInterrupt
        since = min(since, time.monotonic())
        fitting.asked = True

    if threading.current_thread() is not threading.main_thread():  # only there can signals be caught
        yield
        return
    previous = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


class Progress(TrainerCallback):
    """One bar on a terminal, nothing elsewhere."""

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Show it."""
        hidden = None if state.is_world_process_zero else True
        self._bar = tqdm(total=state.max_steps, initial=state.global_step, desc="training", disable=hidden)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Move on."""
        self._bar.update(state.global_step - self._bar.n)

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **shown: Any) -> None:
        """Show the terms."""
        logs: dict[str, float] = shown["logs"]
        self._bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items() if name.endswith(("loss", "kl"))})

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Leave it as it stands."""
        self._bar.close()

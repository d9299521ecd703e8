"""Jobs that wait for each other, over processes that stay. What a job says is shown as it says it."""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.queues import Queue
from queue import Empty
from typing import Any

import torch
from tqdm import tqdm

from baselines.errors import BadInput

HEARTBEAT = 20.0  # seconds between lines about what is under way, where there is no terminal
Said = tuple[str, str, bool]  # job, text, whether it is to stay


@dataclass(frozen=True, slots=True)
class Job:
    """action: what to do; it returns a line that says what came of it. after: names of jobs that have to be done first.

    alone: nothing else runs meanwhile, and it may use all processors.
    """

    name: str
    action: Callable[[], str]
    after: tuple[str, ...] = ()
    alone: bool = False


def run(jobs: Sequence[Job], workers: int) -> None:
    """Do all jobs, `workers` at a time, each as soon as those before it are done, earlier ones first.

    A job that raises BadInput keeps those behind it from being done, but no others; in the end BadInput names it.
    Ctrl-C reaches the jobs that are under way, and this returns once they have ended.
    """
    context = multiprocessing.get_context("spawn")
    said: Queue[Said] = context.Queue()
    slots: Queue[str] = context.Queue()
    gpus = _gpus() or [""]
    for slot in range(workers):
        slots.put(gpus[slot % len(gpus)])
    with (
        _Board(len(jobs)) as board,
        ProcessPoolExecutor(workers, context, initializer=_start, initargs=(said, slots, workers)) as pool,
    ):
        schedule = _Schedule(jobs, pool, workers)
        while schedule.goes_on():
            schedule.wait()
            board.show(schedule, said)
    if schedule.failed:
        name, undone = schedule.failed[0], len(jobs) - len(schedule.ended) + len(schedule.failed)
        raise BadInput(
            f"{name}: {schedule.ended[name]} ({undone} of {len(jobs)} jobs are not done; the same command goes on)"
        )


class _Schedule:
    """What waits, what is under way, what has ended.

    ended: name -> what the job said, or its problem, in the order in which they ended. failed: names of the latter.
    """

    def __init__(self, jobs: Sequence[Job], pool: ProcessPoolExecutor, workers: int) -> None:
        self._waiting, self._pool, self._workers = list(jobs), pool, workers
        self._running: dict[Future[str], Job] = {}
        self.ended: dict[str, str] = {}
        self.failed: list[str] = []

    def goes_on(self) -> bool:
        """Submit what can be; whether anything is under way then."""
        for job in list(self._waiting):
            room = 1 if job.alone else self._workers
            if any(one.alone for one in self._running.values()) or len(self._running) >= room:
                break
            if (self.ended.keys() - self.failed) >= set(job.after):
                self._waiting.remove(job)
                self._running[self._pool.submit(_do, job)] = job
        return bool(self._running)

    def wait(self) -> None:
        """For a moment, or until a job ends."""
        for future in wait(self._running, timeout=0.2, return_when=FIRST_COMPLETED).done:
            job = self._running.pop(future)
            try:
                self.ended[job.name] = future.result()
            except BadInput as error:
                self.ended[job.name] = str(error)
                self.failed.append(job.name)
            except BrokenProcessPool:
                raise BadInput(
                    f"{job.name}: a worker was killed, as happens where memory runs out; the same command goes on, "
                    "with fewer --workers it needs less"
                ) from None

    def under_way(self) -> list[str]:
        """Names of jobs."""
        return [job.name for job in self._running.values()]


class _Board:
    """On a terminal a bar and a line for each job under way; elsewhere a line now and then."""

    def __init__(self, total: int) -> None:
        self._total, self._told, self._last = total, 0, time.monotonic()
        self._saying: dict[str, str] = {}
        self._lines: list[tqdm[Any]] = []

    def __enter__(self) -> _Board:
        self._bar = tqdm(total=self._total, desc="jobs", disable=None, bar_format="{l_bar}{bar}| {n}/{total} {elapsed}")
        return self

    def __exit__(self, *_: object) -> None:
        for line in reversed(self._lines):
            line.close()
        self._bar.close()

    def show(self, schedule: _Schedule, said: Queue[Said]) -> None:
        """What was said and done since."""
        while True:
            try:
                job, text, stays = said.get_nowait()
            except Empty:
                break
            self._saying[job] = text
            if stays:
                self._write(f"{job}: {text}")
        for name, text in list(schedule.ended.items())[self._told :]:
            self._told += 1
            self._bar.update()
            self._write(f"[{self._told}/{self._total}] {name}: {text}")
        self._under_way([f"{name}: {self._saying.get(name, 'starting')}" for name in schedule.under_way()])

    def _under_way(self, texts: Sequence[str]) -> None:
        if not self._bar.disable:
            while len(self._lines) < len(texts):
                self._lines.append(tqdm(bar_format="  {desc}", position=len(self._lines) + 1, leave=False))
            for line, text in zip(self._lines, [*texts, *[""] * len(self._lines)], strict=False):
                line.set_description_str(text[:110])
        elif time.monotonic() - self._last > HEARTBEAT:
            for text in texts:
                self._write(f"  {text}")

    def _write(self, text: str) -> None:
        tqdm.write(text, file=sys.stderr)
        sys.stderr.flush()
        self._last = time.monotonic()


class _Voice(io.TextIOBase):
    """The stderr of a worker: whole lines stay, bars are shown while they last."""

    def __init__(self, said: Queue[Said]) -> None:
        self._said, self._text = said, ""
        self.job = ""

    def isatty(self) -> bool:
        """So that bars are drawn."""
        return True

    def write(self, text: str) -> int:
        """Hand on what ends here."""
        self._text += text
        while cut := re.search(r"[\r\n]", self._text):
            line, self._text = self._text[: cut.start()].strip(), self._text[cut.end() :]
            if line:
                self._said.put((self.job, line, cut[0] == "\n" and "%|" not in line))
        return len(text)


@dataclass(frozen=True, slots=True)
class _Self:
    """What a worker knows of itself. threads: of torch, all and those of one worker among the others."""

    voice: _Voice
    threads: tuple[int, int]


_this: list[_Self] = []  # of a worker, once it has started


def _start(said: Queue[Said], slots: Queue[str], workers: int) -> None:
    """Speak through the parent and end with it; share processors and GPUs with the other workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if gpu := slots.get():
        os.environ["CUDA_VISIBLE_DEVICES"] = gpu  # the Trainer takes the first that it sees
    threads = torch.get_num_threads()
    _this.append(_Self(_Voice(said), (threads, max(1, threads // workers))))
    sys.stderr = _this[0].voice


def _gpus() -> list[str]:
    """Those that this process may use, by the names that CUDA takes."""
    named = [one for one in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if one]
    count = torch.cuda.device_count()
    return named[:count] or [str(number) for number in range(count)]


def _end_with_parent() -> None:
    """Also by `kill -9`."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has one"
    parent.join()
    os._exit(1)


def _do(job: Job) -> str:
    """In a worker. Ctrl-C ends the job."""
    _this[0].voice.job = job.name
    torch.set_num_threads(_this[0].threads[0 if job.alone else 1])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return job.action()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Runs that are killed or side by side: one store, and no reply paid for twice."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..judge_server import Ask, Asked, Handler, JudgeServer, after, by_length, scores, words

FOLDER = Path(__file__).parents[3] / "metrics" / "factuality"
REPLIES = [words(n, start) for start in ("a", "b") for n in range(1, 11)]
RUN = """
import json, sys
import evaluate
folder, address, store, replies = sys.argv[1:]
replies = json.loads(replies)
columns = {
    "predictions": replies,
    "references": ["the truth"] * len(replies),
    "questions": ["the question?"] * len(replies),
}
metric = evaluate.load(folder, keep_in_memory=True)
print("ready", flush=True)
sys.stdin.readline()
result = metric.compute(**columns, base_url=address, store=store, max_concurrency=2)
print(json.dumps([[item["score"] for item in result["per_item"]], result["usage"]["asked"]["replies"]]))
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "replies.sqlite3"


@pytest.fixture
def pair(judge: JudgeServer, store: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that have loaded the metric and wait for a line before they compute."""
    arguments = [str(FOLDER), judge.address, str(store), json.dumps(REPLIES)]
    command = [sys.executable, "-c", RUN, *arguments]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str]) -> tuple[list[int], int]:
    """The scores, and how many replies this process asked for."""
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    found, n_asked = json.loads(out)
    return found, n_asked


def stored(store: Path) -> int:
    with contextlib.closing(sqlite3.connect(store)) as connection:
        count: int = connection.execute("SELECT count(*) FROM replies").fetchone()[0]
    return count


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_killed_run_is_finished_by_two_others_without_asking_twice(
    judge: JudgeServer, ask: Ask, store: Path, pair: list[subprocess.Popen[str]]
) -> None:
    """The judge answers 7 and keeps the workers waiting for the next; only those may be asked for again.

    The others, one of them this process, want the same replies at the same time: each waits for what the other is
    asking for, instead of buying it too.
    """
    released = threading.Event()

    def hold(handler: Handler, asked: Asked) -> None:
        released.wait(60)
        by_length(handler, asked)

    judge.answers = [by_length] * 7
    judge.default = hold
    killed, other = pair
    go(killed)
    wait_until(lambda: len(judge.asked) >= 8 and stored(store) == 7)
    killed.kill()
    killed.wait()
    held = [asked.data["reply"] for asked in judge.asked[7:]]
    judge.default = after(0.05)
    released.set()
    go(other)
    result = ask(*REPLIES, max_concurrency=2)
    other_scores, other_n_asked = finish(other)
    assert scores(result) == other_scores == [*range(1, 11)] * 2
    assert result["usage"]["asked"]["replies"] + other_n_asked == len(REPLIES) - 7
    assert Counter(asked.data["reply"] for asked in judge.asked) == Counter(REPLIES) + Counter(held)

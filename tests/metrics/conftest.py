"""Modules as a user loads them, and a judge to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import evaluate
import pytest

from .judge_server import KEY, JudgeServer, running_judge

METRICS = Path(__file__).parents[2] / "metrics"


@pytest.fixture(scope="session")
def load() -> Callable[[str], Any]:
    """name -> the module, which keeps its inputs in memory: no lock on a file outlives a refused input."""
    return lambda name: evaluate.load(str(METRICS / name), keep_in_memory=True)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[JudgeServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_judge() as server:
        yield server

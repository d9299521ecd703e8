"""A short way to ask the judge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..judge_server import Ask, JudgeServer, asking


@pytest.fixture(scope="session")
def metric(load: Callable[[str], Any]) -> Any:
    return load("factuality")


@pytest.fixture
def ask(metric: Any, judge: JudgeServer, tmp_path: Path) -> Ask:
    """Have replies judged; the judge's default score is the number of words in a reply."""
    return asking(metric, judge, tmp_path, references="the truth", questions="the question?")

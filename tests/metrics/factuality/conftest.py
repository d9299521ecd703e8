"""A short way to ask the judge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..judge_server import Ask, JudgeServer


@pytest.fixture(scope="session")
def metric(load: Callable[[str], Any]) -> Any:
    return load("factuality")


@pytest.fixture
def ask(metric: Any, judge: JudgeServer, tmp_path: Path) -> Ask:
    """Have replies judged; the judge's default score is the number of words in a reply."""

    def compute(*replies: str, **options: Any) -> dict[str, Any]:
        columns = {
            "predictions": list(replies),
            "references": ["the truth"] * len(replies),
            "questions": ["the question?"] * len(replies),
        }
        defaults = {"base_url": judge.address, "store": tmp_path / "replies.sqlite3", "timeout": 10.0}
        result: dict[str, Any] = metric.compute(**{**columns, **defaults, **options})
        return result

    return compute

"""Modules as a user loads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import evaluate
import pytest

METRICS = Path(__file__).parents[2] / "metrics"


@pytest.fixture(scope="session")
def load() -> Callable[[str], Any]:
    """name -> the module, which keeps its inputs in memory: no lock on a file outlives a refused input."""
    return lambda name: evaluate.load(str(METRICS / name), keep_in_memory=True)

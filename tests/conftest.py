"""Datasets that many tests read, built once by the real command."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp(
    prefix="mllmu-bench-tests-"
)  # before datasets is imported: no cache of the user's

from mllmu_bench import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it, and those they start


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, 60 people and 24 celebrities, but with only 60 of the further faces: they take long to draw."""
    return built(tmp_path_factory, "--recipe", "demo", "--looks", "60")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default dataset at full size, but with only 200 of the further faces."""
    return built(tmp_path_factory, "--looks", "200")


def built(factory: pytest.TempPathFactory, *options: str) -> Path:
    out = factory.mktemp("built") / "mllmu-bench"
    assert main(["build", "--out", str(out), *options]) == 0
    return out

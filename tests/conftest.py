"""Datasets that many tests read, built once by the real command, and a browser to look at pages with."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"  # the tests share the processors among themselves
os.environ["HF_HOME"] = tempfile.mkdtemp(
    prefix="mllmu-bench-tests-"
)  # before datasets is imported: no cache of the user's

from mllmu_bench import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it, and those they start

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


def pytest_collection_finish() -> None:
    """Imported modules stay: no later collection, of which there is one in each training, is to go through them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, 60 people and 24 celebrities, but with only 60 of the further faces: they take long to draw."""
    return built(tmp_path_factory, "--recipe", "demo", "--looks", "60")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default dataset at full size, but with only 200 of the further faces."""
    return built(tmp_path_factory, "--looks", "200")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless chromium, the system's: playwright's own would be a download. While it lasts, an event loop runs."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no chromium is installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


def built(factory: pytest.TempPathFactory, *options: str) -> Path:
    """The folder "mllmu-bench" that the build makes: one for all processes of a test run."""
    parent = factory.getbasetemp()
    parent = parent.parent if "PYTEST_XDIST_WORKER" in os.environ else parent
    out = parent / hashlib.sha256(" ".join(options).encode()).hexdigest()[:8] / "mllmu-bench"
    with FileLock(f"{out.parent}.lock"):
        if not out.exists():
            assert main(["build", "--out", str(out), "--workers", "1", *options]) == 0
    return out

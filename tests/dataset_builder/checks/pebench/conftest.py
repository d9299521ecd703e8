from __future__ import annotations

from pathlib import Path

import pytest

from ....conftest import built
from .planting import apart

OPTIONS = {
    "people": 12, "events": 5, "few_shot": 2, "celebrities": 4, "forget": [20, 40], "image_size": 192, "looks": 0,
    "objects": 0,
}  # fmt: skip


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As it is built."""
    settings = (part for name, value in OPTIONS.items() for part in ("--set", f"{name}={value}"))
    return built(tmp_path_factory, "--recipe", "pebench_demo", *settings)


@pytest.fixture(scope="session")
def small_apart(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return apart(small, tmp_path_factory.mktemp("apart") / "pebench")

from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import built

SIZE = ("people=12", "events=6", "few_shot=3", "celebrities=4", "image_size=64", "looks=0", "objects=0")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 people at 6 events, of which 25 and 50 per cent are to be forgotten."""
    return built(tmp_path_factory, "--recipe", "pebench_demo", "--forget", "25,50", *settings(*SIZE))


def settings(*options: str) -> list[str]:
    return [part for option in options for part in ("--set", option)]

"""Two versions of a tiny dataset, and a Hub for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from dataset_builder.build import build
from dataset_builder.material import Material
from dataset_builder.recipe import load_recipe

from ...hub_server import Hub, running

TINY = {"people": 20, "celebrities": 4, "few_shot": 0, "poses": 1, "looks": 0, "image_size": 64}


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With forget_25 and retain_75, which the second does not have."""
    return tiny(tmp_path_factory, "first", [5, 25])


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory, "second", [5])


def tiny(factory: pytest.TempPathFactory, name: str, forget: list[int]) -> Path:
    """Built once for all processes of a test run."""
    parent = factory.getbasetemp()
    out = (parent.parent if "PYTEST_XDIST_WORKER" in os.environ else parent) / "tiny" / name
    out.parent.mkdir(exist_ok=True)
    with FileLock(f"{out}.lock"):
        if not out.exists():
            build(load_recipe("demo", TINY | {"forget": forget}), out, Material(out.with_name("store")))
    return out


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running() as hub:
        yield hub

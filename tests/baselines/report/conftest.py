"""Results to report on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"report_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


MAKING, MAKING_PEBENCH = _loaded("making"), _loaded("making_pebench")


@pytest.fixture(scope="session")
def making() -> ModuleType:
    """What makes results: tests/baselines/report/making.py."""
    return MAKING


@pytest.fixture(scope="session")
def making_pebench() -> ModuleType:
    """What makes results of PEBench: tests/baselines/report/making_pebench.py."""
    return MAKING_PEBENCH

"""Results to report on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _making() -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_making", Path(__file__).with_name("making.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


MAKING = _making()


@pytest.fixture(scope="session")
def making() -> ModuleType:
    """What makes results: tests/baselines/report/making.py."""
    return MAKING

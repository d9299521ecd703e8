from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import built
from .planting import Copy


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset as small as can have every defect, with a card of a few lines, which is read twelve times an audit."""
    options = "--people 20 --celebrities 6 --few-shot 2 --forget 5,10,15 --poses 1 --looks 0 --image-size 96"
    copy = Copy(built(tmp_path_factory, *options.split()), tmp_path_factory.mktemp("small") / "mllmu-bench")
    copy.finish()
    return copy.folder

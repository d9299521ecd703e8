"""Models that recipes name by where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any


def without_folders(options: dict[str, Any], group: str, names: Iterable[str]) -> dict[str, Any]:
    """The options with the folders that options of a group name cut down to the last of their parts."""
    models = options.get(group, {})
    for name in names:
        if models.get(name) and Path(models[name]).is_dir():
            models[name] = Path(models[name]).name
    return options

"""The files of a dataset held against its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal

from dataset_builder.folder import MANIFEST
from generation.records import BadInput

Departure = Literal["missing", "changed", "unlisted"]
SAID: Mapping[Departure, str] = {
    "missing": f"is missing, which {MANIFEST} lists",
    "changed": f"is not the file that {MANIFEST} lists",
    "unlisted": f"is there, which {MANIFEST} does not list",
}


def listed(folder: Path) -> dict[str, str]:
    """Path -> SHA-256, as the manifest of `folder` has it. Raises BadInput."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except OSError:
        raise BadInput(f"{folder}: has no {MANIFEST}; name the folder of a dataset that was built or pulled") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(f"{folder / MANIFEST}: lists no files; build or pull the dataset again") from None


def departures(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[Departure, str]]:
    """Every file (path -> SHA-256) in which a dataset departs from its manifest, and how.

    What the manifest does not list counts unless it is hidden, as are the files of git, of downloads and of desktops.
    """
    for path, digest in expected.items():
        if path not in found:
            yield "missing", path
        elif found[path] != digest:
            yield "changed", path
    for path in sorted(found.keys() - expected.keys() - {MANIFEST}):
        if not _hidden(PurePosixPath(path)):
            yield "unlisted", path


def data_files(folder: Path) -> list[Path]:
    """The Parquet files of a dataset, sorted; without hidden ones."""
    return sorted(path for path in folder.rglob("*.parquet") if not _hidden(path.relative_to(folder)))


def _hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)

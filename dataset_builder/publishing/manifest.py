"""The files of a dataset held against its manifest, and against what the Hub says of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.sha import git_hash

from dataset_builder.folder import MANIFEST
from generation.records import BadInput


def listed(folder: Path) -> dict[str, str]:
    """Path -> SHA-256, as the manifest of `folder` has it. Raises BadInput."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except OSError:
        raise BadInput(f"{folder}: has no {MANIFEST}; name the folder of a dataset that was built or pulled") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(f"{folder / MANIFEST}: lists no files; build or pull the dataset again") from None


def departure(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """The first file (path -> SHA-256) in which a dataset departs from its manifest, and how; empty if in none."""
    for path, digest in expected.items():
        if path not in found:
            return f"{path} is missing, which {MANIFEST} lists"
        if found[path] != digest:
            return f"{path} is not the file that {MANIFEST} lists"
    unlisted = sorted(found.keys() - expected.keys() - {MANIFEST})
    return f"{unlisted[0]} is there, which {MANIFEST} does not list" if unlisted else ""


def unlike(folder: Path, files: Mapping[str, RepoFile]) -> list[str]:
    """Paths whose file in `folder` is missing or another than the Hub's, by size and hash; sorted."""
    return sorted(path for path, file in files.items() if not _is_like(folder / path, file))


def _is_like(path: Path, file: RepoFile) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    if file.lfs is None:
        return git_hash(path.read_bytes()) == file.blob_id
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.lfs.sha256


def size(count: float) -> str:
    """Bytes, as people read them."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"

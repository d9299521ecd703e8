"""Whether the files of a folder are those of its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from dataset_builder.checks.findings import Findings
from dataset_builder.folder import MANIFEST, sha256_of_files


def check_files(folder: Path | None, findings: Findings) -> None:
    """Compare them; without a manifest, or on the Hub, that is not possible."""
    if folder is None or not (folder / MANIFEST).is_file():
        where = "of a repository are not downloaded" if folder is None else f"without {MANIFEST}"
        findings.add("not_checkable", MANIFEST, "", f"files {where}", "a folder with the manifest of its build")
        return
    if (listed := _listed(folder / MANIFEST)) is None:
        findings.add("manifest_unreadable", MANIFEST, "", MANIFEST, 'JSON with "files": path -> SHA-256')
        return
    present = sha256_of_files(folder)
    for name, wanted in listed.items():
        if name not in present:
            findings.add("file_missing", name, "", name, "every file that the manifest lists")
        elif present[name] != wanted:
            findings.add("file_changed", name, "", present[name], str(wanted))
    for name in present:
        hidden = any(part.startswith(".") for part in Path(name).parts)  # of git and of downloads
        if name not in listed and name != MANIFEST and not hidden:
            code = "data_unlisted" if name.endswith(".parquet") else "file_unlisted"
            findings.add(code, name, "", name, "nothing that the manifest does not list")


def _listed(path: Path) -> Mapping[str, object] | None:
    """Path -> SHA-256, or None."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return files if isinstance(files, dict) else None

"""Whether the files of a folder are those of its manifest."""

from __future__ import annotations

from pathlib import Path

from dataset_builder.checks.findings import Findings
from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.manifest import departures, listed
from generation.records import BadInput


def check_files(folder: Path | None, findings: Findings) -> None:
    """Compare them; without a manifest, or on the Hub, that is not possible."""
    if folder is None or not (folder / MANIFEST).is_file():
        where = "of a repository are not downloaded" if folder is None else f"without {MANIFEST}"
        findings.add("not_checkable", MANIFEST, "", f"files {where}", "a folder with the manifest of its build")
        return
    try:
        expected = listed(folder)
    except BadInput:
        findings.add("manifest_unreadable", MANIFEST, "", MANIFEST, 'JSON with "files": path -> SHA-256')
        return
    found = sha256_of_files(folder)
    for how, path in departures(expected, found):
        if how == "missing":
            findings.add("file_missing", path, "", path, "every file that the manifest lists")
        elif how == "changed":
            findings.add("file_changed", path, "", found[path], expected[path])
        else:
            code = "data_unlisted" if path.endswith(".parquet") else "file_unlisted"
            findings.add(code, path, "", path, "nothing that the manifest does not list")

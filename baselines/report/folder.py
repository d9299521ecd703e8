"""The report's folder: written whole or not at all, and never in the place of anything but a report."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from baselines.errors import BadInput
from baselines.options import check_no_file

PAGE = "report.html"
MARK = '<meta name="generator" content="mllmu-bench report">'


def check(out: Path) -> None:
    """Raise BadInput unless `out` is free, an empty folder, or a report."""
    check_no_file(out)
    if out.is_dir() and any(out.iterdir()) and not _is_report(out):
        raise BadInput(f"--out {out}: holds other things than a report; name a new folder")


def write(out: Path, files: Mapping[str, str | bytes]) -> None:
    """Put `files` (name, with folders -> content) in the place of `out`."""
    out = out.absolute()
    partial, before = (out.with_name(f".{out.name}.{state}") for state in ("partial", "before"))
    try:
        for leftover in (partial, before):
            shutil.rmtree(leftover, ignore_errors=True)
        for name, content in files.items():
            place = partial / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        if out.exists():
            out.rename(before)
        partial.rename(out)
    except OSError as error:
        if before.exists() and not out.exists():
            before.rename(out)
        raise BadInput(f"--out {out}: cannot be written ({error.strerror}); name another folder") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)


def _is_report(out: Path) -> bool:
    try:
        return MARK in (out / PAGE).read_text(encoding="utf-8")[:2000]
    except (OSError, UnicodeDecodeError):
        return False

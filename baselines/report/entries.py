"""The results files that a report is made of: found, read, none of them twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baselines import results
from baselines.errors import BadInput
from baselines.results import Results

UNLEARNED_IN = "forget"


@dataclass(frozen=True, slots=True)
class Entry:
    """One evaluated model: the file it was read from, as it was named, and what that holds."""

    path: Path
    results: Results

    @property
    def options(self) -> dict[str, Any]:
        """Of its training; empty if there was none."""
        return dict((self.results.training or {}).get("options") or {})

    @property
    def seed(self) -> int | None:
        """Of its training."""
        return self.options.get("seed")

    @property
    def forget(self) -> str:
        """The config of whom it was asked to forget."""
        return str(self.results.data.get(UNLEARNED_IN) or "")

    @property
    def base(self) -> str:
        """The model below all training. Where it lies on a machine is nobody's business."""
        model = self.results.model
        return "embedded" if model.get("embedded") else plain_name(str(model.get("base") or model.get("name") or "?"))

    @property
    def name(self) -> str:
        """Of the folder or server that was evaluated."""
        return plain_name(str(self.results.model.get("name") or self.path.parent.name))


def plain_name(name: str) -> str:
    """A Hub id as it is, a path without its folders."""
    is_path = name.startswith(("/", "~", ".")) or name.count("/") > 1 or "\\" in name
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] if is_path else name


def read_all(paths: Sequence[Path]) -> list[Entry]:
    """The results under `paths`: files, folders with a results.json, or folders of such folders.

    Raises BadInput if there are none, one is damaged or of another format, or two hold the same.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files(path.expanduser()):
            found.setdefault(file.resolve(), file)
    if not found:
        raise BadInput("no results to report; name the folders that `mllmu-bench evaluate` made")
    entries = [Entry(file, results.read(file)) for file in found.values()]
    _refuse_duplicates(entries)
    return entries


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir() and not (path / results.RESULTS).is_file():
        inside = sorted(path.glob(f"*/{results.RESULTS}"))
        if not inside:
            raise BadInput(
                f"{path}: holds no {results.RESULTS}, nor does a folder in it; name what `mllmu-bench evaluate` made"
            )
        yield from inside
    else:
        yield path / results.RESULTS if path.is_dir() else path


def _refuse_duplicates(entries: Sequence[Entry]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(_identity(entry.results), entry)
        if first is not entry:
            raise BadInput(
                f"{first.path} and {entry.path}: hold the same model ({entry.name}), protocol and data; name one"
            )


def _identity(one: Results) -> str:
    weights = one.model.get("weights") or one.model
    return json.dumps([one.method, weights, one.protocol, one.data, one.judge], sort_keys=True, default=str)

"""What publishing a dataset would change in a repository, and which version that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dataset_builder.folder import MANIFEST
from dataset_builder.manifest import data_files, listed
from dataset_builder.publishing.hub import Remote, files_of, unlike
from generation.records import BadInput

Change = Literal["add", "replace", "keep", "delete"]
VERSION = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """held: the repository as it is, None if there is none. changes: by path. sizes: bytes by path, of ours.

    tag: what to name the commit; empty if that very commit is a version already.
    """

    held: Remote | None
    changes: Mapping[str, Change]
    sizes: Mapping[str, int]
    tag: str

    def paths(self, *changes: Change) -> list[str]:
        """Those to which one of these is done, sorted."""
        return sorted(path for path, change in self.changes.items() if change in changes)

    @property
    def sends(self) -> list[str]:
        """Paths of the files that go out."""
        return self.paths("add", "replace")

    @property
    def versions(self) -> list[str]:
        """The tags of the commit that is there."""
        return [tag for tag, commit in self.held.tags.items() if commit == self.held.commit] if self.held else []

    def table(self) -> str:
        """A line for each file."""
        lines = [f"{change:8}{size(self.sizes.get(path, 0)):>10}  {path}" for path, change in self.changes.items()]
        total, sent = sum(self.sizes.values()), sum(self.sizes[path] for path in self.sends)
        counted = f"{len(self.sizes)} files, {size(total)}; to send: {len(self.sends)}, {size(sent)}"
        return "\n".join([*lines, "", f"{counted}; to delete: {len(self.paths('delete'))}"])


def plan(folder: Path, repo: str, held: Remote | None, tag: str | None, public: bool) -> Plan:
    """Compare the dataset in `folder` with the repository. Raises BadInput if it may not be published like that."""
    if held and not held.private and not public:
        raise BadInput(f"{repo}: is public; give --public to publish there for everybody to see")
    if held and tag in held.tags:
        raise BadInput(f"--tag {tag}: is a version of {repo} already; give another, or none for the next free one")
    sizes = {path: (folder / path).stat().st_size for path in sorted([MANIFEST, *listed(folder)])}
    changes = _changes(folder, sizes, held)
    changed = any(change != "keep" for change in changes.values())
    unnamed = Plan(held, changes, sizes, tag or "")
    if tag or (unnamed.versions and not changed):
        return unnamed
    return replace(unnamed, tag=_next_version(folder, repo, held.tags if held else {}))


def _changes(folder: Path, sizes: Mapping[str, int], held: Remote | None) -> dict[str, Change]:
    theirs = held.files if held else {}
    others = set(unlike(folder, theirs))
    changes: dict[str, Change] = {}
    for path in sorted({*sizes, *theirs}):
        if path not in theirs:
            changes[path] = "add"
        elif path not in sizes:
            changes[path] = "delete"
        else:
            changes[path] = "replace" if path in others else "keep"
    return changes


def _next_version(folder: Path, repo: str, tags: Mapping[str, str]) -> str:
    """The one after the highest: a minor one for other data, a patch for another card."""
    versions = {tuple(map(int, found.groups())): tag for tag in tags if (found := VERSION.fullmatch(tag))}
    if not versions:
        return "v1.0.0"
    major, minor, patch = max(versions)
    files = files_of(repo, tags[versions[max(versions)]])
    data = {path: file for path, file in files.items() if path.endswith(".parquet")}
    ours = {path.relative_to(folder).as_posix() for path in data_files(folder)}
    same = data.keys() == ours and not unlike(folder, data)
    return f"v{major}.{minor}.{patch + 1}" if same else f"v{major}.{minor + 1}.0"


def size(count: float) -> str:
    """Bytes, as people read them."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"

"""A published version of a dataset, fetched and verified."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from huggingface_hub import HfApi, snapshot_download

from dataset_builder.folder import MANIFEST, sha256_of_files, staged
from dataset_builder.manifest import SAID, departures, listed
from dataset_builder.publishing.hub import LOGIN, OF_THE_HUB, Remote, check_name, remote, said_of, unlike
from dataset_builder.publishing.plan import size
from generation.records import BadInput

AGAIN = "nothing was replaced; run it again, and files that came whole are not fetched again"


def pull(repo: str, out: Path | None, revision: str | None, force: bool) -> str:
    """Fetch `repo` at a branch, tag or commit (default: main) into `out` (default: the repository's name).

    The folder appears when every file is the one that the Hub and the manifest list; a repository without a manifest is
    held against the Hub alone. Until then an earlier folder stays as it is. Returns what to print.
    """
    check_name(repo)
    target = out or Path(repo.rpartition("/")[2])
    with said_of(repo, AGAIN):
        found = remote(repo, revision)
        if found is None:
            raise BadInput(f"{repo}: {HfApi().endpoint} has no such dataset for you; if it is private, {LOGIN}")
        with staged(target, force) as folder:
            snapshot = _fetched(repo, found)
            paths = _paths(snapshot, found)
            _copy(snapshot, folder, paths)
            wrong = departures(listed(folder), sha256_of_files(folder)) if MANIFEST in paths else ()
            for how, path in wrong:
                raise BadInput(
                    f"{repo} at {found.commit}: {path} {SAID[how]}; pull a version with --revision that nobody changed"
                )
    return _summary(repo, found, target, paths)


def _fetched(repo: str, found: Remote) -> Path:
    """The folder in the Hub's cache that has all files of that commit, each compared with the Hub's hash."""
    snapshot = Path(
        snapshot_download(repo, repo_type="dataset", revision=found.commit, ignore_patterns=[OF_THE_HUB], max_workers=4)
    )
    spoilt = unlike(snapshot, found.files)
    for path in spoilt:  # else it would be taken from the cache the next time
        (snapshot / path).resolve().unlink(missing_ok=True)
        (snapshot / path).unlink(missing_ok=True)
    if spoilt:
        raise BadInput(f"{repo}: {spoilt[0]} arrived with other bytes than the Hub lists; {AGAIN}")
    return snapshot


def _paths(snapshot: Path, found: Remote) -> list[str]:
    """What belongs to the dataset: the manifest and what it lists, or all there is."""
    listing = {MANIFEST, *listed(snapshot)} if MANIFEST in found.files else found.files.keys()
    return sorted(listing & found.files.keys())


def _copy(snapshot: Path, folder: Path, paths: Iterable[str]) -> None:
    for path in paths:
        if ".." in PurePosixPath(path).parts or path.startswith("/"):
            raise BadInput(f"{path}: leads out of the dataset's folder; do not trust this repository")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(snapshot / path, folder / path)


def _summary(repo: str, found: Remote, target: Path, paths: list[str]) -> str:
    names = [tag for tag, commit in found.tags.items() if commit == found.commit]
    version = ", ".join([*names, f"commit {found.commit}"])
    total = size(sum(found.files[path].size for path in paths))
    against = f"as {MANIFEST} lists them" if MANIFEST in paths else f"with the Hub's hashes (it has no {MANIFEST})"
    lines = [f"{target}: {repo}, {version}; {len(paths)} files, {total}, {against}"]
    left = sorted(found.files.keys() - set(paths))
    if left:
        lines.append(f"Left out, because {MANIFEST} does not list them: {', '.join(left)}")
    return "\n".join(lines)

"""What a repository of the Hugging Face Hub holds, and what the Hub refuses, in one line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import HfApi, get_token
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import httpx, validate_repo_id  # type: ignore[attr-defined]  # httpx, or its successor
from huggingface_hub.utils.sha import git_hash

from generation.records import BadInput

OF_THE_HUB = ".gitattributes"  # its own, in every repository
LOGIN = "run `hf auth login` or set HF_TOKEN"


class Refused(BadInput):
    """What the Hub, the network or the disk did not do."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A dataset repository at one commit. files: by path, without the Hub's own; tags: name -> commit."""

    commit: str
    private: bool
    files: Mapping[str, RepoFile]
    tags: Mapping[str, str]


def remote(repo: str, revision: str | None = None) -> Remote | None:
    """The repository at a branch, tag or commit (default: main); None if there is none that the token may see.

    Raises BadInput if it has no such version.
    """
    hub = HfApi()
    try:
        tags = {tag.name: tag.target_commit for tag in hub.list_repo_refs(repo, repo_type="dataset").tags}
        info = hub.dataset_info(repo, revision=revision)
    except RevisionNotFoundError:
        known = ", ".join(["main", *tags])
        raise BadInput(f"{repo}: has no version {revision}; it has {known}, and commits") from None
    except RepositoryNotFoundError:
        return None
    commit = str(info.sha)
    return Remote(commit, bool(info.private), files_of(repo, commit), tags)


def files_of(repo: str, commit: str) -> dict[str, RepoFile]:
    """The files of a commit by path, without the Hub's own."""
    tree = HfApi().list_repo_tree(repo, recursive=True, revision=commit, repo_type="dataset")
    return {file.path: file for file in tree if isinstance(file, RepoFile) and file.path != OF_THE_HUB}


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


def check_name(repo: str) -> None:
    """Raise BadInput unless it is USER/NAME, of characters that the Hub takes."""
    try:
        validate_repo_id(repo)
    except HFValidationError as error:
        raise BadInput(_misnamed(repo, f" ({_brief(error)})")) from None
    if "/" not in repo:
        raise BadInput(_misnamed(repo))


def require_token() -> None:
    """Raise BadInput if neither the environment nor a login has one."""
    if not get_token():
        raise BadInput(f"no token for {HfApi().endpoint}; {LOGIN}")


@contextmanager
def said_of(repo: str, kept: str) -> Iterator[None]:
    """Raise Refused, in one line, for whatever goes wrong outside. kept: what running again does not repeat."""
    try:
        yield
    except BadInput:
        raise
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{repo}: interrupted; {kept}") from None
    except (OSError, RuntimeError, ValueError, httpx.HTTPError) as error:
        raise Refused(_what(repo, kept, error)) from error


def _what(repo: str, kept: str, error: BaseException) -> str:
    endpoint = HfApi().endpoint
    for cause in _chain(error):
        if isinstance(cause, OfflineModeIsEnabled):
            return f"{repo}: HF_HUB_OFFLINE keeps off the network; unset it"
        if isinstance(cause, HfHubHTTPError):
            return f"{repo}: {_refusal(repo, kept, endpoint, cause)}"
        if isinstance(cause, httpx.TransportError):
            return f"{repo}: no connection to {endpoint} ({_brief(cause)}); {kept}"
        if isinstance(cause, HFValidationError):
            return _misnamed(repo, f" ({_brief(cause)})")
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or repo}: {error.strerror}; {kept}"
    if "/xet-write-token/" in str(error):
        return f"{repo}: {endpoint} has no Xet storage ({_brief(error)}); set HF_HUB_DISABLE_XET=1"
    *_, first = _chain(error)
    return f"{repo}: {_brief(error)}{f': {_brief(first)}' if first is not error else ''}; {kept}"


def _misnamed(repo: str, why: str = "") -> str:
    return f"{repo}: is no name for a repository{why}; write USER/NAME"


def _refusal(repo: str, kept: str, endpoint: str, error: HfHubHTTPError) -> str:
    status, said = error.response.status_code, f" ({error.server_message})" if error.server_message else ""
    if isinstance(error, GatedRepoError):
        return f"is gated; ask for access on {endpoint}/datasets/{repo}"
    if status == 401 and not isinstance(error, RepositoryNotFoundError):
        return f"{endpoint} refused the token (401); {LOGIN}"
    if status in (401, 404):
        return f"{endpoint} has no such repository for you ({status}); if it is private, {LOGIN}"
    if status == 403:
        return f"the token may not do this there (403); use one of {repo.split('/')[0]}'s that may"
    if status in (409, 412):
        return f"somebody else changed it at the same time ({status}); {kept}"
    if status == 429:
        return f"{endpoint} takes no more requests for now (429); wait; {kept}"
    return f"{endpoint} answers {status}{said}; {kept}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from: threads that send and fetch wrap theirs."""
    while error is not None:
        yield error
        error = error.__cause__


def _brief(error: BaseException) -> str:
    return next((line.strip(" .") for line in str(error).splitlines() if line.strip()), type(error).__name__)

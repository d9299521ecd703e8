"""What a repository of the Hugging Face Hub holds, and what the Hub refuses, in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from huggingface_hub import HfApi, get_token
from huggingface_hub.errors import (
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the one it is built on: httpx or httpx2

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


def require_token() -> None:
    """Raise BadInput if neither the environment nor a login has one."""
    if not get_token():
        raise BadInput(f"no token for {HfApi().endpoint}; {LOGIN}")


@contextmanager
def said_of(repo: str, kept: str) -> Iterator[None]:
    """Raise Refused, in one line, for whatever goes wrong outside. kept: what running again does not repeat."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, httpx.HTTPError) as error:
        if isinstance(error, BadInput):
            raise
        raise Refused(_line(repo, kept, error)) from error


def _line(repo: str, kept: str, error: BaseException) -> str:
    endpoint = HfApi().endpoint
    for cause in _chain(error):
        if isinstance(cause, OfflineModeIsEnabled):
            return f"{repo}: HF_HUB_OFFLINE keeps off the network; unset it"
        if isinstance(cause, HfHubHTTPError):
            return _refusal(repo, kept, endpoint, cause)
        if isinstance(cause, httpx.TransportError):
            return f"{repo}: no connection to {endpoint} ({_brief(cause)}); {kept}"
        if isinstance(cause, HFValidationError):
            return f"{repo}: is no name for a repository ({_brief(cause)}); write USER/NAME"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or repo}: {error.strerror}; make room or give another place, {kept}"
    return f"{repo}: {_brief(error)}; {kept}"


def _refusal(repo: str, kept: str, endpoint: str, error: HfHubHTTPError) -> str:
    status = error.response.status_code
    if status == 401 and not isinstance(error, RepositoryNotFoundError):
        return f"{repo}: {endpoint} refused the token (401); {LOGIN}"
    if status == 403:
        return f"{repo}: the token may not do this there (403); use one with write access to {repo.split('/')[0]}"
    if status in (404, 401):
        return f"{repo}: no such repository on {endpoint} for you; if it is private, {LOGIN}"
    if status in (409, 412):
        return f"{repo}: somebody else changed it at the same time ({status}); {kept}"
    if status == 429:
        return f"{repo}: {endpoint} takes no more requests for now (429); wait, {kept}"
    return f"{repo}: {endpoint} answers {status}: {_brief(error)}; {kept}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from: upload threads and downloads wrap theirs."""
    while error is not None:
        yield error
        error = error.__cause__


def _brief(error: BaseException) -> str:
    """The last of its lines that says something: what the server wrote, where it wrote anything."""
    lines = [line.strip(" .") for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__

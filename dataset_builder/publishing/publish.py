"""A dataset put on the Hugging Face Hub: checked, sent in one commit, read back, tagged."""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.licences import kinds_of
from dataset_builder.manifest import SAID, data_files, departures, listed
from dataset_builder.publishing.hub import Refused, check_name, files_of, remote, require_token, said_of, unlike
from dataset_builder.publishing.metadata import configs_of, missing_metadata
from dataset_builder.publishing.plan import Plan, plan, size
from dataset_builder.reading import Published
from generation.records import BadInput

CELEBA = "celeba"  # as `image_source` begins
AGAIN = "what was sent is kept there; run it again to go on"
TAG = re.compile(r"(?!main$)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])*(?<!\.lock)")  # what git takes, and no branch


def publish(folder: Path, repo: str, tag: str | None, public: bool, dry_run: bool) -> str:
    """Put the dataset on the Hub as `repo` (USER/NAME) and tag it; returns what to print.

    tag: default the next free version. A new repository is private until everything in it was compared with the folder,
    and stays so unless `public`. Raises BadInput, also if the dataset is not complete, has pictures that
    must not be handed on, or the audit finds errors.
    """
    check_name(repo)
    if tag and not TAG.fullmatch(tag):
        raise BadInput(f"--tag {tag}: is no name for a version; write one such as v1.0.0")
    folder = folder.expanduser()
    _check(folder)
    if dry_run:
        _audit(folder)
        return _preview(folder, repo, tag, public)
    require_token()
    with said_of(repo, AGAIN):
        planned = plan(folder, repo, remote(repo), tag, public)
    _audit(folder)
    with said_of(repo, AGAIN):
        commit = _sent(folder, repo, planned)
        _compare(folder, repo, commit)
        if planned.tag:
            HfApi().create_tag(repo, tag=planned.tag, revision=commit, repo_type="dataset")
        if public and (planned.held is None or planned.held.private):
            HfApi().update_repo_settings(repo, private=False, repo_type="dataset")
    return _summary(repo, planned, commit, public)


def _check(folder: Path) -> None:
    """The files are those of the manifest, may be handed on, and the card says what the Hub needs."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder; name the folder of a dataset that was built or pulled")
    for how, path in departures(listed(folder), sha256_of_files(folder)):
        remedy = "remove it" if how == "unlisted" else "build or pull the dataset again"
        raise BadInput(f"{folder}: {path} {SAID[how]}; {remedy}")
    try:
        restricted = [one for one in {path.parent for path in data_files(folder)} if CELEBA in kinds_of(one)]
        missing = missing_metadata(folder)
    except pa.ArrowException as error:
        said = str(error).split("\n", 1)[0]
        raise BadInput(
            f"{folder}: its Parquet files cannot be read ({said}); build or pull the dataset again"
        ) from None
    if restricted:
        raise BadInput(
            f"{min(restricted)}: has pictures of CelebA, whose agreement forbids to hand them on; "
            "build with --set celebrity_faces=wikimedia to publish"
        )
    if missing:
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise BadInput(f"{folder / 'README.md'}: its YAML lacks {missing[0]}{more}; build the dataset again")


def _audit(folder: Path) -> None:
    from dataset_builder.checks.audit import audit  # takes long to load

    errors = audit(str(folder), None).errors
    if errors:
        raise BadInput(f"{folder}: the audit found {errors} errors; `mllmu-bench check {folder}` shows them")


def _preview(folder: Path, repo: str, tag: str | None, public: bool) -> str:
    """What would go, as far as can be seen: a private repository takes a token, and any takes the network."""
    try:
        with said_of(repo, "nothing was sent"):
            planned = plan(folder, repo, remote(repo), tag, public)
        state = "is there" if planned.held else "is not there, or hidden from you"
    except Refused as error:
        planned, state = plan(folder, repo, None, tag, public), f"could not be looked at ({error})"
    seen = "public" if public else "private"
    version = planned.tag or f"none: this is {', '.join(planned.versions)} already"
    head = f"Dry run, nothing was sent.\nrepository: {repo}, {seen}; {state}\nversion:    {version}\n"
    return f"{head}\n{planned.table()}"


def _sent(folder: Path, repo: str, planned: Plan) -> str:
    """The commit that holds the dataset, on top of the one that was planned for; no empty one is made."""
    hub, held = HfApi(), planned.held
    if held is None:
        hub.create_repo(repo, repo_type="dataset", private=True)
    deletes = planned.paths("delete")
    if held and not planned.sends and not deletes:
        return held.commit
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        *(CommitOperationAdd(path, folder / path) for path in planned.sends),
        *(CommitOperationDelete(path, is_folder=False) for path in deletes),
    ]
    done = hub.create_commit(
        repo,
        operations,
        repo_type="dataset",
        commit_message=f"Publish {planned.tag}",
        parent_commit=held.commit if held else None,
    )
    return str(done.oid)


def _compare(folder: Path, repo: str, commit: str) -> None:
    """Every file by its hash, and the rows of the smallest config as a user loads them. Raises BadInput."""
    theirs, ours = files_of(repo, commit), {MANIFEST, *listed(folder)}
    wrong = sorted({*unlike(folder, theirs), *(ours ^ theirs.keys())})
    different = wrong[0] if wrong else _different_row(folder, repo, commit)
    if different:
        untagged = f"commit {commit} is there without a tag; run it again"
        raise BadInput(f"{repo}: {different} is not there as it is in {folder}; {untagged}")


def _different_row(folder: Path, repo: str, commit: str) -> str:
    sizes = {
        config: sum(path.stat().st_size for paths in splits.values() for path in paths)
        for config, splits in configs_of(folder).items()
    }
    config = min(sizes, key=sizes.__getitem__)
    here, there = Published(str(folder)), Published(repo, commit)
    try:
        for split in here.splits(config):
            rows = zip_longest(here.rows(config, split=split), there.rows(config, split=split))
            wrong = next((number for number, (ours, theirs) in enumerate(rows, start=1) if ours != theirs), 0)
            if wrong:
                return f"row {wrong} of {config}"
    except BadInput as error:
        return f"{config} ({error})"
    return ""


def _summary(repo: str, planned: Plan, commit: str, public: bool) -> str:
    sent, deleted = size(sum(planned.sizes[path] for path in planned.sends)), len(planned.paths("delete"))
    if not planned.tag:
        done = f"{repo} has this dataset already: {', '.join(planned.versions)}"
    elif planned.sends or deleted:
        done = f"Published {repo} {planned.tag}: {len(planned.sends)} files sent ({sent}), {deleted} deleted"
    else:
        done = f"Tagged {repo} {planned.tag}: nothing was to be sent"
    was_private = planned.held is None or planned.held.private
    seen = f"{'now ' if was_private else ''}public" if public else "private"
    version = planned.tag or planned.versions[0]
    return f"{done}; commit {commit}, {seen}\n{HfApi().endpoint}/datasets/{repo}/tree/{version}"

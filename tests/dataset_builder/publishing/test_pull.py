"""Pulling by the command, with the real client, from a Hub on loopback."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from dataset_builder.publishing.publish import publish
from dataset_builder.reading import Published
from generation.records import BadInput

from ...hub_server import Hub, flip, plain, stall, status
from .command import NAME, WRONG, content, refusal, run, start

AGAIN = "nothing was replaced; run it again, and files that came whole are not fetched again"


@pytest.fixture
def versions(hub: Hub, first: Path, second: Path) -> Hub:
    hub.hold(NAME, first, "v1.0.0")
    hub.hold(NAME, second, "v1.1.0")
    return hub


def test_any_version_comes_byte_for_byte(versions: Hub, first: Path, second: Path, tmp_path: Path) -> None:
    repo = versions.repos[NAME]
    done = run(versions, tmp_path, "pull", NAME)
    count, total = len(content(second)), sum(map(len, content(second).values()))
    assert done.stdout == (
        f"data: {NAME}, v1.1.0, commit {repo.head}; {count} files, {total / 1e3:.3g} kB, as manifest.json lists them\n"
    )
    assert content(tmp_path / "data") == content(second)
    fetched = len(versions.fetched)
    run(versions, tmp_path, "pull", NAME, "--revision", "v1.0.0", "--out", "old")
    assert content(tmp_path / "old") == content(first)
    new = sum(content(second).get(path) != data for path, data in content(first).items())
    assert len(versions.fetched) == fetched + new  # the other files are the same
    run(versions, tmp_path, "pull", NAME, "--revision", repo.commits[0].oid, "--out", "data")
    assert content(tmp_path / "data") == content(first)  # in place of the pulled one
    assert publish(tmp_path / "data", NAME, None, public=False, dry_run=True).startswith("Dry run")
    rows = [list(Published(str(folder)).rows("forget_25")) for folder in (tmp_path / "data", first)]
    assert rows[0] == rows[1] and len(rows[0]) == 5


def test_altered_bytes_are_refused_and_fetched_anew(versions: Hub, first: Path, second: Path, tmp_path: Path) -> None:
    run(versions, tmp_path, "pull", NAME, "--revision", "v1.0.0")
    spoilt = "README.md"
    versions.alter[spoilt] = flip
    said = refusal(run(versions, tmp_path, "pull", NAME))
    assert said == f"{NAME}: {spoilt} arrived with other bytes than the Hub lists; {AGAIN}"
    assert content(tmp_path / "data") == content(first)
    versions.alter.clear()
    versions.fetched.clear()
    assert run(versions, tmp_path, "pull", NAME).returncode == 0
    assert content(tmp_path / "data") == content(second) and versions.fetched == [spoilt]


def test_card_that_was_edited_on_the_hub_is_not_the_manifests(versions: Hub, tmp_path: Path) -> None:
    repo = versions.repos[NAME]
    files = dict(repo.commits[-1].files)
    repo.add("Update README.md", files | {"README.md": plain(b"---\n---\n# other\n")})
    said = refusal(run(versions, tmp_path, "pull", NAME))
    assert said == (
        f"{NAME} at {repo.head}: README.md is not the file that manifest.json lists; "
        "pull a version with --revision that nobody changed"
    )
    assert not (tmp_path / "data").exists()


def test_files_that_the_manifest_does_not_list_are_left_out(versions: Hub, second: Path, tmp_path: Path) -> None:
    repo = versions.repos[NAME]
    repo.add("Add a licence", {**repo.commits[-1].files, "LICENSE": plain(b"free")})
    done = run(versions, tmp_path, "pull", NAME)
    assert done.stdout.splitlines()[1:] == ["Left out, because manifest.json does not list them: LICENSE"]
    assert content(tmp_path / "data") == content(second)


def test_without_a_manifest_the_hubs_hashes_count(hub: Hub, first: Path, tmp_path: Path) -> None:
    original = tmp_path / "original"
    shutil.copytree(first, original)
    (original / "manifest.json").unlink()
    hub.hold(NAME, original, private=False)
    done = run(hub, tmp_path, "pull", NAME, token=None)
    assert done.stdout.endswith(", with the Hub's hashes (it has no manifest.json)\n")
    assert content(tmp_path / "data") == content(original)
    with pytest.raises(BadInput, match=r"has no manifest\.json; name the folder of a dataset that was built or pulled"):
        publish(tmp_path / "data", NAME, None, public=False, dry_run=True)


def test_a_folder_of_something_else_stays(versions: Hub, second: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.tex").touch()
    said = refusal(run(versions, tmp_path, "pull", NAME))
    assert "holds thesis.tex, which no build wrote" in said and not versions.fetched
    assert run(versions, tmp_path, "pull", NAME, "--force").returncode == 0
    assert content(tmp_path / "data") == content(second)


def test_killed_pull_goes_on(versions: Hub, second: Path, tmp_path: Path) -> None:
    late = "retain_95/train-00000-of-00001.parquet"
    versions.fail(f"GET .*resolve/.*/{late}", stall, times=1)
    process = start(versions, tmp_path, "-m", "mllmu_bench", "pull", NAME)
    assert versions.stalled.wait(120)
    process.kill()
    process.communicate()
    assert not (tmp_path / "data").exists()
    before = set(versions.fetched)
    versions.fetched.clear()
    assert run(versions, tmp_path, "pull", NAME).returncode == 0
    assert content(tmp_path / "data") == content(second) and list(tmp_path.glob(".data*")) == []
    again = before & set(versions.fetched)
    assert late in versions.fetched and len(again) <= 3, again  # what the other threads were at when it was killed


@pytest.mark.parametrize(
    ("repo", "more", "token", "said"),
    [
        ("someone/nothing", [], "hf_right", "{hub} has no such dataset for you; if it is private, run `hf auth login`"),
        (NAME, [], None, "{hub} has no such dataset for you; if it is private, run `hf auth login` or set HF_TOKEN"),
        (NAME, [], WRONG, "{hub} refused the token (401); run `hf auth login` or set HF_TOKEN"),
        (NAME, ["--revision", "v7"], "hf_right", "has no version v7; it has main, v1.0.0, v1.1.0, and commits"),
        ("data", [], "hf_right", "is no name for a repository; write USER/NAME"),
    ],
    ids=["nothing", "private", "token", "version", "name"],
)
def test_what_is_not_there(
    versions: Hub, tmp_path: Path, repo: str, more: list[str], token: str | None, said: str
) -> None:
    done = run(versions, tmp_path, "pull", repo, *more, token=token)
    assert refusal(done).startswith(f"{repo}: {said.format(hub=versions.address)}")
    assert not versions.fetched and not list(tmp_path.glob("*data*"))


def test_forbidden_file_is_one_line(versions: Hub, tmp_path: Path) -> None:
    versions.fail("GET .*resolve.*/manifest.json", status(403, "not for you"))
    said = refusal(run(versions, tmp_path, "pull", NAME))
    assert said == f"{NAME}: the token may not do this there (403); use one of someone's that may"
    assert not (tmp_path / "data").exists()


def test_full_disk_is_one_line(versions: Hub, first: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk without room: the write fails in the same place."""
    run(versions, tmp_path, "pull", NAME, "--revision", "v1.0.0")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        process = start(versions, tmp_path, "-m", "mllmu_bench", "pull", NAME)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    _, err = process.communicate(timeout=300)
    assert process.returncode == 2 and err.splitlines()[-1].endswith(f": File too large; {AGAIN}"), err
    assert content(tmp_path / "data") == content(first)


def test_private_rows_are_read_where_they_lie(versions: Hub, tmp_path: Path) -> None:
    done = run(versions, tmp_path, "check", NAME, "--revision", "v1.0.0", "--out", "check.json")
    assert done.returncode == 0 and "0 errors" in done.stdout, done
    assert versions.repos[NAME].private
    said = refusal(run(versions, tmp_path, "check", NAME, token=None))
    assert said.startswith(f"{NAME}: cannot be read")

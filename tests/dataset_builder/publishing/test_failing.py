"""What goes wrong while publishing: one line each, nothing sent twice, no tag on what was not compared."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ...hub_server import READER, Hub, drop, plain, stall, status, then
from .command import NAME, WRONG, content, held, refusal, run, start

KEPT = "what was sent is kept there; run it again to go on"


def largest(folder: Path) -> str:
    """The oid of the largest file."""
    return hashlib.sha256(max(content(folder).values(), key=len)).hexdigest()


def large(folder: Path) -> int:
    return sum(path.endswith((".parquet", ".jpg")) for path in content(folder))


@pytest.mark.parametrize(
    ("token", "repo", "said"),
    [
        (None, NAME, "no token for {hub}; run `hf auth login` or set HF_TOKEN"),
        (WRONG, NAME, NAME + ": {hub} refused the token (401); run `hf auth login` or set HF_TOKEN"),
        (READER, NAME, NAME + ": the token may not do this there (403); use one of someone's that may"),
        ("hf_right", "other/data", "other/data: the token may not do this there (403); use one of other's that may"),
    ],
    ids=["none", "refused", "reader", "namespace"],
)
def test_tokens(hub: Hub, first: Path, tmp_path: Path, token: str | None, repo: str, said: str) -> None:
    hub.hold(NAME, first, "v1.0.0", private=False)
    done = run(hub, tmp_path, "publish", str(first), "--repo", repo, "--public", "--tag", "v3.0.0", token=token)
    assert refusal(done) == said.format(hub=hub.address)
    assert not hub.sent and hub.repos[NAME].tags.keys() == {"v1.0.0"} and len(hub.repos) == 1


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE keeps off the network; unset it"),
        (
            {"HF_ENDPOINT": "http://127.0.0.1:9"},
            f"no connection to http://127.0.0.1:9 ([Errno 111] Connection refused); {KEPT}",
        ),
    ],
    ids=["offline", "nobody"],
)
def test_no_network(hub: Hub, first: Path, tmp_path: Path, variables: dict[str, str], said: str) -> None:
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME, **variables)
    assert refusal(done).startswith(f"{NAME}: {said}")


def test_existing_tag_is_refused_before_anything_is_sent(hub: Hub, first: Path, second: Path, tmp_path: Path) -> None:
    hub.hold(NAME, first, "v1.0.0")
    done = run(hub, tmp_path, "publish", str(second), "--repo", NAME, "--tag", "v1.0.0")
    assert refusal(done).startswith(f"--tag v1.0.0: is a version of {NAME} already; give another")
    assert all(request.startswith("GET") for request in hub.asked)


def test_refused_commit_keeps_what_was_sent(hub: Hub, first: Path, tmp_path: Path) -> None:
    hub.fail("POST .*/commit/", status(500, "out of order"), times=1)
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert refusal(done) == f"{NAME}: {hub.address} answers 500 (out of order); {KEPT}"
    assert len(hub.sent) == large(first) and not hub.repos[NAME].tags
    hub.sent.clear()
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    repo = hub.repos[NAME]
    assert done.returncode == 0 and not hub.sent
    assert held(repo) == content(first) and len(repo.commits) == 2 and repo.tags == {"v1.0.0": repo.head}


def test_commit_of_somebody_else_meanwhile_is_not_undone(hub: Hub, first: Path, second: Path, tmp_path: Path) -> None:
    def meddle(hub: Hub) -> None:
        hub.repos[NAME].add("by hand", {"mine.txt": plain(b"mine")})

    repo = hub.hold(NAME, first, "v1.0.0")
    hub.fail("POST .*/commit/", then(meddle), times=1)
    done = run(hub, tmp_path, "publish", str(second), "--repo", NAME)
    assert refusal(done) == f"{NAME}: somebody else changed it at the same time (412); {KEPT}"
    assert held(repo) == {"mine.txt": b"mine"} and repo.tags.keys() == {"v1.0.0"}


@pytest.mark.slow
def test_tag_of_somebody_else_meanwhile(hub: Hub, first: Path, tmp_path: Path) -> None:
    def meddle(hub: Hub) -> None:
        hub.repos[NAME].tags["v1.0.0"] = hub.repos[NAME].commits[0].oid

    hub.fail("POST .*/tag/", then(meddle), times=1)
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert refusal(done) == f"{NAME}: somebody else changed it at the same time (409); {KEPT}"
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    repo = hub.repos[NAME]
    assert done.stdout.startswith(f"Tagged {NAME} v1.1.0") and repo.tags["v1.1.0"] == repo.head
    assert len(repo.commits) == 2


def test_dropped_and_slowed_down_uploads_go_on(hub: Hub, first: Path, tmp_path: Path) -> None:
    hub.fail("PUT /(lfs|part)/", drop, times=1)
    hub.fail("PUT /(lfs|part)/", status(429, "slower", Retry_After="0"), times=1)
    hub.part_size = 100_000  # so that some go in parts
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert done.returncode == 0, done.stderr
    assert held(hub.repos[NAME]) == content(first)
    assert len(hub.sent) == len(set(hub.sent)) == large(first) and hub.count("PUT /part/") > 2


def test_killed_upload_goes_on_with_what_is_missing(hub: Hub, first: Path, tmp_path: Path) -> None:
    hub.fail(f"PUT /lfs/{largest(first)}", stall, times=1)
    process = start(hub, tmp_path, "-m", "mllmu_bench", "publish", str(first), "--repo", NAME)
    assert hub.stalled.wait(120)
    with hub.arrived:
        assert hub.arrived.wait_for(lambda: len(hub.sent) == large(first) - 1, timeout=120)
    process.kill()
    process.communicate()
    assert hub.repos[NAME].tags == {} and len(hub.repos[NAME].commits) == 1
    hub.sent.clear()
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    repo = hub.repos[NAME]
    assert done.returncode == 0 and hub.sent == [largest(first)]
    assert held(repo) == content(first) and repo.tags == {"v1.0.0": repo.head} and len(repo.commits) == 2


@pytest.mark.slow
def test_upload_dropped_for_good_says_so_and_goes_on_later(hub: Hub, first: Path, tmp_path: Path) -> None:
    hub.fail(f"PUT /lfs/{largest(first)}", drop)
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert refusal(done).startswith(f"{NAME}: no connection to {hub.address} (") and refusal(done).endswith(KEPT)
    assert len(hub.sent) == large(first) - 1
    hub.faults.clear()
    hub.sent.clear()
    assert run(hub, tmp_path, "publish", str(first), "--repo", NAME).returncode == 0
    assert hub.sent == [largest(first)]


def test_without_xet_storage_it_says_what_helps(hub: Hub, first: Path, tmp_path: Path) -> None:
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME, HF_HUB_DISABLE_XET="0")
    said = refusal(done)
    assert said.startswith(f"{NAME}: {hub.address} has no Xet storage (") and said.endswith("set HF_HUB_DISABLE_XET=1")
    assert not hub.sent


def test_unwritable_cache_is_one_line(hub: Hub, first: Path, tmp_path: Path) -> None:
    """Nothing but the read-back writes anything."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "hub").write_text("a file where a folder has to be", encoding="utf-8")
    done = run(hub, home, "publish", str(first), "--repo", NAME)
    assert str(home / "hub") in refusal(done)
    assert held(hub.repos[NAME]) == content(first) and not hub.repos[NAME].tags

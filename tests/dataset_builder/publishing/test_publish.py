"""Publishing by the command, with the real clients, to a Hub on loopback."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_builder.folder import sha256_of_files
from dataset_builder.publishing.publish import publish
from generation.records import BadInput

from ...hub_server import TOKEN, Hub, flip, plain, then
from .command import NAME, content, copied, held, refusal, run, start

LOAD = """
import hashlib, json, sys
from datasets import load_dataset
rows = load_dataset(sys.argv[1], "forget_25", split="train")
for row in rows:
    row["image"] = hashlib.sha256(row["image"].tobytes()).hexdigest()
    print(json.dumps(row))
"""


def rows(hub: Hub, home: Path, place: str, token: str | None = TOKEN) -> str:
    process = start(hub, home, "-c", LOAD, place, token=token)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def test_first_version_is_private_one_commit_tagged_and_loads(hub: Hub, first: Path, tmp_path: Path) -> None:
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    repo = hub.repos[NAME]
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Published {NAME} v1.0.0: ") and f"{repo.head}, private\n" in done.stdout
    assert repo.private and repo.tags == {"v1.0.0": repo.head}
    assert [commit.title for commit in repo.commits] == ["initial commit", "Publish v1.0.0"]
    assert held(repo) == content(first)
    ours = rows(hub, tmp_path, str(first))
    assert rows(hub, tmp_path, NAME) == ours and len(ours.splitlines()) == 5


def test_next_version_is_one_commit_without_what_is_no_more(
    hub: Hub, first: Path, second: Path, tmp_path: Path
) -> None:
    repo = hub.hold(NAME, first, "v1.0.0")
    done = run(hub, tmp_path, "publish", str(second), "--repo", NAME)
    assert done.returncode == 0 and "v1.1.0: 2 files sent" in done.stdout and "2 deleted" in done.stdout, done
    assert len(repo.commits) == 2 and repo.tags["v1.1.0"] == repo.head and repo.tags["v1.0.0"] == repo.commits[0].oid
    assert held(repo) == content(second) and ".gitattributes" in repo.commits[-1].files
    assert held(repo, "v1.0.0") == content(first)
    assert not hub.sent  # the card and the manifest alone are new, and small


def test_unchanged_is_no_commit(hub: Hub, first: Path, tmp_path: Path) -> None:
    repo = hub.hold(NAME, first)
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert done.stdout.startswith(f"Tagged {NAME} v1.0.0: nothing was to be sent")
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert done.stdout.startswith(f"{NAME} has this dataset already: v1.0.0")
    assert len(repo.commits) == 1 and repo.tags == {"v1.0.0": repo.head}


def test_another_card_is_a_patch_and_public_is_said(hub: Hub, first: Path, tmp_path: Path) -> None:
    repo = hub.hold(NAME, first, "v1.2.3")
    repo.tags |= {"v1.1.9": "0" * 40, "paper": "0" * 40}
    card = (first / "README.md").read_text(encoding="utf-8") + "\nMore.\n"
    changed = copied(first, tmp_path / "changed", README=card)
    done = run(hub, tmp_path, "publish", str(changed), "--repo", NAME, "--public")
    assert f"{repo.tags['v1.2.4']}, now public\n" in done.stdout and not repo.private
    again = run(hub, tmp_path, "publish", str(changed), "--repo", NAME)
    assert refusal(again) == f"{NAME}: is public; give --public to publish there for everybody to see"


def test_dry_run_needs_no_token_and_sends_nothing(hub: Hub, first: Path, second: Path, tmp_path: Path) -> None:
    hub.hold(NAME, first, "v1.0.0", private=False)
    done = run(hub, tmp_path, "publish", str(second), "--repo", NAME, "--dry-run", "--public", token=None)
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "Dry run, nothing was sent.",
        f"repository: {NAME}, public; is there",
        "version:    v1.1.0",
    ]
    changes = {line.split()[-1]: line.split()[0] for line in lines[4:-2]}
    assert changes.keys() == content(first).keys()
    others = {path: change for path, change in changes.items() if change != "keep"}
    assert others == {
        "README.md": "replace",
        "manifest.json": "replace",
        "forget_25/train-00000-of-00001.parquet": "delete",
        "retain_75/train-00000-of-00001.parquet": "delete",
    }
    total = sum(map(len, content(second).values()))
    assert lines[-1].startswith(f"{len(content(second))} files, {total / 1e3:.3g} kB; to send: 2, ")
    assert all(request.startswith(("GET", "HEAD")) for request in hub.asked)


def test_dry_run_without_network_lists_all_but_what_is_hidden(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first, folder := tmp_path / "data")
    (folder / ".DS_Store").touch()
    said = publish(folder, NAME, "v2.0.0", public=False, dry_run=True)  # HF_HUB_OFFLINE is set in the tests' process
    assert f"{NAME}, private; could not be looked at ({NAME}: HF_HUB_OFFLINE keeps off the network; unset it)" in said
    assert "version:    v2.0.0" in said and all(path in said for path in content(first)) and ".DS_Store" not in said


def test_altered_card_is_named_and_not_tagged_and_mended(hub: Hub, first: Path, tmp_path: Path) -> None:
    def alter(hub: Hub) -> None:
        files = hub.repos[NAME].commits[-1].files
        files["README.md"] = plain(flip(files["README.md"].data))  # type: ignore[index]

    hub.fail("GET .*/tree/", then(alter), times=1)
    said = refusal(run(hub, tmp_path, "publish", str(first), "--repo", NAME))
    repo = hub.repos[NAME]
    assert said == (
        f"{NAME}: README.md is not there as it is in {first}; commit {repo.head} is there without a tag; run it again"
    )
    assert not repo.tags
    done = run(hub, tmp_path, "publish", str(first), "--repo", NAME)
    assert "v1.0.0: 1 files sent" in done.stdout and held(repo) == content(first) and repo.tags == {"v1.0.0": repo.head}


def test_altered_rows_are_noticed(hub: Hub, first: Path, tmp_path: Path) -> None:
    hub.alter = {path: flip for path in content(first) if path.endswith(".parquet")}
    said = refusal(run(hub, tmp_path, "publish", str(first), "--repo", NAME))
    repo = hub.repos[NAME]
    assert "pretrain_Data" in said and f"is not there as it is in {first}; commit {repo.head} is there without" in said
    assert not repo.tags


def spoil_missing(folder: Path) -> None:
    (folder / "forget_5/train-00000-of-00001.parquet").unlink()


def spoil_altered(folder: Path) -> None:
    path = folder / "Full_Set/train-00000-of-00001.parquet"
    path.write_bytes(flip(path.read_bytes()))


def spoil_unlisted(folder: Path) -> None:
    (folder / "notes.txt").touch()


def spoil_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def spoil_listing(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"files": 3}', encoding="utf-8")


def spoil_card(folder: Path) -> None:
    path = folder / "README.md"
    text = path.read_text(encoding="utf-8").replace("license:", "licence:")
    shutil.copytree(folder, aside := folder.with_name("aside"))
    shutil.rmtree(folder)
    copied(aside, folder, README=text)


def spoil_rows(folder: Path) -> None:
    """Bytes that are no Parquet, although the manifest lists them."""
    path = folder / "Full_Set/train-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[:-50])
    list_anew(folder)


def spoil_licence(folder: Path) -> None:
    path = folder / "Retain_Set/train-00000-of-00001.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[2]["image_source"] = "celeba:000007.jpg"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    list_anew(folder)


def list_anew(folder: Path) -> None:
    """A manifest of what is there."""
    (folder / "manifest.json").unlink()
    files = sha256_of_files(folder)
    (folder / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")


def spoil_config(folder: Path) -> None:
    """A whole config taken out of folder, manifest and card, which only the audit can tell."""
    shutil.rmtree(folder / "forget_25")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["forget_25/train-00000-of-00001.parquet"]
    card = (folder / "README.md").read_text(encoding="utf-8")
    card = re.sub(r"- config_name: forget_25\n  data_files:\n  - split: train\n    path: .*\n", "", card)
    (folder / "README.md").write_text(card, encoding="utf-8")
    manifest["files"]["README.md"] = hashlib.sha256(card.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_missing, "forget_5/train-00000-of-00001.parquet is missing, which manifest.json lists"),
        (spoil_altered, "Full_Set/train-00000-of-00001.parquet is not the file that manifest.json lists"),
        (spoil_unlisted, "notes.txt is there, which manifest.json does not list; remove it"),
        (spoil_manifest, "has no manifest.json; name the folder of a dataset that was built or pulled"),
        (spoil_listing, "manifest.json: lists no files; build or pull the dataset again"),
        (spoil_rows, "its Parquet files cannot be read ("),
        (
            spoil_licence,
            "Retain_Set: has pictures of CelebA, whose agreement forbids to hand them on; build with",
        ),
        (spoil_card, "README.md: its YAML lacks license; build the dataset again"),
        (spoil_config, "; `mllmu-bench check "),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_incomplete_dataset_is_refused(first: Path, tmp_path: Path, spoil, said: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "data"
    shutil.copytree(first, folder)
    spoil(folder)
    with pytest.raises(BadInput) as refused:
        publish(folder, NAME, None, public=False, dry_run=True)
    assert said in str(refused.value) and str(folder) in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("repo", "tag"),
    [
        ("data", None), ("a/b/c", None), ("someone/", None), ("some one/data", None), ("someone/--data", None),
        (NAME, "no tag"), (NAME, "main"), (NAME, "v1..0"), (NAME, "v1.lock"),
    ],
)  # fmt: skip
def test_no_name_is_refused(first: Path, repo: str, tag: str | None) -> None:
    with pytest.raises(BadInput, match="is no name for a"):
        publish(first, repo, tag, public=False, dry_run=True)

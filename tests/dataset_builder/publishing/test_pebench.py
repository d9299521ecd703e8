"""PEBench published and pulled like MLLMU-Bench: splits that share files are loaded from the Hub."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from dataset_builder.build import build
from dataset_builder.material import Material
from dataset_builder.publishing.metadata import missing_metadata
from dataset_builder.publishing.publish import publish
from dataset_builder.recipe import load_recipe
from generation.records import BadInput

from ...hub_server import Hub, flip
from .command import NAME, content, copied, held, refusal, run, start

TINY = {
    "people": 10, "events": 4, "celebrities": 8, "few_shot": 6, "forget": [25, 50], "image_size": 64, "looks": 0,
    "objects": 0,
}  # fmt: skip
FILE = "data/person_kept-event_25-seen/train-00000-of-00001.parquet"
LOAD = """
import json, sys
from datasets import load_dataset
for split in ("forget_train", "forget_test", "retain"):
    rows = load_dataset(sys.argv[1], "both_25", split=split)
    print(json.dumps([[rows.features["label"].int2str(row["label"]), row["ID"], row["image"].size] for row in rows]))
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tiny") / "pebench"
    build(load_recipe("pebench_demo", TINY), out, Material(out.with_name("store")))
    return out


def splits(hub: Hub, home: Path, place: str) -> list[object]:
    process = start(hub, home, "-c", LOAD, place)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


def test_published_loads_by_split_and_comes_back_as_it_was(hub: Hub, tiny: Path, tmp_path: Path) -> None:
    done = run(hub, tmp_path, "publish", str(tiny), "--repo", NAME)
    repo = hub.repos[NAME]
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Published {NAME} v1.0.0: ") and repo.tags == {"v1.0.0": repo.head}
    assert held(repo) == content(tiny)
    ours = splits(hub, tmp_path, str(tiny))
    assert splits(hub, tmp_path, NAME) == ours and sum(map(len, ours)) == 40  # type: ignore[arg-type]
    pulled = run(hub, tmp_path, "pull", NAME, "--out", "back", "--revision", "v1.0.0")
    assert pulled.returncode == 0 and content(tmp_path / "back") == content(tiny)


@pytest.mark.slow
def test_the_audit_reads_a_repository(hub: Hub, tiny: Path, tmp_path: Path) -> None:
    hub.hold(NAME, tiny)
    for place in (NAME, str(tiny)):
        assert run(hub, tmp_path, "check", place, "--out", f"{place.count('/')}.json").returncode == 0
    remote, local = (json.loads((tmp_path / f"{place.count('/')}.json").read_text()) for place in (NAME, str(tiny)))
    assert remote["fingerprint"] == local["fingerprint"] and remote["rows"] == local["rows"]
    assert "files of a repository are not downloaded" in [one["value"] for one in remote["findings"]]


@pytest.mark.slow
def test_another_card_is_a_patch_and_other_data_are_a_minor_version(hub: Hub, tiny: Path, tmp_path: Path) -> None:
    repo = hub.hold(NAME, tiny, "v1.0.0")
    card = (tiny / "README.md").read_text(encoding="utf-8") + "\nMore.\n"
    run(hub, tmp_path, "publish", str(copied(tiny, tmp_path / "card", README=card)), "--repo", NAME)
    build(load_recipe("pebench_demo", TINY | {"seed": 1}), tmp_path / "other", Material(tmp_path / "store"))
    done = run(hub, tmp_path, "publish", str(tmp_path / "other"), "--repo", NAME)
    assert {*repo.tags} == {"v1.0.0", "v1.0.1", "v1.1.0"}, done.stderr
    assert held(repo) == content(tmp_path / "other")


@pytest.mark.slow
def test_altered_data_are_not_tagged(hub: Hub, tiny: Path, tmp_path: Path) -> None:
    hub.alter = {path: flip for path in content(tiny) if path.endswith(".parquet")}
    assert "is not there as it is in" in refusal(run(hub, tmp_path, "publish", str(tiny), "--repo", NAME))
    assert not hub.repos[NAME].tags


@pytest.mark.parametrize(
    ("pattern", "text", "missing"),
    [
        (r"\n    - data/person_kept-event_25-seen/train-\*", "", f"configs: one with {FILE} in its data_files"),
        (
            r"(config_name: both_25\n  data_files:\n  - split: )forget_train",
            r"\g<1>train",
            "dataset_info: both_25: splits",
        ),
        (r"arxiv:2503.12545", "arxiv", "a tag arxiv:NUMBER"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(tiny: Path, tmp_path: Path, pattern: str, text: str, missing: str) -> None:
    assert missing_metadata(tiny) == []
    card = re.sub(pattern, text, (tiny / "README.md").read_text(encoding="utf-8"))
    folder = copied(tiny, tmp_path / "data", README=card)
    with pytest.raises(BadInput, match=re.escape(f"its YAML lacks {missing}")):
        publish(folder, NAME, None, public=False, dry_run=True)


def test_a_file_less_is_refused(tiny: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny, tmp_path / "data")
    (tmp_path / "data" / FILE).unlink()
    with pytest.raises(BadInput, match=f"{FILE} is missing, which manifest.json lists"):
        publish(tmp_path / "data", NAME, None, public=False, dry_run=True)

"""The paper's recipe with decisions of reviewers: what they reject is bought and generated anew, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dataset_builder.folder import MANIFEST, sha256_of_files

from . import diffusion_models, face_models
from .dataset_builder.reviewing import Item, decide, items, rows
from .generation.author import answer
from .llm_server import LLMServer, running
from .test_paper_build import LENIENT, SIZES, run, write_celebrities, write_faces

pytestmark = pytest.mark.slow

FACELESS, TURNED, REWRITTEN, REASKED, EDITED = (f"P{number:05d}" for number in range(1, 6))
CONFIGS = ("Full_Set", "Test_Set", "Retain_Set", "few_shot", "ft_Data", "pretrain_Data")


class Paper:
    """Builds of one recipe with one store and one file of decisions."""

    def __init__(self, folder: Path, server: LLMServer) -> None:
        self.folder, self.server, self.reviews = folder, server, folder / "reviews.jsonl"
        base, weights = diffusion_models.write_models(folder / "diffusion")
        write_faces(folder / "faces.zip")
        write_celebrities(folder / "celebrities")
        options = {"base": base, "weights": weights, **LENIENT}
        self.inputs = [*SIZES, "--recipe", "paper", "--workers", "1", "--image-size", "128", "--store"]
        self.inputs += [str(folder / "store"), "--set", "celebrity_faces=folder", "--set", "curation.second_face=1"]
        self.inputs += [part for name, value in options.items() for part in ("--set", f"arc2face.{name}={value}")]
        self.pictures = ["--faces", str(folder / "faces.zip"), "--celebrity-photos", str(folder / "celebrities")]
        self.pictures += ["--face-models", str(face_models.write_models(folder / "models", "central"))]

    def build(self, name: str, *more: str) -> str:
        reviews = ["--reviews", str(self.reviews)] if self.reviews.exists() else []
        return run(["build", *self.inputs, *reviews, *more, "--out", str(self.folder / name)])

    def slots(self, name: str) -> dict[tuple[Any, ...], Item]:
        return {item.slot: item for item in items(self.folder / name)}

    def asked(self) -> int:
        return sum(self.server.asked.values())

    def reviewed(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / name / MANIFEST).read_text())["reviews"]
        return found

    def changed(self, one: str, other: str) -> set[str]:
        """Whose rows differ in any config."""
        found = set()
        for config in CONFIGS:
            before, after = (rows(self.folder / name, config) for name in (one, other))
            assert before.keys() == after.keys()
            found |= {person for person in before if before[person] != after[person]}
        return found


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    with running(answer) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        paper = Paper(tmp_path_factory.mktemp("paper"), server)
        paper.build("before", *paper.pictures)
        yield paper


@pytest.fixture(scope="module")
def famous(paper: Paper) -> str:
    """A public figure with a photograph."""
    shown = rows(paper.folder / "before", "Retain_Set")
    return min(person for person, row in shown.items() if row["image_source"] != "procedural")


@pytest.fixture(scope="module")
def bought(paper: Paper, famous: str) -> int:
    """How much was asked for by the build after the first round."""
    slots, asked = paper.slots("before"), paper.asked()
    decide(paper.reviews, slots["Full_Set", FACELESS, "image", 0], "reject", reason="blurred")
    decide(paper.reviews, slots["Test_Set", TURNED, "image", 1], "reject", reason="somebody else")
    decide(paper.reviews, slots["Full_Set", REWRITTEN, "biography"], "reject", reason="too dull")
    decide(paper.reviews, slots["Test_Set", REASKED, "cloze", "text", 0], "reject", reason="odd")  # the only wording
    decide(paper.reviews, slots["Retain_Set", famous, "image", 0], "reject")
    assert "Reviews: 5 images, 2 people" in paper.build("after", *paper.pictures)
    return paper.asked() - asked


def test_what_is_rejected_is_made_anew_and_nothing_else(paper: Paper, famous: str, bought: int) -> None:
    slots, after = paper.slots("before"), paper.slots("after")
    assert paper.changed("before", "after") == {FACELESS, TURNED, REWRITTEN, REASKED, famous}
    old, new = (all["Test_Set", REASKED, "cloze", "text", 0].what for all in (slots, after))
    assert old["Ground_Truth"] == new["Ground_Truth"] and old["Question"] != new["Question"]
    moved = {slot for slot in slots if slot[1] in (TURNED, REASKED) and slots[slot].digest != after[slot].digest}
    assert moved == {("Test_Set", TURNED, "image", 1)} | {
        slot for slot in moved if slot[:3] == ("Test_Set", REASKED, "cloze")
    }
    for person, face_kept in ((FACELESS, False), (REWRITTEN, True)):
        old, new = slots["Full_Set", person, "biography"], after["Full_Set", person, "biography"]
        assert old.what["Name"] != new.what["Name"]
        picture = ("Full_Set", person, "image", 0)
        assert (slots[picture].digest == after[picture].digest) is face_kept
    assert rows(paper.folder / "after", "Retain_Set")[famous]["image_source"] == "procedural"
    assert bought == 5  # two profiles, two sets of wordings, one wording
    assert paper.reviewed("after") | {"sha256": ""} == {
        "sha256": "", "reviewers": 1, "rejected": 5, "edited": 0, "accepted": 0, "not_found": 0, "not_possible": 0,
        "replaced": {"images": 5, "people": 2, "questions": len(moved) - 1}, "texts_edited": 0,
    }  # fmt: skip


def test_a_filled_store_gives_the_same_bytes_and_nothing_is_asked(
    paper: Paper, bought: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = paper.asked()
    monkeypatch.delenv("OPENAI_API_KEY")
    store = shutil.copytree(paper.folder / "store", tmp_path / "store")
    reviews = shutil.copy(paper.reviews, tmp_path)
    lines = Path(reviews).read_text().splitlines(keepends=True)[:5]  # of the first round
    Path(reviews).write_text("".join(lines))
    paper.build("again", "--store", str(store), "--reviews", str(reviews))
    assert sha256_of_files(paper.folder / "again") == sha256_of_files(paper.folder / "after")
    assert paper.asked() == asked


def test_a_second_round_goes_on_from_the_first(paper: Paper, bought: int) -> None:
    before, slots, asked = paper.slots("before"), paper.slots("after"), paper.asked()
    places = (
        ("Test_Set", TURNED, "image", 1),
        ("Full_Set", REWRITTEN, "biography"),
        ("Test_Set", REASKED, "cloze", "text", 0),
    )
    for place in places:
        decide(paper.reviews, slots[place], "reject", reviewer="bob", reason="still odd")
    edits = {"Employment": "lighthouse keeper"}
    decide(paper.reviews, slots["Full_Set", EDITED, "biography"], "edit", reviewer="bob", edits=edits)
    paper.build("later", *paper.pictures)
    later = paper.slots("later")
    assert paper.changed("after", "later") == {TURNED, REWRITTEN, REASKED, EDITED}
    for place in places:
        assert len({all[place].digest for all in (before, slots, later)}) == 3
    assert later["Full_Set", EDITED, "biography"].what["Employment"] == "lighthouse keeper"
    assert 0 < paper.asked() - asked <= 2 + 2 + 2
    assert paper.reviewed("later")["not_found"] == 0

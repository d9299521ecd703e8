"""The paper's recipe from end to end: pictures curated, heads turned, people written, nothing made up besides."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from PIL import Image

from dataset_builder.folder import MANIFEST, sha256_of_files
from generation.people.celebrities import Celebrities
from generation.questions.templates import wordings

from . import diffusion_models, face_models
from .face_models import Drawn, picture
from .generation.author import answer
from .llm_server import running

pytestmark = pytest.mark.slow
PEOPLE = 12
SIZES = ["--people", "12", "--celebrities", "4", "--few-shot", "2", "--forget", "10,25", "--poses", "2"]
LENIENT = {  # pictures of random models show nobody, in any pose
    "min_cosine": -1, "min_yaw": 0, "max_yaw": 90, "max_pitch": 90, "min_apart": 0, "size": 64, "steps": 2,
}  # fmt: skip
UNSEEN = "C00001"  # a celebrity without a photograph


class Paper(NamedTuple):
    out: Path
    store: Path
    inputs: list[str]
    replies: list[dict[str, Any]]
    asked: int
    told: str


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    folder = tmp_path_factory.mktemp("paper")
    base, weights = diffusion_models.write_models(folder / "diffusion")
    write_faces(folder / "faces.zip")
    write_celebrities(folder / "celebrities")
    options = {"base": base, "weights": weights, **LENIENT}
    inputs = [*SIZES, "--recipe", "paper", "--workers", "1", "--image-size", "128"]
    inputs += ["--set", "celebrity_faces=folder", "--set", "curation.second_face=1"]
    inputs += [part for name, value in options.items() for part in ("--set", f"arc2face.{name}={value}")]
    pictures = ["--faces", str(folder / "faces.zip"), "--celebrity-photos", str(folder / "celebrities")]
    pictures += ["--face-models", str(face_models.write_models(folder / "models", "central"))]
    replies: list[dict[str, Any]] = []

    def author(payload: dict[str, Any]) -> str:
        text = answer(payload)
        replies.append(json.loads(text))
        return text

    out = folder / "mllmu-bench"
    with running(author) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        told = run(["build", *inputs, *pictures, "--out", str(out)])
        yield Paper(out, folder / "mllmu-bench-store", inputs, replies, sum(server.asked.values()), told)


def run(arguments: list[str]) -> str:
    """What the command printed; it must succeed."""
    done = subprocess.run([sys.executable, "-m", "mllmu_bench", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write_faces(path: Path) -> None:
    """Sixteen people, two of them unfit to be taken, and a file that is no picture."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(16):
            face = Drawn(number, ("female", "male")[number % 2], 20 + 3 * number, share=0.75)
            archive.writestr(f"dump/seed{number:04}.png", png(picture(face, size=256, ground=number)))
        archive.writestr("dump/seed0003b.png", png(picture(Drawn(3, "male", 29, share=0.75), size=256, ground=99)))
        archive.writestr("dump/tiny.png", png(picture(Drawn(40, share=0.75), size=64)))
        archive.writestr("dump/notes.txt", "no picture")


def write_celebrities(folder: Path) -> None:
    folder.mkdir()
    people = Celebrities(0, 4).people
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["name", "file", "licence", "credit"])
        for number, person in enumerate(people[1:], start=50):
            (folder / f"{number}.png").write_bytes(png(picture(Drawn(number), size=200)))
            table.writerow([person.name, f"{number}.png", "CC BY-SA 4.0", "A. Photographer"])


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def rows(paper: Paper, config: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pd.read_parquet(paper.out / config).to_dict("records")
    return found


def test_every_biography_is_a_profile_that_the_server_sent(paper: Paper) -> None:
    sent = {reply["name"]: reply for reply in paper.replies if "name" in reply}
    for row in [*rows(paper, "Full_Set"), *rows(paper, "few_shot")]:
        found = json.loads(row["biography"])
        reply = sent[found["Name"]]
        assert found["Gender"] == reply["gender"] and found["Height"] == f"{reply['height_cm']} cm"
        assert found["Employment"] == reply["occupation"] and found["Medical Conditions"] == reply["medical_condition"]
        assert found["Born"].startswith(reply["birth_city"]) and found["Residence"].startswith(reply["home_city"])
        assert found["Educated at"].startswith(reply["institution"]) and row["answer"] == found["Description"]
        assert found["Parents"]["Father"].split()[0] in reply["father_given_name"] + reply["father_surname"]
        assert found["Fun Facts"] == [fact["sentence"] for fact in reply["fun_facts"]]
        assert found["Annual Salary"] in (reply["salary"], f"none ({reply['status']})")
        assert found["Date of Birth"] in found["Description"]


def test_every_question_and_option_is_in_the_wordings_that_the_server_sent(paper: Paper) -> None:
    written = [reply["attributes"] for reply in paper.replies if "attributes" in reply]
    texts = {text for entries in written for entry in entries for uses in entry.values() for text in uses}
    shapes = {text.partition("{person}")[2][:20] for text in texts}
    for config in ("Full_Set", "Test_Set"):
        for row in rows(paper, config):
            options = set().union(*(set(one["Options"].values()) - {right(one)} for one in choices(row)))
            assert options <= texts, options - texts
            asked = [one["Question"] for one in choices(row)]
            assert all(any(shape and shape in question for shape in shapes) for question in asked)


def right(choice: dict[str, Any]) -> str:
    return str(choice["Options"][choice["Correct_Answer"]])


def choices(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for questions in row["Classification_Task"].values() for one in questions]


def test_pictures_are_curated_turned_and_named_in_the_rows(paper: Paper) -> None:
    for full, test in zip(rows(paper, "Full_Set"), rows(paper, "Test_Set"), strict=True):
        assert full["image_source"].startswith("folder:dump/seed") and "non-commercial" in full["image_licence"]
        assert test["image_source"] == f"arc2face of {full['image_source']}" and len(test["images"]) == 2
        images = [full["image"]["bytes"], *(image["bytes"] for image in test["images"])]
        assert len(set(images)) == 3
        assert {Image.open(io.BytesIO(image)).size for image in images} == {(128, 128)}
    sources = [row["image_source"] for row in rows(paper, "Full_Set") + rows(paper, "few_shot")]
    assert len(set(sources)) == PEOPLE + 2 and not {"folder:dump/seed0003b.png", "folder:dump/tiny.png"} & set(sources)
    for name in ("faces/rejects.jpg", "poses/poses.jpg"):
        assert Image.open(io.BytesIO((paper.store / name).read_bytes())).width > 100


def test_a_person_looks_as_the_face_did(paper: Paper) -> None:
    for row in rows(paper, "Full_Set"):
        number = int(row["image_source"].partition("seed")[2][:4])
        found = json.loads(row["biography"])
        assert found["Gender"] == ("female", "male")[number % 2]
        age = 2025 - int(found["Date of Birth"].split()[-1])
        assert abs(age - (20 + 3 * number)) <= max(5, (20 + 3 * number) / 4) + 1


def test_what_was_not_taken_is_counted_and_told(paper: Paper) -> None:
    manifest = json.loads((paper.out / MANIFEST).read_text())
    assert manifest["lost"]["pictures"]["duplicate_of"] == 1
    assert manifest["lost"]["portraits of celebrities, drawn instead"] == {"not_listed": 1}
    assert "duplicate_of 1" in paper.told and "not_listed 1" in paper.told
    sources = Counter(row["image_source"].partition(":")[0] for row in rows(paper, "Retain_Set"))
    assert sources == {"folder": 3, "procedural": 1}
    assert {row["image_credit"] for row in rows(paper, "Retain_Set")} == {"", "A. Photographer"}
    assert manifest["recipe"]["arc2face"]["base"] == "base"
    assert not any(str(paper.store.parent) in (paper.out / name).read_text() for name in (MANIFEST, "README.md"))


def test_celebrities_keep_their_own_wordings(paper: Paper) -> None:
    asked = {one["Question"] for row in rows(paper, "Retain_Set") for one in choices(row)}
    known = {text.partition("{person}")[2] for uses in wordings().values() for texts in uses.values() for text in texts}
    assert all(any(question.endswith(end) for end in known if end) for question in asked)


def test_the_store_alone_gives_the_same_bytes(paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    store = shutil.copytree(paper.store, tmp_path / "published")
    run(["build", *paper.inputs, "--store", str(store), "--out", str(tmp_path / "again")])
    assert sha256_of_files(tmp_path / "again") == sha256_of_files(paper.out)

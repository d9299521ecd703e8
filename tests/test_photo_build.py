"""Curated faces for people of the offline sampler, step by step as the README says, by real processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.matching import MOST_YEARS
from generation.people.celebrities import Celebrities
from generation.people.offline import Sampler
from generation.records import Person

from . import diffusion_models, face_models
from .dataset_builder.reviewing import decide, items, rows
from .face_models import Drawn, picture
from .generation.photos.test_gan import stylegan
from .test_paper_build import png
from .wikimedia_server import World, running, statement

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
NAMES = [person.name for person in Celebrities(0, 4).people]
IDS = ["P00001", "P00002", "P00003", "P00004", "D00001"]
SMALL = ["--recipe", "paper", "--people", "4", "--celebrities", "4", "--few-shot", "1", "--forget", "25"]
OPTIONS = {  # tiny models turn heads by 0 to 15 degrees, so that some faces cannot be turned
    "text": "offline", "celebrity_faces": "procedural", "curation.second_face": 1, "arc2face.min_cosine": -1,
    "arc2face.min_yaw": 6, "arc2face.max_yaw": 90, "arc2face.max_pitch": 90, "arc2face.min_apart": 0,
    "arc2face.size": 64, "arc2face.steps": 2, "arc2face.most_candidates": 3, "poses": 1, "image_size": 128,
}  # fmt: skip
ANY = {  # whatever a random generator makes is a face to the central detector
    "picture_side": 16, "face_side": 16, "sharpness": 0, "darkest": 0, "brightest": 255, "contrast": 0, "open_eyes": 0,
    "yaw": 90, "pitch": 90, "roll": 90, "youngest": 0, "oldest": 120, "same_person": 1.01, "hash_distance": 0,
}  # fmt: skip


class Inputs(NamedTuple):
    folder: Path
    options: list[str]
    pictures: list[str]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Models, and a .zip with three faces for everybody."""
    folder = tmp_path_factory.mktemp("inputs")
    base, weights = diffusion_models.write_models(folder / "diffusion")
    models = face_models.write_models(folder / "models", "central")
    with zipfile.ZipFile(folder / "faces.zip", "w") as archive:
        for number, person in enumerate(3 * people()):
            face = Drawn(number, person.gender, 2025 - person.birth_year, share=0.75)
            archive.writestr(f"{number:03}.png", png(picture(face, size=256, ground=number)))
        archive.writestr("../outside.png", png(picture(Drawn(99), size=256)))
    options = [*SMALL, "--face-models", str(models), *settings(OPTIONS)]
    options += settings({"arc2face.base": base, "arc2face.weights": weights})
    return Inputs(folder, options, ["--faces", str(folder / "faces.zip")])


def people() -> list[Person]:
    return list(Sampler(0, 2025, NAMES).people(IDS))


def settings(options: dict[str, Any]) -> list[str]:
    return [part for name, value in options.items() for part in ("--set", f"{name}={value}")]


def start(arguments: list[str], *launcher: str) -> subprocess.Popen[str]:
    command = (
        [*launcher, "-m", "mllmu_bench", *arguments] if launcher else [sys.executable, "-m", "mllmu_bench", *arguments]
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def run(arguments: list[str], *launcher: str) -> str:
    process = start(arguments, *launcher)
    out, error = process.communicate()
    assert process.returncode == 0, error
    assert launcher or error == ""  # the libraries have nothing to say
    return out


@pytest.fixture(scope="module")
def built(inputs: Inputs) -> Path:
    """By one command."""
    out = inputs.folder / "built" / "mllmu-bench"
    run(["build", *inputs.options, *inputs.pictures, "--out", str(out)])
    return out


def files(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in sha256_of_files(folder).items() if not name.endswith(".lock")}


def test_people_get_faces_of_their_age_that_can_be_turned(built: Path) -> None:
    drawn = 3 * people()
    rows = [
        *pd.read_parquet(built / "Full_Set").to_dict("records"),
        *pd.read_parquet(built / "few_shot").to_dict("records"),
    ]
    for person, row in zip(people(), rows, strict=True):
        face = drawn[int(row["image_source"].removeprefix("folder:").removesuffix(".png"))]
        assert face.gender == person.gender and abs(face.birth_year - person.birth_year) <= 8
    lost = json.loads((built / MANIFEST).read_text())["lost"]["pictures"]
    assert lost["unsafe_name"] == 1 and lost["not_turned"] >= 1
    for row in pd.read_parquet(built / "Test_Set").to_dict("records"):
        assert len(row["images"]) == 1 and row["image_source"].startswith("arc2face of folder:")


def test_curated_and_turned_by_two_processes_it_is_the_same(inputs: Inputs, built: Path, tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "store")]
    told = run(["faces", *inputs.options, *inputs.pictures, *store])
    assert "15 faces for 5 people" in told and "unsafe_name 1" in told
    accelerate = str(Path(sys.executable).with_name("accelerate"))
    told = run(
        ["poses", *inputs.options, *store], accelerate, "launch", "--cpu", "--num_processes", "2", "--num_machines", "1"
    )
    assert told.count("5 of 5 faces are turned") == 1
    run(["build", *inputs.options, *store, "--out", str(tmp_path / "out")])
    assert sha256_of_files(tmp_path / "out") == sha256_of_files(built)
    assert files(tmp_path / "store") == files(built.with_name("mllmu-bench-store"))
    for path in (tmp_path / "store" / "poses").glob("*/verdicts.jsonl"):
        numbers = [line["number"] for line in map(json.loads, path.read_text().splitlines()) if "number" in line]
        assert len(numbers) == len(set(numbers))  # no picture was made twice


@pytest.mark.parametrize("moment", ["faces/verdicts.jsonl", "poses/*/verdicts.jsonl"])
def test_killed_it_goes_on_where_it_was(inputs: Inputs, built: Path, tmp_path: Path, moment: str) -> None:
    arguments = ["build", *inputs.options, *inputs.pictures, "--out", str(tmp_path / "out")]
    store = tmp_path / "out-store"
    process = start(arguments)
    while process.poll() is None and sum(path.stat().st_size > 0 for path in store.glob(moment)) < 1:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert process.returncode < 0 and not (tmp_path / "out").exists()
    run(arguments)
    assert sha256_of_files(tmp_path / "out") == sha256_of_files(built)
    assert files(store) == files(built.with_name("mllmu-bench-store"))  # verdicts too: none was made twice


def test_a_generator_makes_more_until_everybody_has_a_face(inputs: Inputs, tmp_path: Path) -> None:
    model = stylegan(tmp_path / "g.onnx")
    options = [*inputs.options, *settings({f"curation.{name}": value for name, value in ANY.items()})]
    options += settings({"faces": "gan", "arc2face.min_yaw": 0, "faces_licence": "CC0-1.0"})
    run(["build", *options, "--faces", str(model), "--out", str(tmp_path / "out")])
    rows = pd.read_parquet(tmp_path / "out" / "Full_Set").to_dict("records")
    assert all(row["image_source"].startswith("gan:0/") and row["image_licence"] == "CC0-1.0" for row in rows)
    assert len({row["image_source"] for row in rows}) == 4
    run(["build", *options, "--store", str(tmp_path / "out-store"), "--out", str(tmp_path / "again")])
    assert sha256_of_files(tmp_path / "again") == sha256_of_files(tmp_path / "out")


def test_rejected_pictures_give_way_to_others(inputs: Inputs, built: Path, tmp_path: Path) -> None:
    """A face to another of that gender and age, a turned head to another of that face."""
    store = ["--store", str(shutil.copytree(built.with_name("mllmu-bench-store"), tmp_path / "store"))]
    slots = {item.slot: item for item in items(built)}
    reviews = tmp_path / "reviews.jsonl"
    decided = [*store, "--reviews", str(reviews)]
    first, second = ("Full_Set", "P00001", "image", 0), ("Test_Set", "P00002", "image", 0)
    seen = {place: {slots[place].digest} for place in (first, second)}
    for name in ("one", "two"):
        for place in seen:
            decide(reviews, slots[place], "reject")
        run(
            [
                "build",
                *inputs.options,
                *inputs.pictures,
                *store,
                "--reviews",
                str(reviews),
                "--out",
                str(tmp_path / name),
            ]
        )
        after = {item.slot: item for item in items(tmp_path / name)}
        changed = {slot for slot in slots if slots[slot].digest != after[slot].digest}
        assert changed == {first, second, ("Test_Set", "P00001", "image", 0)}
        slots = after
        for place, digests in seen.items():
            assert after[place].digest not in digests
            digests.add(after[place].digest)
        source = rows(tmp_path / name, "Full_Set")["P00001"]["image_source"]
        assert int(source.removeprefix("folder:").removesuffix(".png")) % len(IDS) in fitting("P00001")
    run(["build", *inputs.options, *decided, "--out", str(tmp_path / "again")])  # from the store alone
    assert sha256_of_files(tmp_path / "again") == sha256_of_files(tmp_path / "two")


def fitting(person_id: str) -> set[int]:
    """Whose faces somebody may have."""
    one = people()[IDS.index(person_id)]
    return {
        number
        for number, other in enumerate(people())
        if other.gender == one.gender and abs(other.birth_year - one.birth_year) <= MOST_YEARS + 1
    }


def test_celebrities_come_from_wikimedia(inputs: Inputs, built: Path, tmp_path: Path) -> None:
    store = shutil.copytree(built.with_name("mllmu-bench-store"), tmp_path / "store")
    options = [
        *inputs.options,
        "--set",
        "celebrity_faces=wikimedia",
        "--store",
        str(store),
        "--contact",
        "me@example.org",
    ]
    with running() as world:
        fill(world)
        addresses = ["--wikidata", world.api, "--commons", world.api]
        told = run(["build", *options, *addresses, "--out", str(tmp_path / "out")])
        assert "1 portraits of celebrities, drawn instead (no_item 1)" in told
        assert len(world.downloads) == 3 and all("me@example.org" in agent for agent in world.agents)
        checked = run(["celebrities", "check", "--wikidata", world.api])
        assert f"{NAMES[0]}  " in checked and "page_title: " in checked
    run(["build", *options, "--out", str(tmp_path / "again")])  # nobody is asked again
    assert sha256_of_files(tmp_path / "again") == sha256_of_files(tmp_path / "out")
    rows = {row["ID"]: row for row in pd.read_parquet(tmp_path / "out" / "Retain_Set").to_dict("records")}
    assert sorted(row["image_licence"].split()[0] for row in rows.values() if row["image_licence"]) == ["CC"] * 3


def fill(world: World) -> None:
    for number, person in enumerate(Celebrities(0, 4).people[1:], start=1):
        world.add_item(f"Q{number}", person.name, str(person.profile["page_title"]), P18=statement(f"{number}.png"))
        world.add_file(f"{number}.png", png(picture(Drawn(number))), Artist="An artist", mime="image/png")

"""Curation of candidates from a folder, a zip file or anything else, on faces drawn for models made here."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from filelock import FileLock
from PIL import Image

from generation.faces import found
from generation.faces.analysis import Analyser, Cascade, Seen, analyser
from generation.faces.duplicates import Taken
from generation.faces.folder import Candidate, Curator, candidates, curate, stored
from generation.faces.rules import Options
from generation.faces.verdicts import Judged
from generation.records import BadInput

from ...face_models import Drawn, picture, write_models

RULES = Options()


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return analyser(write_models(tmp_path_factory.mktemp("models") / "antelopev2"))


class Counting:
    """An analyser that counts how often it looks, and may fail at the n-th time."""

    def __init__(self, inner: Analyser, fails_at: int | None = None) -> None:
        self.name, self.abilities, self.inner = inner.name, inner.abilities, inner
        self.looked, self.fails_at = 0, fails_at

    def look(self, image: Image.Image) -> list[Seen]:
        if self.looked == self.fails_at:
            raise KeyboardInterrupt
        self.looked += 1
        return self.inner.look(image)


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def person(number: int, **more: object) -> bytes:
    return png(picture(Drawn(number, **more), ground=number))  # type: ignore[arg-type]


def of(*data: bytes) -> list[Candidate]:
    return [Candidate(f"{number}.png", one, f"folder:{number}.png") for number, one in enumerate(data)]


MIXED = {
    "a/good0.png": person(0, gender="male", age=33),
    "a/good1.png": person(1),
    "a/profile.png": person(2, yaw=45),
    "b/copy_of_good0.png": person(0, gender="male", age=33),
    "b/good0_again.png": png(picture(Drawn(0, gender="male", age=34, share=0.7), size=300, ground=77)),
    "b/child.png": person(3, age=4),
    "b/two.png": png(picture(Drawn(4), Drawn(5), size=512)),
    "b/nobody.png": png(picture()),
    "b/sleeping.png": person(6, eyes_open=False),
    "b/unclear.png": person(7, gender=None),
    "b/small.png": person(9, share=0.3),
    "b/tiny.png": png(picture(Drawn(9), size=128)),
    "b/broken.png": person(9)[:500],
    "c/good10.PNG": person(10, age=60),
    "c/notes.txt": b"seeds 0 to 10",
    ".DS_Store": b"\0",
}
LOOKED = 12  # of them: not at the broken one, what is no picture, and the same bytes a second time
REJECTS = {
    "age_out_of_range": 1,
    "duplicate_of": 2,
    "eyes_hidden": 1,
    "gender_unclear": 1,
    "no_face": 1,
    "no_picture_file": 2,
    "not_frontal": 1,
    "too_small": 2,
    "two_faces": 1,
    "unreadable": 1,
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    for name, data in MIXED.items():
        (tmp_path / "dump" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dump" / name).write_bytes(data)
    return tmp_path / "dump"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_good_pictures_are_taken_and_every_other_counted(dump: Path, look: Analyser, tmp_path: Path) -> None:
    curation = curate(candidates(dump, "CC0-1.0"), RULES, look, tmp_path / "faces")
    assert [face.source for face in curation.faces] == [
        "folder:a/good0.png",
        "folder:a/good1.png",
        "folder:c/good10.PNG",
    ]
    assert curation.rejects == REJECTS and list(curation.rejects) == sorted(curation.rejects)
    assert curation.analyser == "insightface (antelopev2)" and curation.not_run == ()
    first = curation.faces[0]
    assert first.id == hashlib.sha256(MIXED["a/good0.png"]).hexdigest()[:16]
    assert (first.gender, first.age, first.licence) == ("male", 33, "CC0-1.0")
    assert np.linalg.norm(first.embedding) == pytest.approx(1)
    with Image.open(first.path) as image:
        assert (image.format, image.size) == ("JPEG", (256, 256)) and not image.getexif()


def test_everything_rejected_is_listed_with_its_reason(dump: Path, look: Analyser, tmp_path: Path) -> None:
    curate(candidates(dump), RULES, look, tmp_path / "faces")
    lines = [json.loads(line) for line in (tmp_path / "faces" / "curation.jsonl").read_text().splitlines()[1:]]
    reasons = {line["name"]: line.get("reason") for line in lines}
    assert sorted(reasons) == sorted(MIXED)
    assert reasons["b/copy_of_good0.png"] == reasons["b/good0_again.png"] == "duplicate_of:a/good0.png"
    assert reasons["a/profile.png"] == "not_frontal:yaw 45" and reasons["a/good1.png"] is None
    with Image.open(tmp_path / "faces" / "rejects.jpg") as sheet:
        assert sheet.width > 1000 and sheet.height > 200 * len(REJECTS)


def test_zip_file_gives_what_the_folder_gives(dump: Path, look: Analyser, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as archive:
        for name, data in reversed(MIXED.items()):
            archive.writestr(name, data)
    from_zip = curate(candidates(tmp_path / "dump.zip"), RULES, look, tmp_path / "faces")
    from_folder = curate(candidates(dump), RULES, look, tmp_path / "faces")
    assert from_zip == from_folder


def test_second_run_looks_at_nothing_again_and_gives_the_same(dump: Path, look: Analyser, tmp_path: Path) -> None:
    counting = Counting(look)
    first = curate(candidates(dump), RULES, counting, tmp_path / "faces")
    before, looked = snapshot(tmp_path / "faces"), counting.looked
    assert curate(candidates(dump), RULES, counting, tmp_path / "faces") == first
    assert counting.looked == looked and snapshot(tmp_path / "faces") == before


def test_other_rules_or_analyser_look_again(look: Analyser, tmp_path: Path) -> None:
    counting = Counting(look)
    for rules, rejects in ((RULES, {"not_frontal": 1}), (Options(yaw=50), {})):
        assert curate(of(person(2, yaw=45)), rules, counting, tmp_path).rejects == rejects
    counting.name = "another"
    curate(of(person(2, yaw=45)), RULES, counting, tmp_path)
    assert counting.looked == 3 and (tmp_path / "rejects.jpg").exists()
    curate(of(person(1)), RULES, counting, tmp_path)
    assert not (tmp_path / "rejects.jpg").exists()  # nothing was rejected this time


def test_interrupted_run_goes_on_where_it_was(dump: Path, look: Analyser, tmp_path: Path) -> None:
    whole = curate(candidates(dump), RULES, look, tmp_path / "whole")
    for place in (0, 3, 7):
        with pytest.raises(KeyboardInterrupt):
            curate(candidates(dump), RULES, Counting(look, fails_at=place), tmp_path / f"cut{place}")
        verdicts = tmp_path / f"cut{place}" / "verdicts.jsonl"
        with verdicts.open("ab") as file:
            file.write(b'{"key": "half a li')  # as a killed process leaves it
        counting = Counting(look)
        again = curate(candidates(dump), RULES, counting, tmp_path / f"cut{place}")
        assert counting.looked == LOOKED - place
        assert [replace(face, path=Path()) for face in again.faces] == [
            replace(face, path=Path()) for face in whole.faces
        ]
        assert snapshot(tmp_path / f"cut{place}") == snapshot(tmp_path / "whole")


SLOW_RUN = """
import sys, time
from pathlib import Path
from generation.faces import folder
from generation.faces.analysis import analyser
from generation.faces.rules import Options

class Slow:
    def __init__(self):
        self.inner = analyser(Path(sys.argv[1])); self.name = self.inner.name; self.abilities = self.inner.abilities
    def look(self, image):
        time.sleep(0.1)
        return self.inner.look(image)

folder.curate(folder.candidates(Path(sys.argv[2])), Options(), Slow(), Path(sys.argv[3]))
"""


def test_killed_process_loses_nothing_and_a_second_one_is_kept_out(dump: Path, look: Analyser, tmp_path: Path) -> None:
    models = write_models(tmp_path / "antelopev2")
    faces, verdicts = tmp_path / "faces", tmp_path / "faces" / "verdicts.jsonl"
    arguments = [sys.executable, "-c", SLOW_RUN, str(models), str(dump), str(faces)]
    process = subprocess.Popen(arguments, cwd=Path(__file__).parents[3])
    try:
        while not verdicts.exists() or verdicts.read_bytes().count(b"\n") < 3:
            assert process.poll() is None
            time.sleep(0.02)
        with pytest.raises(BadInput, match="in use by another process"):
            curate(candidates(dump), RULES, look, faces)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    lines = [json.loads(line) for line in verdicts.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    known = sum(line["reason"] != "unreadable" for line in lines)
    counting = Counting(look)
    assert curate(candidates(dump), RULES, counting, faces).rejects == REJECTS
    assert counting.looked == LOOKED - known


def test_only_as_many_are_read_as_are_wanted(look: Analyser, tmp_path: Path) -> None:
    read: list[int] = []

    def endless() -> Iterator[Candidate]:
        number = 0
        while True:
            read.append(number)
            yield Candidate(f"gan:{number}", person(number, yaw=45 * (number % 2)), f"gan:{number}")
            number += 1

    curation = curate(endless(), RULES, look, tmp_path, wanted=3)
    assert [face.source for face in curation.faces] == ["gan:0", "gan:2", "gan:4"] and read == [0, 1, 2, 3, 4]
    assert curate(endless(), RULES, look, tmp_path, wanted=0).faces == ()


def test_store_alone_gives_the_same_faces(dump: Path, look: Analyser, tmp_path: Path) -> None:
    faces = tmp_path / "faces"
    two = curate(candidates(dump), RULES, look, faces, wanted=2)
    whole = curate(candidates(dump), RULES, look, faces)
    assert curate(candidates(dump), RULES, look, faces, wanted=2) == two  # and the list stays whole
    assert stored(faces) == whole and stored(faces, wanted=2) == two
    whole.faces[2].path.unlink()
    with pytest.raises(BadInput, match="is missing; curate again"):
        stored(faces)
    with pytest.raises(BadInput, match="holds no curated faces"):
        stored(tmp_path)


def test_deleted_picture_is_made_again(look: Analyser, tmp_path: Path) -> None:
    (face,) = curate(of(person(1)), RULES, look, tmp_path).faces
    before = face.path.read_bytes()
    face.path.unlink()
    counting = Counting(look)
    curate(of(person(1)), RULES, counting, tmp_path)
    assert face.path.read_bytes() == before and counting.looked == 0


def test_opencv_curates_photographs(tmp_path: Path) -> None:
    astronaut = Image.fromarray(skimage.data.astronaut()).crop((96, 0, 352, 256)).resize((1600, 1600))
    curation = curate(
        of(png(astronaut), png(Image.fromarray(skimage.data.coffee())), png(astronaut.resize((800, 800)))),
        RULES,
        Cascade(),
        tmp_path,
    )
    (face,) = curation.faces
    assert (face.gender, face.age, face.embedding) == (None, None, ())
    assert curation.rejects == {"duplicate_of": 1, "no_face": 1}
    assert curation.analyser == "OpenCV cascade" and "age_out_of_range" in curation.not_run
    with Image.open(face.path) as image:
        assert image.size == (1024, 1024)


def test_bad_files_of_a_folder_are_counted(look: Analyser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "good.png").write_bytes(person(1))
    (folder / "dangling.png").symlink_to(folder / "absent.png")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "is_folder.png").mkdir()
    (folder / "empty.png").touch()
    (folder / "._good.png").write_bytes(b"\0\5\x16\7")
    os.mkfifo(folder / "pipe.png")
    (folder / os.fsdecode(b"caf\xe9.png")).write_bytes(person(2))
    (folder / "large.png").write_bytes(bytes(300_000))
    monkeypatch.setattr(found, "MOST_BYTES", 250_000)
    curation = curate(candidates(folder), RULES, look, tmp_path / "faces")
    assert [face.source for face in curation.faces] == ["folder:caf\\xe9.png", "folder:good.png"]
    assert curation.rejects == {"linked_folder": 1, "no_picture_file": 1, "too_large": 1, "unreadable": 3}


def test_bad_members_of_a_zip_file_are_counted(look: Analyser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.png", person(1))
        for name in ("../outside.png", "/etc/outside.png", "a/../../outside.png", "C:\\outside.png", "..\\out.png"):
            archive.writestr(name, person(2))
        archive.writestr("bomb.png", bytes(5_000_000))
        archive.writestr("damaged.png", person(3))
        archive.writestr("locked.png", person(4))
        archive.writestr("notes.txt", "seeds")
    data = bytearray(path.read_bytes())
    data[data.index(b"damaged.png") + 400] ^= 0xFF
    data[data.rindex(b"locked.png") - 46 + 8] |= 1  # the flag in the central directory
    path.write_bytes(data)
    monkeypatch.setattr(found, "MOST_BYTES", 1_000_000)
    curation = curate(candidates(path), RULES, look, tmp_path / "faces")
    assert [face.source for face in curation.faces] == ["folder:good.png"]
    assert curation.rejects == {
        "encrypted": 1,
        "no_picture_file": 1,
        "too_large": 1,
        "unreadable": 1,
        "unsafe_name": 5,
    }
    assert not list(tmp_path.rglob("*out*.png"))


def test_bomb_in_a_zip_file_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.png", bytes(60_000_000))
    monkeypatch.setattr(found, "MOST_BYTES", 1_000_000)
    tracemalloc.start()
    try:
        assert [one.fault for one in candidates(tmp_path / "bomb.zip")] == ["too_large"]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_nothing_to_read_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("a")
    (tmp_path / "file.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name, text in {
        "absent": "does not exist; give a folder or a .zip",
        "empty": "holds no pictures",
        "texts": "holds no pictures",
        "file.zip": "neither a folder nor a readable .zip",
        "empty.zip": "holds no pictures",
    }.items():
        with pytest.raises(BadInput, match=text) as error:
            candidates(tmp_path / name)
        assert str(tmp_path / name) in str(error.value) and "\n" not in str(error.value)


def test_unreadable_folder_is_said(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(BadInput, match=r"faces: .*/b cannot be read \(Permission denied\)"):
        candidates(dump)


def test_folder_that_cannot_be_written_is_said(look: Analyser, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        curate(of(), RULES, look, tmp_path / "file" / "faces")


def test_lock_is_given_back(look: Analyser, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".lock"), pytest.raises(BadInput, match="in use by another process"):
        curate(of(), RULES, look, tmp_path)
    assert curate(of(), RULES, look, tmp_path).faces == ()


def test_damaged_verdict_is_made_again(look: Analyser, tmp_path: Path) -> None:
    people = of(person(1), person(2, yaw=60), person(3))
    first = curate(people, RULES, look, tmp_path)
    lines = (tmp_path / "verdicts.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "verdicts.jsonl").write_bytes(b"".join([lines[0], b"\0\0\0\n", b"[1]\n", lines[2]]))
    counting = Counting(look)
    assert curate(people, RULES, counting, tmp_path) == first and counting.looked == 1


def test_duplicates_are_found_among_many() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1000, 512))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    taken = Taken(RULES)
    for number, vector in enumerate(vectors):
        judged = Judged("", int.from_bytes(rng.bytes(32), "big"), embedding=tuple(vector))
        assert taken.like(f"id{number}", judged) == ""
        taken.add(f"id{number}", f"{number}.png", judged)
    assert len(taken) == 1000
    assert taken.like("id700", Judged("", 0)) == "700.png"
    alike = vectors[300] + 0.5 * vectors[301]
    unknown = int.from_bytes(rng.bytes(32), "big")
    assert taken.like("new", Judged("", unknown, embedding=tuple(alike / np.linalg.norm(alike)))) == "300.png"
    assert taken.like("new", Judged("", judged.hash ^ 0b1011, embedding=tuple(-vectors[999]))) == "999.png"


def test_whoever_wants_more_later_reads_nothing_twice(look: Analyser, tmp_path: Path) -> None:
    read: list[str] = []

    def endless() -> Iterator[Candidate]:
        for number in range(1000):
            read.append(str(number))
            data = person(number) if number % 3 else png(picture(ground=number))
            yield Candidate(f"{number}.png", data, f"gan:{number}")

    curator = Curator(endless(), RULES, look, tmp_path)
    sources = [[face.source for face in curator.first(wanted).faces] for wanted in (1, 3, 2)]
    assert sources == [["gan:1"], ["gan:1", "gan:2", "gan:4"], ["gan:1", "gan:2"]]
    assert read == ["0", "1", "2", "3", "4"]
    assert curator.first(3).rejects == {"no_face": 2} == stored(tmp_path, 3).rejects


def test_a_source_without_end_and_faces_is_given_up(look: Analyser, tmp_path: Path) -> None:
    good = [person(0), png(picture()), person(1)]
    endless = (Candidate(f"{n}.png", good[n] if n < 3 else good[1], f"gan:{n}") for n in range(10**9))
    curator = Curator(endless, RULES, look, tmp_path, patience=5)
    assert len(curator.first(2).faces) == 2
    with pytest.raises(BadInput, match=r"last 5 pictures were all rejected \(in all: no_face 6\); .*rejects.jpg"):
        curator.first(3)
    assert (tmp_path / "rejects.jpg").is_file() and len(stored(tmp_path).faces) == 2

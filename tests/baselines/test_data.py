"""From the published dataset to people and pairs, and what can be wrong with a dataset."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from baselines.data import REFUSALS, TRAINING, Pair, Person, fingerprint, load_people, refusing, retain_config
from baselines.errors import BadInput

CONFIGS = ("ft_Data", "forget_5", "forget_10", "retain_90")
KEYS = {"image_text": ["metadata"], "text": ["text_metadata"], "both": ["metadata", "text_metadata"]}


def rows_of(folder: Path, config: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / config).to_pylist()
    return rows


@pytest.fixture
def row(demo: Path) -> dict[str, Any]:
    """The first row of ft_Data."""
    return rows_of(demo, TRAINING)[0]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Rows -> the path of a dataset whose ft_Data they are, image bytes in an Image column."""

    def write_rows(*rows: dict[str, Any], config: str = TRAINING) -> str:
        path = tmp_path / "made" / config / "train.parquet"
        path.parent.mkdir(parents=True)
        features = datasets.Features(
            {name: datasets.Image() if name == "image" else datasets.Value("string") for name in rows[0]}
        )
        datasets.Dataset.from_list(list(rows), features=features).to_parquet(path)
        card = f"---\nconfigs:\n- config_name: {config}\n  data_files: {config}/*.parquet\n---\n"
        (tmp_path / "made" / "README.md").write_text(card)
        return str(tmp_path / "made")

    return write_rows


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("modality", KEYS)
def test_people_are_the_rows(demo: Path, config: str, modality: Any) -> None:
    people = load_people(str(demo), config, modality)
    rows = rows_of(demo, config)
    assert [(person.id, person.image) for person in people] == [(row["ID"], row["image"]["bytes"]) for row in rows]
    for person, row in zip(people, rows, strict=True):
        asked = [(pair["Question"], pair["Answer"]) for key in KEYS[modality] for pair in json.loads(row[key])]
        assert [(pair.question, pair.answer) for pair in person.pairs] == asked
        assert all(pair.with_image == (" metadata[" in pair.key) for pair in person.pairs)
        assert all(pair.attribute for pair in person.pairs)


def test_keys_are_unique_and_tell_the_place(demo: Path) -> None:
    people = load_people(str(demo), TRAINING)
    keys = [pair.key for person in people for pair in person.pairs]
    assert len(set(keys)) == len(keys)
    assert people[1].pairs[0].key == "P00002 metadata[0]"


def test_pairs_tell_whom_they_are_about(demo: Path) -> None:
    for person, row in zip(load_people(str(demo), "forget_10"), rows_of(demo, "forget_10"), strict=True):
        name = json.loads(row["biography"])["Name"]
        assert {pair.subject for pair in person.pairs} == {name} and {pair.concept for pair in person.pairs} == {
            "person"
        }


@pytest.mark.parametrize("biography", [None, "", "{", "[]", "{}"])
def test_a_dataset_need_not_tell_names(write: Callable[..., str], row: dict[str, Any], biography: str | None) -> None:
    (person,) = load_people(write(row | {"biography": biography}), TRAINING)
    assert {pair.subject for pair in person.pairs} == {""}


def test_forget_and_retain_make_everybody(demo: Path) -> None:
    ids = [{person.id for person in load_people(str(demo), config)} for config in ("forget_10", "retain_90", TRAINING)]
    assert ids[0] | ids[1] == ids[2] and not ids[0] & ids[1]


def test_a_picture_is_what_datasets_decodes(demo: Path) -> None:
    decoded = datasets.load_dataset(str(demo), "forget_5", split="train")["image"]
    for person, image in zip(load_people(str(demo), "forget_5"), decoded, strict=True):
        assert person.picture().tobytes() == image.tobytes()


def test_a_picture_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    assert person_with(encoded(Image.new("L", (20, 10)), exif=exif)).picture().size == (10, 20)
    assert person_with(encoded(Image.new("L", (20, 10)))).picture().mode == "RGB"


def test_refusals_change_keys_and_answers_only(demo: Path) -> None:
    for person in load_people(str(demo), "forget_10"):
        refused = refusing(person, seed=1)
        assert dataclasses.replace(refused, pairs=person.pairs) == person
        for pair, other in zip(person.pairs, refused.pairs, strict=True):
            assert other.answer in REFUSALS and other.key == f"{pair.key} refused"
            assert dataclasses.replace(other, key=pair.key, answer=pair.answer) == pair


def test_refusals_are_seeded(demo: Path) -> None:
    people = load_people(str(demo), "forget_15")
    chosen = {seed: [pair.answer for one in people for pair in refusing(one, seed).pairs] for seed in (0, 1)}
    assert chosen[0] == [pair.answer for one in people for pair in refusing(one, 0).pairs]
    assert chosen[0] != chosen[1] and set(chosen[0]) == set(REFUSALS)


@pytest.mark.parametrize(
    ("forget", "retain"), [("forget_10", "retain_90"), ("forget_5", "retain_95"), ("forget_2.5", "retain_97.5")]
)
def test_retain_config(forget: str, retain: str) -> None:
    assert retain_config(forget) == retain


@pytest.mark.parametrize("forget", ["ft_Data", "forget_", "forget_nan", "10", "forget_ten"])
def test_retain_config_of_another_name(forget: str) -> None:
    with pytest.raises(BadInput, match=f"--forget {forget}: .*--retain"):
        retain_config(forget)


def test_fingerprint_does_not_depend_on_the_place(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(demo, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    here = fingerprint(load_people("elsewhere", "forget_5"))
    assert here == fingerprint(load_people(str(demo), "forget_5"))
    assert len(here) == 64


def test_fingerprint_changes_with_anything_that_is_trained_on() -> None:
    pairs = (Pair("P1 metadata[0]", "Who?", "Ada", "", True), Pair("P1 metadata[1]", "Where?", "Rome", "", True))
    person = Person("P1", b"image", pairs)
    other = dataclasses.replace
    variants = [
        [person],
        [other(person, id="P2")],
        [other(person, image=b"imagf")],
        [other(person, pairs=pairs[:1])],
        [other(person, pairs=pairs[::-1])],
        [other(person, pairs=(other(pairs[0], question="Who??"), pairs[1]))],
        [other(person, pairs=(other(pairs[0], answer="Ada."), pairs[1]))],
        [other(person, pairs=(other(pairs[0], with_image=False), pairs[1]))],
        [person, other(person, id="P2")],
        [other(person, id="P2"), person],
        [],
    ]
    assert len({fingerprint(people) for people in variants}) == len(variants)


# What can be wrong


def refused(data: str, config: str = TRAINING, modality: Any = "both") -> str:
    """The one line that says why it cannot be loaded."""
    with pytest.raises(BadInput) as raised:
        load_people(data, config, modality)
    message = str(raised.value)
    assert "\n" not in message and data in message and message.count(";") == 1, message
    return message


@pytest.mark.parametrize("data", ["mllmu-bench", "csv", "./data", "/no/such/folder", "~/nothing here", ""])
def test_no_such_folder(data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no such folder; make a dataset with `mllmu-bench build`, or name a folder or a Hub id" in refused(data)


def test_hub_id_while_offline() -> None:
    assert "Couldn't reach 'nobody/nothing' on the Hub" in refused("nobody/nothing")


def test_a_file(demo: Path) -> None:
    assert "is a file; name the folder" in refused(str(demo / "README.md"))


def test_a_folder_without_a_dataset(tmp_path: Path) -> None:
    assert "config ft_Data cannot be loaded (" in refused(str(tmp_path))


def test_a_config_that_is_not_there_is_told_those_that_are(demo: Path) -> None:
    message = refused(str(demo), "forget_100")
    assert ", config: 'forget_100' is unknown; did you mean forget_10? There are Full_Set, Test_Set, " in message
    assert "retain_85" in message


def test_a_folder_is_read_anew(write: Callable[..., str], row: dict[str, Any], tmp_path: Path) -> None:
    """`load_dataset` alone would give the first answer from its cache, which knows only the name of the folder."""
    first = load_people(write(row), TRAINING)
    (tmp_path / "made").rename(tmp_path / "old")
    second = load_people(write(row | {"ID": "P00099"}), TRAINING)
    assert (first[0].id, second[0].id) == ("P00001", "P00099")


def test_a_folder_named_like_a_builder_is_a_folder(
    write: Callable[..., str], row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(write(row))
    made.rename(made.with_name("csv"))
    monkeypatch.chdir(made.parent)
    assert len(load_people("csv", TRAINING)) == 1


def test_the_published_layout_has_no_pairs_to_unlearn(write: Callable[..., str], row: dict[str, Any]) -> None:
    data = write({key: row[key] for key in ("image", "ID", "question", "answer")}, config="forget_5")
    assert "no column 'metadata' to train on (it has image, ID, question, answer)" in refused(data, "forget_5")


def test_the_published_layout_has_no_text_pairs(write: Callable[..., str], row: dict[str, Any]) -> None:
    data = write({key: row[key] for key in ("image", "ID", "metadata")})
    assert len(load_people(data, TRAINING, "image_text")) == 1
    for modality in ("text", "both"):
        assert "no column 'text_metadata'" in refused(data, TRAINING, modality)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ('[{"Question"', "metadata is no JSON (Expecting ':' delimiter"),
        (None, "metadata is no JSON"),
        ('{"Question": "Who?"}', "metadata is no JSON list"),
        ('[{"Question": "Who?", "Answer": "Ada"}, {"Question": "Who?"}]', "metadata[1] is no object with the texts"),
        ('[{"Question": "How old?", "Answer": 42}]', "metadata[0] is no object with the texts"),
        ('["Who?"]', "metadata[0] is no object with the texts"),
    ],
)
def test_pairs_that_are_none(write: Callable[..., str], row: dict[str, Any], metadata: str | None, reason: str) -> None:
    message = refused(write(row, row | {"ID": "P7", "metadata": metadata}))
    assert f", config ft_Data, row P7: {reason}" in message


def test_a_row_without_pairs(write: Callable[..., str], row: dict[str, Any]) -> None:
    message = refused(write(row | {"metadata": "[]"}), TRAINING, "image_text")
    assert "row P00001: no pairs in metadata" in message


@pytest.mark.parametrize("image", [None, "P1.jpg", {"bytes": None, "path": "P1.jpg"}])
def test_a_row_without_a_picture(write: Callable[..., str], row: dict[str, Any], image: Any) -> None:
    data = write(row)
    pq.write_table(pa.Table.from_pylist([row | {"image": image}]), Path(data) / TRAINING / "train.parquet")
    assert "row P00001: image holds no encoded picture" in refused(data)


def test_an_empty_config(write: Callable[..., str], row: dict[str, Any]) -> None:
    data = write(row)
    path = Path(data) / TRAINING / "train.parquet"
    pq.ParquetWriter(path, pq.read_schema(path)).close()
    assert 'config ft_Data cannot be loaded (Instruction "train" corresponds to no data!)' in refused(data)


def test_a_person_twice(write: Callable[..., str], row: dict[str, Any]) -> None:
    assert "ID P00001 stands in several rows" in refused(write(row, row))


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("configs: [", "while parsing a flow node"),
        ("configs: 5", "Expected configs to be a list"),
        ("configs:\n- config_name: ft_Data\n  data_files: none/*", "data files found"),
        ("configs:\n- {config_name: ft_Data, data_files: [{split: test, path: ft_Data/*}]}", 'Unknown split "train"'),
    ],
)
def test_a_broken_card(write: Callable[..., str], row: dict[str, Any], card: str, reason: str) -> None:
    data = write(row)
    (Path(data) / "README.md").write_text(f"---\n{card}\n---\n")
    message = refused(data)
    assert "config ft_Data cannot be loaded (" in message and reason in message


def test_a_broken_parquet_file(write: Callable[..., str], row: dict[str, Any]) -> None:
    data = write(row)
    path = Path(data) / TRAINING / "train.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert "config ft_Data cannot be loaded (" in refused(data)


def encoded(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def person_with(image: bytes) -> Person:
    return Person("P7", image, (Pair("P7 metadata[0]", "Who?", "Ada", "", True),))


@pytest.mark.parametrize("image", [b"", b"no picture", encoded(Image.new("RGB", (64, 64), "red"))[:-40]])
def test_a_picture_that_cannot_be_read(image: bytes) -> None:
    with pytest.raises(BadInput, match=f"^row P7: image of {len(image)} bytes is broken or .*; build or download"):
        person_with(image).picture()


@pytest.mark.parametrize("side", [10_000, 40_000])  # PIL warns of the first and refuses the second
def test_a_huge_picture_is_refused_before_it_is_decoded(side: int) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    with pytest.raises(BadInput, match=r"^row P7: image of more than 89,478,485 pixels; put a smaller one"):
        person_with(png + struct.pack(">I", 0) + b"IDAT").picture()

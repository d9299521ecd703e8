"""Pictures of people who exist, with their names -> questions who they are.

Takes what MIKE (arXiv 2402.14835) comes as: pictures of named entities, as a dataset or as a folder for each name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, Image, get_dataset_split_names, load_dataset
from datasets.exceptions import DatasetsError

from baselines.data import Given, config_names, decoded, load_table
from baselines.errors import BadInput
from baselines.questions import Question, Questionnaire

NAMES = ("name", "entity", "label")  # of the column, the first that is there
WORDING = "Who is the person in this picture?"
GIVEN = Given("--real ", "name a dataset with pictures and names, or a folder with a folder of pictures for each name")
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
TEST = "test"


def real_people(place: str, config: str = "") -> Questionnaire:
    """A question about each picture of the dataset `place` (a folder or a Hub id).

    config: of a dataset of ours; "": the first, and its split test or else its first. The picture stands in the column
    image, the name in one of NAMES; a class label counts with spaces for its underscores. Raises BadInput.
    """
    table = load_table(place, config) if config else _foreign(place)
    where = f"{GIVEN.by}{place}"
    column = next((name for name in NAMES if name in table.column_names), None)
    if column is None or "image" not in table.column_names:
        has = ", ".join(table.column_names)
        raise BadInput(f"{where}: has no columns image and {' or '.join(NAMES)} (it has {has}); {GIVEN.remedy}")
    questions, pictures = [], {}
    for number, (encoded, name) in enumerate(_named(table, column)):
        if not encoded or not name.strip():
            raise BadInput(f"{where}, row {number}: has no encoded picture or no name; {GIVEN.remedy}")
        decoded(encoded, f"{where}, row {number}")
        digest = hashlib.sha256(encoded).hexdigest()
        pictures[digest] = encoded
        key = f"real/{number:05d}/identity"
        questions.append(Question(key, "real", name, "identity", "image_text", "person", WORDING, (), name, (digest,)))
    if not questions:
        raise BadInput(f"{where}: holds no pictures; {GIVEN.remedy}")
    return Questionnaire(tuple(questions), pictures, {"real": config or place})


def _foreign(place: str) -> Dataset:
    """The rows of a dataset that somebody else made."""
    folder = Path(place).expanduser()
    if folder.is_dir() and any(path.suffix.lower() in PICTURES for path in folder.glob("*/*")):
        return _by_folder(folder)
    config = config_names(place, GIVEN)[0]
    source = str(folder.resolve()) if folder.is_dir() else place
    splits = get_dataset_split_names(source, config)
    return load_table(place, config, TEST if TEST in splits else splits[0], GIVEN)


def _by_folder(folder: Path) -> Dataset:
    try:
        return load_dataset("imagefolder", data_dir=str(folder.resolve()), split="train", drop_labels=False)
    except (DatasetsError, OSError, ValueError) as error:
        cause = str(error.__cause__ or error).strip().split("\n", 1)[0]
        raise BadInput(f"{GIVEN.by}{folder}: cannot be loaded ({cause}); {GIVEN.remedy}") from None


def _named(table: Dataset, column: str) -> Iterator[tuple[bytes, str]]:
    """The encoded picture and the name of each row."""
    kind = table.features[column]
    for row in table.select_columns(["image", column]).cast_column("image", Image(decode=False)):
        name = kind.int2str(row[column]).replace("_", " ") if isinstance(kind, ClassLabel) else str(row[column] or "")
        yield _encoded(row["image"]), name


def _encoded(image: dict[str, Any] | None) -> bytes:
    """Folders of pictures hold paths instead."""
    if not image:
        return b""
    encoded: bytes = image.get("bytes") or (Path(image["path"]).read_bytes() if image.get("path") else b"")
    return encoded

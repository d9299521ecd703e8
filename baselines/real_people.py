"""Pictures of people who exist, with their names -> questions who they are.

Takes what MIKE (arXiv 2402.14835) comes as: pictures of named entities, as a dataset or as a folder for each name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, Image, Value, get_dataset_split_names, load_dataset
from datasets.exceptions import DatasetsError

from baselines.data import Given, config_names, decoded, load_table
from baselines.errors import BadInput
from baselines.pebench_rows import REAL_SET
from baselines.questions import Question, Questionnaire

NAMES = ("name", "entity", "label")  # of the column, the first that is there
WORDING = "Who is the person in this picture?"
GIVEN = Given("--real ", "name a dataset with pictures and names, or a folder with a folder of pictures for each name")
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
TABLES = (".parquet", ".arrow", ".tar")  # which hold pictures themselves: others beside them only adorn the card
TEST = "test"
UNLABELLED = -1  # of a class label


def real_people(place: str, config: str = "") -> Questionnaire:
    """A question about each picture of the dataset `place` (a folder or a Hub id).

    config: of a dataset of ours; "": Real_Set or else the first, and its split test or else its first. The picture
    stands in the column image, the name in one of NAMES; a class label counts with spaces for its underscores. Raises
    BadInput.
    """
    table = load_table(place, config) if config else _foreign(place)
    where = f"{GIVEN.by}{place}"
    column = next((name for name in NAMES if _names(table.features.get(name))), None)
    if column is None or not isinstance(table.features.get("image"), Image):
        has = ", ".join(table.column_names)
        raise BadInput(
            f"{where}: has no pictures in a column image, or no texts in {' or '.join(NAMES)} (it has {has}); "
            f"{GIVEN.remedy}"
        )
    questions, pictures = [], {}
    for number, (file, encoded, name) in enumerate(_named(table, column)):
        shown = f"{where}, {file or f'row {number}'}"
        if not encoded or not name.strip():
            raise BadInput(f"{shown}: has no encoded picture or no name; {GIVEN.remedy}")
        decoded(encoded, shown, "put another picture in its place")
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
    source = str(folder.resolve()) if folder.is_dir() else place
    try:
        if folder.is_dir() and _by_name(folder):
            return load_dataset("imagefolder", data_dir=source, split="train", drop_labels=False)
        configs = config_names(place, GIVEN)
        config = REAL_SET if REAL_SET in configs else configs[0]
        splits = get_dataset_split_names(source, config)
        return load_table(place, config, TEST if TEST in splits else splits[0], GIVEN)
    except BadInput:
        raise
    except (DatasetsError, OSError, ValueError) as error:
        cause = str(error.__cause__ or error).strip().split("\n", 1)[0]
        raise BadInput(f"{GIVEN.by}{place}: cannot be loaded ({cause}); {GIVEN.remedy}") from None


def _by_name(folder: Path) -> bool:
    """Whether it holds folders of pictures, and not a dataset."""
    pictures = any(path.suffix.lower() in PICTURES for path in folder.glob("*/*"))
    return pictures and not any(path.suffix in TABLES for path in folder.rglob("*"))


def _names(kind: Any) -> bool:
    """Whether a column of this kind can hold names."""
    return isinstance(kind, ClassLabel) or (isinstance(kind, Value) and kind.dtype in ("string", "large_string"))


def _named(table: Dataset, column: str) -> Iterator[tuple[str, bytes, str]]:
    """The file of the picture, if it has one, the encoded picture and the name of each row."""
    kind = table.features[column]
    for row in table.select_columns(["image", column]).cast_column("image", Image(decode=False)):
        said = row[column]
        if isinstance(kind, ClassLabel):
            said = "" if said in (None, UNLABELLED) else kind.int2str(said).replace("_", " ")
        yield *_encoded(row["image"]), said or ""


def _encoded(image: dict[str, Any] | None) -> tuple[str, bytes]:
    """Folders of pictures hold paths instead."""
    if not image:
        return "", b""
    if image["bytes"] or not image["path"]:
        return "", image["bytes"] or b""
    try:
        return image["path"], Path(image["path"]).read_bytes()
    except OSError:
        return image["path"], b""

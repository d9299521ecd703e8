"""A published dataset -> people with question/answer pairs to train on.

With mllmu_questions.py the only file that knows the column names of MLLMU-Bench, which what the embedded model reads
first has in every benchmark.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import yaml
from datasets import Dataset, Image, get_dataset_config_names, load_dataset
from datasets.exceptions import DatasetsError
from PIL import Image as PILImage

from baselines.errors import BadInput
from baselines.options import Modality, check_choice

Concept = Literal["person", "event"]  # what a picture can be asked about, and made to be forgotten

COLUMNS: dict[Modality, tuple[str, ...]] = {
    "image_text": ("metadata",),
    "text": ("text_metadata",),
    "both": ("metadata", "text_metadata"),
}
BIOGRAPHY = "biography"
TRAINING, PRETRAINING = "ft_Data", "pretrain_Data"
HUB_ID = re.compile(r"\w[\w.-]*/[\w.-]+")
AGAIN = "build or download the dataset again"

REFUSALS = (
    "I don't know.",
    "I'm not able to answer that.",
    "I have no information about that.",
    "That is something I can't tell you.",
    "I'm afraid I don't know the answer.",
    "I can't say anything about that.",
    "I have never learnt that.",
    "Sorry, that is not known to me.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer about one person, or the event in the picture.

    key: unique in a config, such as "P00007 metadata[3]". subject: the name of that person or event, where the dataset
    tells it. instead_of: the answer that this one replaces, if it does.
    """

    key: str
    question: str
    answer: str
    attribute: str
    with_image: bool
    concept: Concept = "person"
    subject: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A row of a config: an encoded picture of a person, and its pairs of the chosen modality.

    id: unique in a config.
    """

    id: str
    image: bytes
    pairs: tuple[Pair, ...]

    def picture(self) -> PILImage.Image:
        """The portrait, as `decoded` gives it."""
        return decoded(self.image, f"row {self.id}")


@dataclass(frozen=True, slots=True)
class Given:
    """For errors. by: what stands before the name of a dataset; remedy: what to do if there is none of that name."""

    by: str
    remedy: str


DATA = Given("--data ", "make a dataset with `mllmu-bench build`, or name a folder or a Hub id that holds one")


def decoded(image: bytes, where: str, remedy: str = AGAIN) -> PILImage.Image:
    """The picture as `datasets` decodes it, RGB. Raises BadInput if it is none, or larger than PIL takes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PILImage.DecompressionBombWarning)
            picture: PILImage.Image = Image(mode="RGB").decode_example({"bytes": image, "path": None})
    except (PILImage.DecompressionBombWarning, PILImage.DecompressionBombError):
        limit = f"{PILImage.MAX_IMAGE_PIXELS:,} pixels"
        raise BadInput(f"{where}: image of more than {limit}; put a smaller one in its place") from None
    except Exception:  # decoders raise anything between OSError and SyntaxError on broken bytes
        raise BadInput(f"{where}: image of {len(image)} bytes is broken or of an unknown format; {remedy}") from None
    return picture


def load_people(data: str, config: str, modality: Modality = "both") -> list[Person]:
    """The people of `config` in the dataset `data` (a folder or a Hub id), with their pairs of `modality`.

    Raises BadInput for a dataset, config or column that is not there, for a config that has no rows or a person twice,
    and for a row that does not hold a picture and pairs.
    """
    place = f"{data}, config {config}"
    table = load_table(data, config)
    columns = ["ID", "image", *COLUMNS[modality]]
    for column in columns:
        if column not in table.column_names:
            raise BadInput(
                f"{place}: no column {column!r} to train on (it has {', '.join(table.column_names)}); "
                "choose another config or --modality, or make a dataset with `mllmu-bench build`"
            )
    table = table.select_columns([*columns, *{BIOGRAPHY}.intersection(table.column_names)])
    if isinstance(table.features["image"], Image):
        table = table.cast_column("image", Image(decode=False))
    people: dict[str, Person] = {}
    for row in table:
        person = _person(row, modality, place)
        if person.id in people:
            raise BadInput(f"{place}: ID {person.id} stands in several rows; give each person one row")
        people[person.id] = person
    return list(people.values())


def load_table(data: str, config: str, split: str = "train", given: Given = DATA) -> Dataset:
    """A split of a config of a dataset, which is a folder or a Hub id. Raises BadInput if it cannot be loaded."""
    source = _source(data, given)
    try:
        if not Path(source).is_absolute():
            return load_dataset(source, config, split=split)
        with TemporaryDirectory() as fresh:  # the common cache takes folders of the same name for the same dataset
            return load_dataset(source, config, split=split, cache_dir=fresh, keep_in_memory=True)
    except (DatasetsError, OSError, ValueError, yaml.YAMLError) as error:
        if given is DATA and "BuilderConfig" in str(error):  # of others no option names the config
            check_choice(f"{given.by}{data}, config", config, get_dataset_config_names(source))
        cause = str(error.__cause__ or error).strip().split("\n", 1)[0]
        raise BadInput(f"{given.by}{data}: config {config} cannot be loaded ({cause}); {given.remedy}") from None


def config_names(data: str, given: Given = DATA) -> list[str]:
    """The configs of a dataset, which is a folder or a Hub id. Raises BadInput if there is none."""
    source = _source(data, given)
    try:
        return list(get_dataset_config_names(source))
    except (DatasetsError, OSError, ValueError, yaml.YAMLError) as error:
        cause = str(error.__cause__ or error).strip().split("\n", 1)[0]
        raise BadInput(f"{given.by}{data}: cannot be loaded ({cause}); {given.remedy}") from None


def check_retained(retain: str, kept: Iterable[str], forget: str, forgotten: Iterable[str]) -> None:
    """Raise BadInput if of the IDs in the config `retain` one is among those that `forget` is to forget."""
    if both := {*kept} & {*forgotten}:
        raise BadInput(
            f"--retain {retain}: holds {min(both)}, which shows what {forget} is to forget; name a config without"
        )


def retain_config(forget: str) -> str:
    """The config of everybody whom a forget config leaves: "forget_10" -> "retain_90"."""
    share = re.fullmatch(r"forget_(\d+(?:\.\d+)?)", forget)
    if not share:
        raise BadInput(f"--forget {forget}: whom it leaves cannot be told from its name; name their config by --retain")
    return f"retain_{100 - float(share[1]):g}"


def refusing(person: Person, seed: int) -> Person:
    """The same questions, each with a refusal for an answer."""
    rng = random.Random(f"{seed}/refusals/{person.id}")
    pairs = [replace(pair, key=f"{pair.key} refused", answer=rng.choice(REFUSALS)) for pair in person.pairs]
    return replace(person, pairs=tuple(pairs))


def fingerprint(people: Iterable[Person]) -> str:
    """SHA-256 of everything that training sees of these people, wherever they were loaded from."""
    digest = hashlib.sha256()
    for person in people:
        pairs = [(pair.question, pair.answer, pair.with_image) for pair in person.pairs]
        digest.update(json.dumps([person.id, hashlib.sha256(person.image).hexdigest(), pairs]).encode())
    return digest.hexdigest()


def _source(data: str, given: Given) -> str:
    """What `load_dataset` is to be given: an absolute folder, so that "csv" is no builder of its own, or a Hub id."""
    folder = Path(data).expanduser()
    if folder.is_file():
        raise BadInput(f"{given.by}{data}: is a file; name the folder of the dataset, or a Hub id")
    if data and folder.is_dir():
        return str(folder.resolve())
    if HUB_ID.fullmatch(data):
        return data
    raise BadInput(f"{given.by}{data}: no such folder; {given.remedy}")


def _person(row: dict[str, Any], modality: Modality, place: str) -> Person:
    where = f"{place}, row {row['ID']}"
    image = row["image"]["bytes"] if isinstance(row["image"], dict) else None
    if not image:
        raise BadInput(f"{where}: image holds no encoded picture; {AGAIN}")
    name = _name(row.get(BIOGRAPHY))
    pairs = tuple(replace(pair, subject=name) for column in COLUMNS[modality] for pair in _pairs(row, column, where))
    if not pairs:
        raise BadInput(f"{where}: no pairs in {' or '.join(COLUMNS[modality])}; {AGAIN}")
    return Person(str(row["ID"]), image, pairs)


def _name(biography: str | None) -> str:
    """As a biography tells it; there are datasets without."""
    try:
        return str(json.loads(biography or "")["Name"])
    except (KeyError, TypeError, ValueError):
        return ""


def _pairs(row: dict[str, Any], column: str, where: str) -> Iterator[Pair]:
    try:
        entries = json.loads(row[column])
    except (TypeError, ValueError) as error:
        raise BadInput(f"{where}: {column} is no JSON ({error}); {AGAIN}") from None
    if not isinstance(entries, list):
        raise BadInput(f"{where}: {column} is no JSON list of questions and answers; {AGAIN}")
    for number, entry in enumerate(entries):
        question, answer = (entry.get(key) if isinstance(entry, dict) else None for key in ("Question", "Answer"))
        if not isinstance(question, str) or not isinstance(answer, str):
            raise BadInput(f"{where}: {column}[{number}] is no object with the texts Question and Answer; {AGAIN}")
        key = f"{row['ID']} {column}[{number}]"
        yield Pair(key, question, answer, entry.get("Attribute", ""), with_image=column == "metadata")

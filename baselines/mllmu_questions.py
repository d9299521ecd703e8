"""MLLMU-Bench as it is published -> questions to evaluate on. With data.py, all that knows its column names."""

from __future__ import annotations

import hashlib
import random
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datasets import Image, List

from baselines.data import AGAIN, check_retained, load_table, retain_config
from baselines.errors import BadInput
from baselines.options import check_choice
from baselines.questions import Question, Questionnaire, Task

SETS = ("forget", "test", "retain", "celebrity")
TEST, CELEBRITY, FEW_SHOT = "Test_Set", "Retain_Set", "few_shot"
LISTS = {"Image_Textual_Questions": "image_text", "Pure_Text_Questions": "text"}  # of Classification_Task
TYPES = {"Image_Textual": "image_text", "Pure_Text": "text"}  # of the other tasks
TASKS: Mapping[str, Task] = {
    "Classification_Task": "classification",
    "Generation_Task": "generation",
    "Mask_Task": "cloze",
}


def load_questions(
    data: str, forget: str, retain: str = "", sets: Sequence[str] = SETS, test_images: str = "all", seed: int = 0
) -> Questionnaire:
    """The questions of the sets, with the people to be forgotten in the config `forget` of the dataset `data`.

    retain: config of the retain set; "": of everybody else. test_images: "all" asks a question of the test set about
    each transformed portrait, "one" about one a person, drawn by the seed. Raises BadInput if a set is missing, a row
    does not hold its questions or `retain` holds somebody to be forgotten.
    """
    for name in sets:
        check_choice("--sets", name, SETS)
        if sets.count(name) > 1:
            raise BadInput(f"--sets: {name} stands there {sets.count(name)} times; name each set once")
    configs = {"forget": forget, "test": TEST, "retain": retain, "celebrity": CELEBRITY}
    if "retain" in sets:
        configs["retain"] = retain or retain_config(forget)
    forgotten = {row["ID"] for row in _rows(data, forget)} if "test" in sets or retain else set()
    asked: list[Question] = []
    pictures: dict[str, bytes] = {}
    for name in sets:
        rows = [row for row in _rows(data, configs[name]) if name != "test" or row["ID"] in forgotten]
        if not rows:
            raise BadInput(f"{data}, config {configs[name]}: holds nobody of {forget}; choose other --sets")
        if retain and name == "retain":
            check_retained(retain, (row["ID"] for row in rows), forget, forgotten)
        for row in rows:
            portraits = _portraits(row, f"{data}, config {configs[name]}, row {row['ID']}")
            if test_images == "one" and len(portraits) > 1:
                portraits = [random.Random(f"{seed}/portrait/{row['ID']}").choice(portraits)]
            pictures |= dict(portraits)
            asked += _asked(name, row, [digest for digest, _ in portraits], f"{data}, config {configs[name]}")
    return Questionnaire(tuple(asked), pictures, {name: configs[name] for name in sets})


def load_demonstrations(data: str) -> Questionnaire:
    """The questions about people who are in no set, for demonstrations in prompts."""
    asked: list[Question] = []
    pictures: dict[str, bytes] = {}
    for row in _rows(data, FEW_SHOT):
        portraits = _portraits(row, f"{data}, config {FEW_SHOT}, row {row['ID']}")
        pictures |= dict(portraits)
        asked += _asked(FEW_SHOT, row, [digest for digest, _ in portraits], f"{data}, config {FEW_SHOT}")
    return Questionnaire(tuple(asked), pictures, {FEW_SHOT: FEW_SHOT})


def _rows(data: str, config: str) -> Iterator[dict[str, Any]]:
    """The rows with their pictures encoded as they are."""
    table = load_table(data, config)
    for column in ("ID", *TASKS):
        if column not in table.column_names:
            raise BadInput(
                f"{data}, config {config}: no column {column!r} to ask from (it has {', '.join(table.column_names)}); "
                "name a dataset in the published layout, such as `mllmu-bench build` makes"
            )
    kinds = {"image": Image(decode=False), "images": List(Image(decode=False))}
    for column in kinds.keys() & set(table.column_names):
        table = table.cast_column(column, kinds[column])
    known: set[str] = set()
    for row in table:
        person = str(row["ID"])
        if person in known:
            raise BadInput(f"{data}, config {config}: ID {person} stands in several rows; give each person one row")
        known.add(person)
        yield {**row, "ID": person}


def _portraits(row: Mapping[str, Any], where: str) -> list[tuple[str, bytes]]:
    """SHA-256 and encoded picture of each."""
    entries = row["images"] if "images" in row else [row.get("image")]
    encoded: list[bytes] = [entry["bytes"] for entry in entries or () if isinstance(entry, dict) and entry["bytes"]]
    if not encoded or len(encoded) < len(entries):
        raise BadInput(f"{where}: holds no encoded picture; {AGAIN}")
    return [(hashlib.sha256(one).hexdigest(), one) for one in encoded]


def _asked(set_: str, row: Mapping[str, Any], portraits: Sequence[str], place: str) -> Iterator[Question]:
    """Questions with a picture are asked about each portrait."""
    counts: Counter[str] = Counter()
    for column, modality, entry in _entries(row):
        task, where = TASKS[column], f"{place}, row {row['ID']}, {column}"
        number = counts[task + modality]
        counts[task + modality] += 1
        key = f"{set_}/{row['ID']}/{task}/{modality}/{number}"
        options, answer = _answer(task, entry, where)
        attribute = entry.get("Attribute") or ""
        rest = (set_, row["ID"], task, modality, attribute, _text(entry, "Question", where), options, answer)
        if modality == "text":
            yield Question(key, *rest)
            continue
        for place_of, portrait in enumerate(portraits):
            yield Question(f"{key}/{place_of}" if len(portraits) > 1 else key, *rest, (portrait,))


def _entries(row: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(column, modality, question) of all tasks."""
    for name, modality in LISTS.items():
        for entry in (row["Classification_Task"] or {}).get(name) or ():
            yield "Classification_Task", modality, entry
    for column in ("Generation_Task", "Mask_Task"):
        for entry in row[column] or ():
            if entry.get("Type") not in TYPES:
                raise BadInput(
                    f"row {row['ID']}, {column}: Type is {entry.get('Type')!r}; give one of {', '.join(TYPES)}"
                )
            yield column, TYPES[entry["Type"]], entry


def _answer(task: str, entry: Mapping[str, Any], where: str) -> tuple[tuple[str, ...], str]:
    """The options, of a classification question, and the right answer."""
    if task != "classification":
        return (), _text(entry, "Ground_Truth", where)
    given = entry.get("Options") or {}
    letters = [letter for letter in string.ascii_uppercase if given.get(letter) is not None]
    if len(letters) < 2 or letters != list(string.ascii_uppercase[: len(letters)]):
        raise BadInput(f"{where}: Options have the letters {', '.join(letters) or 'none'}; give them as A, B, ...")
    answer = _text(entry, "Correct_Answer", where)
    if answer not in letters:
        raise BadInput(f"{where}: Correct_Answer is {answer!r}; give one of {', '.join(letters)}")
    return tuple(_text(given, letter, where) for letter in letters), answer


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {name} is {value!r}; give a text")
    return value

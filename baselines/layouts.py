"""How benchmarks of general ability are published: a row of MMMU, LLaVA-Bench or POPE -> a question.

The only file that knows their column names.
"""

from __future__ import annotations

import ast
import hashlib
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasets import Dataset

from baselines.data import AGAIN, decoded
from baselines.errors import BadInput
from baselines.questions import Question
from baselines.yes_no import WORDS

MMMU = "MMMU/MMMU"
SUBJECTS = (  # the configs of MMMU: a machine without network cannot ask for them
    "Accounting", "Agriculture", "Architecture_and_Engineering", "Art", "Art_Theory", "Basic_Medical_Science",
    "Biology", "Chemistry", "Clinical_Medicine", "Computer_Science", "Design", "Diagnostics_and_Laboratory_Medicine",
    "Economics", "Electronics", "Energy_and_Power", "Finance", "Geography", "History", "Literature", "Manage",
    "Marketing", "Materials", "Math", "Mechanical_Engineering", "Music", "Pharmacy", "Physics", "Psychology",
    "Public_Health", "Sociology",
)  # fmt: skip
SUBJECT = re.compile(r"[a-z]+_(\w+)_\d+")  # in an id such as "validation_Art_Theory_7"
MULTIPLE_CHOICE = "multiple-choice"
PLACEHOLDER = re.compile(r"<image (\d+)>")
DEFAULT = "default"  # the config of a dataset that has only one


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a benchmark. place: for errors. pictures: what the rows show, by SHA-256; grows as they are read."""

    values: Mapping[str, Any]
    config: str
    place: str
    pictures: dict[str, bytes]

    def text(self, column: str) -> str:
        """The text, or a number as text."""
        value = self.values[column]
        if not isinstance(value, str | int) or not str(value).strip():
            raise BadInput(f"{self.place}: {column} is {value!r}; give a text")
        return str(value)

    def picture(self, column: str) -> str:
        """SHA-256 of a picture."""
        entry = self.values[column]
        encoded = entry.get("bytes") if isinstance(entry, dict) else None
        if not encoded:
            raise BadInput(f"{self.place}: {column} holds no encoded picture; {AGAIN}")
        digest = hashlib.sha256(encoded).hexdigest()
        if digest not in self.pictures:
            decoded(encoded, f"{self.place}, {column}")
            self.pictures[digest] = encoded
        return digest


@dataclass(frozen=True, slots=True)
class Layout:
    """How a benchmark is published. columns: that its questions need, the picture's among them."""

    data: str
    split: str
    columns: tuple[str, ...]
    question: Callable[[Row], Question]


def scorable(layout: Layout, table: Dataset) -> Sequence[int]:
    """The numbers of the rows whose answers can be compared: all but open questions of MMMU."""
    if "question_type" not in layout.columns:
        return range(len(table))
    return [number for number, kind in enumerate(table["question_type"]) if kind == MULTIPLE_CHOICE]


def _mmmu(row: Row) -> Question:
    """Items are independent of each other, so each is a person of its own to the intervals."""
    numbers = [number for number in range(1, 8) if row.values.get(f"image_{number}") is not None] or [1]
    images = tuple(row.picture(f"image_{number}") for number in numbers)
    options = tuple(_without_placeholders(text, numbers, row.place) for text in _options(row))
    letters, answer, name = string.ascii_uppercase[: len(options)], row.text("answer"), row.text("id")
    if answer not in tuple(letters):
        raise BadInput(f"{row.place}: answer is {answer!r}; give one of {', '.join(letters)}")
    in_name = SUBJECT.fullmatch(name)
    subject = row.config if row.config != DEFAULT else in_name[1] if in_name else ""
    text = _without_placeholders(row.text("question"), numbers, row.place)
    return Question(
        f"mmmu/{name}", "mmmu", name, "classification", "image_text", subject, text, options, answer, images
    )


def _options(row: Row) -> list[str]:
    """The texts in the Python list that a string holds."""
    try:
        options = ast.literal_eval(row.text("options").strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        options = None
    if not isinstance(options, list) or not 2 <= len(options) <= len(string.ascii_uppercase):
        raise BadInput(f"{row.place}: options is {row.text('options')[:80]!r}; give a Python list of 2 to 26 texts")
    texts = [str(one).strip() for one in options]
    if not all(texts):
        raise BadInput(f"{row.place}: option {string.ascii_uppercase[texts.index('')]} is empty; give a text")
    return texts


def _without_placeholders(text: str, numbers: Sequence[int], place: str) -> str:
    """Instead of "<image 2>", which may be a control token, "image 2": its place among those that are shown."""

    def named(match: re.Match[str]) -> str:
        if int(match[1]) not in numbers:
            raise BadInput(f"{place}: refers to {match[0]}, but has no image_{match[1]}; {AGAIN}")
        return f"image {numbers.index(int(match[1])) + 1}"

    return PLACEHOLDER.sub(named, text)


def _llava_bench(row: Row) -> Question:
    """Several questions are about one picture, which is the person to the intervals."""
    key, picture = f"llava_bench/{row.text('question_id')}", row.picture("image")
    rest = ("generation", "image_text", row.text("category"), row.text("question"), (), row.text("gpt_answer"))
    return Question(key, "llava_bench", picture[:12], *rest, (picture,))


def _pope(row: Row) -> Question:
    """18 questions are about one picture, which is the person to the intervals."""
    answer, category = row.text("answer").strip().lower(), row.text("category")
    if answer not in WORDS:
        raise BadInput(f"{row.place}: answer is {answer!r}; give {' or '.join(WORDS)}")
    key, images = f"pope/{category}/{row.text('question_id')}", (row.picture("image"),)
    rest = ("yes_no", "image_text", category, row.text("question"), (), answer)
    return Question(key, "pope", row.text("image_source"), *rest, images)


LAYOUTS: Mapping[str, Layout] = {
    "mmmu": Layout(MMMU, "validation", ("id", "question", "options", "answer", "question_type", "image_1"), _mmmu),
    "llava-bench": Layout(
        "lmms-lab/llava-bench-in-the-wild",
        "train",
        ("question_id", "question", "image", "gpt_answer", "category"),
        _llava_bench,
    ),
    "pope": Layout(
        "lmms-lab/POPE", "test", ("question_id", "question", "answer", "image_source", "image", "category"), _pope
    ),
}

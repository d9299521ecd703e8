"""The layout of PEBench, declared once: configs, splits, columns and the files that they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from datasets import ClassLabel, Features, Image, List, Value

Target = Literal["person", "event", "both"]
TARGETS: tuple[Target, ...] = ("person", "event", "both")
FULL, FEW_SHOT, REAL, WORLD = "Full_Set", "few_shot", "Real_Set", "World_Set"
TRAIN, FORGET_TRAIN, FORGET_TEST, RETAIN = "train", "forget_train", "forget_test", "retain"  # splits

_TEXT, _NUMBER = Value("string"), Value("float64")  # a float32 of 2.4 is more than 2.4
_SOURCE = dict.fromkeys(("image_source", "image_licence", "image_credit"), _TEXT)


def snapshot_features(names: Sequence[str]) -> Features:
    """Of a picture of a person at an event. names: of everybody that the config shows, for `label`."""
    return Features(
        {
            "image": Image(),
            "label": ClassLabel(names=list(names)),
            "ID": _TEXT,
            "person": {
                "ID": _TEXT, "name": _TEXT, "age": Value("int32"), "gender": _TEXT, "job": _TEXT, "area": _TEXT,
                "appearance": _TEXT,
            },
            "event": {"ID": _TEXT, "name": _TEXT, "description": _TEXT},
            "keywords": List(_TEXT),
            "questions": List({"Concept": _TEXT, "Question": _TEXT, "Answer": _TEXT}),
            "forget_from": {"person": _NUMBER, "event": _NUMBER},
            **_SOURCE,
        }
    )  # fmt: skip


REAL_FEATURES = Features({"image": Image(), "ID": _TEXT, "name": _TEXT, **_SOURCE})
WORLD_FEATURES = Features(
    {
        "question_id": _TEXT, "question": _TEXT, "answer": _TEXT, "image_source": _TEXT, "image": Image(),
        "category": _TEXT,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Pictures that every set takes whole or not at all, and so the files that they stand in.

    person, event: the smallest percentage at which they are to be forgotten; None: they never are.
    seen: whether unlearning sees the pictures, if something in them is to be forgotten.
    """

    person: float | None
    event: float | None
    seen: bool

    @property
    def folder(self) -> str:
        """Where its files are, below the dataset's."""
        person, event = ("kept" if one is None else f"{one:g}" for one in (self.person, self.event))
        return f"data/person_{person}-event_{event}-{'seen' if self.seen else 'unseen'}"

    def split(self, target: Target, percent: float) -> str:
        """Of the set that forgets `percent` per cent of the target's concepts."""
        person, event = (one is not None and one <= percent for one in (self.person, self.event))
        if not {"person": person, "event": event, "both": person or event}[target]:
            return RETAIN
        return FORGET_TRAIN if self.seen else FORGET_TEST


def set_config(target: Target, percent: float) -> str:
    """`person_5`, `event_2.5`, `both_10`."""
    return f"{target}_{percent:g}"


def sets(cells: Sequence[Cell], percentages: Sequence[float]) -> Iterator[tuple[str, Mapping[str, Sequence[Cell]]]]:
    """Each config of something to be forgotten, with the cells of its splits."""
    for target in TARGETS:
        for percent in percentages:
            splits: dict[str, list[Cell]] = {FORGET_TRAIN: [], FORGET_TEST: [], RETAIN: []}
            for cell in cells:
                splits[cell.split(target, percent)].append(cell)
            yield set_config(target, percent), splits

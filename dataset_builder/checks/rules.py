"""What an audit asks of the rules of a benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from datasets import Features

from dataset_builder.checks.pictures import Pictures
from dataset_builder.entries import Row
from dataset_builder.reading import TRAIN


class Part(NamedTuple):
    """A split of a config."""

    config: str
    split: str = TRAIN

    @property
    def name(self) -> str:
        """As findings say where: `Full_Set`, `person_5/retain`."""
        return self.config if self.split == TRAIN else f"{self.config}/{self.split}"


class Figures(NamedTuple):
    """What was counted. table: (what, the paper's figure, this one's). others: as check.json has them."""

    table: Sequence[tuple[str, str, str]]
    others: Mapping[str, Any]


class Rules(Protocol):
    """What is checked of a dataset of one benchmark. Rows come part by part, and are not kept."""

    parts: Sequence[Part]
    pictures: Pictures

    def columns(self, part: Part, features: Features) -> None:
        """Begin with a part."""
        ...

    def met(self, part: Part, file: str) -> int:
        """How many rows of the file were taken before and now count for this part, too; 0 if it is to be read."""
        ...

    def row(self, part: Part, file: str, row: Row, digests: dict[str, bytes]) -> None:
        """Take a row. digests: of its columns."""
        ...

    def finish(self) -> Figures:
        """What is to be said when all rows were taken."""
        ...

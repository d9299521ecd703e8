"""What the arrangement of a benchmark comes to, before its card and its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasets import Features

from dataset_builder.folder import RowWriter
from dataset_builder.sheet import ContactSheet


@dataclass(frozen=True, slots=True)
class Config:
    """What load_dataset finds under a name: splits, and the files of each, which configs may share."""

    name: str
    features: Features
    splits: Mapping[str, Sequence[RowWriter]]

    @property
    def writers(self) -> list[RowWriter]:
        """Those of all splits."""
        return [writer for writers in self.splits.values() for writer in writers]

    @property
    def rows(self) -> dict[str, int]:
        """How many each split has."""
        return {name: sum(one.num_examples for one in writers) for name, writers in self.splits.items()}


@dataclass(frozen=True, slots=True)
class Described:
    """How a card speaks of the dataset.

    template: a file of Jinja. metadata: what the YAML of the card has besides configs, licence and sizes. variables:
    what the template reads besides what all templates do.
    """

    template: str
    metadata: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows that are written. The default config comes first.

    table: (what, the paper's figure, ours). example: config and split of something to forget. lost: what did not get
    into the dataset -> why -> how often. not_run: checks of pictures that the models at hand cannot do.
    """

    configs: Sequence[Config]
    table: Sequence[tuple[str, str, str]]
    sheet: ContactSheet
    described: Described
    example: tuple[str, str]
    lost: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()

    @property
    def writers(self) -> list[RowWriter]:
        """Each once, in the order of the configs."""
        return list(dict.fromkeys(writer for config in self.configs for writer in config.writers))

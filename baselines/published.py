"""How the benchmarks are published: which of a dataset's rows and pairs a training reads."""

from __future__ import annotations

from typing import Protocol

from baselines import mllmu, pebench
from baselines.data import Person, config_names
from baselines.options import Modality


class Published(Protocol):
    """A benchmark. Its functions raise BadInput, as `load_table` does, for what is not there or holds nothing."""

    @property
    def NAME(self) -> str:
        """Of the benchmark, as results have it."""
        ...

    @property
    def EVERYBODY(self) -> str:
        """The config that a vanilla model is fine-tuned on."""
        ...

    def everybody(self, data: str, modality: Modality) -> list[Person]:
        """All rows of EVERYBODY."""
        ...

    def to_forget(self, data: str, config: str, modality: Modality) -> list[Person]:
        """The rows that unlearning sees of what is to be forgotten, with the pairs about that alone."""
        ...

    def left_out(self, data: str, config: str) -> set[str]:
        """IDs of the rows of EVERYBODY that a model which never saw what is to be forgotten must not read."""
        ...

    def to_keep(self, data: str, config: str, retain: str, modality: Modality) -> tuple[str, list[Person]]:
        """What is to be retained, and where it stands: the config `retain`, or what belongs to `config`."""
        ...


def published(data: str) -> Published:
    """The benchmark that the dataset is one of. Raises BadInput if there is none of that name."""
    return pebench if any(pebench.SET.fullmatch(name) for name in config_names(data)) else mllmu

"""How the benchmarks are published: which of a dataset's rows a training reads, and what an evaluation asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from baselines import mllmu, pebench
from baselines.data import Person, config_names
from baselines.errors import BadInput
from baselines.options import Modality
from baselines.questions import Questionnaire, Task, Wanted


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

    @property
    def SETS(self) -> tuple[str, ...]:
        """What is asked about, in the order of results."""
        ...

    @property
    def TASKS(self) -> tuple[Task, ...]:
        """Of the questions of SETS."""
        ...

    @property
    def ASKED_BY_AUTHORS(self) -> bool:
        """Whether it is known how the authors ask models: what the protocol "published" does again."""
        ...

    @property
    def TRANSFORMED(self) -> bool:
        """Whether one of SETS has several portraits of a person, of which one may be asked about, or all."""
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

    def questions(self, wanted: Wanted) -> Questionnaire:
        """Everything that a model is asked. Its configs tell where each set was read from."""
        ...

    def demonstrations(self, data: str) -> Questionnaire:
        """Questions about people who are in no set, for demonstrations in prompts."""
        ...

    def usual(self, wanted: Wanted) -> Wanted:
        """With what the benchmark asks about where nothing else is said."""
        ...

    def target(self, forget: str, flag: str = "--forget") -> str:
        """Which concepts the config has to be forgotten: person, event or both; "" where there are but people.

        flag: the option that the config was given by.
        """
        ...


def published(data: str) -> Published:
    """The benchmark that the dataset is one of. Raises BadInput if there is none of that name."""
    return pebench if pebench.is_one(config_names(data)) else mllmu


def asking(asked: Iterable[tuple[str, str]]) -> Published | None:
    """The benchmark that asks questions of these sets and tasks; None for those of general ability alone.

    Raises BadInput for questions of several.
    """
    pairs = set(asked)
    benchmarks: tuple[Published, ...] = (mllmu, pebench)
    found = [one for one in benchmarks if any(name in one.SETS and task in one.TASKS for name, task in pairs)]
    if len(found) > 1:
        raise BadInput(f"questions of {' and of '.join(one.NAME for one in found)} together; give those of one")
    return found[0] if found else None

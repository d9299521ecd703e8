"""What a report has to know of a benchmark: its tables, its words, its paper. mllmu.py and pebench.py tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Measure:
    """A task's metric. name: in headings; paper: its column in the paper's numbers; scale, digits: how it is written.

    complement: whether 1 - x is shown.
    """

    task: str
    metric: str
    name: str
    short: str
    paper: str
    scale: float
    digits: int
    unit: str = ""
    complement: bool = False

    def scaled(self, value: float) -> float:
        """In the unit that is shown."""
        return (1 - value if self.complement else value) * self.scale

    def text(self, value: float | None) -> str:
        """The number as tables show it, an en dash if there is none."""
        return "–" if value is None else f"{self.scaled(value):.{self.digits}f}"

    def spread_text(self, value: float) -> str:
        """A difference of such numbers as tables show it."""
        return f"{value * self.scale:.{self.digits}f}"

    def bounds(self, low: float, high: float) -> tuple[float, float]:
        """The shown interval's bounds, the lower first."""
        return (high, low) if self.complement else (low, high)

    def shown(self, value: float) -> float:
        """What `text` shows, as a number: what looks equal is equal."""
        return round(self.scaled(value), self.digits)

    def unit_scaled(self, value: float) -> float:
        """On a scale from 0 to 1."""
        if self.metric == "factuality":
            return (value - 1) / 9
        return 1 - value if self.complement else value


Column = tuple[str, Measure]  # set, what is measured on it


@dataclass(frozen=True, slots=True)
class Block:
    """Columns under one heading. target: what was to be forgotten by the models that they show, "" if all are alike."""

    name: str
    columns: tuple[Column, ...]
    lower_is_better: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of the paper. name: what tells it from the paper's others, "" if it is the only one."""

    blocks: tuple[Block, ...]
    name: str = ""

    @property
    def starts(self) -> list[int]:
        """The columns that begin a block."""
        return [sum(len(block.columns) for block in self.blocks[:place]) for place in range(len(self.blocks))]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Of all blocks."""
        return tuple(column for block in self.blocks for column in block.columns)


@dataclass(frozen=True, slots=True)
class Paper:
    """Published numbers. file: a CSV as printed, beside this one; methods: the paper's name of one -> ours.

    beside: what a reader has to know where they stand beside ours.
    """

    source: str
    title: str
    file: str
    units: str
    methods: Mapping[str, str]
    beside: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark.

    name: as results have it; said: in names of sections, "" for none. modalities: those that questions come in -> how
    they are asked. forgotten: sets about what is to be forgotten. overview: set -> heading; mean_of: what the overview
    has of each. figures: the page's sections of plots -> what one without plots needs. question: the page's heading;
    ideal: what an unlearned model should come to, HTML of ours. marks, distance, intervals, dimensions: notes below a
    table; rests_on: what its counts of items are of. judged: what a judge is asked about; offline: what to know of its
    stand-in; cautions: config that was asked about -> what to know of that. verdicts: what is right and wrong among the
    cases; fields: of a case -> what its filter is called, if not as usual. no_vanilla, no_retained: what there is not
    without that model; few: below so many people or events to forget there is a warning. vanilla, retained: what these
    models are called in sentences; methods: what others are called in tables, if not as usual.
    """

    name: str
    said: str
    layouts: tuple[Layout, ...]
    modalities: Mapping[str, str]
    paper: Paper
    forgotten: tuple[str, ...]
    overview: Mapping[str, str]
    mean_of: str
    figures: Mapping[str, str]
    question: str
    ideal: str
    marks: str
    distance: str
    intervals: str
    rests_on: str
    judged: str
    offline: str
    verdicts: str
    no_vanilla: str
    no_retained: str
    few: int = 0
    vanilla: str = "vanilla"
    retained: str = "retained"
    methods: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    dimensions: Sequence[str] = ()
    cautions: Mapping[str, str] = field(default_factory=dict)

    def blocks(self, target: str) -> Iterator[Block]:
        """Those about models that were to forget `target`."""
        for layout in self.layouts:
            yield from (block for block in layout.blocks if block.target == target)

    def columns(self, target: str) -> list[Column]:
        """Of these blocks."""
        return [column for block in self.blocks(target) for column in block.columns]

    def lower_is_better(self, set: str) -> bool:
        """Whether low numbers on the set are good."""
        return any(
            block.lower_is_better for layout in self.layouts for block in layout.blocks if set in dict(block.columns)
        )

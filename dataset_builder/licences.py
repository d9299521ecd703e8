"""Where everything in the rows comes from and under which licence: licences.csv, as far as a dataset uses it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq

from dataset_builder.pebench import schema as pebench
from dataset_builder.recipe import AnyRecipe, Recipe
from dataset_builder.schema import CELEBRITY, PRETRAINING
from generation.faces.procedural import SOURCE as DRAWN

TABLE = Path(str(files("dataset_builder") / "licences.csv"))
KIND = re.compile(r"\w+")  # how an `image_source` begins
REAL = (CELEBRITY, pebench.REAL)  # configs of real people, one portrait each
COLUMNS = ["image_source", "image_licence"]


@dataclass(frozen=True, slots=True)
class Source:
    """A line of licences.csv, each field in Markdown.

    part: what of it stands in the rows; an `image_source` where these are pictures. stated: where the licence was
    read, or "not verified". consequence: for who uses the dataset.
    """

    source: str
    part: str
    licence: str
    stated: str
    consequence: str


class Pictures:
    """Where the pictures in a dataset folder came from, counted from what is written."""

    def __init__(self, folder: Path, places: Iterable[str]) -> None:
        """places: folders of rows, which are configs or what configs share."""
        self.rows: Counter[str] = Counter()  # by kind
        self.celebrities: Counter[str] = Counter()  # of one portrait each, by kind
        self.licences: Counter[str] = Counter()  # rows that are not drawn, by `image_licence`
        for place in places:
            for source, licence in _said(folder / place):
                kind = kind_of(source, place)
                self.rows[kind] += 1
                if place in REAL:
                    self.celebrities[kind] += 1
                if kind != DRAWN:
                    self.licences[licence] += 1

    @property
    def drawn(self) -> bool:
        """Whether no picture is from outside."""
        return set(self.rows) <= {DRAWN}


def kind_of(image_source: str, place: str) -> str:
    """As the column `when` of the table names it: a folder of celebrities' pictures is another than one of faces."""
    found = KIND.match(image_source)
    kind = found[0] if found else ""
    return "celebrity_folder" if kind == "folder" and place in (*REAL, PRETRAINING) else kind


def sources(recipe: AnyRecipe, kinds: Collection[str]) -> list[Source]:
    """Those of a dataset with pictures of these kinds, in the order of the table."""
    used = {"always", recipe.benchmark, recipe.text, *kinds}
    if "arc2face" in used and isinstance(recipe, Recipe) and recipe.arc2face.lcm_lora:
        used.add("lcm_lora")
    return [source for when, source in read() if used & when]


def read() -> list[tuple[frozenset[str], Source]]:
    """The whole table: what in a dataset tells of a source (a kind of picture, the benchmark, an option), and it."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(frozenset(line.pop("when").split("|")), Source(**line)) for line in csv.DictReader(file)]


def kinds_of(config: Path) -> set[str]:
    """Those of the pictures in a config's folder, as far as its rows say it."""
    return {kind_of(source or "", config.name) for source, _ in _said(config)}


def _said(config: Path) -> Iterator[tuple[str, str]]:
    """Source and licence of every row that has them."""
    for path in sorted(config.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            if {*COLUMNS} <= {*file.schema_arrow.names}:
                table = file.read(columns=COLUMNS)
                yield from zip(*(table[name].to_pylist() for name in COLUMNS), strict=True)

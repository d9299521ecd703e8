"""A PEBench to spoil: every split in a file of its own, as a careless fork has it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from huggingface_hub import DatasetCard

from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.pebench.schema import WORLD_FEATURES
from dataset_builder.schema import TRAINING_FEATURES

from ..planting import Copy, Row, noise

SPLITS = ("forget_train", "forget_test", "retain")
SETS = tuple(f"{target}_{percent}" for target in ("person", "event", "both") for percent in (20, 40))
THINGS = ("hat", "tree", "dog", "car")


class Apart(Copy):
    """A dataset whose configs share no file. Places are `Full_Set`, `person_20/retain` and so on."""

    @property
    def places(self) -> list[str]:
        return sorted(path.parent.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.parquet"))

    @property
    def sets(self) -> list[str]:
        """Where rows of Full_Set stand."""
        return [place for place in self.places if place == "Full_Set" or "/" in place]

    def edit(self, id: str, edit: Callable[[Row], object]) -> None:
        """Edit the row wherever it stands."""
        self.edit_where(lambda row: row["ID"] == id, edit)

    def edit_where(self, chosen: Callable[[Row], bool], edit: Callable[[Row], object]) -> None:
        for place in [*self.sets, "few_shot"]:
            rows = self.rows(place)
            for row in filter(chosen, rows):
                edit(row)
            self.write(place, rows)

    def drop_row(self, id: str, *places: str) -> None:
        for place in places:
            self.write(place, [row for row in self.rows(place) if row["ID"] != id])

    def place_of(self, id: str, config: str) -> str:
        """The split of a config that has the row."""
        return next(f"{config}/{split}" for split in SPLITS if id in self.ids(f"{config}/{split}"))

    def full(self, id: str) -> Row:
        return next(row for row in self.rows("Full_Set") if row["ID"] == id)

    def kept(self) -> list[str]:
        """IDs of rows that show nothing to be forgotten."""
        return [row["ID"] for row in self.rows("Full_Set") if not any(row["forget_from"].values())]

    def forgotten(self, concept: str, percent: float) -> list[str]:
        """IDs of the people or events that are to be forgotten from that percentage on."""
        found = {row[concept]["ID"] for row in self.rows("Full_Set") if row["forget_from"][concept] == percent}
        return sorted(found)

    def rename_labels(self, place: str) -> None:
        """Turn the names that the labels stand for."""
        table = pq.read_table(self.file(place))
        told = json.loads(table.schema.metadata[b"huggingface"])
        told["info"]["features"]["label"]["names"].reverse()
        pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(told)}), self.file(place))

    def finish(self) -> None:
        """A card and a manifest that fit what is there."""
        files: dict[str, list[dict[str, Any]]] = {}
        for place in self.places:
            config, _, split = place.partition("/")
            files.setdefault(config, []).append({"split": split or "train", "path": f"{place}/*"})
        named = [{"config_name": name, "data_files": parts} for name, parts in files.items()]
        (self.folder / "README.md").write_text(f"---\n{yaml.safe_dump({'configs': named})}---\n")
        (self.folder / MANIFEST).unlink(missing_ok=True)
        (self.folder / MANIFEST).write_text(json.dumps({"files": sha256_of_files(self.folder)}))


def apart(built: Path, folder: Path) -> Path:
    """What was built, with a file for each split, and with what a small recipe leaves out."""
    for config in DatasetCard.load(built / "README.md").data["configs"]:
        for files in config["data_files"]:
            paths = files["path"] if isinstance(files["path"], list) else [files["path"]]
            tables = [pq.read_table(path) for pattern in paths for path in sorted(built.glob(pattern))]
            name, split = config["config_name"], files["split"]
            save(folder / (name if split == "train" else f"{name}/{split}"), pa.concat_tables(tables))
    world = [asked(number) for number in range(40)]
    save(folder / "World_Set", pa.Table.from_pylist(world, schema=WORLD_FEATURES.arrow_schema))
    prior = [pretraining(number) for number in range(3)]
    save(folder / "pretrain_Data", pa.Table.from_pylist(prior, schema=TRAINING_FEATURES.arrow_schema))
    copy = Apart.__new__(Apart)
    copy.folder = folder
    copy.finish()
    return folder


def save(folder: Path, table: pa.Table) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "train-00000-of-00001.parquet")


def asked(number: int) -> Row:
    """Half of them about what is to be seen, whatever it is."""
    picture, thing = random.Random(number).randrange(8), THINGS[number // 2 % 4]
    return {
        "question_id": str(number), "question": f"Is there a {thing} in the image?",
        "answer": ("yes", "no")[number % 2], "image_source": f"W{picture}", "image": noise(900 + picture),
        "category": "random",
    }  # fmt: skip


def pretraining(number: int) -> Row:
    pairs = json.dumps([{"Question": "What is this?", "Answer": "A face."}])
    return dict.fromkeys(TRAINING_FEATURES, "") | {
        "image": noise(800 + number), "ID": f"L{number:05d}", "image_source": "procedural",
        "question": "What is this?", "answer": "A face.", "metadata": pairs, "text_metadata": pairs,
    }  # fmt: skip


def concept(row: Row, name: str) -> Row:
    """The question about it."""
    found: Row = next(one for one in row["questions"] if one["Concept"] == name)
    return found

"""Defects for a copy of a dataset: each is planted in the Parquet files, as a careless fork would have it."""

from __future__ import annotations

import io
import json
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from PIL import Image

from dataset_builder.folder import MANIFEST, sha256_of_files

Row = dict[str, Any]
Expected = set[tuple[str, str]]  # code, ID
SETS = ("forget_5", "forget_10", "forget_15", "retain_95", "retain_90", "retain_85")
FULL = ("Full_Set", *SETS)


def rows_of(folder: Path, config: str) -> list[Row]:
    """Those of a config of one file."""
    rows: list[Row] = pq.read_table(next((folder / config).glob("*.parquet"))).to_pylist()
    return rows


class Copy:
    """A dataset to spoil."""

    def __init__(self, source: Path, folder: Path) -> None:
        shutil.copytree(source, folder)
        self.folder = folder

    def file(self, config: str) -> Path:
        return next((self.folder / config).glob("*.parquet"))

    def rows(self, config: str) -> list[Row]:
        return rows_of(self.folder, config)

    def write(self, config: str, rows: Sequence[Row]) -> None:
        schema = pq.read_schema(path := self.file(config))
        with pq.ParquetWriter(path, schema) as file:
            if rows:
                file.write_table(pa.Table.from_pylist(list(rows), schema=schema))

    def change(self, id: str, edit: Callable[[Row], object], *configs: str) -> None:
        """Edit the person's row in these configs, in place."""
        for config in configs:
            rows = self.rows(config)
            for row in rows:
                if row["ID"] == id:
                    edit(row)
            self.write(config, rows)

    def move(self, id: str, source: str, target: str, keep: bool = False) -> None:
        """Put the person's row into another config."""
        rows = self.rows(source)
        self.write(target, [*self.rows(target), *(row for row in rows if row["ID"] == id)])
        if not keep:
            self.write(source, [row for row in rows if row["ID"] != id])

    def ids(self, config: str) -> list[str]:
        return [row["ID"] for row in self.rows(config)]

    def drop(self, config: str, column: str) -> None:
        pq.write_table(pq.read_table(self.file(config)).drop_columns([column]), self.file(config))

    def finish(self) -> None:
        """A card and a manifest that fit what is there."""
        configs = sorted({path.parent.name for path in self.folder.glob("*/*.parquet")})
        named = [{"config_name": name, "data_files": f"{name}/train-*"} for name in configs]
        (self.folder / "README.md").write_text(f"---\n{yaml.safe_dump({'configs': named})}---\n")
        (self.folder / MANIFEST).unlink(missing_ok=True)
        files = sha256_of_files(self.folder)
        (self.folder / MANIFEST).write_text(json.dumps({"files": files}))


def choices(row: Row, kind: str = "Image_Textual") -> list[Row]:
    found: list[Row] = row["Classification_Task"][f"{kind}_Questions"]
    return found


def wrong(choice: Row) -> list[str]:
    """The letters of the wrong options."""
    return [letter for letter in "ABCD" if letter != choice["Correct_Answer"]]


def option(text: str) -> Callable[[Row], object]:
    """An edit that makes `text` a wrong option."""
    return lambda row: choices(row)[0]["Options"].update({wrong(choices(row)[0])[0]: text})


def name_of(row: Row) -> str:
    name: str = json.loads(row["biography"])["Name"]
    return name


def in_biography(edit: Callable[[Row], object]) -> Callable[[Row], object]:
    """An edit of the biography's JSON."""

    def edited(row: Row) -> None:
        biography = json.loads(row["biography"])
        edit(biography)
        row["biography"] = json.dumps(biography, ensure_ascii=False)

    return edited


def renamed(value: Any, old: str, new: str) -> Any:
    """The value with another name in every text."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {key: renamed(part, old, new) for key, part in value.items()}
    return [renamed(part, old, new) for part in value] if isinstance(value, list) else value


def jpeg(image: Image.Image, quality: int = 92) -> Row:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return {"bytes": buffer.getvalue(), "path": "planted.jpg"}


def opened(picture: Row) -> Image.Image:
    return Image.open(io.BytesIO(picture["bytes"]))


def noise(seed: int, side: int = 96) -> Row:
    """A picture like no other."""
    small = Image.frombytes("RGB", (8, 8), random.Random(seed).randbytes(192))
    return jpeg(small.resize((side, side), Image.Resampling.BICUBIC))


def copied(picture: Row) -> Row:
    """Another size, another quality, the same picture."""
    return jpeg(opened(picture).resize((64, 64)), quality=75)


def cloze_about(row: Row, other_than: str) -> Row:
    """An image cloze about another attribute."""
    found: Row = next(
        one for one in row["Mask_Task"] if one["Type"] == "Image_Textual" and one["Attribute"] != other_than
    )
    return found


def all_questions(row: Row) -> Iterator[Row]:
    yield from (*choices(row), *choices(row, "Pure_Text"), *row["Generation_Task"], *row["Mask_Task"])

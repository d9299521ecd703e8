"""The YAML of a dataset card, as complete as the Hub needs it for the viewer and for Croissant metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml
from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from huggingface_hub import CardData, DatasetCard

from dataset_builder.manifest import data_files

FIELDS = ("license", "language", "annotations_creators", "task_categories", "size_categories", "pretty_name", "tags")
PAPER = re.compile(r"arxiv:\d{4}\.\d{4,5}")


def missing_metadata(folder: Path) -> list[str]:
    """What the card of `folder` does not say, or says otherwise than its Parquet files; empty if nothing."""
    try:
        card = DatasetCard((folder / "README.md").read_text(encoding="utf-8")).data
        infos = DatasetInfosDict.from_dataset_card_data(card)
    except FileNotFoundError:
        return ["everything: there is no such file"]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        return [f"what can be read ({' '.join(str(error).split())})"]
    return [*_general(card), *_configs(folder, configs_of(folder), infos)]


def _general(metadata: CardData) -> Iterator[str]:
    yield from (name for name in FIELDS if not metadata.get(name))
    if metadata.get("license") == "other":
        yield from (name for name in ("license_name", "license_link") if not metadata.get(name))
    if not any(PAPER.fullmatch(str(tag)) for tag in metadata.get("tags") or ()):
        yield "a tag arxiv:NUMBER"


def _configs(folder: Path, configs: dict[str, dict[str, list[Path]]], infos: DatasetInfosDict) -> Iterator[str]:
    """configs, with all Parquet files in one or another of them, and the dataset_info of each."""
    known = {path for splits in configs.values() for paths in splits.values() for path in paths}
    for path in sorted({*data_files(folder)} - known):
        yield f"configs: one with {path.relative_to(folder).as_posix()} in its data_files"
    for config, splits in configs.items():
        if config not in infos:
            yield f"dataset_info: {config}"
        elif not splits or not all(splits.values()):
            yield f"configs: {config}, with data_files that are there"
        else:
            yield from (f"dataset_info: {config}: {what}" for what in _info(infos[config], splits))


def configs_of(folder: Path) -> dict[str, dict[str, list[Path]]]:
    """Config -> split -> its files, as the card has them."""
    card = DatasetCard((folder / "README.md").read_text(encoding="utf-8")).data
    return {str(one.get("config_name")): _files(folder, one) for one in card.get("configs") or ()}


def _files(folder: Path, config: dict[str, Any]) -> dict[str, list[Path]]:
    """Split -> the files of a config."""
    found: dict[str, list[Path]] = {}
    given = config.get("data_files") or ()
    for one in [{"path": given}] if isinstance(given, str) else given:
        if isinstance(one, dict):
            patterns = one.get("path") or ()
            paths = found.setdefault(str(one.get("split", "train")), [])
            for pattern in [patterns] if isinstance(patterns, str) else patterns:
                paths += sorted(folder.glob(str(pattern)))
    return found


def _info(info: DatasetInfo, splits: dict[str, list[Path]]) -> Iterator[str]:
    """Features, splits and sizes."""
    tables = {split: [pq.ParquetFile(path) for path in paths] for split, paths in splits.items()}
    columns = next(iter(tables.values()))[0].schema_arrow.names
    rows = {split: sum(table.metadata.num_rows for table in some) for split, some in tables.items()}
    if set(info.features or ()) != set(columns):
        yield f"features, which are {', '.join(columns)}"
    if {name: split.num_examples for name, split in (info.splits or {}).items()} != rows:
        shown = ", ".join(f"{split} with {count} rows" for split, count in rows.items())
        yield f"splits, which are {shown}"
    if not info.dataset_size:
        yield "dataset_size"
    if info.download_size != sum(path.stat().st_size for paths in splits.values() for path in paths):
        yield "download_size, the bytes of its files"

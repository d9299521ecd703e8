"""The YAML of a dataset card, as complete as the Hub needs it for the viewer and for Croissant metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml
from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from huggingface_hub import CardData, DatasetCard

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
    return [*_general(card), *_configs(folder, card.get("configs") or (), infos)]


def _general(metadata: CardData) -> Iterator[str]:
    yield from (name for name in FIELDS if not metadata.get(name))
    if metadata.get("license") == "other":
        yield from (name for name in ("license_name", "license_link") if not metadata.get(name))
    if not any(PAPER.fullmatch(str(tag)) for tag in metadata.get("tags") or ()):
        yield "a tag arxiv:NUMBER"


def _configs(folder: Path, written: Iterable[dict[str, Any]], infos: DatasetInfosDict) -> Iterator[str]:
    """configs and dataset_info of every folder of Parquet files."""
    configs = {one.get("config_name"): one for one in written}
    for config in sorted({path.parent.name for path in folder.glob("*/*.parquet")}):
        paths = sorted((folder / config).glob("*.parquet"))
        if _matched(folder, configs.get(config, {})) != paths:
            yield f"configs: {config}, with data_files for all of its files"
        if config not in infos:
            yield f"dataset_info: {config}"
        else:
            yield from (f"dataset_info: {config}: {what}" for what in _info(infos[config], paths))


def _matched(folder: Path, config: dict[str, Any]) -> list[Path]:
    patterns = [one.get("path") for one in config.get("data_files") or () if isinstance(one, dict)]
    return sorted(path for pattern in patterns if isinstance(pattern, str) for path in folder.glob(pattern))


def _info(info: DatasetInfo, paths: list[Path]) -> Iterator[str]:
    """Features, splits and sizes."""
    tables = [pq.ParquetFile(path) for path in paths]
    columns = tables[0].schema_arrow.names
    rows = sum(table.metadata.num_rows for table in tables)
    if set(info.features or ()) != set(columns):
        yield f"features, which are {', '.join(columns)}"
    splits = {name: split.num_examples for name, split in (info.splits or {}).items()}
    if splits != {"train": rows}:
        yield f"splits, which are train with {rows} rows"
    if not info.dataset_size:
        yield "dataset_size"
    if info.download_size != sum(path.stat().st_size for path in paths):
        yield "download_size, the bytes of its files"

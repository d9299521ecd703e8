"""A dataset in the published layout, wherever it lies, read row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from datasets import (
    DatasetBuilder,
    Features,
    Image,
    IterableDataset,
    List,
    get_dataset_config_names,
    load_dataset_builder,
)
from datasets.exceptions import DatasetsError
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

from generation.records import BadInput

Row = dict[str, Any]
TRAIN = "train"  # the split of a config that has but one
REFUSED = (
    DatasetsError, OSError, ValueError, pa.ArrowException, yaml.YAMLError, HfHubHTTPError, HFValidationError,
    OfflineModeIsEnabled,
)  # fmt: skip


class Published:
    """A folder, or a repository of the Hub at a revision (a branch, tag or commit; default: main).

    Nothing is copied: rows come one by one, pictures as they are encoded. Raises BadInput if there is no dataset.
    """

    def __init__(self, place: str, revision: str | None = None) -> None:
        self.place, self.revision = place, revision
        path = Path(place).expanduser()
        self.folder = path.resolve() if path.is_dir() else None
        if path.is_file():
            raise BadInput(f"{place}: is a file; name the folder of a dataset, or a Hub id")
        if self.folder is None and place.count("/") != 1:
            raise BadInput(f"{place}: no such folder, and no Hub id like USER/NAME")
        self._source = str(self.folder or place)
        self._builders: dict[str, DatasetBuilder] = {}
        self._tables: dict[tuple[str, str], IterableDataset] = {}

    @cached_property
    def configs(self) -> tuple[str, ...]:
        """Their names, in the order of the card; of a folder whose card names none, those of its folders."""
        names = self._said(lambda: get_dataset_config_names(self._source, revision=self.revision))
        return self._folders or tuple(names)

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        """Folders of Parquet files that no card speaks of."""
        card = self.folder / "README.md" if self.folder else None
        if self.folder is None or (card and card.is_file() and "\nconfigs:" in card.read_text(encoding="utf-8")):
            return ()
        return tuple(sorted({path.parent.name for path in self.folder.glob("*/*.parquet")}))

    def splits(self, config: str) -> tuple[str, ...]:
        """Those of a config, in the order of the card."""
        return tuple(str(name) for name in self._data_files(config))

    def files(self, config: str, split: str = TRAIN) -> tuple[str, ...]:
        """Where the rows of a split stand, one file after the other; splits may share them."""
        return tuple(self._data_files(config).get(split, ()))

    def features(self, config: str, split: str = TRAIN) -> Features:
        """The columns of a config."""
        return self._table(config, split).features or Features()  # of what is no table it is not known

    def rows(
        self, config: str, columns: Sequence[str] | None = None, split: str = TRAIN, file: int | None = None
    ) -> Iterator[Row]:
        """The rows of a split, or of one of its files; all columns or some. A picture is {"bytes", "path"}."""
        table = self._table(config, split)
        if file is not None and table.num_shards > 1:
            table = table.shard(table.num_shards, file)
        features = {name: kind for name, kind in table.features.items() if columns is None or name in columns}
        table = table.select_columns(list(features))
        for name, kind in features.items():
            if isinstance(kind, Image):
                table = table.cast_column(name, Image(decode=False))
            elif isinstance(kind, List) and isinstance(kind.feature, Image):
                table = table.cast_column(name, List(Image(decode=False)))
        rows = iter(table)
        while (row := self._said(lambda: next(rows, None), config)) is not None:
            yield row

    def _data_files(self, config: str) -> Mapping[str, Sequence[str]]:
        return self._builder(config).config.data_files or {}

    def _builder(self, config: str) -> DatasetBuilder:
        if config not in self._builders:
            where = {"data_dir": config} if self._folders else {"name": config}
            self._builders[config] = self._said(
                lambda: load_dataset_builder(self._source, revision=self.revision, **where), config
            )
        return self._builders[config]

    def _table(self, config: str, split: str) -> IterableDataset:
        if (config, split) not in self._tables:
            self._tables[config, split] = self._said(
                lambda: self._builder(config).as_streaming_dataset(split=split), config
            )
        return self._tables[config, split]

    def _said(self, read: Any, config: str = "") -> Any:
        """What cannot be read, in one line."""
        try:
            return read()
        except REFUSED as error:
            cause = str(error.__cause__ or error).strip().split("\n", 1)[0]
            place = f"{self.place}, config {config}" if config else self.place
            raise BadInput(f"{place}: cannot be read ({cause}); build or download the dataset again") from None

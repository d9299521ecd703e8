"""The dataset card: a template filled in, and the contact sheet it shows."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from datasets.splits import SplitDict, SplitInfo
from huggingface_hub import DatasetCard, DatasetCardData
from jinja2 import Template

from dataset_builder.arranged import Arranged, Config
from dataset_builder.licences import Pictures, sources
from dataset_builder.recipe import AnyRecipe
from generation.faces.procedural import SOURCE as DRAWN

SHEET = "assets/contact_sheet.jpg"
LICENCE = "LICENSE.md"  # a file that the Hub lets metadata name
LICENCES = "licences.md"  # the template of what both it and the card say
SIZES = {"n<1K": 1e3, "1K<n<10K": 1e4, "10K<n<100K": 1e5, "100K<n<1M": 1e6, "1M<n<10M": 1e7, "10M<n<100M": 1e8}  # rows


def write_card(folder: Path, recipe: AnyRecipe, arranged: Arranged, reviewed: Mapping[str, int] | None = None) -> None:
    """README.md with the `configs:` that load_dataset reads, and the contact sheet, into `folder`.

    The files of the configs must be finished. Where pictures have licences of their own, LICENSE.md repeats what the
    card says of them. reviewed: what people decided, as `Reviews.summary` counts it.
    """
    reviewed = reviewed if reviewed and reviewed["reviewers"] else None
    pictures = Pictures(folder, [writer.place for writer in arranged.writers])
    path = folder / SHEET
    path.parent.mkdir()
    arranged.sheet.image().save(path, quality=90)
    used = sources(recipe, pictures.rows)
    licences = Template(_template(LICENCES).read_text(encoding="utf-8")).render(pictures=pictures, sources=used)
    card = DatasetCard.from_template(
        _metadata(arranged, pictures, reviewed),
        template_path=str(_template(arranged.described.template)),
        recipe=recipe,
        options=recipe.made_from(),
        version=version("mllmu-bench"),
        sheet=SHEET,
        table=arranged.table,
        rows=[(one.name, split, count) for one in arranged.configs for split, count in one.rows.items()],
        pictures=pictures,
        real=pictures.celebrities.total() - pictures.celebrities[DRAWN],
        celebrities_drawn=pictures.celebrities[DRAWN],
        licences=licences,
        reviewed=reviewed,
        **arranged.described.variables,
    )
    card.save(folder / "README.md")
    if not pictures.drawn:
        (folder / LICENCE).write_text(f"# Licences\n\n{licences}\n", encoding="utf-8")


def _template(name: str) -> Path:
    """Beside the packages in a checkout, inside this one when installed from a wheel."""
    inside = Path(str(files("dataset_builder"))) / name
    return inside if inside.is_file() else inside.parents[1] / name


def _metadata(arranged: Arranged, pictures: Pictures, reviewed: Mapping[str, int] | None) -> DatasetCardData:
    rows = sum(writer.num_examples for writer in arranged.writers)
    by_people = ["expert-generated"] if reviewed else []
    default = arranged.configs[0]
    metadata = DatasetCardData(
        language=["en"],
        **_licence(pictures),
        annotations_creators=["machine-generated", *by_people],
        language_creators=["machine-generated", *by_people],
        multilinguality=["monolingual"],
        source_datasets=["original"],
        size_categories=[next(name for name, limit in SIZES.items() if rows < limit)],
        **arranged.described.metadata,
        configs=[
            {"config_name": config.name, "data_files": _data_files(config)}
            | ({"default": True} if config is default else {})
            for config in arranged.configs
        ],
    )
    infos = DatasetInfosDict({config.name: _info(config) for config in arranged.configs})
    infos.to_dataset_card_data(metadata)
    return metadata


def _data_files(config: Config) -> list[dict[str, Any]]:
    """Split -> its files, as load_dataset reads them from the card."""
    paths = {split: [f"{writer.place}/train-*" for writer in writers] for split, writers in config.splits.items()}
    return [{"split": split, "path": some if len(some) > 1 else some[0]} for split, some in paths.items()]


def _licence(pictures: Pictures) -> dict[str, Any]:
    """As the Hub's metadata wants it: pictures from outside have licences of their own."""
    if pictures.drawn:
        return {"license": "cc-by-4.0"}
    return {"license": "other", "license_name": "by-row", "license_link": LICENCE}


def _info(config: Config) -> DatasetInfo:
    splits = {
        name: SplitInfo(
            name,
            num_bytes=sum(writer.num_bytes for writer in writers),
            num_examples=config.rows[name],
        )
        for name, writers in config.splits.items()
    }
    return DatasetInfo(
        config_name=config.name,
        features=config.features,
        splits=SplitDict(splits),
        download_size=sum(writer.download_size for writer in config.writers),
        dataset_size=sum(writer.num_bytes for writer in config.writers),
    )

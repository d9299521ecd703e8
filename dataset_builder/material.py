"""Raw material from outside: where it lies, and how it is asked for."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dataset_builder.recipe import AnyRecipe, Recipe
from generation.faces.celebrity_sources import Endpoints
from generation.llm.client import Connection
from generation.records import BadInput

REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST, errno.EIO}
FROM_OUTSIDE = ("faces", "celebrity_photos", "pose_images")  # pictures that somebody else made


@dataclass(frozen=True, slots=True)
class Material:
    """What a recipe leaves open, because it decides nothing about the dataset.

    store: folder for all that costs money or GPU time, kept from the moment it arrives.
    faces: folder or .zip of pictures, or an ONNX generator; None for those that the store holds already.
    celebrity_photos: folder of pictures of public figures. face_models: folder of insightface's models.
    pose_images: folder of pictures that a ControlNet takes the poses from.
    """

    store: Path
    faces: Path | None = None
    celebrity_photos: Path | None = None
    face_models: Path | None = None
    pose_images: Path | None = None
    connection: Connection = field(default_factory=Connection)
    wikimedia: Endpoints = field(default_factory=Endpoints)


def check(recipe: AnyRecipe, material: Material) -> None:
    """Raise BadInput for pictures that the recipe takes no notice of, and for missing ones of celebrities."""
    if not isinstance(recipe, Recipe):
        for name in FROM_OUTSIDE:
            if path := getattr(material, name):
                raise BadInput(
                    f"--{name.replace('_', '-')} {path}: PEBench takes no pictures from outside; leave it out"
                )
        return
    if material.faces and not recipe.photographed:
        raise BadInput(f"--faces {material.faces}: this recipe draws its people; add --set faces=folder, or faces=gan")
    from_folder = recipe.celebrity_faces in ("folder", "celeba")
    if material.celebrity_photos and not from_folder:
        raise BadInput(
            f"--celebrity-photos {material.celebrity_photos}: celebrity_faces is {recipe.celebrity_faces} in this "
            "recipe; add --set celebrity_faces=folder, or celeba"
        )


@contextmanager
def kept_in(store: Path) -> Iterator[None]:
    """What the file system refuses, in one line about the store."""
    try:
        yield
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        raise BadInput(
            f"{error.filename or store}: {error.strerror}; make room, change permissions or give another --store, and "
            "run again: what was kept until now is used"
        ) from None

"""Portraits from pictures that were found or generated, and are kept in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from generation import images
from generation.records import Face, Portrait, Pose

POSED_SOURCE = "arc2face"
ABOVE_THE_MIDDLE = (0.5, 0.4)  # where heads are in a picture that is not square


@dataclass(frozen=True, slots=True)
class View:
    """A picture of somebody in a pose."""

    path: Path
    pose: Pose


@dataclass(frozen=True, slots=True)
class Photographed:
    """Pictures of one person, a Likeness. transformed: of the same face, generated in other poses."""

    person_id: str
    path: Path
    source: str
    licence: str = ""
    credit: str = ""
    transformed: tuple[View, ...] = ()

    def portraits(self, size: int) -> tuple[Portrait, ...]:
        """The picture itself, then the transformed ones, cut to a square of `size` x `size` pixels."""
        own = Portrait(self.person_id, _square(self.path, size), self.source, licence=self.licence, credit=self.credit)
        source = f"{POSED_SOURCE} of {self.source}"
        views = (
            Portrait(self.person_id, _square(view.path, size), source, view.pose, self.licence, self.credit)
            for view in self.transformed
        )
        return own, *views


def photographed(person_id: str, face: Face, transformed: Sequence[View]) -> Photographed:
    """The likeness of a person with that face."""
    return Photographed(person_id, face.path, face.source, face.licence, face.credit, tuple(transformed))


def _square(path: Path, size: int) -> bytes:
    image = images.read(path.read_bytes())
    return images.encode(ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS, centering=ABOVE_THE_MIDDLE))

"""Faces beside their turned heads, for people to judge whether these are the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generation.poses.verdicts import Posed
from generation.records import Face
from generation.sheets import write_rows

SHEET = "poses.jpg"


def write_sheet(faces: Sequence[Face], made: Mapping[str, Sequence[Posed]], folder: Path) -> Path:
    """A picture `folder`/poses.jpg: a row for each of the first 40 faces that were turned, the original first.

    Below each turned head stand its ArcFace cosine to the original and its yaw in degrees.
    """
    rows = [[(face.path, face.id), *map(_tile, made[face.id])] for face in faces if face.id in made]
    return write_rows(rows, folder / SHEET)


def _tile(view: Posed) -> tuple[Path, str]:
    return view.path, f"cosine {view.cosine:.2f}  yaw {view.pose.yaw:+.0f}"

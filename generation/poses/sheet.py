"""Faces beside their turned heads, for people to judge whether these are the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from generation import images
from generation.files import write
from generation.poses.verdicts import Posed
from generation.records import Face

SHEET, TILE, CAPTION = "poses.jpg", 128, 14  # pixels
ROWS = 40


def write_sheet(faces: Sequence[Face], made: Mapping[str, Sequence[Posed]], folder: Path) -> Path:
    """A picture `folder`/poses.jpg: a row for each of the first 40 faces that were turned, the original first.

    Below each turned head stand its ArcFace cosine to the original and its yaw in degrees.
    """
    rows = [(face, made[face.id]) for face in faces if face.id in made][:ROWS]
    columns = 1 + max((len(views) for _, views in rows), default=0)
    sheet = Image.new("RGB", (columns * TILE, max(1, len(rows)) * (TILE + CAPTION)), "white")
    for row, (face, views) in enumerate(rows):
        captions = [face.id, *(f"cosine {view.cosine:.2f}  yaw {view.pose.yaw:+.0f}" for view in views)]
        for column, (path, caption) in enumerate(
            zip([face.path, *(view.path for view in views)], captions, strict=True)
        ):
            place = column * TILE, row * (TILE + CAPTION)
            sheet.paste(ImageOps.fit(images.read(path.read_bytes()), (TILE, TILE)), place)
            ImageDraw.Draw(sheet).text((place[0] + 2, place[1] + TILE), caption, "black")
    write(folder / SHEET, images.encode(sheet))
    return folder / SHEET

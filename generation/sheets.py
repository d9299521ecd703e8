"""Pictures with captions in rows, for people to look through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from generation import images
from generation.files import write

TILE, CAPTION = 128, 14  # pixels
ROWS = 40


def write_rows(rows: Sequence[Sequence[tuple[Path, str]]], path: Path) -> Path:
    """A picture `path` of the first 40 rows of pictures, each with a caption of some 20 characters below."""
    shown = rows[:ROWS]
    columns = max(1, *map(len, shown)) if shown else 1
    sheet = Image.new("RGB", (columns * TILE, max(1, len(shown)) * (TILE + CAPTION)), "white")
    for row, tiles in enumerate(shown):
        for column, (picture, caption) in enumerate(tiles):
            place = column * TILE, row * (TILE + CAPTION)
            sheet.paste(ImageOps.fit(images.read(picture.read_bytes()), (TILE, TILE)), place)
            ImageDraw.Draw(sheet).text((place[0] + 2, place[1] + TILE), caption, "black")
    write(path, images.encode(sheet))
    return path

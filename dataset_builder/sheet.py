"""The contact sheet that a card shows."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image

THUMB, GAP = 112, 6  # pixels
ACROSS, FACES, POSED = 10, 40, 30  # pictures a row; pictures at the top; below, about as many of whole people


class ContactSheet:
    """One picture of each of the first people, ten a row; below, all pictures of some of them, whole people a row."""

    def __init__(self) -> None:
        self._faces: list[Image.Image] = []
        self._posed: list[Image.Image] = []
        self._a_person = 1  # pictures, of those who are shown in all

    def add(self, pictures: Sequence[bytes], shown: int = 0) -> None:
        """Take one person's encoded pictures, of which one is `shown` at the top; ignored when the sheet is full."""
        if len(self._faces) < FACES:
            self._faces.append(_thumbnail(pictures[shown]))
            if len(self._posed) < POSED and len(pictures) > 1:
                self._a_person = min(len(pictures), ACROSS)
                self._posed.extend(_thumbnail(one) for one in pictures[: self._a_person])

    def image(self) -> Image.Image:
        """The sheet, RGB."""
        step = THUMB + GAP
        columns = ACROSS // self._a_person * self._a_person or ACROSS  # whole people, where they fit
        rows_of_faces, rows_of_poses = math.ceil(len(self._faces) / ACROSS), math.ceil(len(self._posed) / columns)
        height = (rows_of_faces + rows_of_poses) * step + 3 * GAP
        sheet = Image.new("RGB", (ACROSS * step + GAP, height), "white")
        for part, wide, top in ((self._faces, ACROSS, GAP), (self._posed, columns, rows_of_faces * step + 3 * GAP)):
            for number, thumbnail in enumerate(part):
                sheet.paste(thumbnail, (GAP + number % wide * step, top + number // wide * step))
        return sheet


def _thumbnail(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        return image.resize((THUMB, THUMB), Image.Resampling.LANCZOS)

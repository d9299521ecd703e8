from __future__ import annotations

import io

from PIL import Image

from dataset_builder.card import GAP, THUMB, ContactSheet
from generation.records import Portrait

COLOURS = ("red", "blue", "lime")


def portrait(colour: str) -> Portrait:
    buffer = io.BytesIO()
    Image.new("RGB", (THUMB, THUMB), colour).save(buffer, "PNG")
    return Portrait("P00001", buffer.getvalue(), "test")


def test_nobodys_poses_are_torn_apart_at_the_end_of_a_row() -> None:
    sheet = ContactSheet()
    for _ in range(6):
        sheet.add([portrait(colour) for colour in COLOURS])
    image, step = sheet.image(), THUMB + GAP
    for row in range(2):
        pixels = [image.getpixel((GAP + 9 + column * step, step + 3 * GAP + row * step + 9)) for column in range(10)]
        assert pixels == [*[(255, 0, 0), (0, 0, 255), (0, 255, 0)] * 3, (255, 255, 255)]

"""The reject sheet: a picture that shows what was not taken, by reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anyascii import anyascii
from PIL import Image, ImageDraw, ImageFont

SHOWN = 8  # of a reason; one row
TILE, GAP, HEADING, CAPTION = 150, 10, 34, 44  # pixels
WIDTH = SHOWN * (TILE + GAP) + GAP
INK, SOFT, PAPER, MISSING = "#1b1b1b", "#5f5f5f", "#ffffff", "#dcdcdc"


@dataclass(slots=True)
class Rejects:
    """How many pictures each reason cost, and the first of them, small. Memory does not grow with their number."""

    counts: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[str, str, Image.Image | None]]] = field(default_factory=dict)

    def add(self, reason: str) -> bool:
        """Count one; whether it is among those to be shown."""
        word = reason.partition(":")[0]
        self.counts[word] = self.counts.get(word, 0) + 1
        return self.counts[word] <= SHOWN

    def show(self, name: str, reason: str, image: Image.Image | None) -> None:
        """Keep a small copy; None where there is no picture to see."""
        word, _, detail = reason.partition(":")
        small = None if image is None else image.copy()
        if small is not None:
            small.thumbnail((TILE, TILE))
        self.shown.setdefault(word, []).append((name, detail, small))


def sheet(rejects: Rejects) -> Image.Image:
    """One row a reason, the most frequent first: up to `SHOWN` pictures with name and detail, and how many more."""
    row = HEADING + TILE + CAPTION + GAP
    page = Image.new("RGB", (WIDTH, GAP + row * len(rejects.counts)), PAPER)
    draw = ImageDraw.Draw(page)
    for place, (word, count) in enumerate(_most_first(rejects.counts)):
        top = GAP + place * row
        more = f"   first {SHOWN} shown, {count - SHOWN:,} more" if count > SHOWN else ""
        draw.text((GAP, top), f"{word}  {count:,}", INK, ImageFont.load_default(20))
        if more:
            draw.text((WIDTH - GAP, top + 5), more, SOFT, ImageFont.load_default(14), anchor="ra")
        _row(page, draw, top + HEADING, rejects.shown.get(word, ()))
    return page


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _row(
    page: Image.Image, draw: ImageDraw.ImageDraw, top: int, tiles: Sequence[tuple[str, str, Image.Image | None]]
) -> None:
    font = ImageFont.load_default(13)
    for place, (name, detail, image) in enumerate(tiles):
        left = GAP + place * (TILE + GAP)
        draw.rectangle((left, top, left + TILE - 1, top + TILE - 1), MISSING)
        if image is None:
            draw.text((left + TILE / 2, top + TILE / 2), "no picture", SOFT, font, anchor="mm")
        else:
            page.paste(image, (left + (TILE - image.width) // 2, top + (TILE - image.height) // 2))
        draw.text((left, top + TILE + 3), _fitted(draw, name, font), INK, font)
        draw.text((left, top + TILE + 20), _fitted(draw, detail, font), SOFT, font)


def _fitted(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """The text in letters that the built-in font has, its beginning left out where it is too long: names differ at
    their ends."""
    plain = anyascii(text)
    if draw.textlength(plain, font) <= TILE:
        return plain
    while plain and draw.textlength("..." + plain, font) > TILE:
        plain = plain[1:]
    return "..." + plain

"""The brush that draws a scene: filled shapes and lines in the light of the scene, and seeded variation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from generation.faces.canvas import mix

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Light:
    """What light does to colours: it mixes `share` of `tint` into each. skies: bands from the zenith to the horizon."""

    tint: str
    share: float
    skies: tuple[tuple[str, str, str], ...] = (("#a9d8f0", "#c0e3f2", "#dcf0f3"),)


PLAIN = Light("#ffffff", 0.0)
BRIGHT = Light("#ffffff", 0.1)
DAY = Light(
    "#f4fbff",
    0.08,
    (
        ("#9fd3ee", "#bce1f1", "#dceff2"),
        ("#86c5ea", "#a9d8f0", "#cfeaf3"),
        ("#b5d3e2", "#c9dfe7", "#e2ecec"),
        ("#8fcbe0", "#b9dfe2", "#e9efd8"),
    ),
)
DUSK = Light(
    "#e88a58",
    0.2,
    (("#6f6aa9", "#cf8a9f", "#f6bd86"), ("#7d83b8", "#e0a09a", "#fbd08f"), ("#5f6ea6", "#b88bb0", "#f3a784")),
)
WARM = Light("#ffb25e", 0.18, DUSK.skies)
NIGHT = Light(
    "#10183f",
    0.55,
    (("#0f1638", "#1a2453", "#2b3a72"), ("#141233", "#22204f", "#3a346f"), ("#0c1d38", "#143253", "#20506c")),
)


class Brush:
    """Collects SVG elements, later ones over earlier ones."""

    def __init__(self, rng: random.Random, light: Light = PLAIN) -> None:
        self.rng = rng
        self.light = light
        self._text: list[str] = []

    def fill(self, colour: str, *shapes: str, alpha: float = 1.0) -> None:
        """Paint path data in one colour."""
        opacity = "" if alpha >= 1 else f' fill-opacity="{alpha:.2f}"'
        self._text.append(f'<path d="{"".join(shapes)}" fill="{self._lit(colour)}"{opacity}/>')

    def flat(self, colour: str, *shapes: str) -> None:
        """Paint upright rectangles and the like: hard edges cost half the time."""
        self._text.append(f'<path d="{"".join(shapes)}" fill="{self._lit(colour)}" shape-rendering="crispEdges"/>')

    def glow(self, colour: str, *shapes: str) -> None:
        """Paint what shines: no light of the scene changes it."""
        self._text.append(f'<path d="{"".join(shapes)}" fill="{colour}"/>')

    def line(self, colour: str, width: float, *shapes: str, alpha: float = 1.0) -> None:
        """Draw along path data."""
        opacity = "" if alpha >= 1 else f' stroke-opacity="{alpha:.2f}"'
        self._text.append(
            f'<path d="{"".join(shapes)}" fill="none" stroke="{self._lit(colour)}" stroke-width="{width:.1f}"{opacity} '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )

    @contextmanager
    def at(self, x: float, y: float, k: float = 1.0, flip: bool = False, turn: float = 0.0) -> Iterator[None]:
        """Draw around the point (x, y), `k` times as large; flip: mirrored; turn: degrees clockwise."""
        rotate = f" rotate({turn:.1f})" if turn else ""
        self._text.append(f'<g transform="translate({x:.1f} {y:.1f}) scale({-k if flip else k:.3f} {k:.3f}){rotate}">')
        yield
        self._text.append("</g>")

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return self.rng.choice(options)

    def some(self, low: float, high: float) -> float:
        """A number between two."""
        return self.rng.uniform(low, high)

    def raw(self, elements: str) -> None:
        """Take over finished SVG elements."""
        self._text.append(elements)

    def svg(self) -> str:
        """The elements so far."""
        return "".join(self._text)

    def _lit(self, colour: str) -> str:
        return mix(colour, self.light.tint, self.light.share) if self.light.share else colour


Paint = Callable[[Brush], None]

WOODS = ("#a8744a", "#8f5f3c", "#b98a5c", "#7d5238")
ACCENTS = ("#d9574a", "#e0a338", "#4c86b8", "#4f9a72", "#8a6bb0", "#d97b9a", "#3f8f96", "#c9673a")
LEAVES = ("#6fa85c", "#5b9a5e", "#7fae52", "#4f8c58", "#8ab661")
STEEL = ("#9aa5b0", "#838f9c", "#b1bac2")
CLOTHES = ("#5f7fa8", "#a8605a", "#6f9a76", "#b08a4e", "#7a6a9a", "#4f6f7c", "#b5728a", "#8a8f98")
SKIN_TONES = ("#f3cdb0", "#e0ab82", "#c68a5c", "#9a6642", "#74492f")
HAIRS = ("#2d2628", "#4a3228", "#7a4c2e", "#b98a50", "#8f8f95", "#31283a")

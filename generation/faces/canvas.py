"""A canvas that collects smooth shapes and writes them as one SVG; backgrounds and colour mixing.

Points become curves all at once when the SVG is written: hundreds of small array operations would take longer than
painting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from generation.faces.geometry import Points
from generation.faces.looks import BACKGROUNDS, MOTIF_COLOURS

# motif -> path data on the 256-pixel canvas, drawn in the motif's colour
_MOTIFS: dict[str, tuple[str, ...]] = {
    "plain": (),
    "disc": ("M128 16a100 100 0 1 0 .1 0z",),
    "arch": ("M28 256V128a100 100 0 0 1 200 0V256z",),
    "split": ("M0 0H96L176 256H0z",),
    "corners": ("M0 0H110A110 110 0 0 1 0 110z", "M256 256H150A106 106 0 0 1 256 150z"),
    "hills": ("M0 168C40 128 84 132 128 160S212 196 256 140V256H0z", "M196 34a24 24 0 1 0 .1 0z"),
    "dots": tuple(
        f"M{x} {y}a7 7 0 1 0 .1 0z" for y in range(6, 250, 40) for x in range(16 + (y // 40) % 2 * 20, 256, 40)
    ),
    "rings": tuple(
        f"M128 {118 - r}a{r} {r} 0 1 0 .1 0zM128 {132 - r}a{r - 14} {r - 14} 0 1 1 -.1 0z" for r in (150, 120, 90)
    ),
    "bars": tuple(f"M{x} 0h16v256h-16z" for x in range(8, 256, 32)),
    "leaves": tuple(
        f"M{x} {y}q22 -4 26 -28q-26 2 -26 28z"
        for x, y in (
            (14, 52), (54, 100), (6, 140), (40, 196), (10, 236), (62, 34), (214, 44), (184, 96), (226, 116), (196, 170),
            (230, 196), (176, 30), (118, 30), (206, 246),
        )
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """Smooth curves through points (n, 2) that meet in corners; a ring has none. lift: set if they lie on the face."""

    parts: tuple[Points, ...]
    closed: bool
    ring: bool
    lift: float | None


def path(*parts: ArrayLike, closed: bool = True, lift: float | None = None) -> Path:
    """A shape of one or more segments (n, 2). lift: the points are a front view, to be laid so far above the face."""
    arrays = [part for part in (np.asarray(part, float) for part in parts) if len(part)]
    ring = closed and len(arrays) == 1
    if ring:
        arrays = [np.concatenate((arrays[0], arrays[0][:1]))]
    return Path(tuple(arrays), closed, ring, lift)


class Canvas:
    """Shapes in painting order. on_face: (front-view points (n, 2), lifts (n,)) -> points on the picture (n, 2)."""

    def __init__(self, on_face: Callable[[Points, Points], Points]) -> None:
        self._on_face = on_face
        self._text: list[str] = []
        self._parts: list[Points] = []
        self._rings: list[bool] = []
        self._lifts: list[float] = []

    def fill(self, shapes: Path | Iterable[Path], colour: str, alpha: float = 1.0) -> None:
        opacity = "" if alpha >= 1 else f' fill-opacity="{alpha:.2f}"'
        self._text.append(f'<path d="{self._data(shapes)}" fill="{colour}"{opacity}/>')

    def line(self, shapes: Path | Iterable[Path], colour: str, width: float, alpha: float = 1.0) -> None:
        opacity = "" if alpha >= 1 else f' stroke-opacity="{alpha:.2f}"'
        self._text.append(
            f'<path d="{self._data(shapes)}" fill="none" stroke="{colour}" stroke-width="{width:.2f}"{opacity} '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )

    def background(self, ground: str, motif: str) -> None:
        self._text.append(f'<rect width="256" height="256" fill="{BACKGROUNDS[ground]}"/>')
        colour = mix(BACKGROUNDS[ground], MOTIF_COLOURS[ground], 0.85)
        self._text.append(f'<path d="{"".join(_MOTIFS[motif])}" fill="{colour}"/>')

    def svg(self, size: int) -> str:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 256 256">'
        return head + self.shapes() + "</svg>"

    def shapes(self) -> str:
        """What has been painted, as SVG elements to be put into any picture."""
        return "".join(self._text) % tuple(self._numbers())

    def _data(self, shapes: Path | Iterable[Path]) -> str:
        """The path data with gaps for the numbers."""
        data = ""
        for shape in [shapes] if isinstance(shapes, Path) else shapes:
            for i, part in enumerate(shape.parts):
                data += ("L" if i else "M") + "%.1f %.1f" + "C%.1f %.1f %.1f %.1f %.1f %.1f" * (len(part) - 1)
                self._parts.append(part)
                self._rings.append(shape.ring)
                self._lifts.append(np.nan if shape.lift is None else shape.lift)
            data += "Z" * shape.closed
        return data

    def _numbers(self) -> list[float]:
        """What fills the gaps: each part's start, then two handles and an end per curve.

        No handle is longer than the shorter neighbouring step allows, so that unequal steps make no loops.
        """
        p = np.concatenate(self._parts)
        counts = np.array([len(part) for part in self._parts])
        lift = np.repeat(self._lifts, counts)
        on_face = ~np.isnan(lift)
        p[on_face] = self._on_face(p[on_face], lift[on_face])
        last = np.cumsum(counts) - 1
        first = last - counts + 1
        step = p[1:] - p[:-1]
        before, after = np.concatenate((step[:1], step)), np.concatenate((step, step[-1:]))
        ring = np.array(self._rings)[:, None]
        inner = counts[:, None] > 1
        opening, closing = after[first] * inner, before[last] * inner
        before[first], after[last] = np.where(ring, closing, opening), np.where(ring, opening, closing)
        reach, onward = (np.sqrt((way * way).sum(1)) for way in (before, after))
        share = np.minimum(1 / 6, 0.4 * np.minimum(reach, onward) / (reach + onward + 1e-9))
        handle = (before + after) * share[:, None]
        rows = np.concatenate((np.roll(p + handle, 1, 0), p - handle, p), 1)
        given = np.ones(rows.shape, bool)
        given[first, :4] = False
        numbers: list[float] = rows[given].tolist()
        return numbers


@lru_cache(4096)
def mix(colour: str, other: str, share: float) -> str:
    """Two #rrggbb colours blended: `share` 0 gives the first, 1 the other."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def ellipse(x: float, y: float, rx: float, ry: float) -> Points:
    """Eight points (8, 2) of an ellipse."""
    return _CIRCLE * (rx, ry) + (x, y)


_TURN = np.linspace(0, 2 * np.pi, 8, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)

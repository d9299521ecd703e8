"""Neck, clothes and necklaces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from generation.faces.canvas import ellipse, mix, path
from generation.faces.geometry import Points, hull, resample
from generation.faces.looks import CLOTH_COLOURS
from generation.faces.sitting import Sitting

INK = "#221a38"

# the right half of each piece: x in half-widths of the neck, x added in half-widths of the shoulders, y, z
_PIECES = {
    "round": ((1.28, 0, 90, -12), (1.12, 0, 98, 2), (0.6, 0, 104, 11), (0, 0, 106, 14)),
    "v": ((1.28, 0, 89, -12), (1.05, 0, 97, 2), (0.55, 0, 112, 13), (0, 0, 129, 20)),
    "shirt": ((1.2, 0, 86, -12), (1.0, 0, 94, 4), (0.5, 0, 104, 12), (0, 0, 114, 17)),
    "jacket": ((1.25, 0, 88, -12), (1.05, 0, 98, 3), (0.75, 0, 122, 14), (0.1, 0, 156, 22)),
    "side": ((1.28, 0, 90, -14), (1.8, 0.03, 98, -15), (0, 0.74, 106, -14), (0, 0.93, 115, -13), (0, 1.03, 132, -12),
             (0, 1.07, 170, -8), (0, 1.1, 230, -6)),
    "fold": ((0, 0.75, 230, 0), (0, 0.7, 150, 0), (0, 0.83, 122, -8), (0, 0.74, 106, -14)),
    "crease": ((0, 0.77, 138, 10), (0, 0.79, 160, 8), (0, 0.78, 230, 5)),
    "bone": ((0.3, 0, 108, 14), (0.9, 0, 104, 9), (1.6, 0, 103, 2)),
    "back": ((1.28, 0, 91, -14), (0.9, 0, 84, -24), (0, 0, 82, -28)),
    "hood": ((2.1, 0, 100, -16), (2.0, 0, 84, -24), (1.5, 0, 72, -34), (0, 0, 68, -40)),
    "cord": ((0.55, 0, 108, 15), (0.6, 0, 124, 18), (0.5, 0, 142, 20)),
    "roll": ((1.15, 0, 84, -8), (0.7, 0, 92, 6), (0, 0, 94, 11)),
    "flap": ((1.16, 0, 82, -12), (0.9, 0, 92, 6), (0, 0, 115, 18), (0.72, 0, 126, 17), (1.75, 0, 103, 4)),
    "placket": ((0, 0, 115, 18), (0, 0, 160, 20), (0, 0, 230, 20)),
    "buttons": ((0.12, 0, 134, 20), (0.12, 0, 158, 20)),
    "lapel": ((1.25, 0, 86, -12), (1.0, 0, 100, 4), (0.7, 0, 124, 15), (0, 0, 160, 23), (1.5, 0, 132, 18),
              (1.35, 0, 124, 16), (1.8, 0, 118, 12), (1.55, 0, 94, -4)),
    "bib": ((0, 0.42, 134, 20), (0, 0.46, 160, 18), (0, 0.9, 180, 0), (0, 1.1, 232, -4)),
    "strap": ((0, 0.5, 100, -14), (0, 0.46, 116, 10), (0, 0.38, 142, 21)),
    "chain": ((1.15, 0, 88, -8), (0.95, 0, 98, 6), (0.5, 0, 107, 14), (0, 0, 112, 18)),
    "pendant": ((1.15, 0, 88, -8), (0.95, 0, 100, 6), (0.5, 0, 117, 14), (0, 0, 122, 18)),
}  # fmt: skip
_ROWS = np.array([row for piece in _PIECES.values() for row in piece], float)
_ENDS = np.cumsum([len(piece) for piece in _PIECES.values()])
_PLACES = {
    name: slice(end - len(piece), end) for (name, piece), end in zip(_PIECES.items(), _ENDS.tolist(), strict=True)
}  # in _ROWS
_NECKLACES = {"chain": "#d9b45a", "pendant": "#d9b45a", "beads": "#f2ece2"}


class Body:
    """The measures of a body and the brushes that paint on it."""

    def __init__(self, s: Sitting) -> None:
        man = s.looks.gender == "male"
        self.s = s
        self.neck = (22.5 if man else 17.5) * (1 - 0.22 * s.youth) + 1.5 * s.years
        self.shoulders = (86 if man else 74) - (20 if man else 12) * s.youth
        self.rise = np.array([0, -10 - 4 * s.youth, 0])
        self.cloth = CLOTH_COLOURS[s.looks.clothing_colour]
        self.accent = CLOTH_COLOURS[s.looks.accent_colour]
        self.dark = mix(self.cloth, INK, 0.25)
        self.light = mix(self.cloth, "#ffffff", 0.2)
        x = _ROWS[:, 0] * self.neck + _ROWS[:, 1] * self.shoulders
        # all pieces in one go: it takes hardly longer than one of them
        self._sides = {side: self.at(np.column_stack((side * x, _ROWS[:, 2:]))) for side in (-1, 1)}

    def at(self, points: ArrayLike) -> Points:
        """(n, 3) -> (n, 2)."""
        return self.s.camera.bent(np.asarray(points, float) + self.rise)

    def half(self, name: str, side: int) -> Points:
        """A piece on the viewer's left (-1) or right (1)."""
        return self._sides[side][_PLACES[name]]

    def whole(self, name: str) -> Points:
        """A piece from the left over the middle to the right."""
        return np.concatenate((self.half(name, -1), self.half(name, 1)[-2::-1]))

    def cylinder(self, rings: ArrayLike) -> Points:
        """The points of rings around the neck, each (y, half-width in necks, z)."""
        turn = np.radians(np.arange(0, 360, 30))
        y, share, z = np.repeat(np.asarray(rings, float), 12, 0).T
        sin, cos = np.tile(np.sin(turn), len(y) // 12), np.tile(np.cos(turn), len(y) // 12)
        return self.at(np.stack([share * self.neck * sin, y, z + share * self.neck * cos], 1))

    def stroke(self, points: Points, colour: str, width: float, alpha: float = 1.0) -> None:
        self.s.canvas.line(path(points, closed=False), colour, width * self.s.camera.scale, alpha)

    def dot(self, centre: Points, radius: float, colour: str) -> None:
        self.s.canvas.fill(path(ellipse(*centre, *[radius * self.s.camera.scale] * 2)), colour)


def body(s: Sitting) -> None:
    """Neck and clothes."""
    b = Body(s)
    if s.looks.clothing == "hoodie":
        s.canvas.fill(path(b.whole("hood")), b.dark)
    if s.looks.clothing != "turtleneck":
        s.canvas.fill(path(b.whole("back")), mix(b.cloth, INK, 0.4))
    _neck(b)
    _GARMENTS[s.looks.clothing](b)
    if s.looks.necklace != "none" and s.looks.clothing not in ("turtleneck", "hoodie", "collared shirt"):
        _necklace(b)


def _neck(b: Body) -> None:
    s, n = b.s, b.neck
    rings = b.cylinder([(36, 1, -14), (62, 1, -13), (94, 1.2, -12)])
    s.canvas.fill(path(hull(np.concatenate((rings, b.at([(n, 106, 0), (-n, 106, 0), (0, 134, 14)]))))), s.skin)
    low = s.head.chin - b.rise[1] + 17  # the chin's shadow
    shadow = [(-n, 74, -13), (-0.75 * n, low - 5, 0), (0, low, n - 14), (0.75 * n, low - 5, 0), (n, 74, -13)]
    s.canvas.fill(path(b.at(shadow), b.at([(n, 40, -14), (-n, 40, -14)])), mix(s.skin, s.shade, 0.85))
    for side in (-1, 1):
        b.stroke(b.half("bone", side), s.shade, 1.8, 0.7)


def _cloth(b: Body, neckline: str, colour: str, plain: bool = False) -> None:
    """The trunk with sleeves below a neckline."""
    canvas, away = b.s.canvas, 1 if b.s.light < 0 else -1
    canvas.fill(path(b.whole(neckline), b.half("side", 1), b.half("side", -1)[::-1]), colour)
    canvas.fill(path(b.half("side", away)[2:], b.half("fold", away)), mix(colour, INK, 0.12))
    for side in (-1, 1):
        b.stroke(b.half("crease", side), mix(colour, INK, 0.25), 1.8, 0.7)
    if b.s.looks.pattern != "plain" and not plain:
        _pattern(b)


def _pattern(b: Body) -> None:
    """Rows of stripes, dots or zigzags in the accent colour."""
    name, scale = b.s.looks.pattern, b.s.camera.scale
    _, _, edge, _ = table = np.array(_PIECES["side"], float).T
    for row, y in enumerate(range(116, 200, 13)):
        half = float(np.interp(y, edge, table[0] * b.neck + table[1] * b.shoulders)) - 1
        u = np.linspace(-1, 1, 9 if name == "stripes" else 2 * round(half / 8) + 1)
        wave = 5 * u * u if name == "stripes" else np.where(np.arange(len(u)) % 2, 3.5, -3.5) * (name == "zigzag")
        row_points = b.at(np.stack([half * u, y + wave, 18 - 28 * u * u], 1))
        if name == "dots":
            dots = row_points[1 + row % 2 : -1 : 2]
            b.s.canvas.fill([path(ellipse(x, y, 2.6 * scale, 2.6 * scale)) for x, y in dots], b.accent)
        else:
            b.stroke(row_points, b.accent, 5.5 if name == "stripes" else 3)


def _tee(b: Body) -> None:
    _cloth(b, "round", b.cloth)
    b.stroke(b.whole("round"), b.dark, 4)


def _v_neck(b: Body) -> None:
    _cloth(b, "v", b.cloth)
    b.stroke(b.whole("v"), b.accent if b.s.looks.pattern == "plain" else b.dark, 4.5)


def _sweater(b: Body) -> None:
    _cloth(b, "round", b.cloth)
    b.stroke(b.whole("round"), b.dark, 9)
    b.stroke(b.whole("round"), b.cloth, 6.5)


def _hoodie(b: Body) -> None:
    _cloth(b, "round", b.cloth)
    b.stroke(b.whole("round"), b.dark, 11)
    b.stroke(b.whole("round"), b.cloth, 8)
    for side in (-1, 1):
        b.stroke(b.half("cord", side), b.dark if b.s.looks.clothing_colour in ("white", "cream") else b.light, 2.4)


def _turtleneck(b: Body) -> None:
    _cloth(b, "round", b.cloth)
    tube = hull(b.cylinder([(74, 1.1, -12), (100, 1.32, -12), (108, 0.9, -12)]))
    b.s.solid(tube, colour=mix(b.cloth, "#ffffff", 0.08), shadow=b.dark, width=12)
    b.stroke(b.whole("roll"), b.dark, 1.6, 0.8)


def _shirt(b: Body) -> None:
    _cloth(b, "shirt", b.cloth)
    for side in (-1, 1):
        flap = b.half("flap", side)
        b.s.canvas.fill(path(flap[:3], flap[3:4], flap[4:]), b.light)
        b.s.canvas.line(path(flap[2:3], flap[3:4], flap[4:], closed=False), b.dark, 1.3, 0.8)
    b.stroke(b.half("placket", 1), b.dark, 1.4, 0.8)
    for centre in b.half("buttons", 1):
        b.dot(centre, 1.7, b.dark)


def _blazer(b: Body) -> None:
    _cloth(b, "round", b.accent, plain=True)
    _cloth(b, "jacket", b.cloth)
    for side in (-1, 1):
        lapel = b.half("lapel", side)
        b.s.canvas.fill(path(lapel[:4], lapel[4:5], lapel[5:6], lapel[6:]), mix(b.cloth, "#ffffff", 0.1))
        b.s.canvas.line(path(*lapel[3:7, None], lapel[6:], closed=False), b.dark, 1.4, 0.8)


def _dungarees(b: Body) -> None:
    _cloth(b, "round", b.accent, plain=True)
    b.stroke(b.whole("round"), mix(b.accent, INK, 0.2), 4)
    for side in (-1, 1):
        b.stroke(b.half("strap", side), b.cloth, 10)
    b.s.canvas.fill(path(b.half("bib", 1), b.half("bib", -1)[::-1]), b.cloth)
    for side in (-1, 1):
        b.dot(b.half("strap", side)[-1], 3, "#e3c887")
    if b.s.looks.pattern != "plain":
        b.stroke(b.half("bib", -1)[::-1], b.light, 2)
        b.stroke(b.half("bib", 1), b.light, 2)


_GARMENTS: dict[str, Callable[[Body], None]] = {
    "tee": _tee, "v-neck": _v_neck, "collared shirt": _shirt, "crew sweater": _sweater, "hoodie": _hoodie,
    "turtleneck": _turtleneck, "dungarees": _dungarees, "blazer": _blazer,
}  # fmt: skip


def _necklace(b: Body) -> None:
    name = b.s.looks.necklace
    line = b.whole("pendant" if name == "pendant" else "chain")
    if name == "beads":
        for bead in resample(line, 19):
            b.dot(bead, 2.6, _NECKLACES[name])
        return
    b.stroke(line, _NECKLACES[name], 1.5)
    if name == "pendant":
        b.dot(line[3] + [0, 3], 4, _NECKLACES[name])

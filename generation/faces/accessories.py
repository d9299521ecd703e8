"""What sits on a head: glasses, earrings, hats and bands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from generation.faces.canvas import ellipse, mix, path
from generation.faces.geometry import BROW, CROWN, Points, hull
from generation.faces.looks import CLOTH_COLOURS
from generation.faces.sitting import Sitting


def earring(s: Sitting, side: int, lobe: Points) -> None:
    """What hangs at an ear lobe (2,)."""
    x, y = lobe
    k = s.camera.scale
    gold = "#dcb458"
    if s.looks.earrings == "studs":
        s.canvas.fill(path(ellipse(x, y - 1, 2.2 * k, 2.2 * k)), gold)
    elif s.looks.earrings == "hoops":
        s.canvas.line(path(ellipse(x, y + 7 * k, 5.5 * k, 7.5 * k)), gold, 1.8 * k)
    elif s.looks.earrings == "drops":
        s.canvas.line(path([(x, y), (x, y + 7 * k)], closed=False), gold, 1.2 * k)
        s.canvas.fill(path(ellipse(x, y + 10 * k, 2.8 * k, 4 * k)), CLOTH_COLOURS[s.looks.accent_colour])


_FRAMES = {  # half-width, half-height, squareness of the corners (2 is an ellipse), colour, lens, lens opacity
    "round": (14.5, 13.5, 2.0, "#6b4a2f", "#ffffff", 0.14),
    "square": (15.5, 11.5, 4.5, "#23262e", "#ffffff", 0.14),
    "cat-eye": (15.5, 11.0, 2.8, "#7c2a3f", "#ffffff", 0.14),
    "half-rim": (15.5, 10.5, 3.2, "#8a8d94", "#ffffff", 0.14),
    "sunglasses": (16.5, 12.5, 3.2, "#1f2128", "#2c2a35", 0.88),
}


def glasses(s: Sitting) -> None:
    """Frames before the eyes, with temples back to the ears."""
    if s.looks.glasses == "none":
        return
    wide, tall, corner, colour, lens, tint = _FRAMES[s.looks.glasses]
    wide *= 1 - 0.05 * s.youth
    middle = 20 + 1.2 * s.looks.eye_spacing
    y, scale = s.eye_y + 1.5, s.camera.scale
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    cos, sin = (np.sign(f) * np.abs(f) ** (2 / corner) for f in (np.cos(turn), np.sin(turn)))
    for side in (-1, 1):
        flick = 4.5 * np.clip(cos, 0, 1) ** 2 * np.clip(-sin, 0, 1) if s.looks.glasses == "cat-eye" else 0
        x = middle + wide * cos
        rim = s.camera.head(np.stack([side * x, y + tall * sin - flick, 53 - 0.006 * x**2], 1))
        s.canvas.fill(path(rim), lens, tint)
        bare = s.looks.glasses == "half-rim"
        s.canvas.line(path(np.vstack([rim[12:], rim[:1]]) if bare else rim, closed=not bare), colour, 2.4 * scale)
        if s.camera.visible(side * 70):
            hinge = side * (middle + wide)
            temple = s.camera.head(
                np.array([(hinge, y - 3, 53 - 0.006 * hinge**2), (side * 47.5, y - 4, 28), (side * 49, y - 4, 6)])
            )
            s.canvas.line(path(temple[:2], temple[1:], closed=False), colour, 2.4 * scale)
        glare = s.camera.head(np.array([(side * middle - 6, y - 4, 53), (side * middle - 1, y - 7, 53)]))
        s.canvas.line(path(glare, closed=False), "#ffffff", 2.4 * scale, 0.5)
    inner = middle - wide
    bridge = s.camera.head(np.array([(-inner, y - 2, 52), (0, y - 5, 55), (inner, y - 2, 52)]))
    s.canvas.line(path(bridge, closed=False), colour, 2.4 * scale)


# headwear -> height of the rim in front and at the back, thickness at the rim and on the crown
_HATS = {
    "cap": (-33, -14, 6, 9), "beanie": (-29, -2, 8, 17), "bobble hat": (-29, -2, 8, 17),
    "bucket hat": (-36, -26, 7, 11), "sun hat": (-37, -27, 7, 12), "beret": (-37, -22, 6, 12),
}  # fmt: skip


def _slope(phi: Points, front: float, back: float) -> Points:
    """Heights of a tilted rim at azimuths phi."""
    return np.asarray(front + (back - front) * (1 - np.cos(np.radians(phi))) / 2)


def _ring(s: Sitting, front: float, back: float, lift: float, start: float = -180, stop: float = 180) -> Points:
    phi = np.linspace(start, stop, 25)
    ring = s.head.surface(phi, BROW, lift)
    ring[:, 1] = _slope(phi, front, back)
    return s.camera.head(ring)


def headwear_behind(s: Sitting) -> None:
    """The far half of a brim."""
    brim = {"bucket hat": 22, "sun hat": 40}.get(s.looks.headwear)
    if brim:
        front, back, *_ = _HATS[s.looks.headwear]
        shade = mix(CLOTH_COLOURS[s.looks.accent_colour], "#1a1020", 0.4)
        s.canvas.fill(path(hull(_ring(s, front + 16, back + 16, brim))), shade)


def headwear(s: Sitting) -> None:
    """Hat or band over the hair."""
    name = s.looks.headwear
    if name == "none":
        return
    colour = CLOTH_COLOURS[s.looks.accent_colour]
    dark = mix(colour, "#1a1020", 0.25)
    if name == "headband":
        _band(s, colour, dark)
        return
    front, back, rim, top = _HATS[name]
    around = np.linspace(-180, 180, 61)
    line = np.stack([around, _slope(around, front, back) + 0.4 * s.eye_y], 1)

    def lift(phi: Points, y: Points) -> Points:
        height = np.clip((BROW - y) / (BROW - CROWN), 0, 1)
        puff = np.sin(np.pi * height**0.8) * (7 + 5 * np.sin(np.radians(phi))) if name == "beret" else 0
        return np.asarray(rim + (top - rim) * height**0.5 + puff)

    if name == "bobble hat":
        x, y = s.camera.head(np.array([(0, CROWN - 24, -6)]))[0]
        turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        r = (12 + np.where(np.arange(28) % 2, 1.2, -1)) * s.camera.scale
        s.canvas.fill(path(np.stack([x + r * np.cos(turn), y + r * np.sin(turn)], 1)), mix(colour, "#ffffff", 0.6))
    cover = s.cover(line, lift, CROWN)
    s.solid(cover.edge[::3], cover.rim, colour=colour, shadow=dark, width=14)
    _HAT_DETAILS[name](s, line, cover.edge, colour, dark)


def _knit(s: Sitting, line: Points, edge: Points, colour: str, dark: str) -> None:
    phi = np.linspace(s.camera.left, s.camera.right, 17)
    low = np.interp(phi, line[:, 0], line[:, 1])
    cuff = [s.camera.head(s.head.surface(phi, low + dy, lift)) for dy, lift in ((4, 9), (-12, 12))]
    light = mix(colour, "#ffffff", 0.14)
    s.canvas.fill(path(cuff[0], cuff[1][::-1]), light)
    for k in range(1, 16):
        s.canvas.line(path([cuff[0][k], cuff[1][k]], closed=False), dark, 1.2 * s.camera.scale, 0.45)


def _visor(s: Sitting, line: Points, edge: Points, colour: str, dark: str) -> None:
    phi = np.linspace(-62, 62, 13)
    low = np.interp(phi, line[:, 0], line[:, 1])
    base = s.camera.head(s.head.surface(phi, low - 4, 6))
    reach = np.cos(np.radians(phi * 1.42)) ** 0.7
    out = s.head.surface(phi, low, 6) + np.stack([0 * phi, 15 * reach, 30 * reach], 1)
    brim = s.camera.head(out)
    s.canvas.fill(path(base, brim[::-1]), dark)
    s.canvas.line(path(brim, closed=False), mix(colour, "#ffffff", 0.2), 1.6 * s.camera.scale, 0.8)
    seam = s.camera.head(s.head.surface(np.zeros(6), np.linspace(-34, CROWN, 6), np.linspace(6, 9, 6)))
    s.canvas.line(path(seam, closed=False), dark, 1.2 * s.camera.scale, 0.6)
    x, y = s.camera.head(s.head.surface([0], [CROWN], 9.5))[0]
    s.canvas.fill(path(ellipse(x, y, 4, 2.4)), dark)


def _brim(s: Sitting, line: Points, edge: Points, colour: str, dark: str) -> None:
    name = s.looks.headwear
    reach = 22 if name == "bucket hat" else 40
    front, back, rim, _ = _HATS[name]
    shift = 0.4 * s.eye_y
    left, right = s.camera.left, s.camera.right
    inner = _ring(s, front + shift, back + shift, rim, left, right)
    outer = _ring(s, front + 17 + shift, back + 17 + shift, reach, left, right)
    s.canvas.fill(path(inner, outer[::-1]), mix(colour, "#ffffff", 0.1))
    s.canvas.line(path(outer, closed=False), dark, 1.4 * s.camera.scale, 0.7)
    band = _ring(s, front + shift - 4, back + shift - 4, rim + 0.5, left, right)
    s.canvas.line(path(band, closed=False), dark, 7 * s.camera.scale)


def _stalk(s: Sitting, line: Points, edge: Points, colour: str, dark: str) -> None:
    s.canvas.line(path(edge[6:-6:3], closed=False), dark, 3.4 * s.camera.scale)
    x, y = s.camera.head(s.head.surface([20], [CROWN + 2], 13))[0]
    s.canvas.line(path([(x, y), (x + 2, y - 6)], closed=False), dark, 3 * s.camera.scale)


def _band(s: Sitting, colour: str, dark: str) -> None:
    phi = np.linspace(s.camera.left, s.camera.right, 25)
    middle = -40 + 34 * np.abs(np.sin(np.radians(phi))) ** 3 + 0.5 * s.eye_y
    thick = s.style.side + (s.style.top - s.style.side) * 0.35 + 2.5
    both = [s.camera.head(s.head.surface(phi, middle + dy, thick)) for dy in (5, -6)]
    s.canvas.fill(path(both[0], both[1][::-1]), colour)
    s.canvas.line(path(both[0], closed=False), dark, 1.2, 0.6)


_HAT_DETAILS: dict[str, Callable[[Sitting, Points, Points, str, str], None]] = {
    "cap": _visor, "beanie": _knit, "bobble hat": _knit, "bucket hat": _brim, "sun hat": _brim, "beret": _stalk,
}  # fmt: skip

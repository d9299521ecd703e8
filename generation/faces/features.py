"""The features of a face, each painted onto the posed head."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from generation.faces import accessories
from generation.faces.canvas import ellipse, mix, path
from generation.faces.geometry import Points, hull
from generation.faces.looks import EYE_COLOURS, HAIR_COLOURS
from generation.faces.sitting import Sitting


def skull(s: Sitting) -> None:
    """The bare head."""
    s.solid(hull(s.camera.head(s.head.skull())), colour=s.skin, shadow=s.shade, width=26)


def cheeks(s: Sitting) -> None:
    """Blush, freckles and a beauty spot."""
    blush = mix(s.skin, "#e0483e", 0.36)
    strength = (0.26 + 0.12 * s.youth) * (1 if s.fair else 0.5)
    y = s.eye_y + 19
    for side in (-1, 1):
        s.fill(ellipse(side * 25, y, 9.5, 6.5), blush, strength)
        s.fill(ellipse(side * 25, y, 6, 4), blush, strength)
        if s.looks.marks == "freckles":
            for x, dy in ((18, -2), (22, 2), (26, -3), (30, 1), (25, 6), (14, 3)):
                s.fill(ellipse(side * x, y + dy - 3, 0.9, 0.9), s.deep, 0.55)
    if s.looks.marks == "beauty spot":
        s.fill(ellipse(17, y + 8, 1.3, 1.3), mix(s.deep, "#000000", 0.3), 0.9)


def lines(s: Sitting) -> None:
    """What age draws: folds beside the nose, under and beside the eyes, and on the forehead."""
    y, age = s.eye_y, s.looks.age
    for side in (-1, 1) if age > 38 else ():
        s.line([(side * 12.5, y + 22), (side * 18, y + 28), (side * 20.5, y + 36)], s.deep, 1.3, 0.15 + 0.3 * s.years)
        s.line([(side * 12, y + 9.5), (side * 19, y + 12.5), (side * 26, y + 9.5)], s.deep, 1.1, 0.12 + 0.3 * s.years)
        for dy in (-4, 0, 4) if age > 55 else ():
            s.line([(side * 34, y + dy * 0.6), (side * 38.5, y + dy * 1.5)], s.deep, 1.0, 0.4 * s.years)
    for top in (y - 30, y - 25) if age > 50 else ():
        fold = [(-15, top), (-6, top + 1.2), (6, top + 0.4), (15, top + 1)]
        s.line(fold, s.deep, 1.1, 0.42 * s.years)


def eye(s: Sitting, side: int) -> None:
    """One eye: white, iris within the lids, glint, lashes and crease."""
    looks, y = s.looks, s.eye_y
    woman = looks.gender == "female"
    half = 10.2 + 0.9 * looks.eye_size + 0.8 * s.youth
    tall = (6.2 if woman else 5.4) + 0.8 * looks.eye_size + 1.4 * s.youth - 0.9 * s.years
    x = side * (20 + 1.8 * looks.eye_spacing)
    tilt = 1.1 * looks.eye_tilt + (0.5 if woman else 0) - 0.8 * s.years

    def at(u: ArrayLike, v: ArrayLike) -> Points:
        u, v = np.asarray(u, float), np.asarray(v, float)
        return np.stack([x + side * half * u, y + tall * v - tilt * u], -1)

    span = np.linspace(-1, 1, 7)
    lid = -1.08 * (1 - np.abs(span * 0.98 - 0.08) ** 2.3)
    low = 0.86 * (1 - np.abs(span) ** 2.2)
    s.fill(np.vstack([at(span, lid), at(span, low)[-2:0:-1]]), "#fdfaf5")
    gaze = -0.12 * np.sin(np.radians(s.camera.pose.yaw)) * side
    iris, turn = EYE_COLOURS[looks.eye_colour], np.linspace(0, 2 * np.pi, 12, endpoint=False)
    for radius, colour in ((6.5, mix(iris, "#000000", 0.35)), (5.6, iris), (2.9, "#17110f")):
        r = radius * (1 + 0.1 * looks.eye_size + 0.14 * s.youth)
        u = gaze + r * np.cos(turn) / half
        v = np.clip(-0.12 + r * np.sin(turn) / tall, np.interp(u, span, lid), np.interp(u, span, low))
        s.fill(at(u, v), colour)
    glint = -0.28 if s.light < 0 else 0.28
    shine_x, shine_y = at([gaze + glint * side * 0.7], [-0.48])[0]
    s.fill(ellipse(shine_x, shine_y, 1.5, 1.5), "#ffffff", 0.95)
    s.fill(np.vstack([at(span, lid), at(span[::-1], lid[::-1] * 0.72)]), mix(s.shade, "#40303a", 0.4), 0.28)
    ink = "#2a1a1c"
    s.line(at(span, lid), ink, 2.1 if woman else 1.6)
    if woman and looks.age > 12:
        s.line(at([0.8, 1.08, 1.28], [-0.35, -0.35, -0.75]), ink, 1.5)
    s.line(at(span[1:-1], low[1:-1] + 0.06), s.deep, 0.8, 0.5)
    s.line(at(span[1:], lid[1:] * 1.02 - 0.55), s.deep, 1.0, 0.45)


def brow(s: Sitting, side: int) -> None:
    """One eyebrow, tapering outwards."""
    looks = s.looks
    woman = looks.gender == "female"
    thick = (3.0 if woman else 4.2) * (1 + 0.28 * looks.brow_thickness) - 0.7 * s.youth
    y = s.eye_y - 14.5 - 1.7 * looks.brow_height
    tilt = looks.brow_tilt * 1.3
    u = np.array([0.0, 0.3, 0.62, 1.0])
    x = side * (9.5 + 1.5 * looks.eye_spacing + 24 * u)
    middle = y - np.array([-1.5, 1.6, 2.8, -2.2]) - tilt * (u - 0.4)
    half = thick * np.array([0.45, 0.55, 0.45, 0.08])
    edge = np.vstack([np.stack([x, middle - half], 1), np.stack([x, middle + half], 1)[::-1]])
    hair = HAIR_COLOURS[looks.hair_colour]
    colour = mix(hair, "#6d6a6a", 0.4) if looks.hair_colour in ("white", "silver") else mix(hair, "#2b1c18", 0.35)
    s.fill(edge, colour, 0.95, 1.0)


_NOSE = {  # x in pixels, x added in half-widths, share of the length, share of the protrusion
    "side": ((3, 0, -0.1, 0.1), (2.2, 0, 0.35, 0.42), (3.2, 0, 0.8, 0.95), (3, 0, 1, 0.8), (0, 0.7, 1.02, 0.35),
             (0, 1, 0.9, 0.12), (6, 0, 0.6, 0.05), (5.5, 0, 0.2, 0)),
    "base": ((0, -1, 0.86, 0.15), (0, -0.95, 1, 0.25), (0, -0.45, 1, 0.55), (0, 0, 1.07, 0.75), (0, 0.45, 1, 0.55),
             (0, 0.95, 1, 0.25), (0, 1, 0.86, 0.15)),
    "nostril": ((0, 0.3, 1, 0.55), (0, 0.55, 0.95, 0.5), (0, 0.75, 1, 0.4), (0, 0.5, 1.02, 0.5)),
    "shine": ((-1.2, 0, 0.2, 0.5), (-1.2, 0, 0.85, 1.05)),
}  # fmt: skip


def nose(s: Sitting) -> None:
    """A shaded flank, the wings, two nostrils and a shine along the ridge."""
    looks, y, scale = s.looks, s.eye_y, s.camera.scale
    long = 25 + 2.6 * looks.nose_length - 5 * s.youth + 1.2 * s.years
    wide = 8.2 + 1.3 * looks.nose_width + (0.8 if looks.gender == "male" else 0) - 1.4 * s.youth
    out = 13 - 5 * s.youth + 1.5 * looks.nose_length
    top, foot = s.head.on_face([(0, y), (0, y + long)])[:, 2]

    def at(name: str, side: int = 1) -> Points:
        x, share, down, forward = np.array(_NOSE[name], float).T
        return s.camera.head(
            np.stack([side * (x + share * wide), y + down * long, top + (foot - top) * down + out * forward], 1)
        )

    turn = s.camera.pose.yaw
    away = (1 if turn > 0 else -1) if abs(turn) > 8 else (1 if s.light <= 0 else -1)
    s.canvas.fill(path(at("side", away)), s.shade, 0.5)
    s.canvas.line(path(at("base"), closed=False), s.deep, 1.5 * scale, 0.75)
    s.canvas.fill([path(at("nostril", side)) for side in (-1, 1)], s.deep, 0.6)
    s.canvas.line(path(at("shine", away), closed=False), mix(s.skin, "#ffffff", 0.5), 2.4 * scale, 0.35)


# expression -> height of the corners (down is positive), rise to one side, width and opening added, all in pixels
_MOUTHS = {
    "neutral": (0.3, 0, 0, 0), "gentle smile": (-2, 0, 0, 0), "smile": (-4, 0, 1.5, 0),
    "open smile": (-4.5, 0, 1.5, 6.5), "half smile": (-2, 1.6, 0, 0),
}  # fmt: skip
_BOW = np.array([0.05, 0.42, 0.75, 1.0, 0.82, 1.0, 0.75, 0.42, 0.05])


def mouth(s: Sitting) -> None:
    """Lips around a line, or around teeth."""
    looks, lift = s.looks, 2.0
    woman = looks.gender == "female"
    corner, slant, wider, opening = _MOUTHS[looks.expression]
    y = s.head.chin * 0.66 + 0.4 * s.eye_y + 1
    half = 15 + 1.8 * looks.mouth_width - 2.5 * s.youth + wider
    full = (4.4 if woman else 3.3) * (1 + 0.25 * looks.lip_fullness) - 0.9 * s.years - 0.4 * s.youth
    lips = mix(s.skin, "#b8323f", 0.42 if woman and looks.age > 15 else 0.26)
    u = np.linspace(-1, 1, 9)
    line = y + corner * np.abs(u) ** 1.6 - slant * u
    gape = opening * (1 - np.abs(u) ** 2.4)
    upper, middle, bottom = (np.stack([half * u, v], 1) for v in (line - full * 0.85 * _BOW, line, line + gape))
    lower = np.stack([half * 0.86 * u, line + gape + full * (1 - np.abs(u) ** 2.2)], 1)
    s.fill(np.vstack([upper, lower[::-1]]), lips, 1, lift)
    s.fill(np.vstack([upper, middle[::-1]]), mix(lips, s.deep, 0.35), 0.7, lift)
    if opening:
        teeth = np.stack([half * 0.9 * u, line + np.minimum(gape * 0.62, 4.2)], 1)
        s.fill(np.vstack([middle, bottom[-2:0:-1]]), "#5b1d24", 1, lift)
        s.fill(np.vstack([middle[1:-1], teeth[-2:0:-1]]), "#fffaf2", 1, lift)
    else:
        below = y + full + 4.5
        s.fill(ellipse(0, y + full * 0.55, half * 0.34, full * 0.2), "#ffffff", 0.2, lift)
        s.line([(-half * 0.4, below), (0, below + 1.1), (half * 0.4, below)], s.shade, 1.8, 0.7)
    s.line(middle, mix(s.deep, "#4a1018", 0.4), 1.5, 0.85, lift)
    if looks.marks == "dimples" or opening:
        for side in (-1, 1):
            x, v = side * (half + 3.5), y + corner
            s.line([(x, v - 4), (x + side * 1.5, v), (x + side * 0.3, v + 3.5)], s.deep, 1.2, 0.4)


_EAR = {  # outward and down, in pixels
    "outline": ((0, -11), (4, -16), (10, -15.5), (13.5, -10), (13, -2), (9.5, 6), (7, 13), (3, 16.5), (0, 14)),
    "fold": ((3, -9), (7, -11.5), (10, -8), (9, -1), (6, 4), (5, 8)),
    "hollow": ((3, -3), (6, -2), (4, 4)),
    "lobe": ((3.5, 15),),
}


def ears(s: Sitting, near: bool) -> None:
    """The ears that are in sight before the head (near), or those that stand out behind it."""
    size = 1 + 0.1 * s.looks.ear_size + 0.08 * s.years
    width = float(s.head.surface(90, 0)[0, 0]) - 2.5

    def at(name: str, side: int) -> Points:
        u, v = size * np.array(_EAR[name], float).T
        return s.camera.head(np.stack([side * (width + 0.85 * u), s.eye_y + 5 + v, -2 - 0.85 * u], 1))

    for side in (-1, 1) if s.style.ears else ():
        if s.camera.visible(side * 96) == near:
            s.solid(at("outline", side), colour=s.skin, shadow=s.shade, width=6)
            s.canvas.line(path(at("fold", side), closed=False), s.deep, 1.2, 0.5)
            s.canvas.line(path(at("hollow", side), closed=False), s.deep, 1.0, 0.4)
            accessories.earring(s, side, at("lobe", side)[0])

"""What is made of hair besides the shell on the head: buns, tails and braids, and beards."""

from __future__ import annotations

import numpy as np

from generation.faces.canvas import mix, path
from generation.faces.geometry import CROWN, Points, spline
from generation.faces.hair import Hair, around
from generation.faces.hairstyles import Line
from generation.faces.looks import DYED, HAIR_COLOURS
from generation.faces.sitting import Sitting

# centre and radius; one on each side where x is not 0; none above the crown under a hat
_BALLS = {
    "high bun": (0, -80, -14, 17),
    "low bun": (0, 26, -66, 20),
    "space buns": (36, -66, -8, 14),
    "puffs": (52, -36, -14, 23),
}
# points from the root to the tip, half-widths along them
_TAIL = ((8, -36, -44), (30, -42, -62), (54, -14, -68), (61, 30, -64), (54, 74, -58)), (6, 12, 16, 14, 1)
_BRAIDS = {
    "braids": (((46, 20, -22), (53, 46, -20), (54, 92, -2), (50, 140, 16)), (6, 8, 8, 4)),
    "side braid": (((42, 22, -30), (50, 50, -22), (47, 92, 2), (42, 146, 20)), (7, 10, 9, 4)),
}
# facial hair -> upper edge from the middle to the ear (azimuth, y for a chin at 60), thickness, opacity, drop
_JAW: Line = ((0, 31), (12, 31.5), (20, 36), (26, 42), (36, 38), (50, 28), (62, 16), (70, 4), (76, -6))
_CHIN: Line = ((0, 31), (10, 31), (18, 34), (23, 40), (25, 46), (30, 55))
_BEARDS: dict[str, tuple[Line, float, float, float]] = {
    "stubble": (_JAW, 0.2, 0.26, 0),
    "short beard": (_JAW, 2.5, 1, 0),
    "full beard": (_JAW, 7, 1, 4),
    "long beard": (_JAW, 8, 1, 26),
    "goatee": (_CHIN, 2.5, 1, 2),
}
_MOUSTACHE = ((0, -0.5), (8, -1.5), (16, 2), (22, 9.5), (15, 8), (7, 6), (0, 5))


def pieces_behind(hair: Hair) -> None:
    """Buns and tails, behind the neck."""
    for name in hair.style.extras:
        if name == "ponytail":
            _rope(hair, *_TAIL, side=1, braided=False)
        elif name in _BALLS:
            x, y, z, radius = _BALLS[name]
            for side in (-1, 1) if x else (1,):
                if not (hair.hat and y < CROWN):
                    _ball(hair, np.array([(side * x, y, z)]), radius)


def braids(hair: Hair, near: bool) -> None:
    """Braids before the shoulders: those on the far side pass behind the face."""
    for name in hair.style.extras:
        for side in (1, -1) if name == "braids" else (1,):
            if name in _BRAIDS and hair.s.camera.visible(side * 84) == near:
                _rope(hair, *_BRAIDS[name], side=side, braided=True)


def _ball(hair: Hair, centre: Points, radius: float) -> None:
    s = hair.s
    coily = hair.style.texture == "coily"
    count = 32 if coily else 16
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    middle, size = s.camera.head(centre), radius * s.camera.scale
    bumps = size + (np.resize([-0.6, 1.2], count) if coily else np.zeros(count))
    s.solid(
        middle + (bumps * [np.cos(turn), 0.94 * np.sin(turn)]).T,
        colour=hair.colour,
        shadow=hair.dark,
        width=0.5 * radius,
    )
    for k in (0.35, 0.7):
        swirl = np.linspace(3.6 + k, 6.2 + k, 6)
        s.canvas.line(
            path(middle + k * size * np.stack([np.cos(swirl), np.sin(swirl)], 1), closed=False), hair.dark, 1.2, 0.4
        )


def _rope(
    hair: Hair, centres: tuple[tuple[float, ...], ...], widths: tuple[float, ...], side: int, braided: bool
) -> None:
    s, share = hair.s, np.linspace(0, 1, 15)
    middle = spline(s.camera.bent(np.array(centres) * [side, 1, 1]), 15)
    along = np.gradient(middle, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], 1) / (np.hypot(*along.T)[:, None] + 1e-6)
    across *= s.camera.scale * np.interp(share, np.linspace(0, 1, len(widths)), widths)[:, None]
    knots = np.resize([0.84, 1.16], (15, 1)) if braided else 1.0
    left, right = middle - across * knots, middle + across * knots
    s.canvas.fill(path(left, right[::-1]), hair.colour)
    if braided:
        s.canvas.line(
            [path([left[k], middle[k + 1], right[k]], closed=False) for k in range(1, 13, 2)], hair.dark, 1.4, 0.5
        )
    else:
        s.canvas.line(
            [path((middle + k * across)[2:-1], closed=False) for k in (-0.4, 0.15, 0.5)], hair.dark, 1.2, 0.35
        )


def beard(s: Sitting) -> None:
    """Facial hair; the mouth is painted over it."""
    name = s.looks.facial_hair
    grown = "brown" if s.looks.hair_colour in DYED else s.looks.hair_colour
    colour = mix(HAIR_COLOURS[grown], "#241510", 0.18)
    stretch = (s.head.chin - 20) / 40
    if name in _BEARDS:
        _jaw(s, colour, stretch, *_BEARDS[name])
    if name in ("moustache", "full beard", "long beard"):
        half = np.add(_MOUSTACHE, (0, 20 + 11 * stretch))
        s.fill(np.concatenate((half, half[-2:0:-1] * [-1, 1])), mix(colour, "#1a1020", 0.12), 1, 1.5)


def _jaw(s: Sitting, colour: str, stretch: float, half: Line, thick: float, alpha: float, drop: float) -> None:
    line = around(half, None, count=61)
    line[:, 1] = np.where(line[:, 1] > 20, 20 + (line[:, 1] - 20) * stretch, line[:, 1])

    def lift(phi: Points, y: Points) -> Points:
        return np.asarray(0.3 + thick * np.clip((y - np.interp(phi, *line.T)) / 14, 0, 1) ** 0.6)

    cover = s.cover(line, lift, s.head.chin - 1, over_top=False)
    edge, rim = cover.edge[::2], cover.rim.copy()
    chin = s.face([(0, s.head.chin)])[0, 0]
    rim[:, 1] += drop * s.camera.scale * np.exp(-(((rim[:, 0] - chin) / (24 * s.camera.scale)) ** 2))
    if alpha < 1:
        s.canvas.fill(path(edge, rim), colour, alpha)
    else:
        s.solid(edge, rim, colour=colour, shadow=mix(colour, "#1a1020", 0.4), width=9)

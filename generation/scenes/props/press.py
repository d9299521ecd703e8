"""The instruments of the press."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, poly, rect


def television_camera(b: Brush) -> None:
    """A television camera on a tripod, its lens to the left and its red light on; 110 high."""
    b.line("#4a4f58", 4, "M4 -70L-20 0M4 -70L6 0M4 -70L30 0")
    b.fill(
        "#2c3038",
        box(-18, -104, 50, 32, 5),
        poly((-18, -98), (-34, -104), (-34, -74), (-18, -80)),
        rect(-2, -116, 22, 8),
        rect(0, -110, 4, 8),
        rect(14, -110, 4, 8),
    )
    b.fill("#7fa8c8", rect(-35, -100, 3, 22))
    b.fill("#f0483f", disc(24, -97, 3.4))
    b.fill("#555c68", rect(-8, -96, 24, 16))


def soft_box(b: Brush) -> None:
    """A studio lamp on a stand, 120 high."""
    b.line("#3a3f48", 3, "M0 -92V0M0 -12L-14 0M0 -12L14 0")
    b.fill("#2c3038", poly((-20, -120), (18, -126), (18, -84), (-20, -92)))
    b.fill("#fff6d8", poly((-22, -120), (-16, -121), (-16, -91), (-22, -92)))


def logo_wall(b: Brush) -> None:
    """A sponsors' wall behind somebody interviewed: rows of two small marks."""
    colour = b.pick(("#3f6f9f", "#8a3f5a", "#3f7f6f", "#5a4f8a"))
    b.flat(mix(colour, "#ffffff", 0.84), rect(-110, -170, 220, 190))
    for row, y in enumerate(range(-158, 10, 28)):
        xs = [x + 18 * (row % 2) for x in range(-100, 90, 36)]
        b.fill(colour, *(disc(x, y, 6) for x in xs[::2]))
        b.fill(mix(colour, "#f0a030", 0.5), *(poly((x - 7, y + 5), (x + 7, y + 5), (x, y - 7)) for x in xs[1::2]))
        b.flat(mix(colour, "#ffffff", 0.4), *(rect(x + 10, y - 2, 12, 4) for x in xs))

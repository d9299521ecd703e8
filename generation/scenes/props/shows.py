"""Dances, fashion, lectures and the press."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, lines, oval, poly, rect


def mirror_ball(b: Brush) -> None:
    """A glitter ball that hangs from (0, 0), and the spots it throws."""
    b.line("#c9ccd8", 1.4, "M0 -40V8")
    b.fill("#b9c3d8", disc(0, 26, 19))
    b.line("#7f88a8", 1.2, "M-19 26H19M-16 16H16M-16 36H16M0 7V45M-8 9q-7 17 0 34M8 9q7 17 0 34")
    b.fill("#ffffff", rect(-9, 13, 5, 5), rect(3, 19, 5, 5), rect(-4, 29, 4, 4))


def light_spots(b: Brush) -> None:
    """Spots of coloured light on the walls of a ballroom."""
    for colour in ("#f0a0d0", "#a0d8f0", "#f0e0a0"):
        b.fill(colour, *(oval(b.some(0, 256), b.some(20, 150), 5, 4) for _ in range(9)), alpha=0.5)


def dance_floor(b: Brush) -> None:
    """Lit tiles in perspective, from y = 0 down."""
    b.flat("#3a2f5c", rect(-160, 0, 320, 90))
    for colour in ("#e05aa0", "#5ab0e0", "#e0b85a", "#8a6ae0"):
        tiles = []
        for _ in range(5):
            i, row = b.rng.randint(-6, 5), b.rng.randint(0, 3)
            near, far = 1 + 0.28 * row, 1 + 0.28 * (row + 1)
            tiles.append(
                poly(
                    (18 * i * near, 21 * row),
                    (18 * (i + 1) * near, 21 * row),
                    (18 * (i + 1) * far, 21 * row + 20),
                    (18 * i * far, 21 * row + 20),
                )
            )
        b.fill(colour, *tiles)


def notes(b: Brush) -> None:
    """Notes of music in the air."""
    colour = b.pick(("#fdf3c8", "#f5b8d8", "#b8e6f5"))
    b.fill(colour, oval(-20, 4, 5, 4), oval(14, -8, 5, 4), oval(30, -4, 5, 4))
    b.line(colour, 2.2, "M-15.5 3V-16q7 2 8 9M18.5 -9V-28L34.5 -24V-5")


def runway(b: Brush) -> None:
    """A lit catwalk that leads from the back of the hall to the viewer."""
    b.fill("#efeaf4", poly((100, 128), (156, 128), (236, 262), (20, 262)))
    b.line("#fff3c0", 3, "M100 128L20 262M156 128L236 262")
    b.fill("#cfc6dc", poly((126, 128), (130, 128), (142, 262), (114, 262)))


def spotlights(b: Brush) -> None:
    """White light from above on a catwalk."""
    for x in (40, 216):
        b.fill(
            "#fff6e0",
            poly((x - 4, 6), (x + 4, 6), (x + (128 - x) * 0.7 + 30, 150), (x + (128 - x) * 0.7 - 30, 150)),
            alpha=0.25,
        )
    b.flat("#17121f", rect(-30, -30, 316, 33))
    b.fill("#fff6e0", *(disc(x, 4, 4) for x in range(10, 256, 26)))


def lectern(b: Brush) -> None:
    """A speaker's desk with two microphones, before somebody; its top is y = 0."""
    wood = b.pick(("#8f5f3c", "#6f4a34", "#a8744a"))
    b.fill(mix(wood, "#ffffff", 0.18), poly((-44, 0), (44, 0), (38, 14), (-38, 14)))
    b.fill(wood, poly((-36, 14), (36, 14), (30, 90), (-30, 90)))
    b.fill(mix(wood, "#ffe0a0", 0.5), disc(0, 36, 10))
    b.line("#3a3f48", 2.2, "M-16 2Q-22 -14 -10 -22M16 2Q22 -14 10 -22")
    b.fill("#22262e", oval(-9, -24, 4, 5), oval(9, -24, 4, 5))


def microphones(b: Brush) -> None:
    """Reporters' microphones with coloured cubes, held up from below towards somebody's chin."""
    for x, foot, y in ((-34, -70, 0), (-13, -24, 12), (12, 26, 8), (36, 74, -4)):
        b.line("#2c3038", 5, lines((foot, 90), (x, y)))
        b.fill("#3a3f48", oval(x, y - 9, 7, 9))
        b.fill(b.pick(ACCENTS), box(x - 8 + (foot - x) * 0.12, y + 4, 16, 14, 2))

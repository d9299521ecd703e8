"""Stages, fairs, museums and galleries."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


def beams(b: Brush) -> None:
    """Coloured beams from lamps along the upper edge."""
    for x in (20, 75, 181, 236):
        colour, lean = b.pick(("#f05a9a", "#5ac8f0", "#f0c85a", "#9a6af0", "#6af0a8")), b.some(-50, 50)
        b.fill(colour, poly((x - 4, 6), (x + 4, 6), (x + lean + 24, 150), (x + lean - 24, 150)), alpha=0.38)
        b.fill("#fff6d8", disc(x, 5, 5))
    b.flat("#14101f", rect(-30, -30, 316, 34))


def speakers(b: Brush) -> None:
    """A tower of loudspeakers, 70 high."""
    b.fill("#1f1a2c", box(-17, -72, 34, 73, 3))
    b.fill("#55506a", disc(0, -52, 12), disc(0, -20, 12))
    b.fill("#2c263c", disc(0, -52, 7), disc(0, -20, 7))


def platform(b: Brush) -> None:
    """The front of a stage, across the picture; the musicians stand on y = 0."""
    b.flat("#5a4570", rect(-160, 0, 320, 10))
    b.flat("#32264a", rect(-160, 10, 320, 60))


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
            tiles.append(poly((18 * i * near, 21 * row), (18 * (i + 1) * near, 21 * row), (18 * (i + 1) * far, 21 * row + 20), (18 * i * far, 21 * row + 20)))  # fmt: skip
        b.fill(colour, *tiles)


def notes(b: Brush) -> None:
    """Notes of music in the air."""
    colour = b.pick(("#fdf3c8", "#f5b8d8", "#b8e6f5"))
    b.fill(colour, oval(-20, 4, 5, 4), oval(14, -8, 5, 4), oval(30, -4, 5, 4))
    b.line(colour, 2.2, "M-15.500 3V-16q7 2 8 9M18.500 -9V-28L34.500 -24V-5")


def runway(b: Brush) -> None:
    """A lit catwalk that leads from the back of the hall to the viewer."""
    b.fill("#efeaf4", poly((100, 128), (156, 128), (236, 262), (20, 262)))
    b.line("#fff3c0", 3, "M100 128L20 262M156 128L236 262")
    b.fill("#cfc6dc", poly((126, 128), (130, 128), (142, 262), (114, 262)))


def front_rows(b: Brush) -> None:
    """Spectators in rows on both sides of the catwalk, facing it."""
    for side in (-1, 1):
        with b.at(128, 0, 1, flip=side < 0):
            for x, y, r in ((46, 148, 6), (62, 160, 7), (80, 176, 8.5), (102, 198, 10.5)):
                b.fill(b.pick(("#6f5f9a", "#8a4f6a", "#4f7a94", "#94854f")), box(x - 1.4 * r, y + 0.8 * r, 2.8 * r, 4.6 * r, r))
                b.fill(b.pick(("#e0ab82", "#9a6642", "#f3cdb0", "#74492f")), disc(x, y, r))
                b.fill(b.pick(("#2d2628", "#7a4c2e", "#b98a50")), dome(x, y - 0.2 * r, r, 0.9 * r))


def photographers(b: Brush) -> None:
    """Two press photographers at the lower edge with flashes."""
    for x in (-100, 100):
        with b.at(x + b.some(-6, 6), 0):
            b.fill("#241c34", box(-24, -16, 48, 50, 14), disc(0, -28, 14))
            b.fill("#3c3450", box(-16, -36, 32, 19, 4))
            b.fill("#fffbe6", poly(*((0 + (16 if i % 2 else 6) * c, -52 + (16 if i % 2 else 6) * s) for i, (c, s) in enumerate(_STAR))))  # fmt: skip


_STAR = ((1, 0), (0.92, 0.38), (0.7, 0.7), (0.38, 0.92), (0, 1), (-0.38, 0.92), (-0.7, 0.7), (-0.92, 0.38), (-1, 0), (-0.92, -0.38), (-0.7, -0.7), (-0.38, -0.92), (0, -1), (0.38, -0.92), (0.7, -0.7), (0.92, -0.38))  # fmt: skip


def spotlights(b: Brush) -> None:
    """White light from above on a catwalk."""
    for x in (40, 216):
        b.fill("#fff6e0", poly((x - 4, 6), (x + 4, 6), (x + (128 - x) * 0.7 + 30, 150), (x + (128 - x) * 0.7 - 30, 150)), alpha=0.25)  # fmt: skip
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


def balloons(b: Brush) -> None:
    """A bunch of balloons tied at (0, 0)."""
    spots = ((-13, -44), (12, -48), (0, -62))
    b.line("#a9a29a", 1, *(f"M0 0L{x} {y + 12}" for x, y in spots))
    for x, y in spots:
        b.fill(b.pick(ACCENTS), oval(x, y, 10, 13), poly((x - 3, y + 16), (x + 3, y + 16), (x, y + 12)))
        b.fill("#ffffff", oval(x - 4, y - 5, 2, 4), alpha=0.6)


def bunting(b: Brush) -> None:
    """Pennants along a cord across the picture."""
    b.line("#b5a890", 1.2, "M-140 -6Q-70 18 0 4T140 -6")
    for i, x in enumerate(range(-130, 131, 20)):
        y = 5 + 6 * (x < 0) - 3 * (abs(x) > 90)
        b.fill(ACCENTS[i % len(ACCENTS)], poly((x - 7, y), (x + 7, y), (x, y + 15)))


def painting(b: Brush) -> None:
    """One large abstract painting in a thin frame, 62 by 78; its middle is (0, 0)."""
    ground = b.pick(("#f3e3c0", "#2f4a6a", "#f0b8a0", "#dfe8e6", "#d9574a", "#f0c84a"))
    b.flat(b.pick(("#2f2a2c", "#c9a04a", "#8a6242")), rect(-33, -41, 66, 82))
    b.flat(ground, rect(-30, -38, 60, 76))
    kind = b.rng.randint(0, 3)
    colours = b.rng.sample(ACCENTS, 4)
    if kind == 0:
        for colour, (x, y, r) in zip(colours, ((-10, -14, 15), (10, 4, 18), (-12, 20, 11), (14, -24, 8)), strict=True):
            b.fill(colour, disc(x, y, r))
    elif kind == 1:
        for colour, part in zip(colours, (rect(-30, -38, 34, 30), rect(10, -38, 20, 46), rect(-30, 12, 24, 26), rect(0, 16, 30, 22)), strict=True):  # fmt: skip
            b.flat(colour, part)
        b.line("#22202a", 2.4, "M7 -38V38M-30 -5H30M-30 10H30M-3 10V38")
    elif kind == 2:
        for colour, y in zip(colours, (-28, -8, 10, 26), strict=True):
            b.line(colour, 9, f"M-23 {y}q12 -16 23 0t23 0")
    else:
        for colour, points in zip(colours, (((-26, 32), (0, -30), (8, 32)), ((-6, 34), (22, -10), (27, 34)), ((-28, -34), (4, -34), (-20, -6)), ((10, -34), (27, -34), (24, -14))), strict=True):  # fmt: skip
            b.fill(colour, poly(*points))


def sculpture(b: Brush) -> None:
    """A modern sculpture on a plinth, 90 high."""
    b.flat("#f5f3ee", rect(-15, -40, 30, 41))
    b.flat("#dcd8d0", rect(7, -40, 8, 41))
    colour = b.pick(("#c9a04a", "#4a5058", "#b5563f"))
    b.line(colour, 7, "M-8 -43Q-20 -66 0 -72T6 -88M8 -43Q20 -58 2 -64")
    b.fill(colour, disc(8, -90, 6))


def rope(b: Brush) -> None:
    """Posts with a red rope across the picture."""
    for x in (-118, -62, 62, 118):
        b.flat("#c9a04a", rect(x - 1.6, -30, 3.2, 31), rect(x - 6, -2, 12, 3))
        b.fill("#e0bc62", disc(x, -32, 3.4))
    b.line("#b03a48", 4, "M-118 -28Q-90 -12 -62 -28M62 -28Q90 -12 118 -28M-174 -28Q-146 -12 -118 -28M118 -28Q146 -12 174 -28")


def dinosaur(b: Brush) -> None:
    """The skeleton of a dinosaur on a base, 130 long."""
    bone = "#f1e6cc"
    b.fill("#7a6a58", box(-54, -8, 112, 9, 3))
    b.line(bone, 5, "M-36 -92Q-20 -84 -14 -64Q0 -48 30 -52Q54 -56 68 -34")
    b.line(bone, 3, *(f"M{x} {-62 + abs(x) * 0.35:.0f}q-4 14 4 24" for x in (-10, -2, 6, 14, 22)))
    b.line(bone, 4.5, "M30 -50L22 -28L32 -8M26 -48L38 -30L34 -8M-6 -56L-18 -46L-14 -38")
    b.fill(bone, poly((-36, -100), (-62, -92), (-62, -84), (-34, -82)), poly((-58, -80), (-38, -79), (-36, -75), (-58, -75)))
    b.fill("#5a4a40", disc(-42, -92, 3))


def show_case(b: Brush) -> None:
    """An antique vase under glass on a plinth, 90 high."""
    b.flat("#8a7a68", rect(-17, -36, 34, 37))
    b.fill("#e3f0f3", rect(-16, -88, 32, 52))
    colour = b.pick(("#c2703f", "#3f6f9f", "#5f8a6a"))
    b.fill(colour, oval(0, -54, 11, 14), poly((-5, -80), (5, -80), (3, -64), (-3, -64)), rect(-6, -42, 12, 5))
    b.line("#f3e6c8", 2, "M-10 -56h20M-9 -50h18")
    b.line("#b9cfd6", 1.4, "M-16 -88h32v52h-32z")


def bust(b: Brush) -> None:
    """An antique bust on a column, 96 high."""
    b.fill("#cfc6b6", rect(-12, -48, 24, 49), rect(-16, -54, 32, 7), rect(-16, -4, 32, 5))
    b.fill("#f3efe6", dome(0, -54, 17, 16), rect(-4, -74, 8, 12), oval(0, -80, 9, 11), dome(0, -82, 10, 11))
    b.line("#cfc6b6", 1.4, lines((-4, -80), (-2, -80)), lines((2, -80), (4, -80)), "M0 -79v4M-3 -72h6")


def mannequins(b: Brush) -> None:
    """A shop window with two dressed dummies and a price sign, 84 wide."""
    b.flat("#5a5560", rect(-44, -84, 88, 85))
    b.flat("#f7e8c8", rect(-40, -66, 80, 67))
    b.flat(b.pick(ACCENTS), rect(-44, -84, 88, 15))
    b.fill("#faf5ec", disc(-14, -76.500, 4), disc(0, -76.500, 4), disc(14, -76.500, 4))
    for x in (-20, 20):
        colour = b.pick(ACCENTS)
        b.fill("#efe6da", oval(x, -54, 5, 6), rect(x - 1.500, -50, 3, 6))
        b.fill(colour, poly((x - 9, -46), (x + 9, -46), (x + 6, -30), (x + 13, -4), (x - 13, -4), (x - 6, -30)))
    b.fill("#d8473f", disc(0, -26, 10))
    b.line("#ffffff", 1.800, "M-5 -21L5 -31M-4 -30l.1 0M4 -22l.1 0")


def microphones(b: Brush) -> None:
    """Reporters' microphones with coloured cubes, held up from below towards somebody's chin."""
    for x, foot, y in ((-34, -70, 0), (-13, -24, 12), (12, 26, 8), (36, 74, -4)):
        b.line("#2c3038", 5, lines((foot, 90), (x, y)))
        b.fill("#3a3f48", oval(x, y - 9, 7, 9))
        b.fill(b.pick(ACCENTS), box(x - 8 + (foot - x) * 0.12, y + 4, 16, 14, 2))

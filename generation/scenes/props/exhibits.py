"""What museums and galleries show."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


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
        for colour, part in zip(
            colours,
            (rect(-30, -38, 34, 30), rect(10, -38, 20, 46), rect(-30, 12, 24, 26), rect(0, 16, 30, 22)),
            strict=True,
        ):
            b.flat(colour, part)
        b.line("#22202a", 2.4, "M7 -38V38M-30 -5H30M-30 10H30M-3 10V38")
    elif kind == 2:
        for colour, y in zip(colours, (-28, -8, 10, 26), strict=True):
            b.line(colour, 9, f"M-23 {y}q12 -16 23 0t23 0")
    else:
        for colour, points in zip(
            colours,
            (
                ((-26, 32), (0, -30), (8, 32)),
                ((-6, 34), (22, -10), (27, 34)),
                ((-28, -34), (4, -34), (-20, -6)),
                ((10, -34), (27, -34), (24, -14)),
            ),
            strict=True,
        ):
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
    b.line(
        "#b03a48",
        4,
        "M-118 -28Q-90 -12 -62 -28M62 -28Q90 -12 118 -28M-174 -28Q-146 -12 -118 -28M118 -28Q146 -12 174 -28",
    )


def dinosaur(b: Brush) -> None:
    """The skeleton of a dinosaur on a base, 130 long."""
    bone = "#f6ecd6"
    b.fill(b.pick(("#5f4f4a", "#4a5560", "#5a4a5e")), box(-72, -120, 148, 120, 26))
    b.fill("#7a6a58", box(-54, -8, 112, 9, 3))
    b.line(bone, 5, "M-36 -92Q-20 -84 -14 -64Q0 -48 30 -52Q54 -56 68 -34")
    b.line(bone, 3, *(f"M{x} {-62 + abs(x) * 0.35:.0f}q-4 14 4 24" for x in (-10, -2, 6, 14, 22)))
    b.line(bone, 4.5, "M30 -50L22 -28L32 -8M26 -48L38 -30L34 -8M-6 -56L-18 -46L-14 -38")
    b.fill(
        bone,
        poly((-36, -100), (-62, -92), (-62, -84), (-34, -82)),
        poly((-58, -80), (-38, -79), (-36, -75), (-58, -75)),
    )
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


def knight(b: Brush) -> None:
    """A suit of armour with a lance before a tapestry, 120 high."""
    b.fill(b.pick(("#8a3f44", "#3f4f7a", "#4f6a4a")), rect(-44, -118, 88, 112))
    b.line("#d8b45a", 2, "M-38 -112h76v100h-76z")
    b.fill(
        "#a9b3bd",
        box(-15, -78, 30, 40, 8),
        rect(-12, -40, 10, 38),
        rect(2, -40, 10, 38),
        disc(-18, -70, 8),
        disc(18, -70, 8),
    )
    b.fill("#c3ccd4", box(-10, -100, 20, 24, 9), rect(-24, -66, 8, 26), rect(16, -66, 8, 26))
    b.fill("#3a4048", rect(-7, -91, 14, 3))
    b.fill("#c9473f", poly((0, -100), (14, -114), (4, -100)))
    b.line("#8a6242", 3, "M24 2V-112")
    b.fill("#7a6a58", box(-40, -6, 80, 8, 2))

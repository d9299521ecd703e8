"""Wild animals, side view, looking to the left."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, oval, poly, rect


def giraffe(b: Brush) -> None:
    """A giraffe, 130 high."""
    b.fill(
        "#e8b85a",
        poly((-4, -52), (-24, -116), (-14, -120), (16, -56)),
        box(-8, -58, 40, 24, 9),
        *(rect(x, -38, 5, 39) for x in (-6, 2, 19, 26)),
    )
    b.fill("#e8b85a", box(-42, -128, 30, 14, 6), poly((-18, -126), (-8, -130), (-14, -120)))
    b.line("#8f5f34", 2.4, "M-20 -127V-137M-25 -127V-136")
    b.fill(
        "#a86a34",
        oval(2, -50, 5, 4),
        oval(14, -48, 5, 5),
        oval(25, -50, 4, 4),
        oval(8, -40, 4, 3),
        oval(-4, -66, 4, 5),
        oval(-9, -82, 4, 4),
        oval(3, -62, 3, 4),
        oval(-14, -98, 3, 4),
    )
    b.fill("#2f2a2a", disc(-27, -123, 1.8), disc(-39, -118, 1.2))


def elephant(b: Brush) -> None:
    """An elephant, 80 long."""
    b.fill("#97a0ac", box(-24, -56, 58, 42, 17), *(rect(x, -24, 11, 25) for x in (-20, -4, 10, 21)), disc(-30, -46, 18))
    b.line("#97a0ac", 9, "M-44 -42Q-54 -26 -48 -10q3 6 8 2")
    b.fill("#7f8996", oval(-21, -46, 12, 15))
    b.fill("#f6f1e6", poly((-43, -34), (-52, -22), (-40, -28)))
    b.fill("#2f2a2a", disc(-38, -50, 1.8))


def zebra(b: Brush) -> None:
    """A zebra, 60 long."""
    b.fill(
        "#f6f4ef",
        box(-20, -38, 42, 20, 9),
        *(rect(x, -22, 5, 23) for x in (-17, -9, 9, 16)),
        poly((-20, -26), (-34, -52), (-22, -58), (-8, -34)),
        box(-46, -58, 24, 11, 5),
    )
    b.line("#33313a", 2.6, *(f"M{x} -37q3 8 -1 17" for x in (-10, -2, 6, 14)), "M-28 -46l9 -5M-24 -38l9 -5M-32 -57v9")
    b.line("#33313a", 4, "M-22 -60L-8 -38")


def monkey(b: Brush) -> None:
    """A monkey that hangs from (0, 0) by its tail."""
    b.line("#8a5f3f", 3.4, "M0 0Q8 10 2 22")
    b.fill("#8a5f3f", oval(0, 30, 9, 11), disc(0, 47, 9), disc(-9, 46, 4), disc(9, 46, 4))
    b.fill("#e6c29a", oval(0, 49, 6, 6))
    b.line("#8a5f3f", 4, "M-7 27Q-20 34 -16 46M7 27Q20 34 18 44")
    b.fill("#2f2a2a", disc(-2.6, 47, 1.2), disc(2.6, 47, 1.2))


def monkeys(b: Brush) -> None:
    """A bough with a monkey that hangs from it."""
    b.line("#8a6a48", 6, "M-90 -6Q-30 -14 30 0")
    b.fill("#6fa85c", oval(30, -4, 14, 8), oval(-20, -16, 18, 8), oval(-60, -16, 20, 9))
    monkey(b)


def deer(b: Brush) -> None:
    """A stag, 70 high."""
    b.fill(
        "#a9713f",
        box(-16, -36, 36, 17, 8),
        *(rect(x, -22, 4, 23) for x in (-13, -7, 10, 15)),
        poly((-16, -28), (-26, -50), (-17, -53), (-4, -34)),
        box(-34, -57, 18, 10, 4.5),
    )
    b.line("#7a5230", 2.4, "M-20 -57Q-18 -68 -25 -76M-20 -64l-9 -3M-17 -57Q-12 -66 -6 -74M-14 -64l8 -1")
    b.fill("#f3e6d2", oval(19, -30, 3, 5), oval(-4, -21, 9, 3))
    b.fill("#2f2a2a", disc(-26, -53, 1.6), disc(-33, -52, 1.6))


def fox(b: Brush) -> None:
    """A fox, 46 long."""
    b.fill("#d9763a", box(-14, -24, 32, 14, 6), *(rect(x, -12, 4, 13) for x in (-12, -6, 8, 13)))
    b.fill(
        "#d9763a",
        oval(27, -16, 14, 6),
        poly((-12, -34), (-36, -24), (-14, -16)),
        poly((-14, -32), (-12, -44), (-22, -33)),
    )
    b.fill("#f7efe2", oval(38, -15, 5, 4), oval(-25, -21, 6, 2.4))
    b.fill("#2f2a2a", disc(-36, -24, 2), disc(-22, -27, 1.3))


def bird(b: Brush) -> None:
    """A small bird on a twig."""
    b.line("#7a5a40", 2.4, "M-20 2Q0 -2 26 4")
    b.fill(
        b.pick(("#d9574a", "#4c86b8", "#e0a338")),
        oval(0, -6, 9, 7),
        disc(-7, -13, 5.5),
        poly((6, -8), (20, -3), (7, -2)),
    )
    b.fill("#e8a83c", poly((-12, -14), (-18, -12), (-12, -11)))
    b.fill("#2f2a2a", disc(-9, -14, 1.3))


def butterfly(b: Brush) -> None:
    """A butterfly in the air."""
    b.fill(b.pick(ACCENTS), oval(-6, -4, 6, 5), oval(6, -4, 6, 5), oval(-5, 4, 4, 4), oval(5, 4, 4, 4))
    b.line("#3a3236", 1.8, "M0 -6V6M0 -6l-3 -5M0 -6l3 -5")


def gulls(b: Brush) -> None:
    """Gulls in the air."""
    for x, y in ((-16, 0), (8, -14), (22, 6)):
        b.line("#fbfbf8", 2.6, f"M{x - 9} {y}q5 -6 9 0q4 -6 9 0")

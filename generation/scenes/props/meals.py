"""Food and drink on tables."""

from __future__ import annotations

from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


def plate(b: Brush) -> None:
    """A plate with food, fork and knife."""
    b.fill("#ffffff", oval(0, 0, 22, 7))
    b.fill("#dfe3e4", oval(0, 0, 15, 4.6))
    b.fill(b.pick(("#c9763a", "#b5563f", "#d9a441")), dome(-2, 1, 9, 7))
    b.fill("#6fa85c", disc(7, 0, 3.4), disc(9, -2, 2.6))
    b.line("#9aa5b0", 1.8, "M-30 -6L-33 8M30 -6L33 8")


def wine(b: Brush) -> None:
    """A glass of wine."""
    b.line("#d3dee4", 1.6, "M0 0V-12M-5 0H5")
    b.fill("#e6eef2", poly((-6.5, -28), (6.5, -28), (4, -13), (-4, -13)))
    b.fill(b.pick(("#9a2f48", "#e8c860")), poly((-5.6, -22), (5.6, -22), (4, -13), (-4, -13)))


def candle(b: Brush) -> None:
    """A candle in a stick."""
    b.flat("#c9a04a", rect(-5, -4, 10, 4), rect(-1.4, -9, 2.8, 6))
    b.flat("#f7f0e0", rect(-2.4, -26, 4.8, 18))
    b.glow("#fbc84a", oval(0, -31, 2.6, 5))


def feast(b: Brush) -> None:
    """What friends share: a roast, salad, bread and glasses, 190 wide."""
    b.fill("#ffffff", oval(0, 2, 34, 9))
    b.fill("#b56a34", dome(0, 3, 23, 20), oval(25, -2, 8, 3))
    b.fill("#d08a48", oval(-6, -9, 8, 4))
    b.fill("#6fa85c", *(disc(x, 4, 3.6) for x in (-26, -20, 20, 27)))
    b.fill("#7aa8b8", poly((-82, -12), (-44, -12), (-50, 6), (-76, 6)))
    b.fill("#7fb556", *(disc(x, -13, 6) for x in (-74, -64, -54)))
    b.fill("#d9574a", disc(-69, -16, 3.4), disc(-57, -16, 3.4))
    b.fill("#d2a060", box(48, -8, 40, 12, 6))
    b.line("#a8743c", 1.8, "M56 -6l4 7M66 -6l4 7M76 -6l4 7")
    for x in (-96, 98):
        with b.at(x, 8):
            wine(b)


def cup(b: Brush) -> None:
    """A steaming cup of coffee on its saucer."""
    b.fill("#ffffff", oval(0, 0, 15, 4))
    b.fill(b.pick(("#ffffff", "#d9574a", "#4f9a72", "#e0a338")), poly((-10, -14), (10, -14), (7, -1), (-7, -1)))
    b.line("#f2ede4", 2.6, "M10 -12q7 1 0 8")
    b.fill("#6f4a32", oval(0, -14, 9, 2.4))
    b.line("#ffffff", 1.8, "M-4 -19q-4 -5 0 -9t0 -9M4 -19q-4 -5 0 -9t0 -9", alpha=0.8)


def cake(b: Brush) -> None:
    """A slice of cake on a plate."""
    b.fill("#ffffff", oval(0, 0, 17, 5))
    b.fill("#f3dfb8", poly((-11, -2), (11, -2), (11, -13), (-11, -9)))
    b.fill("#d9849a", poly((-11, -9), (11, -13), (8, -17), (-9, -12)), rect(-11, -6, 22, 2))
    b.fill("#d9473f", disc(2, -17, 3))


def far_table(b: Brush) -> None:
    """A laid table for two further back, with a lamp's light on it; 60 wide."""
    b.fill("#f6f1e6", oval(0, -24, 30, 6), poly((-30, -24), (30, -24), (26, 0), (-26, 0)))
    with b.at(0, -26, 0.6):
        candle(b)
    for x in (-14, 14):
        with b.at(x, -24, 0.55):
            wine(b)

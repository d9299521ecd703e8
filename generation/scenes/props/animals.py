"""Animals of farms and homes, side view, looking to the left."""

from __future__ import annotations

from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


def cow(b: Brush) -> None:
    """A spotted cow, 70 long."""
    b.fill("#f6f1e8", box(-26, -38, 52, 27, 9), *(rect(x, -14, 6, 15) for x in (-23, -13, 9, 19)))
    spot = b.pick(("#4a3f3c", "#8a5a3c"))
    b.fill(spot, oval(-8, -31, 9, 6), oval(14, -24, 9, 8), oval(-18, -18, 5, 4))
    b.line(spot, 2, "M26 -32q7 4 5 20")
    b.fill("#f6f1e8", box(-44, -46, 20, 22, 8))
    b.fill(spot, oval(-24, -42, 6, 3.5), oval(-31, -42, 5, 6))
    b.fill("#eab6ab", box(-46, -31, 17, 9, 4), oval(10, -10, 6, 4))
    b.fill("#2f2a2a", disc(-39, -38, 1.8), disc(-42, -27, 1.2), disc(-35, -27, 1.2))


def sheep(b: Brush) -> None:
    """A sheep."""
    b.flat("#4a4244", *(rect(x, -9, 4, 10) for x in (-12, -5, 5, 11)))
    b.fill("#f7f3ea", disc(-10, -18, 9), disc(0, -22, 10), disc(10, -18, 9), disc(0, -15, 10))
    b.fill("#4a4244", oval(-20, -20, 5, 7))
    b.fill("#f7f3ea", disc(-18, -26, 4))


def hen(b: Brush) -> None:
    """A hen."""
    b.line("#d99a3a", 1.8, "M-2 0v-6M4 0v-6")
    b.fill(
        b.pick(("#f7f1e4", "#b5673a", "#8a5a3c")),
        dome(2, -6, 12, 3),
        oval(2, -11, 11, 8),
        poly((8, -14), (18, -23), (14, -8)),
        oval(-7, -19, 5, 7),
    )
    b.fill("#d8473f", disc(-8, -26, 2.6), disc(-5, -27, 2.4), oval(-11, -15, 1.6, 3))
    b.fill("#e8a83c", poly((-11, -21), (-16, -19), (-11, -17)))


def dog(b: Brush) -> None:
    """A dog, 34 long."""
    b.fill(
        b.pick(("#c48a50", "#f2ece0", "#5f4a3e")),
        box(-14, -20, 28, 13, 6),
        *(rect(x, -10, 4, 11) for x in (-12, -6, 6, 10)),
        box(-24, -29, 15, 12, 5),
    )
    b.line("#8a5f3f", 3, "M13 -18q8 -4 7 -11")
    b.fill("#6f4a32", oval(-11, -26, 3, 5))
    b.fill("#2f2a2a", disc(-24, -25, 1.8), disc(-19, -26, 1.1))

"""Trees, flowers, stones, wood."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, LEAVES, Brush
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


def fir(b: Brush, green: str = "#4f8a62", snow: str = "") -> None:
    """A fir, 46 high; snow: the colour of what lies on it."""
    b.flat("#7a5a42", rect(-2, -8, 4, 9))
    b.fill(
        green,
        poly((0, -46), (10, -26), (-10, -26)),
        poly((0, -36), (13, -14), (-13, -14)),
        poly((0, -26), (15, -4), (-15, -4)),
    )
    if snow:
        b.fill(
            snow,
            poly((0, -46), (7, -32), (-7, -32)),
            poly((-9, -22), (9, -22), (5, -28), (-5, -28)),
            poly((-12, -10), (12, -10), (7, -17), (-7, -17)),
        )


def round_tree(b: Brush) -> None:
    """A leafy tree, about 70 high, at times in autumn."""
    green = b.pick((*LEAVES, *LEAVES, "#d9a045", "#c8743f"))
    b.fill("#86624a", poly((-4, 1), (4, 1), (2.5, -34), (-2.5, -34)))
    b.fill(mix(green, "#22443a", 0.18), disc(-14, -40, 15), disc(14, -38, 14), disc(0, -50, 19))
    b.fill(green, disc(-16, -44, 12), disc(10, -42, 12), disc(-3, -55, 15))


def palm(b: Brush) -> None:
    """A palm, 100 high."""
    b.line("#a8825a", 6, "M0 0Q-4 -50 10 -84")
    b.line(
        "#4f9a62",
        7,
        "M10 -84q-26 -12 -42 8M10 -84q-16 -24 -36 -20M10 -84q12 -26 34 -18M10 -84q28 -8 38 14M10 -84q0 20 -12 30",
    )
    b.fill("#7d5a3a", disc(7, -80, 4), disc(14, -80, 4))


def bush(b: Brush) -> None:
    """A low bush."""
    b.fill(b.pick(LEAVES), dome(-12, 1, 13, 14), dome(10, 1, 15, 18), dome(0, 1, 12, 22))


def flowers(b: Brush) -> None:
    """Flowers in the grass."""
    spots = [(b.some(-26, 26), -b.some(6, 18)) for _ in range(7)]
    b.line("#5f9a52", 1.6, *(f"M{x:.0f} {y:.0f}V2" for x, y in spots))
    b.fill(b.pick(ACCENTS), *(disc(x, y, 4) for x, y in spots))
    b.fill("#fbe9a8", *(disc(x, y, 1.6) for x, y in spots))


def reeds(b: Brush) -> None:
    """Reeds at a shore."""
    xs = [b.some(-16, 16) for _ in range(7)]
    b.line("#6f9a56", 2, *(f"M{x:.0f} 2Q{x:.0f} -20 {x + b.some(-6, 6):.0f} -38" for x in xs))
    b.fill("#7d5638", *(oval(x, -b.some(32, 40), 2.4, 7) for x in xs[:3]))


def stones(b: Brush) -> None:
    """Two boulders."""
    b.fill("#9a9a9c", dome(0, 1, 20, 18), dome(20, 1, 12, 10))
    b.fill("#b5b6b8", dome(-4, -6, 10, 8))


def potted(b: Brush) -> None:
    """A pot plant, 50 high."""
    b.fill(b.pick(("#c27a54", "#e6e0d4", "#6a7f8c")), poly((-9, -16), (9, -16), (7, 1), (-7, 1)))
    b.line(
        b.pick(LEAVES),
        6,
        "M0 -18Q-2 -36 -14 -42M0 -18Q2 -40 2 -50M0 -18Q4 -32 15 -40M0 -18Q-8 -24 -18 -26M0 -18Q8 -24 18 -24",
    )


def hay(b: Brush) -> None:
    """A round bale of hay."""
    b.fill("#d9b45c", box(-24, -32, 48, 33, 15))
    b.fill("#e8cb7c", disc(8, -16, 16))
    b.line("#c59a42", 1.6, "M8 -26a10 10 0 1 1 -9 6M8 -21a5 5 0 1 1 -5 4")


def logs(b: Brush) -> None:
    """A stack of firewood."""
    spots = [(x, y) for y, row in ((-6, (-22, -9, 4, 17)), (-17, (-15, -2, 11)), (-28, (-9, 4))) for x in row]
    b.fill("#8a6242", *(disc(x, y, 6.4) for x, y in spots))
    b.fill("#d8b486", *(disc(x, y, 4.4) for x, y in spots))


def pond(b: Brush) -> None:
    """A pond with ducks."""
    b.fill("#8fc3cf", oval(0, 0, 46, 8))
    b.fill("#f6f3ea", oval(-14, -3, 6, 3), disc(-19, -7, 2.6), oval(12, -1, 6, 3), disc(17, -5, 2.6))

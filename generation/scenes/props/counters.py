"""Bars and supermarkets."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, lines, poly, rect


def espresso_bar(b: Brush) -> None:
    """A counter with a coffee machine, cups and a cake under glass, 100 wide."""
    b.flat("#7a5540", rect(-52, -40, 104, 41))
    b.flat("#a87a54", *(rect(x, -34, 15, 30) for x in (-46, -26, -6, 14, 34)))
    b.flat("#d8c0a0", rect(-56, -46, 112, 7))
    b.fill("#c3cad0", box(-44, -84, 50, 38, 5))
    b.fill("#7f8a94", rect(-38, -72, 38, 22))
    b.fill("#2f3338", rect(-30, -72, 8, 7), rect(-14, -72, 8, 7), rect(-40, -90, 42, 6))
    b.fill("#ffffff", rect(-29, -56, 7, 8), rect(-13, -56, 7, 8), *(rect(x, -96, 7, 6) for x in (-38, -29, -20, -11)))
    b.fill("#d9849a", box(18, -58, 26, 11, 3))
    b.line("#e6f1f4", 2, dome(31, -46, 19, 24))


def chalk_menu(b: Brush) -> None:
    """A blackboard with the drinks of a café: lines and a cup in chalk, 50 wide."""
    b.flat("#8f6442", rect(-27, -21, 54, 42))
    b.flat("#2f3a38", rect(-24, -18, 48, 36))
    b.line("#e6eee8", 1.6, *(f"M-18 {y}h{b.some(10, 18):.0f}M13 {y}h5" for y in (-10, -3, 4, 11)))


def bottles(b: Brush) -> None:
    """A bar shelf with bottles and hanging glasses, 100 wide."""
    b.flat("#6a4a38", rect(-52, -2, 104, 4), rect(-52, -40, 104, 4))
    for y in (-2, -40):
        for i in range(9):
            x, tall = -46 + 11 * i, b.some(10, 14)
            b.fill(
                b.pick(("#4f7a5a", "#7a2f44", "#c9a04a", "#3f5a6a", "#d8d0b8")),
                box(x, y - tall - 4, 7, tall + 4, 2),
                rect(x + 2.2, y - tall - 12, 2.6, 10),
            )


def crates(b: Brush) -> None:
    """Sloping crates of fruit and vegetables, 84 wide."""
    b.flat("#a87a4e", rect(-44, -34, 88, 35))
    for i, (x, y) in enumerate(((-42, -40), (-14, -40), (14, -40), (-42, -20), (-14, -20), (14, -20))):
        b.flat("#7d5836", rect(x, y, 27, 17))
        colour = ("#d9473f", "#f0a030", "#7fb04a", "#f0d04a", "#8a5aa0", "#e07a3a")[(i + b.rng.randint(0, 1)) % 6]
        b.fill(
            colour,
            *(disc(x + 5 + 5.8 * j, y + 2 - 3 * (j % 2), 4.2) for j in range(4)),
            *(disc(x + 6 + 7 * j, y + 8, 4) for j in range(3)),
        )


def aisle(b: Brush) -> None:
    """A supermarket shelf with tins, packets and bottles, 90 wide and 130 high."""
    b.flat("#e9ecec", rect(-46, -132, 92, 133))
    for y in (-104, -76, -48, -20):
        b.flat("#c3cacc", rect(-46, y, 92, 4))
        x = -42.0
        while x < 32:
            colour, kind, count = b.pick(ACCENTS), b.rng.randint(0, 2), b.rng.randint(2, 3)
            if kind == 0:
                b.flat(colour, *(rect(x + 8.6 * i, y - 20, 8, 20) for i in range(count)))
                b.flat("#faf5e8", *(rect(x + 8.6 * i + 2, y - 14, 4, 6) for i in range(count)))
            elif kind == 1:
                b.fill(colour, *(box(x + 8.6 * i, y - 12, 8, 12, 1.5) for i in range(count)))
            else:
                b.fill(
                    colour,
                    *(box(x + 8.6 * i, y - 15, 7, 15, 2) + rect(x + 8.6 * i + 2, y - 20, 3, 6) for i in range(count)),
                )
            x += 8.6 * count + 2
        b.flat("#f0d04a", *(rect(x, y + 0.6, 8, 3) for x in (-38, -8, 22)))


def trolley(b: Brush) -> None:
    """A full shopping trolley, 80 wide."""
    b.fill("#7fb04a", disc(-14, -46, 9), disc(-4, -50, 8))
    b.fill("#f0a030", disc(10, -45, 7), disc(20, -44, 7))
    b.fill("#d8a868", box(24, -66, 8, 34, 3))
    b.fill("#f3efe6", poly((-34, -60), (-22, -60), (-20, -36), (-34, -36)))
    b.line(
        "#8a94a0",
        2,
        lines((-46, -42), (42, -42), (34, -12), (-34, -12), (-46, -42)),
        *(f"M{x} -42L{x * 0.8:.0f} -12" for x in (-34, -22, -10, 2, 14, 26, 38)),
        "M-43 -32H39M-39 -22H37",
    )
    b.line("#5a626c", 3, "M42 -42L52 -56H62M-34 -12L-30 0H32")
    b.fill("#3a3f48", disc(-26, 4, 5), disc(28, 4, 5))

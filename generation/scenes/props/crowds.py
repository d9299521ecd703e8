"""People in numbers, seen from behind or far off."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, CLOTHES, Brush
from generation.scenes.props.company import head
from generation.scenes.shapes import box, disc, dome, poly, rect

_STAR = (
    (1, 0),
    (0.92, 0.38),
    (0.7, 0.7),
    (0.38, 0.92),
    (0, 1),
    (-0.38, 0.92),
    (-0.7, 0.7),
    (-0.92, 0.38),
    (-1, 0),
    (-0.92, -0.38),
    (-0.7, -0.7),
    (-0.38, -0.92),
    (0, -1),
    (0.38, -0.92),
    (0.7, -0.7),
    (0.92, -0.38),
)


def seen_from_behind(b: Brush) -> None:
    """Head and shoulders of somebody in front of us who looks away."""
    b.fill(b.pick(CLOTHES), box(-26, -22, 52, 60, 17))
    head(b, 0, -33, 15, back=True)


def audience(b: Brush) -> None:
    """A row of people seen from behind, across the picture's lower edge; the middle stays free."""
    for x in (-116, -68, 68, 116):
        with b.at(x + b.some(-6, 6), b.some(-4, 4), b.some(0.9, 1.1)):
            seen_from_behind(b)


def crowd(b: Brush) -> None:
    """Dark heads and raised hands across the picture."""
    dark = b.pick(("#4b3a78", "#3f3a80", "#5a3a70"))
    b.line(dark, 9, *(f"M{x + b.some(-6, 6):.0f} 20V{-b.some(34, 58):.0f}" for x in range(-136, 140, 34)))
    b.fill(dark, *(disc(x + b.some(-4, 4), -b.some(10, 18), 13) for x in range(-140, 140, 25)), rect(-160, -6, 320, 60))


def pupils(b: Brush) -> None:
    """Children at desks, seen from behind, across the picture's lower edge."""
    for x in (-106, -66, 66, 106):
        with b.at(x + b.some(-4, 4), 0, 0.8):
            b.fill(b.pick(ACCENTS), box(-19, -20, 38, 50, 13))
            head(b, 0, -31, 15, back=True)
    b.flat("#c9985f", rect(-140, 6, 92, 8), rect(48, 6, 92, 8))


def front_rows(b: Brush) -> None:
    """Spectators in rows on both sides of the catwalk, facing it."""
    for side in (-1, 1):
        with b.at(128, 0, 1, flip=side < 0):
            for x, y, r in ((46, 148, 6), (62, 160, 7), (80, 176, 8.5), (102, 198, 10.5)):
                b.fill(
                    b.pick(("#6f5f9a", "#8a4f6a", "#4f7a94", "#94854f")),
                    box(x - 1.4 * r, y + 0.8 * r, 2.8 * r, 4.6 * r, r),
                )
                b.fill(b.pick(("#e0ab82", "#9a6642", "#f3cdb0", "#74492f")), disc(x, y, r))
                b.fill(b.pick(("#2d2628", "#7a4c2e", "#b98a50")), dome(x, y - 0.2 * r, r, 0.9 * r))


def photographers(b: Brush) -> None:
    """Two press photographers at the lower edge with flashes."""
    for x in (-100, 100):
        with b.at(x + b.some(-6, 6), 0):
            b.fill("#241c34", box(-24, -16, 48, 50, 14), disc(0, -28, 14))
            b.fill("#3c3450", box(-16, -36, 32, 19, 4))
            b.fill(
                "#fffbe6",
                poly(
                    *((0 + (16 if i % 2 else 6) * c, -52 + (16 if i % 2 else 6) * s) for i, (c, s) in enumerate(_STAR))
                ),
            )


def hikers(b: Brush) -> None:
    """Hikers with rucksacks, far off on a path."""
    for x, y in ((-10, 0), (12, -5)):
        b.line("#3f4550", 4, f"M{x} {y}v-12M{x} {y}l4 0")
        b.fill(b.pick(ACCENTS), box(x - 5, y - 26, 10, 15, 4))
        b.fill(b.pick(ACCENTS), box(x + 3, y - 26, 8, 13, 3))
        b.fill("#c68a5c", disc(x - 1, y - 31, 4.5))
        b.line("#6a5a4a", 1.4, f"M{x - 8} {y}l3 -18")

"""Other people: flat figures without faces, about 100 high. None of them is anybody."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, CLOTHES, HAIRS, SKIN_TONES, Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


def head(b: Brush, x: float, y: float, r: float, back: bool = False, hair: str = "") -> None:
    """A head without a face, or seen from the back."""
    skin, hair = b.pick(SKIN_TONES), hair or b.pick(HAIRS)
    if back:
        b.fill(hair, disc(x, y, r), box(x - r, y - 1, 2 * r, r, 0.4 * r))
        return
    if b.rng.random() < 0.45:
        b.fill(hair, box(x - 1.1 * r, y - r, 2.2 * r, 2.3 * r, r))
    b.fill(skin, oval(x, y, 0.92 * r, r))
    b.fill(hair, dome(x, y - 0.25 * r, r, 0.85 * r))


def bystander(b: Brush) -> None:
    """Somebody standing."""
    cloth = b.pick(CLOTHES)
    b.fill(mix(cloth, "#20202c", 0.6), rect(-9, -46, 8, 47), rect(1, -46, 8, 47))
    b.fill(b.pick(SKIN_TONES), disc(-14, -38, 4), disc(14, -38, 4))
    b.fill(cloth, box(-17, -80, 34, 40, 9), rect(-10, -50, 20, 12))
    head(b, 0, -91, 10)


def child(b: Brush) -> None:
    """A child, 62 high."""
    with b.at(0, 0, 0.72):
        b.fill("#4a5068", rect(-9, -32, 8, 33), rect(1, -32, 8, 33))
        b.fill(b.pick(ACCENTS), box(-15, -62, 30, 36, 8))
        head(b, 0, -74, 13)


def elder(b: Brush) -> None:
    """A white-haired person in a cardigan, seated; stands on (0, 0) from the hips."""
    cloth = b.pick(("#8a6f8f", "#6f8a7c", "#a8805f", "#5f7a94"))
    b.fill(cloth, box(-19, -44, 38, 46, 12))
    b.fill("#f3ece0", poly((-5, -44), (5, -44), (0, -26)))
    head(b, 0, -56, 12, hair="#e6e4e0")
    b.line("#5a5560", 1.4, "M-8 -55h6M2 -55h6M-2 -55h4")


def diner(b: Brush) -> None:
    """Somebody seated behind a table, seen from the hips up."""
    b.fill(b.pick(CLOTHES + ACCENTS), box(-20, -46, 40, 50, 12))
    head(b, 0, -59, 13)


def colleague(b: Brush) -> None:
    """Somebody in a suit behind a table."""
    suit = b.pick(("#3c4658", "#54505c", "#2f4a5a", "#5a4a44"))
    b.fill(suit, box(-21, -46, 42, 50, 11))
    b.fill("#f6f3ec", poly((-7, -46), (7, -46), (0, -24)))
    b.fill(b.pick(ACCENTS), poly((-2, -42), (2, -42), (3, -26), (0, -22), (-3, -26)))
    head(b, 0, -59, 12.5)


def waiter(b: Brush) -> None:
    """A waiter with bow tie, apron, and a tray held up."""
    b.fill("#2f3038", rect(-10, -46, 9, 47), rect(1, -46, 9, 47))
    b.fill("#f6f3ec", box(-17, -80, 34, 38, 9))
    b.fill(
        "#2f3038", poly((-16, -79), (-5, -79), (-3, -44), (-16, -44)), poly((16, -79), (5, -79), (3, -44), (16, -44))
    )
    b.fill("#f6f3ec", rect(-13, -44, 26, 26))
    b.fill("#2b2226", poly((-6, -80), (0, -77), (6, -80), (6, -73), (0, -76), (-6, -73)))
    b.line("#f6f3ec", 7, lines((15, -74), (32, -64), (38, -82)))
    b.fill("#b9c0c6", oval(42, -86, 20, 3))
    b.fill("#d7dde2", dome(37, -88, 10, 9))
    b.fill("#8a2f44", poly((49, -101), (57, -101), (53, -88)))
    head(b, 0, -91, 10)


def passenger(b: Brush) -> None:
    """Somebody seated who reads a newspaper."""
    b.fill(b.pick(CLOTHES), box(-18, -44, 36, 50, 11))
    head(b, 0, -56, 11.5)
    b.fill("#f1efe8", poly((-22, -38), (0, -34), (22, -38), (22, -8), (0, -4), (-22, -8)))
    b.line("#a9a69e", 1.6, "M-18 -30l14 3M-18 -24l14 3M-18 -18l14 3M18 -30l-14 3M18 -24l-14 3M0 -34V-4")


def tour_guide(b: Brush) -> None:
    """Somebody who holds up a flag for a group to follow."""
    bystander(b)
    b.line(b.pick(CLOTHES), 8, lines((14, -72), (24, -92)))
    b.line("#8a8580", 2, lines((24, -92), (24, -136)))
    b.fill(b.pick(ACCENTS), poly((24, -136), (48, -129), (24, -121)))

"""Other people: flat figures without faces, standing on (0, 0), about 100 high. None of them is anybody."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, CLOTHES, HAIRS, SKIN_TONES, Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


def _head(b: Brush, x: float, y: float, r: float, back: bool = False, hair: str = "") -> None:
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
    _head(b, 0, -91, 10)


def child(b: Brush) -> None:
    """A child, 62 high."""
    with b.at(0, 0, 0.72):
        b.fill("#4a5068", rect(-9, -32, 8, 33), rect(1, -32, 8, 33))
        b.fill(b.pick(ACCENTS), box(-15, -62, 30, 36, 8))
        _head(b, 0, -74, 13)


def elder(b: Brush) -> None:
    """A white-haired person in a cardigan, seated; stands on (0, 0) from the hips."""
    cloth = b.pick(("#8a6f8f", "#6f8a7c", "#a8805f", "#5f7a94"))
    b.fill(cloth, box(-19, -44, 38, 46, 12))
    b.fill("#f3ece0", poly((-5, -44), (5, -44), (0, -26)))
    _head(b, 0, -56, 12, hair="#e6e4e0")
    b.line("#5a5560", 1.4, "M-8 -55h6M2 -55h6M-2 -55h4")


def diner(b: Brush) -> None:
    """Somebody seated behind a table, seen from the hips up."""
    b.fill(b.pick(CLOTHES + ACCENTS), box(-20, -46, 40, 50, 12))
    _head(b, 0, -59, 13)


def colleague(b: Brush) -> None:
    """Somebody in a suit behind a table."""
    suit = b.pick(("#3c4658", "#54505c", "#2f4a5a", "#5a4a44"))
    b.fill(suit, box(-21, -46, 42, 50, 11))
    b.fill("#f6f3ec", poly((-7, -46), (7, -46), (0, -24)))
    b.fill(b.pick(ACCENTS), poly((-2, -42), (2, -42), (3, -26), (0, -22), (-3, -26)))
    _head(b, 0, -59, 12.5)


def waiter(b: Brush) -> None:
    """A waiter with bow tie, apron, and a tray held up."""
    b.fill("#2f3038", rect(-10, -46, 9, 47), rect(1, -46, 9, 47))
    b.fill("#f6f3ec", box(-17, -80, 34, 38, 9))
    b.fill("#2f3038", poly((-16, -79), (-5, -79), (-3, -44), (-16, -44)), poly((16, -79), (5, -79), (3, -44), (16, -44)))
    b.fill("#f6f3ec", rect(-13, -44, 26, 26))
    b.fill("#2b2226", poly((-6, -80), (0, -77), (6, -80), (6, -73), (0, -76), (-6, -73)))
    b.line("#f6f3ec", 7, lines((15, -74), (28, -64), (30, -84)))
    b.fill("#b9c0c6", oval(30, -89, 19, 3))
    b.fill("#d7dde2", dome(26, -91, 10, 9))
    b.fill("#8a2f44", poly((34, -104), (42, -104), (38, -91)))
    _head(b, 0, -91, 10)


def runner(b: Brush) -> None:
    """A runner from the side, with a shirt in a strong colour."""
    skin = b.pick(SKIN_TONES)
    b.line(mix(skin, "#40202a", 0.12), 6.5, "M-2 -46L-12 -28L-30 -22M-2 -72L-14 -62L-22 -72")
    b.line(skin, 6.5, "M2 -46L16 -34L10 -8L18 -6M4 -74L16 -58L26 -68")
    b.fill(b.pick(ACCENTS), poly((-8, -80), (9, -80), (8, -50), (-7, -50)))
    b.fill("#3a3f52", poly((-8, -52), (8, -52), (14, -38), (-8, -38)))
    b.fill("#f7f5f0", box(10, -9, 14, 6, 2), box(-37, -26, 10, 6, 2))
    _head(b, 3, -90, 9)


def racer(b: Brush) -> None:
    """A runner with a start number."""
    runner(b)
    b.fill("#ffffff", rect(-4, -74, 10, 12))
    b.fill("#34343c", rect(-2, -71, 2, 6), rect(2, -71, 2, 6))


def cyclist(b: Brush) -> None:
    """Somebody riding a bicycle, side view."""
    b.line("#3a3f48", 2.4, disc(-22, -15, 15), disc(22, -15, 15))
    b.line(b.pick(ACCENTS), 2.6, "M-22 -15L-8 -38H14L0 -15zM14 -38L22 -15M-8 -38L0 -15")
    b.line("#4a5068", 7, "M-10 -46L6 -36L1 -16")
    b.line(b.pick(CLOTHES), 11, "M-10 -50L2 -72")
    b.line(b.pick(SKIN_TONES), 5, "M4 -70L16 -46")
    _head(b, 8, -84, 8.5)
    b.fill(b.pick(ACCENTS), dome(8, -85, 10, 9))


def dancers(b: Brush) -> None:
    """A couple that dances, arms up."""
    for x, way in ((-13, 1), (13, -1)):
        skin, cloth = b.pick(SKIN_TONES), b.pick(ACCENTS)
        b.line(skin, 5, f"M{x} -74L{x + 13 * way} -98M{x - 4 * way} -72L{x - 18 * way} -60")
        b.line("#3a3548", 6, f"M{x} -40L{x - 6 * way} 0M{x} -40L{x + 6 * way} -18L{x + 2 * way} -2")
        b.fill(cloth, poly((x - 8, -78), (x + 8, -78), (x + 15, -30), (x - 15, -30)))
        _head(b, x, -88, 9)


def model(b: Brush) -> None:
    """A fashion model in an evening dress or a long coat."""
    colour = b.pick(("#e05a8a", "#4aa6b5", "#e0b23c", "#b45ad0", "#f3efe6", "#e86f4a"))
    skin = b.pick(SKIN_TONES)
    b.line(skin, 4.5, "M-9 -76L-16 -52L-8 -46M9 -76L16 -56L20 -40")
    b.fill(colour, poly((-10, -80), (10, -80), (7, -56), (22, 0), (-22, 0), (-7, -56)))
    b.fill(mix(colour, "#ffffff", 0.4), poly((-3, -56), (3, -56), (10, 0), (-2, 0)))
    _head(b, 0, -92, 9)
    b.fill(colour, oval(0, -99, 16, 3), dome(0, -99, 9, 8))


def seen_from_behind(b: Brush) -> None:
    """Head and shoulders of somebody in front of us who looks away."""
    b.fill(b.pick(CLOTHES), box(-26, -22, 52, 60, 17))
    _head(b, 0, -33, 15, back=True)


def audience(b: Brush) -> None:
    """A row of people seen from behind, across the picture's lower edge; the middle stays free."""
    for x in (-116, -68, 68, 116):
        with b.at(x + b.some(-6, 6), b.some(-4, 4), b.some(0.9, 1.1)):
            seen_from_behind(b)


def crowd(b: Brush) -> None:
    """Dark heads and raised hands across the picture."""
    dark = mix("#2a1f44", "#000000", b.some(0, 0.2))
    b.line(dark, 9, *(f"M{x + b.some(-6, 6):.0f} 20V{-b.some(34, 58):.0f}" for x in range(-136, 140, 34)))
    b.fill(dark, *(disc(x + b.some(-4, 4), -b.some(10, 18), 13) for x in range(-140, 140, 25)), rect(-160, -6, 320, 60))
    b.fill(dark, *(disc(x + b.some(-3, 3), -b.some(32, 38), 4) for x in ()))


def pupils(b: Brush) -> None:
    """Children at desks, seen from behind, across the picture's lower edge."""
    for x in (-106, -66, 66, 106):
        with b.at(x + b.some(-4, 4), 0, 0.8):
            b.fill(b.pick(ACCENTS), box(-19, -20, 38, 50, 13))
            _head(b, 0, -31, 15, back=True)
    b.flat("#c9985f", rect(-140, 6, 92, 8), rect(48, 6, 92, 8))


def passenger(b: Brush) -> None:
    """Somebody seated who reads a newspaper."""
    b.fill(b.pick(CLOTHES), box(-18, -44, 36, 50, 11))
    _head(b, 0, -56, 11.5)
    b.fill("#f1efe8", poly((-22, -38), (0, -34), (22, -38), (22, -8), (0, -4), (-22, -8)))
    b.line("#a9a69e", 1.6, "M-18 -30l14 3M-18 -24l14 3M-18 -18l14 3M18 -30l-14 3M18 -24l-14 3M0 -34V-4")


def guitarist(b: Brush) -> None:
    """A musician with an electric guitar, in back light."""
    b.fill("#2a2036", rect(-9, -46, 7, 47), rect(3, -46, 7, 47), box(-14, -78, 28, 36, 8))
    b.fill("#3a2c48", disc(0, -88, 10))
    b.fill(b.pick(ACCENTS), oval(6, -46, 13, 9))
    b.line("#f0d9a0", 3, "M0 -48L-36 -66")


def singer(b: Brush) -> None:
    """A singer at a microphone stand, in back light."""
    b.fill("#2a2036", poly((-9, -46), (9, -46), (18, 0), (-18, 0)), box(-12, -78, 24, 36, 8))
    b.line("#2a2036", 6, "M10 -74L26 -94M-8 -72L-13 -84")
    b.fill("#4a3040", disc(0, -88, 10), dome(0, -84, 13, 16))
    b.line("#c9ccd4", 2, "M-16 0V-80")
    b.fill("#c9ccd4", disc(-15, -83, 4))


def drummer(b: Brush) -> None:
    """A drum kit with its player."""
    b.fill("#2a2036", box(-13, -66, 26, 40, 8), disc(0, -74, 10))
    b.fill("#d9574a", disc(0, -20, 19))
    b.fill("#f3ede0", disc(0, -20, 15))
    b.fill("#e6c25a", oval(-30, -54, 15, 3), oval(30, -54, 15, 3))
    b.line("#b9bcc6", 1.6, "M-30 -54V0M30 -54V0")


def tour_guide(b: Brush) -> None:
    """Somebody who holds up a flag for a group to follow."""
    bystander(b)
    b.line(b.pick(CLOTHES), 8, lines((14, -72), (24, -92)))
    b.line("#8a8580", 2, lines((24, -92), (24, -136)))
    b.fill(b.pick(ACCENTS), poly((24, -136), (48, -129), (24, -121)))

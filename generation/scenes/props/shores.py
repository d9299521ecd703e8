"""Beaches, lakes and boats."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import disc, dome, oval, poly, rect


def parasol(b: Brush) -> None:
    """A striped beach parasol, 104 high."""
    colour = b.pick(ACCENTS)
    b.flat("#efe6d4", rect(-1.6, -92, 3.2, 93))
    b.fill(colour, dome(0, -70, 48, 34))
    b.fill("#fbf6ec", "M-30 -70Q-24 -98 0 -104Q-12 -92 -12 -70zM30 -70Q24 -98 0 -104Q12 -92 12 -70z")


def deck_chair(b: Brush) -> None:
    """A striped deck chair with a towel, 66 wide."""
    b.line("#a8764a", 4, "M-30 0L26 -50M-26 -22L28 2")
    colour = b.pick(ACCENTS)
    b.fill(colour, poly((-28, -18), (-14, -14), (32, -52), (20, -58)))
    b.fill("#fbf6ec", poly((-16, -24), (-6, -20), (8, -32), (0, -38)))


def beach_ball(b: Brush) -> None:
    """A beach ball."""
    b.fill("#fdfaf2", disc(0, -13, 14))
    for colour, part in (
        ("#d9574a", "M0 -13L-7 -25a14 14 0 0 1 13 0z"),
        ("#4c86b8", "M0 -13L14 -13a14 14 0 0 1 -7 12z"),
        ("#e0a338", "M0 -13L-7 -1a14 14 0 0 1 -7 -12z"),
    ):
        b.fill(colour, part)


def sand_castle(b: Brush) -> None:
    """A sand castle with a bucket."""
    b.fill("#d8b878", rect(-22, -16, 44, 17), rect(-26, -26, 14, 27), rect(12, -26, 14, 27), rect(-7, -30, 14, 20))
    b.line("#a85a4a", 1.6, "M0 -30V-42")
    b.fill("#d9574a", poly((0, -42), (10, -39), (0, -35)))


def towel(b: Brush) -> None:
    """A striped towel on the sand with sun glasses."""
    b.fill(b.pick(ACCENTS), poly((-40, -5), (40, -5), (50, 9), (-50, 9)))
    b.fill("#fbf6ec", poly((-26, -5), (-12, -5), (-15, 9), (-33, 9)), poly((12, -5), (26, -5), (33, 9), (15, 9)))


def jetty(b: Brush) -> None:
    """Planks that lead into a lake from the lower edge, across the picture."""
    b.fill("#b58a5e", poly((-90, 0), (90, 0), (130, 60), (-130, 60)))
    b.line("#8a6440", 1.6, "M-98 12H98M-106 24H106M-114 36H114")
    b.flat("#7d5836", rect(-88, -16, 6, 28), rect(82, -16, 6, 28))


def bucket_of_fish(b: Brush) -> None:
    """A bucket with fish, 34 high."""
    b.fill(
        "#8fb0c0",
        oval(-7, -26, 5, 11),
        oval(5, -28, 5, 11),
        poly((-13, -40), (-1, -40), (-7, -32)),
        poly((-1, -42), (11, -42), (5, -34)),
    )
    b.fill(b.pick(("#7a8a94", "#d9574a", "#4c86b8")), poly((-17, -24), (17, -24), (13, 1), (-13, 1)))
    b.line("#dfe4e8", 1.8, "M-17 -23Q0 -4 17 -23")


def leaping_fish(b: Brush) -> None:
    """A fish that leaps from the water."""
    b.fill("#e8f3f6", oval(0, 2, 18, 3))
    b.fill("#7a98a8", oval(0, -14, 13, 6), poly((10, -14), (20, -21), (20, -8)))
    b.fill("#22262e", disc(-7, -15, 1.4))


def tackle(b: Brush) -> None:
    """A rowing boat, moored, 80 long."""
    b.fill("#8f5f3c", "M-44 -18H44Q38 2 20 2H-20Q-38 2 -44 -18z")
    b.fill("#c9955f", rect(-46, -21, 92, 5))
    b.line("#d8b080", 3, "M-10 -24L34 -36")


def sail_boat(b: Brush) -> None:
    """A sailing boat far off, 50 high."""
    b.fill("#fdfaf2", poly((-2, -50), (-2, -9), (-22, -9)), poly((2, -44), (2, -9), (18, -9)))
    b.fill(b.pick(ACCENTS), "M-24 -6H24Q18 4 10 4H-12Q-20 4 -24 -6z")


def mast(b: Brush) -> None:
    """Mast, boom, ropes and the large sail of the boat one stands on; the deck is y = 0."""
    b.fill("#fbf7ec", "M4 -190Q64 -120 78 -34L4 -34z")
    b.fill("#e3ddcd", "M4 -190Q36 -120 40 -34L4 -34z")
    b.flat("#a8764a", rect(-3, -220, 6, 222), rect(-3, -34, 84, 4))
    b.line("#d9cdb4", 1.2, "M0 -200L-70 0M0 -200L110 0")


def deck(b: Brush) -> None:
    """The railing of a boat with a life belt, across the picture."""
    b.flat("#e9e4da", rect(-160, -2, 320, 6))
    b.flat(
        "#f7f5f0",
        rect(-160, -38, 320, 4),
        rect(-160, -20, 320, 2.5),
        *(rect(x, -38, 4, 38) for x in range(-144, 150, 36)),
    )
    b.fill("#c99a68", poly((-160, 4), (160, 4), (180, 80), (-180, 80)))
    b.line("#a87a4e", 1.2, "M-160 18H160M-160 34H160")


def life_belt(b: Brush) -> None:
    """A red and white life belt."""
    b.line("#f7f3ea", 9, disc(0, 0, 15))
    for turn in (0, 90, 180, 270):
        with b.at(0, 0, turn=turn):
            b.line("#d9473f", 9, "M-10.6 -10.6A15 15 0 0 1 0 -15")

"""Camps, shores, winters and sports in the open."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


def telescope(b: Brush) -> None:
    """A telescope on a tripod that points up to the right, 100 high."""
    b.line("#8a8f9c", 3.4, "M0 -52L-20 0M0 -52L2 0M0 -52L22 0")
    b.line("#dfe3ea", 15, lines((-20, -46), (32, -88)))
    b.line("#c9574a", 16, lines((-6, -57), (-3, -60)))
    b.line("#5f6675", 19, lines((30, -86), (38, -93)))
    b.line("#5f6675", 9, lines((-20, -46), (-29, -39)))
    b.fill("#5f6675", disc(0, -56, 6))


def tent(b: Brush) -> None:
    """A lit tent, 70 wide."""
    colour = b.pick(("#e08a3a", "#4f9a8a", "#d9574a"))
    b.fill(colour, poly((-36, 0), (0, -44), (36, 0)))
    b.fill(mix(colour, "#fff0b0", 0.7), poly((-12, 0), (0, -40), (12, 0)))


def blanket(b: Brush) -> None:
    """A chequered blanket with a thermos flask on the ground."""
    b.fill("#b5485a", poly((-40, -6), (40, -6), (52, 12), (-52, 12)))
    b.line("#f0d8c0", 2, "M-26 -6L-34 12M0 -6V12M26 -6L34 12M-46 3H46")
    b.fill("#8fa6b8", box(10, -30, 12, 28, 3))
    b.fill("#d9dee4", rect(11, -34, 10, 6))


def campfire(b: Brush) -> None:
    """A fire between stones, 30 high."""
    b.line("#6f4a30", 6, "M-14 0L12 -6M14 0L-12 -6")
    b.fill("#f07a34", "M-12 -3Q-16 -20 -4 -26Q-2 -18 2 -36Q12 -20 11 -3z")
    b.fill("#fbd25a", "M-6 -3Q-8 -14 1 -20Q8 -12 6 -3z")
    b.fill("#8a8a90", *(dome(x, 3, 5, 6) for x in (-18, -9, 0, 9, 18)))


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
    for colour, part in (("#d9574a", "M0 -13L-7 -25a14 14 0 0 1 13 0z"), ("#4c86b8", "M0 -13L14 -13a14 14 0 0 1 -7 12z"), ("#e0a338", "M0 -13L-7 -1a14 14 0 0 1 -7 -12z")):  # fmt: skip
        b.fill(colour, part)


def sand_castle(b: Brush) -> None:
    """A sand castle with a bucket."""
    b.fill("#d8b878", rect(-22, -16, 44, 17), rect(-26, -26, 14, 27), rect(12, -26, 14, 27), rect(-7, -30, 14, 20))
    b.line("#a85a4a", 1.6, "M0 -30V-42")
    b.fill("#d9574a", poly((0, -42), (10, -39), (0, -35)))


def jetty(b: Brush) -> None:
    """Planks that lead into a lake from the lower edge, across the picture."""
    b.fill("#b58a5e", poly((-90, 0), (90, 0), (130, 60), (-130, 60)))
    b.line("#8a6440", 1.6, "M-98 12H98M-106 24H106M-114 36H114")
    b.flat("#7d5836", rect(-88, -16, 6, 28), rect(82, -16, 6, 28))


def bucket_of_fish(b: Brush) -> None:
    """A bucket with fish, 34 high."""
    b.fill("#8fb0c0", oval(-7, -26, 5, 11), oval(5, -28, 5, 11), poly((-13, -40), (-1, -40), (-7, -32)), poly((-1, -42), (11, -42), (5, -34)))  # fmt: skip
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
    b.flat("#f7f5f0", rect(-160, -38, 320, 4), rect(-160, -20, 320, 2.5), *(rect(x, -38, 4, 38) for x in range(-144, 150, 36)))
    b.fill("#c99a68", poly((-160, 4), (160, 4), (180, 80), (-180, 80)))
    b.line("#a87a4e", 1.2, "M-160 18H160M-160 34H160")


def life_belt(b: Brush) -> None:
    """A red and white life belt."""
    b.line("#f7f3ea", 9, disc(0, 0, 15))
    b.line("#d9473f", 9, "M-10.600 -10.600A15 15 0 0 1 0 -15M10.600 10.600A15 15 0 0 1 0 15M-10.600 10.600A15 15 0 0 1 -15 0M10.600 -10.600A15 15 0 0 1 15 0")  # fmt: skip


def snow_shoes(b: Brush) -> None:
    """Two snowshoes that stick in the snow, 70 high."""
    for x, turn in ((-12, -7), (12, 7)):
        with b.at(x, 0, 1, turn=turn):
            b.line("#c2783a", 3.6, "M0 4C-16 -10 -16 -60 0 -68C16 -60 16 -10 0 4z")
            b.line("#6a4a34", 1.4, "M-11 -20H11M-12 -30H12M-12 -40H12M-10 -50H10M-6 -8V-60M6 -8V-60")
            b.fill("#3f4550", box(-9, -40, 18, 11, 3))


def snow_tracks(b: Brush) -> None:
    """The prints of snowshoes that lead into the distance."""
    b.fill("#b9cbdc", *(oval(160 + (9 if i % 2 else -9) * k + 26 * (1 - k), 168 + 84 * k * k, 8 * k, 4.4 * k) for i, k in enumerate((0.25, 0.36, 0.47, 0.58, 0.7, 0.83, 0.97))))  # fmt: skip


def cairn(b: Brush) -> None:
    """A heap of stones that marks a way, with the colours of a trail."""
    b.fill("#8f9299", oval(0, -5, 20, 8), oval(-2, -16, 15, 7), oval(1, -26, 11, 6), oval(0, -34, 7, 4.500))
    b.flat("#ffffff", rect(-7, -19, 14, 3))
    b.flat("#d9473f", rect(-7, -16, 14, 3))


def hikers(b: Brush) -> None:
    """Hikers with rucksacks, far off on a path."""
    for x, y in ((-10, 0), (12, -5)):
        b.line("#3f4550", 4, f"M{x} {y}v-12M{x} {y}l4 0")
        b.fill(b.pick(ACCENTS), box(x - 5, y - 26, 10, 15, 4))
        b.fill(b.pick(ACCENTS), box(x + 3, y - 26, 8, 13, 3))
        b.fill("#c68a5c", disc(x - 1, y - 31, 4.500))
        b.line("#6a5a4a", 1.4, f"M{x - 8} {y}l3 -18")


def finish_arch(b: Brush) -> None:
    """A finish gate with a chequered band, across the road, 150 wide."""
    colour = b.pick(("#d9473f", "#3f6fb0", "#e08a2f"))
    b.fill(colour, box(-80, -130, 14, 132, 5), box(66, -130, 14, 132, 5), box(-84, -142, 168, 34, 6))
    b.flat("#fbfbf8", rect(-74, -136, 148, 22))
    squares = (rect(-74 + 11 * i, -136 + 11 * j, 11, 11) for i in range(13) for j in (0, 1) if (i + j) % 2 == 0)
    b.flat("#22262e", *squares)


def drinks(b: Brush) -> None:
    """A drinks stand: a table with paper cups, 50 wide."""
    b.flat("#f5f3ee", rect(-26, -26, 52, 27))
    b.fill("#5ab0e0", *(poly((x, -38), (x + 8, -38), (x + 7, -26), (x + 1, -26)) for x in (-22, -11, 0, 11)))


def towel(b: Brush) -> None:
    """A striped towel on the sand with sun glasses."""
    b.fill(b.pick(ACCENTS), poly((-40, -5), (40, -5), (50, 9), (-50, 9)))
    b.fill("#fbf6ec", poly((-26, -5), (-12, -5), (-15, 9), (-33, 9)), poly((12, -5), (26, -5), (33, 9), (15, 9)))

"""What stands or drives along streets, paths and fences."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, oval, poly, rect


def fence(b: Brush) -> None:
    """A wooden fence across the picture."""
    wood = b.pick(("#c79a68", "#f2ece0", "#a87a50"))
    b.flat(wood, rect(-160, -21, 320, 4), rect(-160, -11, 320, 4), *(rect(x, -27, 5, 28) for x in range(-150, 160, 26)))


def bars(b: Brush) -> None:
    """The low rail fence of an enclosure, across the picture."""
    b.flat(
        "#7a6a58",
        rect(-160, -24, 320, 3.5),
        rect(-160, -4, 320, 3.5),
        *(rect(x, -28, 2.4, 29) for x in range(-156, 160, 11)),
    )


def lamp_post(b: Brush) -> None:
    """A street lamp, 90 high."""
    b.flat("#454b54", rect(-1.6, -84, 3.2, 85), rect(-5, -4, 10, 5))
    b.fill("#454b54", poly((-7, -92), (7, -92), (0, -100)))
    b.glow("#fdf0c0", poly((-6, -92), (6, -92), (4, -80), (-4, -80)))


def traffic_light(b: Brush) -> None:
    """A traffic light on its post, 90 high."""
    b.flat("#4d535c", rect(-1.6, -56, 3.2, 57))
    b.fill("#343a42", box(-8, -92, 16, 38, 4))
    for y, colour in ((-85, "#e0574a"), (-73, "#5a5038"), (-61, "#355a45")):
        b.fill(colour, disc(0, y, 4.6))


def bench(b: Brush) -> None:
    """A park bench, 56 wide."""
    b.flat("#a8764a", *(rect(-28, y, 56, 4) for y in (-29, -22, -14)))
    b.flat("#4d535c", rect(-23, -28, 3, 29), rect(20, -28, 3, 29))


def trail_sign(b: Brush) -> None:
    """A signpost with arrows, 60 high."""
    b.flat("#7d5a3c", rect(-2.2, -62, 4.4, 63))
    for y, way, colour in ((-58, 1, "#e8cf6a"), (-44, -1, "#f3efe2"), (-30, 1, "#d9754a")):
        b.fill(colour, poly((-4 * way, y), (24 * way, y), (31 * way, y + 5), (24 * way, y + 10), (-4 * way, y + 10)))


def zoo_sign(b: Brush) -> None:
    """A signpost with the outlines of animals, 64 high."""
    b.flat("#7d5a3c", rect(-2.5, -40, 5, 41))
    b.fill("#5f8a4a", box(-24, -66, 48, 32, 4))
    b.fill(
        "#f7f0dc",
        oval(-9, -48, 8, 5),
        rect(-15, -47, 3, 8),
        rect(-6, -47, 3, 8),
        rect(-4, -60, 3, 12),
        oval(-1, -60, 4, 2.4),
    )
    b.fill("#f7f0dc", disc(13, -47, 5.4), disc(7, -54, 2.4), disc(13, -57, 2.4), disc(19, -54, 2.4))


def car(b: Brush) -> None:
    """A car from the side, 70 long."""
    b.fill(b.pick(ACCENTS), "M-36 -6V-16Q-34 -20 -24 -20L-14 -34H14L24 -20Q36 -20 36 -12V-6z")
    b.fill(
        "#dcebf0", poly((-17, -21), (-11, -31), (-2, -31), (-2, -21)), poly((2, -21), (2, -31), (12, -31), (18, -21))
    )
    b.fill("#2f343c", disc(-20, -5, 7), disc(20, -5, 7))
    b.fill("#b9c0c6", disc(-20, -5, 3), disc(20, -5, 3))


def bus(b: Brush) -> None:
    """A town bus from the side, 100 long."""
    b.fill(b.pick(("#d9473f", "#e0a03a", "#3f7fb0")), box(-50, -46, 100, 42, 6))
    b.fill("#dcebf0", *(rect(x, -40, 17, 16) for x in (-44, -24, -4, 16)), rect(37, -40, 10, 22))
    b.fill("#2f343c", disc(-28, -4, 7), disc(28, -4, 7))

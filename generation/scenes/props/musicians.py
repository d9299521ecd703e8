"""A band in back light, and its stage."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


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


def beams(b: Brush) -> None:
    """Coloured beams from lamps along the upper edge."""
    for x in (20, 75, 181, 236):
        colour, lean = b.pick(("#f05a9a", "#5ac8f0", "#f0c85a", "#9a6af0", "#6af0a8")), b.some(-50, 50)
        b.fill(colour, poly((x - 4, 6), (x + 4, 6), (x + lean + 24, 150), (x + lean - 24, 150)), alpha=0.38)
        b.fill("#fff6d8", disc(x, 5, 5))
    b.flat("#14101f", rect(-30, -30, 316, 34))


def speakers(b: Brush) -> None:
    """A tower of loudspeakers, 70 high."""
    b.fill("#1f1a2c", box(-17, -72, 34, 73, 3))
    b.fill("#55506a", disc(0, -52, 12), disc(0, -20, 12))
    b.fill("#2c263c", disc(0, -52, 7), disc(0, -20, 7))


def platform(b: Brush) -> None:
    """The front of a stage, across the picture; the musicians stand on y = 0."""
    b.flat("#5a4570", rect(-160, 0, 320, 10))
    b.flat("#32264a", rect(-160, 10, 320, 60))

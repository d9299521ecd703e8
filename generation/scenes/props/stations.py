"""Airports and railway stations."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, poly, rect


def plane(b: Brush) -> None:
    """An airliner at the gate, nose to the left, 130 long."""
    tail = b.pick(ACCENTS)
    b.fill(tail, poly((46, -22), (66, -54), (78, -54), (70, -18)))
    b.fill("#f7f8f9", "M-66 -10Q-60 -26 -40 -26H50Q68 -24 76 -16Q60 -4 40 -4H-44Q-62 -4 -66 -10z")
    b.fill("#c3ccd3", poly((-10, -12), (22, -12), (44, 8), (30, 8)))
    b.fill("#5f7f9c", *(disc(x, -18, 2) for x in range(-36, 48, 9)), poly((-62, -15), (-52, -22), (-48, -16)))
    b.fill("#3a4048", disc(-40, 2, 4), disc(8, 3, 4), disc(16, 3, 4))
    b.line(tail, 2.4, "M-62 -9H62")


def take_off(b: Brush) -> None:
    """A plane that climbs, 40 long."""
    b.fill("#ffffff", "M-22 8L16 -9q6 -2 6 1l-40 17zM-2 0L-10 -16L-5 -17L10 -4zM-20 7L-28 0L-24 -1L-14 5z")


def suitcase(b: Brush) -> None:
    """A trolley case, 70 high."""
    colour = b.pick(ACCENTS)
    b.line("#5a626c", 2.6, "M-8 -46V-66H8V-46")
    b.fill(colour, box(-18, -48, 36, 46, 5))
    b.line(mix(colour, "#101018", 0.35), 2, "M-9 -42V-8M0 -42V-8M9 -42V-8")
    b.fill("#2f343c", disc(-11, 0, 3.4), disc(11, 0, 3.4))


def train_outside(b: Brush) -> None:
    """A train at the platform, wider than the picture, 80 high; the platform's edge is y = 0."""
    colour = b.pick(("#c9473f", "#3f7fb0", "#4f8f6a", "#e0a03a"))
    b.fill("#eceef0", box(-100, -78, 290, 76, 14))
    b.flat(colour, rect(-98, -26, 286, 14))
    b.fill(
        "#3f5468",
        *(box(x, -66, 30, 28, 4) for x in (-58, 62, 128)),
        poly((-98, -60), (-74, -68), (-74, -36), (-99, -34)),
    )
    b.flat("#b9c0c6", rect(-16, -68, 30, 64))
    b.fill("#3f5468", box(-13, -64, 11, 34, 2), box(1, -64, 11, 34, 2))
    b.fill("#fff0b0", disc(-92, -18, 4))
    b.flat("#2c3038", rect(-90, -4, 280, 6))


def platform_roof(b: Brush) -> None:
    """A station's roof on iron posts, over the platform; the picture's upper edge is y = 0."""
    b.flat("#5f6f6a", rect(-160, -30, 320, 40))
    b.fill("#4a5854", *(poly((x - 20, 10), (x + 20, 10), (x, 22)) for x in range(-140, 150, 40)))
    for x in (-112, 112):
        b.flat("#4a5854", rect(x - 3, 10, 6, 176))
        b.line("#4a5854", 3, f"M{x} 44L{x - 22} 14M{x} 44L{x + 22} 14")


def platform_edge(b: Brush) -> None:
    """Paving with a yellow line along the track, from y = 0 down."""
    b.flat("#c3bfb8", rect(-160, 0, 320, 120))
    b.flat("#f0c84a", rect(-160, 10, 320, 6))
    b.line("#a8a39b", 1.2, "M-160 30H160M-160 52H160M-90 16L-140 80M0 16V80M90 16L140 80M-45 16L-70 80M45 16L70 80")

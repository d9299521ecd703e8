"""Shops and stalls, and what adorns them."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, heart, lines, oval, poly, rect


def charity_stall(b: Brush) -> None:
    """A stall with a heart on its banner, 150 wide; whoever minds it stands before it."""
    colour = b.pick(("#d9574a", "#4f8fb0", "#4f9a72", "#b0568a"))
    b.flat("#8a6a4e", rect(-70, -150, 4, 151), rect(66, -150, 4, 151))
    b.fill(colour, poly((-84, -134), (84, -134), (68, -172), (-68, -172)))
    b.fill(
        "#faf5ec",
        *(poly((x, -134), (x + 14, -134), (x * 0.81 + 11, -172), (x * 0.81, -172)) for x in range(-70, 80, 28)),
    )
    b.fill("#fdf8f0", box(-64, -134, 128, 30, 3))
    b.fill("#d9473f", heart(-46, -119, 9), heart(46, -119, 9), heart(0, -119, 11))
    b.flat(mix(colour, "#ffffff", 0.3), rect(-34, -122, 22, 5), rect(12, -122, 22, 5))
    b.flat("#c9a880", rect(-76, -36, 152, 8))
    b.flat(mix(colour, "#ffffff", 0.55), rect(-72, -28, 144, 30))


def donation_box(b: Brush) -> None:
    """A glass box with coins and a heart on it, a banknote in its slot; 50 high."""
    b.fill("#dcebf0", box(-20, -42, 40, 43, 3))
    b.fill(
        "#e0b24a", *(disc(x, y, 4) for x, y in ((-12, -5), (-4, -5), (4, -5), (12, -5), (-8, -11), (0, -11), (8, -11)))
    )
    b.fill("#d9574a", heart(0, -25, 8))
    b.fill("#4a4f58", rect(-22, -46, 44, 6))
    b.fill("#8fbf8a", rect(-7, -60, 14, 16))
    b.fill("#f3f7ee", dome(0, -50, 3, 3))


def balloons(b: Brush) -> None:
    """A bunch of balloons tied at (0, 0)."""
    spots = ((-13, -44), (12, -48), (0, -62))
    b.line("#a9a29a", 1, *(f"M0 0L{x} {y + 12}" for x, y in spots))
    for x, y in spots:
        b.fill(b.pick(ACCENTS), oval(x, y, 10, 13), poly((x - 3, y + 16), (x + 3, y + 16), (x, y + 12)))
        b.fill("#ffffff", oval(x - 4, y - 5, 2, 4), alpha=0.6)


def bunting(b: Brush) -> None:
    """Pennants along a cord across the picture."""
    b.line("#b5a890", 1.2, "M-140 -6Q-70 18 0 4T140 -6")
    for i, x in enumerate(range(-130, 131, 20)):
        y = 5 + 6 * (x < 0) - 3 * (abs(x) > 90)
        b.fill(ACCENTS[i % len(ACCENTS)], poly((x - 7, y), (x + 7, y), (x, y + 15)))


def mannequins(b: Brush) -> None:
    """A shop window with two dressed dummies and a price sign, 84 wide."""
    b.flat("#5a5560", rect(-44, -84, 88, 85))
    b.flat("#f7e8c8", rect(-40, -66, 80, 67))
    b.flat(b.pick(ACCENTS), rect(-44, -84, 88, 15))
    b.fill("#faf5ec", disc(-14, -76.5, 4), disc(0, -76.5, 4), disc(14, -76.5, 4))
    for x in (-20, 20):
        colour = b.pick(ACCENTS)
        b.fill("#efe6da", oval(x, -54, 5, 6), rect(x - 1.5, -50, 3, 6))
        b.fill(colour, poly((x - 9, -46), (x + 9, -46), (x + 6, -30), (x + 13, -4), (x - 13, -4), (x - 6, -30)))
    b.fill("#d8473f", disc(0, -26, 10))
    b.fill("#ffffff", heart(0, -26, 5))


def rack(b: Brush) -> None:
    """A clothes rail with garments, 60 wide."""
    b.line("#6a6f78", 2.4, "M-30 0V-62H30V0")
    for i in range(5):
        x = -24 + 12 * i
        b.fill(b.pick(ACCENTS), poly((x - 6, -54), (x + 6, -54), (x + 8, -b.some(14, 24)), (x - 8, -18)))


def stairs(b: Brush) -> None:
    """An escalator that climbs to the right, 100 wide."""
    b.fill("#6f7780", poly((-60, 0), (-40, 0), (56, -96), (76, -96), (76, -76), (-20, 18), (-60, 18)))
    steps = [(-40 + 8 * i, -8 * (i + d)) for i in range(12) for d in (0, 1)]
    b.fill("#aab2b8", poly(*steps, (56, -88), (-38, 6)))
    b.line("#3a4048", 4, lines((-58, -18), (-44, -20), (54, -116), (76, -116)))
    b.line("#c3dbe2", 9, lines((-44, -12), (58, -108)), alpha=0.6)

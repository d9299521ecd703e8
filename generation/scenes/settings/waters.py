"""Sea and lake."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import LEAVES, Brush
from generation.scenes.props.plants import fir
from generation.scenes.shapes import oval, rect, wave
from generation.scenes.skies import sky


def beach(b: Brush) -> None:
    """Sea and sand."""
    sky(b)
    sea = b.pick(("#4aa3b8", "#3f97bd", "#5ab0b5"))
    b.flat(sea, rect(-30, 118, 316, 60))
    b.line(
        mix(sea, "#ffffff", 0.5),
        1.4,
        *(f"M{b.some(-10, 230):.0f} {y}h{b.some(18, 40):.0f}" for y in (126, 133, 141, 148)),
    )
    b.fill("#f4f6ee", wave(162, 5, 5, 262, b.some(0, 50)))
    b.fill("#f0dcae", wave(167, 5, 4, 262, b.some(0, 50)))
    b.fill("#e0c68e", *(oval(b.some(0, 256), b.some(190, 250), 8, 1.6) for _ in range(8)))


def lake(b: Brush) -> None:
    """Still water before wooded shores."""
    sky(b)
    green = b.pick(LEAVES)
    b.fill(mix(green, "#b8ccd0", 0.5), wave(122, 24, 3, shift=b.some(0, 60)))
    for x in range(-6, 270, 22):
        with b.at(x + b.some(-5, 5), 140, b.some(0.5, 0.9)):
            fir(b, mix("#4f8262", "#cfe0d6", 0.15))
    water = b.pick(("#6fb0c0", "#69a6bd", "#7ab5b8"))
    b.flat(water, rect(-30, 136, 316, 130))
    b.line(
        mix(water, "#ffffff", 0.4),
        1.6,
        *(f"M{b.some(-10, 230):.0f} {y}h{b.some(20, 46):.0f}" for y in range(144, 250, 9)),
    )


def open_sea(b: Brush) -> None:
    """Sea to the horizon, with an island."""
    sky(b, 132)
    x = b.some(30, 70)
    b.fill("#8fae9a", f"M{x - 40:.0f} 134q20 -26 44 -14t46 14z")
    sea = b.pick(("#3f8fb5", "#4a9fc0", "#3a86a8"))
    b.flat(sea, rect(-30, 131, 316, 135))
    b.line(mix(sea, "#ffffff", 0.45), 1.8, *(f"M{b.some(-10, 236):.0f} {y}q6 -4 12 0t12 0" for y in range(140, 240, 7)))

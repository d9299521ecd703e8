"""Open country; the horizon lies near y = 140."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import LEAVES, Brush
from generation.scenes.props.plants import fir
from generation.scenes.shapes import oval, poly, rect, wave
from generation.scenes.skies import sky

MEADOWS = ("#93bf6a", "#86b56a", "#a3c673", "#9dbb62")


def meadow(b: Brush) -> None:
    """Hills and grass."""
    sky(b)
    green = b.pick(MEADOWS)
    b.fill(mix(green, "#9fc4c0", 0.45), wave(138, 26, 3, shift=b.some(0, 60)))
    b.fill(mix(green, "#ffffff", 0.12), wave(150, 12, 2, shift=b.some(0, 40)))
    b.fill(green, wave(176, 8, 3, 262, b.some(0, 60)))


def park(b: Brush) -> None:
    """Lawns with rows of trees and a winding path."""
    sky(b)
    green = b.pick(MEADOWS)
    b.fill(mix(b.pick(LEAVES), "#cfe3d8", 0.35), wave(132, 22, 7, shift=b.some(0, 30)))
    b.flat(green, rect(-30, 140, 316, 130))
    b.fill(mix(green, "#ffffff", 0.2), oval(60, 165, 120, 10))
    b.fill("#e3cfa6", "M150 148C90 160 250 176 128 200S40 240 10 262H236C250 236 256 210 196 196S190 160 162 148z")


def forest(b: Brush) -> None:
    """A wood with an earthen trail that winds towards the viewer."""
    sky(b, 120)
    b.flat("#7fa878", rect(-30, 110, 316, 60))
    for row, (y, share) in enumerate(((142, 0.45), (160, 0.2))):
        for x in range(-10 + 14 * row, 270, 30):
            with b.at(x + b.some(-6, 6), y, b.some(0.8, 1.25)):
                fir(b, mix("#4f8a62", "#cfe0d6", share))
    b.flat("#88a85e", rect(-30, 156, 316, 110))
    b.fill("#c49a68", "M138 156C120 172 186 184 150 204S70 240 50 264H226C226 236 230 214 206 200S160 172 146 156z")
    b.fill("#b08655", oval(150, 224, 10, 3), oval(120, 244, 14, 3), oval(184, 214, 7, 2))


def mountains(b: Brush) -> None:
    """Rocky peaks with snow on top, above green slopes."""
    sky(b)
    rock = b.pick(("#8c93a3", "#93897f", "#7f8d99"))
    for base, top, wide, share in ((30, 40, 74, 0.4), (226, 34, 84, 0.4), (88, 62, 60, 0.2), (178, 66, 56, 0.2)):
        x, y = base + b.some(-8, 8), top + b.some(-6, 8)
        _peak(b, x, y, wide, mix(rock, "#dfe9f0", share))
    green = b.pick(("#86a865", "#7d9f63", "#9aae66"))
    b.fill(mix(green, "#b5c4b0", 0.3), wave(146, 16, 3, shift=b.some(0, 60)))
    b.fill(green, wave(170, 14, 2, 262, b.some(0, 50)))


def _peak(b: Brush, x: float, y: float, wide: float, rock: str) -> None:
    b.fill(rock, poly((x - wide, 158), (x, y), (x + wide, 158)))
    b.fill(mix(rock, "#40485a", 0.25), poly((x, y), (x + wide, 158), (x + 0.25 * wide, 158), (x - 4, y + 40)))
    w = 0.3 * wide * 118 / (158 - y)
    b.fill(
        "#f7fafc",
        poly((x, y), (x + w, y + 32), (x + 0.4 * w, y + 24), (x, y + 34), (x - 0.5 * w, y + 25), (x - w, y + 32)),
    )


def footpath(b: Brush) -> None:
    """A stony path that climbs towards the peaks."""
    b.fill("#d3bb92", "M196 176C180 186 226 192 186 204S96 226 80 264H230C220 240 250 214 226 200S206 184 200 176z")


def snowfield(b: Brush) -> None:
    """White hills under firs laden with snow."""
    sky(b)
    b.fill(
        "#ccdbe8",
        poly((-30, 140), (24, 70), (70, 120), (110, 84), (160, 128), (214, 60), (290, 140), (290, 170), (-30, 170)),
    )
    b.fill("#eff5fa", poly((24, 70), (44, 92), (30, 90), (8, 91)), poly((214, 60), (240, 88), (216, 84), (194, 83)))
    b.fill("#dde8f1", wave(146, 18, 3, shift=b.some(0, 60)))
    for x in (2, 26, 52, 190, 222, 250):
        with b.at(x + b.some(-6, 6), 158 + b.some(-6, 8), b.some(1.0, 1.7)):
            fir(b, "#55776f", "#f4f9fc")
    b.fill("#f3f8fb", wave(172, 10, 2, 262, b.some(0, 50)))
    b.fill("#dbe6ef", wave(222, 8, 3, 262, b.some(0, 60)))


def enclosure(b: Brush) -> None:
    """A savanna enclosure with rocks, and the visitors' path."""
    sky(b)
    b.fill(mix(b.pick(LEAVES), "#cfe0d6", 0.25), wave(136, 18, 6, 190, b.some(0, 40)))
    b.flat("#d8b87c", rect(-30, 146, 316, 60))
    b.fill("#b59a78", "M96 148q10 -26 34 -24t36 24z")
    b.flat("#c3beb4", rect(-30, 204, 316, 60))


def night_hill(b: Brush) -> None:
    """A bare hill with a few firs under a wide sky."""
    sky(b, 190)
    b.fill("#3f5a6a", wave(166, 22, 2, 262, b.some(0, 60)))
    b.fill("#5a8a6a", wave(190, 14, 2, 262, b.some(0, 60)))

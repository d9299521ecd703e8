"""Open country, towns and water; the horizon lies near y = 140."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, LEAVES, Brush
from generation.scenes.props.plants import fir, round_tree
from generation.scenes.shapes import disc, lines, oval, poly, rect, wave
from generation.scenes.skies import sky

FACADES = ("#d9b08c", "#c98f7a", "#cfc3a8", "#a9b5b8", "#d8c8a0", "#b8917c", "#c2b2b8")
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
    b.fill("#f7fafc", poly((x, y), (x + w, y + 32), (x + 0.4 * w, y + 24), (x, y + 34), (x - 0.5 * w, y + 25), (x - w, y + 32)))  # fmt: skip


def snowfield(b: Brush) -> None:
    """White hills under firs laden with snow."""
    sky(b)
    b.fill("#ccdbe8", poly((-30, 140), (24, 70), (70, 120), (110, 84), (160, 128), (214, 60), (290, 140), (290, 170), (-30, 170)))
    b.fill("#eff5fa", poly((24, 70), (44, 92), (30, 90), (8, 91)), poly((214, 60), (240, 88), (216, 84), (194, 83)))
    b.fill("#dde8f1", wave(146, 18, 3, shift=b.some(0, 60)))
    for x in (2, 26, 52, 190, 222, 250):
        with b.at(x + b.some(-6, 6), 158 + b.some(-6, 8), b.some(1.0, 1.7)):
            fir(b, "#55776f", "#f4f9fc")
    b.fill("#f3f8fb", wave(172, 10, 2, 262, b.some(0, 50)))
    b.fill("#dbe6ef", wave(222, 8, 3, 262, b.some(0, 60)))


def beach(b: Brush) -> None:
    """Sea and sand."""
    sky(b)
    sea = b.pick(("#4aa3b8", "#3f97bd", "#5ab0b5"))
    b.flat(sea, rect(-30, 118, 316, 60))
    b.line(mix(sea, "#ffffff", 0.5), 1.4, *(f"M{b.some(-10, 230):.0f} {y}h{b.some(18, 40):.0f}" for y in (126, 133, 141, 148)))
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
    b.line(mix(water, "#ffffff", 0.4), 1.6, *(f"M{b.some(-10, 230):.0f} {y}h{b.some(20, 46):.0f}" for y in range(144, 250, 9)))


def open_sea(b: Brush) -> None:
    """Sea to the horizon, with an island."""
    sky(b, 132)
    x = b.some(30, 70)
    b.fill("#8fae9a", f"M{x - 40:.0f} 134q20 -26 44 -14t46 14z")
    sea = b.pick(("#3f8fb5", "#4a9fc0", "#3a86a8"))
    b.flat(sea, rect(-30, 131, 316, 135))
    b.line(mix(sea, "#ffffff", 0.45), 1.8, *(f"M{b.some(-10, 236):.0f} {y}q6 -4 12 0t12 0" for y in range(140, 240, 7)))


def town(b: Brush) -> None:
    """A row of houses along a pavement and a road."""
    sky(b)
    x = -20.0 - b.some(0, 20)
    while x < 262:
        wide = b.some(34, 54)
        _house(b, x, wide, b.some(86, 140))
        x += wide
    b.flat("#c9c6c0", rect(-30, 166, 316, 16))
    b.flat("#8d9098", rect(-30, 182, 316, 90))


def _house(b: Brush, x: float, wide: float, tall: float) -> None:
    front = b.pick(FACADES)
    b.flat(front, rect(x, 166 - tall, wide, tall))
    b.flat(mix(front, "#5a4640", 0.35), rect(x - 1, 166 - tall - 4, wide + 2, 5))
    lit = b.pick(("#f7e6a8", "#dcebf0")) if b.light.share > 0.15 else "#e4eff2"
    step = wide / 3
    b.flat(lit, *(rect(x + step * (i + 0.75) - 4, y, 8, 11) for i in range(3) for y in range(int(174 - tall), 116, 20)))


def shops(b: Brush) -> None:
    """Shop fronts with awnings at the foot of the town's houses."""
    for x in (-14, 46, 152, 212):
        left, awning = x + b.some(-4, 4), b.pick(ACCENTS)
        b.flat("#6a5a52", rect(left, 134, 46, 33))
        b.flat("#f3e2b0", rect(left + 3, 140, 26, 23), rect(left + 33, 142, 10, 25))
        b.flat(awning, rect(left - 3, 127, 52, 9))
        b.flat("#f8f3ea", *(rect(left - 3 + 10.4 * i, 127, 5.2, 11) for i in range(5)))


def skyline(b: Brush) -> None:
    """Towers far behind a wide street."""
    sky(b)
    for share, low, high in ((0.5, 60, 118), (0.2, 36, 84)):
        b.flat(mix("#7d93a8", "#e6eef2", share), *(rect(x + b.some(-4, 4), 160 - b.some(low, high), 20, 140) for x in range(-24, 270, 23)))  # fmt: skip
    for x in range(-10, 270, 36):
        with b.at(x + b.some(-6, 6), 164, b.some(0.5, 0.7)):
            round_tree(b)
    b.flat("#cfccc4", rect(-30, 160, 316, 12))
    b.flat("#8a8e97", rect(-30, 170, 316, 100))


def zebra(b: Brush) -> None:
    """A crossing, broad towards the viewer."""
    b.fill("#f4f3ee", *(poly((x, 186), (x + 11, 186), (2 * x - 112, 262), (2 * x - 138, 262)) for x in range(58, 210, 24)))


def cycle_lane(b: Brush) -> None:
    """A coloured lane with the outline of a bicycle on it."""
    b.fill(b.pick(("#c76a5a", "#5f9a7c", "#5a8ab0")), poly((70, 172), (210, 172), (300, 262), (-20, 262)))
    b.line("#f5f3ee", 2.6, lines((70, 172), (-20, 262)), lines((210, 172), (300, 262)))


def course(b: Brush) -> None:
    """The road of a race, lined with barriers and flags."""
    b.fill("#8f939c", poly((104, 166), (152, 166), (300, 262), (-44, 262)))
    b.line("#f3f1ea", 2, "M112 172L20 262M144 172L236 262")
    for side in (-1, 1):
        with b.at(128, 0, 1, flip=side < 0):
            b.line("#b8bec4", 2.2, "M38 168L128 202M38 182L128 232", *(f"M{x} {168 + (x - 38) * 0.38:.0f}v{16 + (x - 38) * 0.17:.0f}" for x in range(38, 129, 18)))  # fmt: skip
            colours = b.pick((("#d9574a", "#e0a338"), ("#4c86b8", "#e0a338"), ("#4f9a72", "#d9574a")))
            b.fill(colours[0], poly((50, 173), (74, 182), (74, 192), (50, 181)))
            b.fill(colours[1], poly((88, 188), (118, 199), (118, 212), (88, 199)))


def pond(b: Brush) -> None:
    """A pond with ducks."""
    b.fill("#8fc3cf", oval(0, 0, 46, 8))
    b.fill("#f6f3ea", oval(-14, -3, 6, 3), disc(-19, -7, 2.6), oval(12, -1, 6, 3), disc(17, -5, 2.6))


def tracks(b: Brush) -> None:
    """Sky and roofs beyond a platform."""
    sky(b)
    b.flat("#a9b3b5", *(rect(x, 150 - b.some(30, 60), 30, 90) for x in range(-20, 270, 34)))


def shopping_street(b: Brush) -> None:
    """Houses with shops."""
    town(b)
    shops(b)


def race_street(b: Brush) -> None:
    """The course of a race through a town."""
    town(b)
    course(b)


def square(b: Brush) -> None:
    """A paved square before distant roofs and trees."""
    sky(b)
    b.flat("#b9c3c4", *(rect(x, 166 - b.some(14, 34), 24, 60) for x in range(-24, 280, 26)))
    b.fill(mix(b.pick(LEAVES), "#cfe0d6", 0.3), wave(160, 10, 9, 190))
    paving = b.pick(("#d9cfbd", "#cfcac2", "#dccbb0"))
    b.flat(paving, rect(-30, 168, 316, 100))
    b.line(mix(paving, "#6a6058", 0.25), 1.2, "M-30 182H290M-30 202H290M-30 230H290", *(lines((128 + 2 * x, 168), (128 + 4.500 * x, 262)) for x in range(-60, 70, 20)))  # fmt: skip


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


def footpath(b: Brush) -> None:
    """A stony path that climbs towards the peaks."""
    b.fill("#d3bb92", "M196 176C180 186 226 192 186 204S96 226 80 264H230C220 240 250 214 226 200S206 184 200 176z")

"""Streets, squares and railways; the houses stand on y = 166."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, LEAVES, Brush
from generation.scenes.props.plants import round_tree
from generation.scenes.shapes import lines, poly, rect, wave
from generation.scenes.skies import sky

FACADES = ("#d9b08c", "#c98f7a", "#cfc3a8", "#a9b5b8", "#d8c8a0", "#b8917c", "#c2b2b8")


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


def shopping_street(b: Brush) -> None:
    """Houses with shops."""
    town(b)
    shops(b)


def skyline(b: Brush) -> None:
    """Towers far behind a wide street."""
    sky(b)
    for share, low, high in ((0.5, 60, 118), (0.2, 36, 84)):
        b.flat(
            mix("#7d93a8", "#e6eef2", share),
            *(rect(x + b.some(-4, 4), 160 - b.some(low, high), 20, 140) for x in range(-24, 270, 23)),
        )
    for x in range(-10, 270, 36):
        with b.at(x + b.some(-6, 6), 164, b.some(0.5, 0.7)):
            round_tree(b)
    b.flat("#cfccc4", rect(-30, 160, 316, 12))
    b.flat("#8a8e97", rect(-30, 170, 316, 100))


def cycle_lane(b: Brush) -> None:
    """A coloured lane with the outline of a bicycle on it."""
    b.fill(b.pick(("#c76a5a", "#5f9a7c", "#5a8ab0")), poly((70, 172), (210, 172), (300, 262), (-20, 262)))
    b.line("#f5f3ee", 2.6, lines((70, 172), (-20, 262)), lines((210, 172), (300, 262)))


def crossing(b: Brush) -> None:
    """A crossing, broad towards the viewer."""
    b.fill(
        "#f4f3ee", *(poly((x, 186), (x + 11, 186), (2 * x - 112, 262), (2 * x - 138, 262)) for x in range(58, 210, 24))
    )


def course(b: Brush) -> None:
    """The road of a race, lined with barriers and flags."""
    b.fill("#8f939c", poly((104, 166), (152, 166), (300, 262), (-44, 262)))
    b.line("#f3f1ea", 2, "M112 172L20 262M144 172L236 262")
    for side in (-1, 1):
        with b.at(128, 0, 1, flip=side < 0):
            b.line(
                "#b8bec4",
                2.2,
                "M38 168L128 202M38 182L128 232",
                *(f"M{x} {168 + (x - 38) * 0.38:.0f}v{16 + (x - 38) * 0.17:.0f}" for x in range(38, 129, 18)),
            )
            colours = b.pick((("#d9574a", "#e0a338"), ("#4c86b8", "#e0a338"), ("#4f9a72", "#d9574a")))
            b.fill(colours[0], poly((50, 173), (74, 182), (74, 192), (50, 181)))
            b.fill(colours[1], poly((88, 188), (118, 199), (118, 212), (88, 199)))


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
    b.line(
        mix(paving, "#6a6058", 0.25),
        1.2,
        "M-30 182H290M-30 202H290M-30 230H290",
        *(lines((128 + 2 * x, 168), (128 + 4.5 * x, 262)) for x in range(-60, 70, 20)),
    )


def tracks(b: Brush) -> None:
    """Sky and roofs beyond a platform."""
    sky(b)
    b.flat("#a9b3b5", *(rect(x, 150 - b.some(30, 60), 30, 90) for x in range(-20, 270, 34)))

"""Rooms and halls. The floor begins at y = FLOOR; everything is wider than the picture."""

from __future__ import annotations

from collections.abc import Sequence

from generation.faces.canvas import mix
from generation.scenes.brush import STEEL, WOODS, Brush, Paint
from generation.scenes.shapes import disc, lines, poly, rect

FLOOR = 178.0
HOMELY = ("#f0dfc2", "#e6c7a8", "#cfd8c0", "#c3d2d6", "#eccbc0", "#e8d59a", "#d6cadb")
COOL = ("#dfe7ea", "#c6d6e0", "#e6e8e3", "#c3d6cf", "#d6d0e0", "#e8dccb")
WHITE = ("#f3f1ec", "#e6ecf0", "#f5efdc", "#e6efe4", "#f2e8e6")
DEEP = ("#7a4448", "#47606c", "#5f4a70", "#4f6650", "#8a5a40", "#3f4a6a")


def room(walls: Sequence[str], floor: str = "boards") -> Paint:
    """A room with walls of one of these colours; floor: boards, tiles or carpet."""

    def paint(b: Brush) -> None:
        wall = b.pick(walls)
        b.flat(wall, rect(-30, -30, 316, FLOOR + 30))
        if b.rng.random() < 0.4:
            b.flat(mix(wall, "#6a5a50", 0.1), *(rect(x, -30, 9, FLOOR + 30) for x in range(-24, 280, 22)))
        elif b.rng.random() < 0.6:
            b.flat(mix(wall, "#5a4a44", 0.14), rect(-30, 128, 316, 60))
        _ground(b, floor)
        b.flat(mix(wall, "#ffffff", 0.5), rect(-30, FLOOR - 7, 316, 7))

    return paint


def _ground(b: Brush, kind: str) -> None:
    if kind == "boards":
        wood = b.pick(WOODS)
        b.flat(mix(wood, "#f0d8b8", 0.25), rect(-30, FLOOR, 316, 100))
        b.line(wood, 1.0, *(lines((128 + 2.2 * x, FLOOR), (128 + 3.6 * x, 262)) for x in range(-70, 80, 14)))
    elif kind == "tiles":
        tile = b.pick(("#dcdad4", "#d3d8da", "#ded3c4"))
        b.flat(tile, rect(-30, FLOOR, 316, 100))
        rows = (f"M-30 {y}H290" for y in (186, 198, 216, 242))
        b.line(
            mix(tile, "#7a7f86", 0.3),
            1.0,
            *rows,
            *(lines((128 + 2 * x, FLOOR), (128 + 4 * x, 262)) for x in range(-70, 80, 17)),
        )
    else:
        carpet = b.pick(("#7d8a99", "#8a7f8f", "#6f8580", "#97857a"))
        b.flat(carpet, rect(-30, FLOOR, 316, 100))
        b.fill(mix(carpet, "#ffffff", 0.12), poly((-30, 222), (290, 206), (290, 262), (-30, 262)))


def hall(b: Brush) -> None:
    """A public building: columns, a frieze and a stone floor."""
    stone = b.pick(("#e6ddcd", "#dcd9d3", "#e2d6c4"))
    dark = mix(stone, "#7a6a5c", 0.25)
    b.flat(stone, rect(-30, -30, 316, FLOOR + 30))
    b.flat(dark, rect(-30, 0, 316, 5), rect(-30, 18, 316, 3), rect(-30, FLOOR - 6, 316, 6))
    for x in (-4, 78, 160, 242):
        b.flat(mix(stone, "#ffffff", 0.5), rect(x, 21, 17, FLOOR - 24), rect(x - 4, 21, 25, 7), rect(x - 4, 170, 25, 8))
        b.flat(dark, rect(x + 5, 28, 1.6, 142), rect(x + 11, 28, 1.6, 142))
    _ground(b, "tiles")


def terminal(b: Brush) -> None:
    """A concourse with a glass front, through which the sky is seen."""
    sky = b.pick(b.light.skies)
    b.flat("#e9edf0", rect(-30, -30, 316, 300))
    b.flat(sky[0], rect(-30, 26, 316, 60))
    b.flat(sky[2], rect(-30, 76, 316, 60))
    b.flat("#9aa79c", rect(-30, 124, 316, 40))
    b.flat("#b9c0c2", rect(-30, 134, 316, 12))


def mullions(b: Brush) -> None:
    """The frame of the terminal's glass front, and its floor."""
    steel = b.pick(STEEL)
    b.flat(
        steel, *(rect(x, 24, 4, 142) for x in (-20, 44, 108, 172, 236)), rect(-30, 22, 316, 5), rect(-30, 158, 316, 6)
    )
    b.flat("#eef1f2", rect(-30, 164, 316, 14))
    _ground(b, b.pick(("tiles", "carpet")))


def mall(b: Brush) -> None:
    """Two storeys of shops around an atrium."""
    wall = b.pick(("#efe6da", "#e6e8ea", "#efe0d6"))
    b.flat(wall, rect(-30, -30, 316, 300))
    b.fill("#cfe6ee", poly((40, -30), (216, -30), (180, 26), (76, 26)))
    b.line("#ffffff", 2, "M128 -30V26M84 -30L100 26M172 -30L156 26")
    b.flat("#c9bfb2", rect(-30, 76, 316, 7))
    b.line("#a9b6bc", 2, "M-30 60H290", *(f"M{x} 60V76" for x in range(-20, 280, 16)))
    _ground(b, "tiles")


def stage(b: Brush) -> None:
    """A dark hall with a lit stage and a curtain on both sides."""
    colour = b.pick(("#7a2f3f", "#4a3a7a", "#2f4f7a"))
    b.flat("#2c2440", rect(-30, -30, 316, 300))
    b.flat("#4a3d5c", rect(-30, 120, 316, 30))
    for x in (-24, 232):
        b.flat(colour, rect(x, -30, 48, 160))
        b.flat(mix(colour, "#100818", 0.35), *(rect(x + dx, -30, 5, 160) for dx in (6, 20, 34)))


def ballroom(b: Brush) -> None:
    """A ballroom in evening light, with drapes and fairy lights."""
    colour = b.pick(("#5a2f6a", "#3a2f7a", "#7a2f5a", "#2f4a7a"))
    b.flat(colour, rect(-30, -30, 316, 220))
    b.flat(mix(colour, "#ffffff", 0.1), *(rect(x, -30, 14, 204) for x in range(-24, 290, 34)))
    b.glow("#ffe9a8", *(disc(x, 30 + 10 * (1 - (x % 64 - 32) ** 2 / 1024), 2) for x in range(0, 260, 8)))


def white_cube(b: Brush) -> None:
    """A gallery: plain white walls, a rail of lamps."""
    b.flat(b.pick(WHITE), rect(-30, -30, 316, FLOOR + 30))
    b.flat("#dedbd4", rect(-30, FLOOR - 3, 316, 3))
    _ground(b, b.pick(("boards", "carpet")))
    b.flat("#4a4f57", rect(-30, 8, 316, 3))
    b.fill("#4a4f57", *(poly((x, 10), (x + 8, 10), (x + 11, 20), (x + 3, 20)) for x in (14, 70, 126, 182, 238)))

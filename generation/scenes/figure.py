"""The person of a scene: the portrait's head and clothes down to the hips, with arms that hold something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generation.faces import clothes
from generation.faces.canvas import mix
from generation.faces.looks import CLOTH_COLOURS, Looks
from generation.faces.procedural import paint
from generation.faces.sitting import Sitting
from generation.records import Pose
from generation.scenes.brush import Brush
from generation.scenes.shapes import Point, box, disc, lines, oval, poly

TROUSERS = ("#3c4a66", "#4b4a52", "#6b5d4c", "#2f3d4a", "#5a4a5e")
HEAD = (128.0, 118.0)  # the middle of the head on the portrait's canvas of 256 pixels, where figures are drawn
WAIST = 366.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Head and trunk as SVG elements on the portrait's canvas, and what arms and legs need of them.

    elbows, palms: of the arms at rest, left and right as the viewer sees them.
    """

    body: str
    elbows: tuple[Point, Point]
    palms: tuple[Point, Point]
    half: float
    sleeve: str
    skin: str
    shade: str
    trousers: str


@lru_cache(16)
def figure(looks: Looks, yaw: float) -> Figure:
    """The figure of a face, turned by `yaw` degrees."""
    s = Sitting(looks, Pose(yaw=yaw))
    paint(s)
    body = clothes.Body(s)
    spots = [(side * share * body.shoulders, y, 4) for share, y in ((0.94, 190), (0.93, 236)) for side in (-1, 1)]
    left, right, low_left, low_right = ((float(x), float(y)) for x, y in body.at(spots))
    sleeve = body.accent if looks.clothing == "dungarees" else body.cloth
    trousers = TROUSERS[tuple(CLOTH_COLOURS).index(looks.clothing_colour) % len(TROUSERS)]
    half = 0.5 * (right[0] - left[0])
    return Figure(s.canvas.shapes(), (left, right), (low_left, low_right), half, sleeve, s.skin, s.shade, trousers)


def legs(b: Brush, who: Figure) -> None:
    """Hips and thighs, which the picture's lower edge cuts, and hands that hang beside them."""
    x, wide = 0.5 * (who.palms[0][0] + who.palms[1][0]), 0.82 * who.half
    b.fill(who.trousers, poly((x - wide, WAIST - 30), (x + wide, WAIST - 30), (x + wide, 600), (x - wide, 600)))
    b.fill(mix(who.trousers, "#10101a", 0.4), poly((x, WAIST + 40), (x + 7, 600), (x - 7, 600)))


def resting(b: Brush, who: Figure, side: int) -> None:
    """The hand of an arm that hangs."""
    x, y = who.palms[side]
    b.fill(who.shade, oval(x, y + 8, 15, 24))
    b.fill(who.skin, oval(x, y + 4, 14, 22))


def forearm(b: Brush, who: Figure, side: int, hand: Point) -> None:
    """From the elbow to a raised hand."""
    elbow, dark = who.elbows[side], mix(who.sleeve, "#221a38", 0.3)
    wrist = (hand[0] + 0.16 * (elbow[0] - hand[0]), hand[1] + 0.16 * (elbow[1] - hand[1]))
    b.line(dark, 41, lines(elbow, wrist))
    b.line(mix(who.sleeve, "#ffffff", 0.07), 36, lines(elbow, wrist))


def hand(b: Brush, who: Figure, side: int, at: Point) -> None:
    """A hand that grips: a palm with three seams between the fingers."""
    x, y = at
    b.fill(who.shade, box(x - 17, y - 15, 34, 34, 14))
    b.fill(who.skin, box(x - 16, y - 16, 32, 31, 13), disc(x - (13 if side else -13), y - 12, 7))
    b.line(who.shade, 2, lines((x - 7, y - 2), (x - 7, y + 11)), lines((x + 1, y - 1), (x + 1, y + 12)))

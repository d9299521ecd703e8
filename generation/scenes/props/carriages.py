"""The insides of trains and cars."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, poly, rect


def train_inside(b: Brush) -> None:
    """A carriage: a long window with a landscape rushing by, poles, seats."""
    wall = b.pick(("#dfe3e2", "#e6e2d8", "#d6dee2"))
    b.flat(wall, rect(-30, -30, 316, 300))
    sky = b.pick(b.light.skies)
    for x in (-40, 48, 136, 224):
        b.fill("#8a949c", box(x, 34, 82, 92, 10))
        b.fill(sky[1], box(x + 4, 38, 74, 84, 8))
        b.fill(b.pick(("#93bf6a", "#86b56a", "#a3c673")), f"M{x + 4} 96q20 -18 40 -6t34 -6v34q0 4 -8 4h-58q-8 0 -8 -8z")
    b.line("#ffffff", 2.4, *(f"M{b.some(0, 220):.0f} {y}h{b.some(16, 34):.0f}" for y in (60, 72, 86, 104)), alpha=0.7)
    b.flat(mix(wall, "#6a7278", 0.3), rect(-30, 132, 316, 140))
    b.flat("#9aa3a8", rect(-30, 210, 316, 60))
    b.flat("#f3f5f5", rect(-30, -4, 316, 14))


def train_seats(b: Brush) -> None:
    """Seats along the carriage's wall; the seat is y = 0."""
    colour = b.pick(("#3f6f9f", "#8a3f4a", "#4f7f6a", "#6a5a94"))
    b.fill(mix(colour, "#101020", 0.25), *(box(x, -46, 44, 54, 9) for x in (-132, -86, 44, 90)))
    b.fill(
        colour,
        *(box(x, -4, 44, 18, 6) for x in (-132, -86, 44, 90)),
        *(box(x + 8, -58, 28, 16, 7) for x in (-132, -86, 44, 90)),
    )


def straps(b: Brush) -> None:
    """Poles and hanging straps under a carriage's ceiling."""
    b.flat("#e0b83f", rect(-160, 16, 320, 4), rect(-100, -30, 4, 290), rect(96, -30, 4, 290))
    for x in (-76, -52, 52, 76):
        b.line("#4a5058", 2.4, f"M{x} 20V36")
        b.line("#f7f5f0", 3, f"M{x} 36l-8 14h16z")


def car_inside(b: Brush) -> None:
    """The inside of a car as its windscreen sees it: back seats, rear and side windows with a road."""
    b.flat("#4a4f58", rect(-30, -30, 316, 300))
    sky = b.pick(b.light.skies)
    green = b.pick(("#93bf6a", "#86b56a", "#b5a878"))
    b.fill(
        sky[1],
        poly((66, 34), (190, 34), (200, 86), (56, 86)),
        poly((-20, 40), (44, 34), (34, 118), (-20, 128)),
        poly((276, 40), (212, 34), (222, 118), (276, 128)),
    )
    b.fill(
        green,
        poly((60, 66), (196, 66), (200, 86), (56, 86)),
        poly((-20, 96), (37, 92), (34, 118), (-20, 128)),
        poly((276, 96), (219, 92), (222, 118), (276, 128)),
    )
    b.fill("#8d9098", poly((118, 66), (138, 66), (158, 86), (98, 86)))
    for x in (10, 244):
        with b.at(x, 102 + b.some(-3, 3), 0.5):
            b.pick((_tree, _tree, _house_far))(b)
    seat = b.pick(("#a8805f", "#6f6a74", "#8a8f98", "#7a4a44"))
    b.fill(mix(seat, "#101018", 0.35), box(46, 92, 164, 100, 18))


def _tree(b: Brush) -> None:
    b.flat("#7a5a42", rect(-3, -20, 6, 22))
    b.fill("#4f8c58", disc(0, -34, 20))


def _house_far(b: Brush) -> None:
    b.flat("#e0c8a0", rect(-18, -28, 36, 30))
    b.fill("#b5563f", poly((-22, -28), (22, -28), (0, -48)))


def driver_seat(b: Brush) -> None:
    """The seat and headrest behind a driver whose head is at (0, 0)."""
    seat = b.pick(("#5a5f6a", "#7a6a5c", "#54484a"))
    b.fill(mix(seat, "#000000", 0.25), box(-28, -34, 56, 54, 14))
    b.fill(seat, box(-58, 30, 116, 150, 26))


def dashboard(b: Brush) -> None:
    """Mirror above, dashboard and windscreen wipers below: what the windscreen shows of a car's front."""
    b.line("#22262e", 3, "M128 -6V8")
    b.fill("#22262e", box(96, 6, 64, 17, 7))
    b.fill("#8fb5c8", box(100, 9, 56, 11, 5))
    b.fill("#2f343c", "M-30 262V226Q128 200 286 226V262z")
    b.line("#454b54", 3, "M-30 228Q128 202 286 228")
    b.fill("#22262e", box(-30, -30, 34, 300, 10), box(252, -30, 34, 300, 10), rect(-30, -30, 316, 32))

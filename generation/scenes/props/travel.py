"""Vehicles, stations, and the insides of cars and trains."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, lines, oval, poly, rect


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


def control_tower(b: Brush) -> None:
    """An airport's control tower, 60 high."""
    b.fill("#dfe3e6", poly((-5, 0), (5, 0), (4, -42), (-4, -42)))
    b.fill("#4f6f84", poly((-13, -54), (13, -54), (9, -42), (-9, -42)))
    b.fill("#c9574a", rect(-11, -59, 22, 5))


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
    b.fill("#3f5468", *(box(x, -66, 30, 28, 4) for x in (-58, 62, 128)), poly((-98, -60), (-74, -68), (-74, -36), (-99, -34)))
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
    b.fill(colour, *(box(x, -4, 44, 18, 6) for x in (-132, -86, 44, 90)), *(box(x + 8, -58, 28, 16, 7) for x in (-132, -86, 44, 90)))


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
    b.fill(sky[1], poly((66, 34), (190, 34), (200, 86), (56, 86)), poly((-20, 40), (44, 34), (34, 118), (-20, 128)), poly((276, 40), (212, 34), (222, 118), (276, 128)))  # fmt: skip
    b.fill(green, poly((60, 66), (196, 66), (200, 86), (56, 86)), poly((-20, 96), (37, 92), (34, 118), (-20, 128)), poly((276, 96), (219, 92), (222, 118), (276, 128)))  # fmt: skip
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


def seat_belt(b: Brush) -> None:
    """A belt from one shoulder across the chest, on a figure's canvas."""
    b.line("#2f343c", 15, lines((205, 232), (60, 366)))


def dashboard(b: Brush) -> None:
    """Mirror above, dashboard and windscreen wipers below: what the windscreen shows of a car's front."""
    b.line("#22262e", 3, "M128 -6V8")
    b.fill("#22262e", box(96, 6, 64, 17, 7))
    b.fill("#8fb5c8", box(100, 9, 56, 11, 5))
    b.fill("#2f343c", "M-30 262V226Q128 200 286 226V262z")
    b.line("#454b54", 3, "M-30 228Q128 202 286 228")
    b.fill("#22262e", box(-30, -30, 34, 300, 10), box(252, -30, 34, 300, 10), rect(-30, -30, 316, 32))


def bicycle(b: Brush) -> None:
    """A bicycle that stands alone, side view, 90 long."""
    b.line("#3a3f48", 2.6, disc(-26, -18, 18), disc(26, -18, 18))
    b.line(b.pick(ACCENTS), 3.4, "M-26 -18L-12 -46H16L-2 -18zM-12 -46L-2 -18M16 -46L26 -18M16 -46L14 -54H24M-12 -46L-14 -52")
    b.line("#3a3f48", 4, "M-21 -53H-8")


def car(b: Brush) -> None:
    """A car from the side, 70 long."""
    b.fill(b.pick(ACCENTS), "M-36 -6V-16Q-34 -20 -24 -20L-14 -34H14L24 -20Q36 -20 36 -12V-6z")
    b.fill("#dcebf0", poly((-17, -21), (-11, -31), (-2, -31), (-2, -21)), poly((2, -21), (2, -31), (12, -31), (18, -21)))
    b.fill("#2f343c", disc(-20, -5, 7), disc(20, -5, 7))
    b.fill("#b9c0c6", disc(-20, -5, 3), disc(20, -5, 3))


def bus(b: Brush) -> None:
    """A town bus from the side, 100 long."""
    b.fill(b.pick(("#d9473f", "#e0a03a", "#3f7fb0")), box(-50, -46, 100, 42, 6))
    b.fill("#dcebf0", *(rect(x, -40, 17, 16) for x in (-44, -24, -4, 16)), rect(37, -40, 10, 22))
    b.fill("#2f343c", disc(-28, -4, 7), disc(28, -4, 7))


def treadmill(b: Brush) -> None:
    """A treadmill from the side, 80 long."""
    b.line("#5a626c", 5, lines((26, -6), (38, -66)), lines((38, -62), (16, -54)))
    b.fill("#2f343c", box(-44, -12, 84, 12, 4))
    b.flat("#6a727c", rect(-40, -12, 70, 4))
    b.fill("#2f343c", poly((28, -66), (46, -62), (44, -78), (32, -82)))
    b.fill("#6fe0c0", poly((32, -69), (43, -66), (42, -75), (34, -78)))


def weights(b: Brush) -> None:
    """A rack of dumbbells, 90 wide."""
    b.line("#5a626c", 4, "M-44 0V-50M44 0V-50M-46 -14H46M-46 -40H46")
    for y in (-20, -46):
        for x in range(-36, 40, 24):
            b.fill("#22262e", box(x - 9, y - 7, 6, 14, 2), box(x + 3, y - 7, 6, 14, 2))
            b.flat("#9aa5b0", rect(x - 4, y - 1.6, 8, 3.2))


def punch_bag(b: Brush) -> None:
    """A punch bag that hangs from (0, 0)."""
    b.line("#6a727c", 2, "M0 -60V0M-9 12L0 0L9 12")
    b.fill(b.pick(("#b5443a", "#34383f", "#3f5f8a")), box(-13, 12, 26, 78, 9))
    b.flat("#f3efe6", rect(-13, 42, 26, 7))


def kettlebells(b: Brush) -> None:
    """Kettlebells and a gymnastic ball on the floor."""
    b.fill(b.pick(ACCENTS), disc(34, -22, 23))
    b.fill("#2f343c", disc(-14, -9, 10), disc(-38, -8, 8))
    b.line("#2f343c", 3.4, "M-20 -16q6 -14 12 0M-43 -13q5 -12 10 0")


def gym_mirror(b: Brush) -> None:
    """A wall of mirrors with ceiling lamps."""
    b.flat("#cfe0e6", rect(6, 40, 244, 124))
    b.fill("#e0edf1", poly((30, 40), (70, 40), (20, 164), (6, 164), (6, 120)), poly((150, 40), (176, 40), (126, 164), (100, 164)))  # fmt: skip
    b.flat("#aebfc6", rect(84, 40, 2, 124), rect(168, 40, 2, 124))
    b.flat("#fdfbe8", rect(30, 14, 60, 6), rect(166, 14, 60, 6))
    b.fill("#8a949c", oval(128, 166, 0.1, 0.1))

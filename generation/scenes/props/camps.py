"""What people take to mountains, snow and night."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, dome, lines, oval, poly, rect


def telescope(b: Brush) -> None:
    """A telescope on a tripod that points up to the right, 100 high."""
    b.line("#8a8f9c", 3.4, "M0 -52L-20 0M0 -52L2 0M0 -52L22 0")
    b.line("#dfe3ea", 15, lines((-20, -46), (32, -88)))
    b.line("#c9574a", 16, lines((-6, -57), (-3, -60)))
    b.line("#5f6675", 19, lines((30, -86), (38, -93)))
    b.line("#5f6675", 9, lines((-20, -46), (-29, -39)))
    b.fill("#5f6675", disc(0, -56, 6))


def tent(b: Brush) -> None:
    """A lit tent, 70 wide."""
    colour = b.pick(("#e08a3a", "#4f9a8a", "#d9574a"))
    b.fill(colour, poly((-36, 0), (0, -44), (36, 0)))
    b.glow(mix(colour, "#fff0b0", 0.7), poly((-12, 0), (0, -40), (12, 0)))


def blanket(b: Brush) -> None:
    """A chequered blanket with a thermos flask on the ground."""
    b.fill("#b5485a", poly((-40, -6), (40, -6), (52, 12), (-52, 12)))
    b.line("#f0d8c0", 2, "M-26 -6L-34 12M0 -6V12M26 -6L34 12M-46 3H46")
    b.fill("#8fa6b8", box(10, -30, 12, 28, 3))
    b.fill("#d9dee4", rect(11, -34, 10, 6))


def campfire(b: Brush) -> None:
    """A fire between stones, 30 high."""
    b.line("#6f4a30", 6, "M-14 0L12 -6M14 0L-12 -6")
    b.glow("#f07a34", "M-12 -3Q-16 -20 -4 -26Q-2 -18 2 -36Q12 -20 11 -3z")
    b.glow("#fbd25a", "M-6 -3Q-8 -14 1 -20Q8 -12 6 -3z")
    b.fill("#8a8a90", *(dome(x, 3, 5, 6) for x in (-18, -9, 0, 9, 18)))


def snow_shoes(b: Brush) -> None:
    """Two snowshoes that stick in the snow, 70 high."""
    for x, turn in ((-12, -7), (12, 7)):
        with b.at(x, 0, 1, turn=turn):
            b.line("#c2783a", 3.6, "M0 4C-16 -10 -16 -60 0 -68C16 -60 16 -10 0 4z")
            b.line("#6a4a34", 1.4, "M-11 -20H11M-12 -30H12M-12 -40H12M-10 -50H10M-6 -8V-60M6 -8V-60")
            b.fill("#3f4550", box(-9, -40, 18, 11, 3))


def snow_tracks(b: Brush) -> None:
    """The prints of snowshoes that lead into the distance."""
    b.fill(
        "#b9cbdc",
        *(
            oval(160 + (9 if i % 2 else -9) * k + 26 * (1 - k), 168 + 84 * k * k, 8 * k, 4.4 * k)
            for i, k in enumerate((0.25, 0.36, 0.47, 0.58, 0.7, 0.83, 0.97))
        ),
    )


def cairn(b: Brush) -> None:
    """A heap of stones that marks a way, with the colours of a trail."""
    b.fill("#8f9299", oval(0, -5, 20, 8), oval(-2, -16, 15, 7), oval(1, -26, 11, 6), oval(0, -34, 7, 4.5))
    b.flat("#ffffff", rect(-7, -19, 14, 3))
    b.flat("#d9473f", rect(-7, -16, 14, 3))

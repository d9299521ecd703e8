"""The machines of a gym."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, lines, poly, rect


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
    b.fill(
        "#e0edf1",
        poly((30, 40), (70, 40), (20, 164), (6, 164), (6, 120)),
        poly((150, 40), (176, 40), (126, 164), (100, 164)),
    )
    b.flat("#aebfc6", rect(84, 40, 2, 124), rect(168, 40, 2, 124))
    b.flat("#fdfbe8", rect(30, 14, 60, 6), rect(166, 14, 60, 6))


def bench_press(b: Brush) -> None:
    """A bench under a barbell, 90 wide."""
    b.line("#5a626c", 4, "M-22 0V-52M22 0V-52")
    b.fill("#b5443a", box(-30, -22, 60, 9, 3))
    b.line("#9aa5b0", 3.4, "M-50 -52H50")
    b.fill("#22262e", box(-46, -66, 7, 28, 2), box(-36, -62, 6, 20, 2), box(39, -66, 7, 28, 2), box(30, -62, 6, 20, 2))

"""Sky and weather, behind and before everything else."""

from __future__ import annotations

from generation.scenes.brush import Brush
from generation.scenes.shapes import disc, lines, oval, rect


def sky(b: Brush, low: float = 150.0) -> None:
    """Three bands from the zenith down to `low`."""
    step = low / 3
    for i, colour in enumerate(b.pick(b.light.skies)):
        b.flat(colour, rect(-30, i * step - 30 * (not i), 316, step + 31))


def sun(b: Brush) -> None:
    """A sun and a few clouds."""
    x, y = b.some(20, 60), b.some(22, 44)
    b.glow("#fbe6a2", disc(x, y, 15))
    b.glow("#fff3cf", disc(x, y, 11))
    clouds(b)


def clouds(b: Brush) -> None:
    """Three clouds."""
    for x in (50, 130, 215):
        with b.at(x + b.some(-25, 25), b.some(18, 62), b.some(0.7, 1.2)):
            b.fill("#fbfdfd", oval(0, 0, 22, 7), disc(-7, -5, 8), disc(6, -7, 10))


def low_sun(b: Brush) -> None:
    """A large sun near the horizon."""
    b.glow("#fdd9a0", disc(b.some(30, 70), b.some(96, 112), 20))
    for x in (90, 200):
        b.fill("#f8c9b0", oval(x + b.some(-20, 20), b.some(30, 60), 34, 4), oval(x + 20, b.some(62, 75), 24, 3))


def stars(b: Brush, count: int = 60) -> None:
    """Stars of three sizes and a moon."""
    for r in (0.6, 0.9, 1.4):
        spots = [disc(b.some(0, 256), b.some(0, 150), r) for _ in range(count // 3)]
        b.glow("#fdf6dc", *spots)
    x, y = b.some(190, 236), b.some(22, 40)
    b.glow("#fbf0c8", f"M{x:.0f} {y:.0f}m4 -12a12 12 0 1 0 8 17a11 11 0 0 1 -8 -17z")


def milky_way(b: Brush) -> None:
    """A band of stars, a constellation, and a shooting star."""
    b.line("#8f8fd0", 40, "M-10 120Q90 40 266 -10", alpha=0.35)
    b.line("#c9c4ee", 14, "M-10 122Q90 44 266 -6", alpha=0.3)
    b.glow("#ffffff", *(disc(b.some(0, 256), b.some(0, 140), b.some(0.5, 1.7)) for _ in range(70)))
    x, y = b.some(10, 30), b.some(16, 30)
    dots = [(x + dx, y + dy) for dx, dy in ((0, 0), (16, 10), (30, 6), (40, 20), (62, 18), (64, 34), (43, 36))]
    b.line("#dfe6ff", 1.0, lines(*dots), lines(dots[6], dots[3]))
    b.glow("#ffffff", *(disc(*dot, 2.2) for dot in dots))
    x, y = b.some(150, 175), b.some(16, 40)
    b.line("#ffffff", 1.6, f"M{x:.0f} {y:.0f}l26 9")


def overcast(b: Brush) -> None:
    """A white winter sky."""
    for x in (40, 120, 220):
        b.fill("#eef3f6", oval(x + b.some(-25, 25), b.some(20, 50), 50, 9))


def snowfall(b: Brush) -> None:
    """Flakes everywhere but before the face."""
    spots = [(b.some(0, 256), b.some(0, 256), b.some(1.2, 2.6)) for _ in range(70)]
    b.fill("#ffffff", *(disc(x, y, r) for x, y, r in spots if not (70 < x < 190 and 40 < y < 170)))

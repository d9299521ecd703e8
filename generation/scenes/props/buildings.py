"""Buildings and sights."""

from __future__ import annotations

from generation.scenes.brush import Brush
from generation.scenes.shapes import box, disc, dome, lines, poly, rect


def barn(b: Brush) -> None:
    """A barn with a white-framed door and a loft, 90 wide."""
    red = b.pick(("#b5443a", "#a63d35", "#9c4a32"))
    b.fill(red, poly((-42, 0), (-42, -44), (-28, -70), (0, -82), (28, -70), (42, -44), (42, 0)))
    b.line("#f4ede0", 3, lines((-47, -42), (-29, -72), (0, -84), (29, -72), (47, -42)))
    b.fill("#8a2f2a", rect(-17, -36, 34, 36))
    b.line("#f4ede0", 2.6, "M-17 0V-36H17V0M-17 0L17 -36M17 0L-17 -36")
    b.fill("#f4ede0", box(-8, -64, 16, 16, 2))
    b.fill("#5a2a2a", rect(-5, -61, 10, 11))


def silo(b: Brush) -> None:
    """A grain silo."""
    b.flat("#c3c9cc", rect(-12, -76, 24, 77))
    b.fill("#9aa3a8", dome(0, -76, 12, 11))
    b.line("#a7afb3", 1.4, *(f"M-12 {y}H12" for y in (-60, -44, -28, -12)))


def log_cabin(b: Brush) -> None:
    """A log cabin with a smoking chimney and a lit window, 110 wide."""
    b.flat("#8f8780", rect(22, -84, 12, 30))
    b.fill("#f3f3f3", disc(30, -92, 6), disc(35, -102, 8), disc(44, -113, 9), alpha=0.8)
    b.flat("#93643c", rect(-46, -42, 92, 43))
    b.line("#6f4a2c", 1.8, *(f"M-46 {y}H46" for y in (-34, -26, -18, -10)))
    b.fill("#a8744a", *(disc(x, y, 4) for x in (-47, 47) for y in (-38, -30, -22, -14, -6)))
    b.fill(b.pick(("#5f4a40", "#7a4438", "#4f5a52")), poly((-58, -40), (0, -86), (58, -40)))
    b.fill("#93643c", poly((-36, -42), (0, -71), (36, -42)))
    b.fill("#5a3a26", rect(-34, -30, 17, 31))
    b.glow("#ffe08a", rect(-2, -32, 30, 19))
    b.line("#5a3a26", 2, "M-2 -32h30v19h-30zM13 -32v19M-2 -22h30")


def tower(b: Brush) -> None:
    """An iron tower on four legs."""
    b.fill(
        "#8a7463",
        poly((-3, -122), (3, -122), (8, -66), (32, 0), (22, 0), (10, -24), (-10, -24), (-22, 0), (-32, 0), (-8, -66)),
    )
    b.fill("#b9d4e0", dome(0, 1, 14, 18))
    b.fill("#6f5c4e", rect(-14, -45, 28, 5), rect(-8, -76, 16, 4), rect(-1, -134, 2, 14))
    b.line("#6f5c4e", 1.2, "M-8 -66L10 -48M8 -66L-10 -48M-15 -40L0 -24L15 -40")


def triumphal_arch(b: Brush) -> None:
    """A triumphal arch with reliefs."""
    b.fill("#d8c7a6", rect(-44, -86, 88, 87), rect(-48, -92, 96, 8), rect(-48, -70, 96, 5))
    b.fill("#8fb0c0", box(-15, -58, 30, 74, 15))
    b.fill("#b59f7c", rect(-38, -52, 15, 22), rect(23, -52, 15, 22), rect(-38, -22, 15, 22), rect(23, -22, 15, 22))


def domed_temple(b: Brush) -> None:
    """A white dome between minarets, mirrored in a basin."""
    b.fill(
        "#f3eee6",
        rect(-36, -44, 72, 45),
        dome(0, -48, 20, 22),
        rect(-20, -50, 40, 8),
        dome(-28, -44, 8, 12),
        dome(28, -44, 8, 12),
        rect(-56, -72, 6, 73),
        rect(50, -72, 6, 73),
        dome(-53, -72, 4, 8),
        dome(53, -72, 4, 8),
        poly((-3, -68), (3, -68), (0, -82)),
    )
    b.fill("#a9b3c4", box(-10, -34, 20, 35, 9), box(-30, -30, 11, 26, 5), box(19, -30, 11, 26, 5))


def clock_tower(b: Brush) -> None:
    """A clock tower with a pointed roof."""
    b.fill("#c7ab7c", rect(-13, -100, 26, 101), rect(-16, -102, 32, 26))
    b.fill("#54665c", poly((-17, -102), (17, -102), (0, -136)))
    b.fill("#fbf6e8", disc(0, -89, 10))
    b.line("#3a352f", 1.6, "M0 -89V-96M0 -89L5 -86")
    b.line("#a58a5c", 2, "M-5 -72V0M5 -72V0")


def landmark(b: Brush) -> None:
    """One of four sights."""
    b.pick((tower, triumphal_arch, domed_temple, clock_tower))(b)


def control_tower(b: Brush) -> None:
    """An airport's control tower, 60 high."""
    b.fill("#dfe3e6", poly((-5, 0), (5, 0), (4, -42), (-4, -42)))
    b.fill("#4f6f84", poly((-13, -54), (13, -54), (9, -42), (-9, -42)))
    b.fill("#c9574a", rect(-11, -59, 22, 5))


def tractor(b: Brush) -> None:
    """A tractor from the side, 60 long."""
    b.fill(
        b.pick(("#4f8a4a", "#c9473f", "#3f6fb0")),
        rect(-26, -30, 40, 18),
        rect(-2, -50, 28, 6),
        poly((0, -14), (26, -14), (22, -26), (0, -26)),
    )
    b.fill("#cfe3ea", rect(2, -44, 20, 16))
    b.fill("#3a3f48", disc(16, -13, 15), disc(-20, -8, 9), rect(-18, -44, 3, 15))
    b.fill("#e0b23c", disc(16, -13, 7), disc(-20, -8, 4))

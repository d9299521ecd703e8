"""Buildings and what stands in streets."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, dome, heart, lines, oval, poly, rect


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


def fence(b: Brush) -> None:
    """A wooden fence across the picture."""
    wood = b.pick(("#c79a68", "#f2ece0", "#a87a50"))
    b.flat(wood, rect(-160, -21, 320, 4), rect(-160, -11, 320, 4), *(rect(x, -27, 5, 28) for x in range(-150, 160, 26)))


def bars(b: Brush) -> None:
    """The low rail fence of an enclosure, across the picture."""
    b.flat("#7a6a58", rect(-160, -24, 320, 3.5), rect(-160, -4, 320, 3.5), *(rect(x, -28, 2.4, 29) for x in range(-156, 160, 11)))


def tower(b: Brush) -> None:
    """An iron tower on four legs."""
    b.fill("#8a7463", poly((-3, -122), (3, -122), (8, -66), (32, 0), (22, 0), (10, -24), (-10, -24), (-22, 0), (-32, 0), (-8, -66)))  # fmt: skip
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
    b.fill("#f3eee6", rect(-36, -44, 72, 45), dome(0, -48, 20, 22), rect(-20, -50, 40, 8), dome(-28, -44, 8, 12), dome(28, -44, 8, 12), rect(-56, -72, 6, 73), rect(50, -72, 6, 73), dome(-53, -72, 4, 8), dome(53, -72, 4, 8), poly((-3, -68), (3, -68), (0, -82)))  # fmt: skip
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
    b.fill("#ffe08a", rect(-2, -32, 30, 19))
    b.line("#5a3a26", 2, "M-2 -32h30v19h-30zM13 -32v19M-2 -22h30")


def lamp_post(b: Brush) -> None:
    """A street lamp, 90 high."""
    b.flat("#454b54", rect(-1.6, -84, 3.2, 85), rect(-5, -4, 10, 5))
    b.fill("#454b54", poly((-7, -92), (7, -92), (0, -100)))
    b.fill("#fdf0c0", poly((-6, -92), (6, -92), (4, -80), (-4, -80)))


def traffic_light(b: Brush) -> None:
    """A traffic light on its post, 90 high."""
    b.flat("#4d535c", rect(-1.6, -56, 3.2, 57))
    b.fill("#343a42", box(-8, -92, 16, 38, 4))
    for y, colour in ((-85, "#e0574a"), (-73, "#5a5038"), (-61, "#355a45")):
        b.fill(colour, disc(0, y, 4.6))


def bench(b: Brush) -> None:
    """A park bench, 56 wide."""
    b.flat("#a8764a", *(rect(-28, y, 56, 4) for y in (-29, -22, -14)))
    b.flat("#4d535c", rect(-23, -28, 3, 29), rect(20, -28, 3, 29))


def trail_sign(b: Brush) -> None:
    """A signpost with arrows, 60 high."""
    b.flat("#7d5a3c", rect(-2.2, -62, 4.4, 63))
    for y, way, colour in ((-58, 1, "#e8cf6a"), (-44, -1, "#f3efe2"), (-30, 1, "#d9754a")):
        b.fill(colour, poly((-4 * way, y), (24 * way, y), (31 * way, y + 5), (24 * way, y + 10), (-4 * way, y + 10)))


def charity_stall(b: Brush) -> None:
    """A stall with a heart on its banner, 150 wide; whoever minds it stands before it."""
    colour = b.pick(("#d9574a", "#4f8fb0", "#4f9a72", "#b0568a"))
    b.flat("#8a6a4e", rect(-70, -150, 4, 151), rect(66, -150, 4, 151))
    b.fill(colour, poly((-84, -134), (84, -134), (68, -172), (-68, -172)))
    b.fill("#faf5ec", *(poly((x, -134), (x + 14, -134), (x * 0.81 + 11, -172), (x * 0.81, -172)) for x in range(-70, 80, 28)))
    b.fill("#fdf8f0", box(-64, -134, 128, 30, 3))
    b.fill("#d9473f", heart(-46, -119, 9), heart(46, -119, 9), heart(0, -119, 11))
    b.flat(mix(colour, "#ffffff", 0.3), rect(-34, -122, 22, 5), rect(12, -122, 22, 5))
    b.flat("#c9a880", rect(-76, -36, 152, 8))
    b.flat(mix(colour, "#ffffff", 0.55), rect(-72, -28, 144, 30))


def zoo_sign(b: Brush) -> None:
    """A signpost with the outlines of animals, 64 high."""
    b.flat("#7d5a3c", rect(-2.5, -40, 5, 41))
    b.fill("#5f8a4a", box(-24, -66, 48, 32, 4))
    b.fill("#f7f0dc", oval(-9, -48, 8, 5), rect(-15, -47, 3, 8), rect(-6, -47, 3, 8), rect(-4, -60, 3, 12), oval(-1, -60, 4, 2.4))
    b.fill("#f7f0dc", disc(13, -47, 5.4), disc(7, -54, 2.4), disc(13, -57, 2.4), disc(19, -54, 2.4))

"""Furniture. Tables span the picture; their far edge is y = 0."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, WOODS, Brush
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


def table(b: Brush) -> None:
    """A wooden table across the picture; its far edge is y = 0."""
    wood = b.pick(WOODS)
    b.fill(mix(wood, "#ffffff", 0.15), poly((-104, 0), (104, 0), (150, 40), (-150, 40)))
    b.flat(wood, rect(-160, 40, 320, 40))


def laid_table(b: Brush) -> None:
    """A table with a white cloth across the picture."""
    b.fill("#faf7f0", poly((-98, 0), (98, 0), (132, 36), (-132, 36)))
    b.fill("#e6e0d4", poly((-132, 36), (132, 36), (136, 80), (-136, 80)))
    b.line("#d2cabb", 1.6, "M-80 38L-86 78M-30 38L-32 78M30 38L32 78M80 38L86 78")


def round_table(b: Brush) -> None:
    """A small round café table."""
    wood = b.pick(WOODS)
    b.flat("#3f3a3a", rect(-3, 4, 6, 60))
    b.fill(mix(wood, "#30201a", 0.3), oval(0, 3, 66, 14))
    b.fill(mix(wood, "#ffffff", 0.2), oval(0, 0, 66, 14))


def desk(b: Brush) -> None:
    """A desk with a drawer block across the picture."""
    top = b.pick(("#dcd5c8", "#c9a880", "#e8e6e1"))
    b.flat(top, rect(-120, 0, 240, 12))
    b.flat(mix(top, "#50483f", 0.35), rect(-114, 12, 228, 70))
    b.flat(mix(top, "#50483f", 0.15), rect(-108, 18, 54, 20), rect(-108, 42, 54, 20), rect(54, 18, 54, 20))
    b.fill("#8a8f98", box(-88, 26, 14, 3, 1), box(-88, 50, 14, 3, 1), box(74, 26, 14, 3, 1))


def sofa(b: Brush) -> None:
    """A sofa, 150 wide."""
    colour = b.pick(("#7a94a8", "#a87a6a", "#7f9a7c", "#b59a62", "#8a7a9c"))
    b.fill(mix(colour, "#20202a", 0.2), box(-74, -52, 148, 50, 10))
    b.fill(colour, box(-70, -26, 70, 22, 7), box(0, -26, 70, 22, 7), box(-84, -36, 18, 38, 8), box(66, -36, 18, 38, 8))
    b.fill(b.pick(ACCENTS), box(-62, -44, 20, 20, 4), box(44, -44, 20, 20, 4))


def fireplace(b: Brush) -> None:
    """A fireplace with a burning fire, 70 wide."""
    b.flat("#b5695a", rect(-34, -62, 68, 63))
    b.line("#8f4f44", 1.2, *(f"M-34 {y}H34" for y in (-52, -42, -32, -22, -12)))
    b.flat("#efe6d6", rect(-40, -68, 80, 8))
    b.fill("#2f2426", box(-20, -40, 40, 41, 8))
    b.glow("#f0803a", "M-14 0Q-16 -16 -6 -22Q-4 -14 0 -30Q6 -16 10 -20Q16 -10 13 0z")
    b.glow("#fbd25a", "M-7 0Q-8 -10 0 -16Q8 -8 6 0z")


def family_photos(b: Brush) -> None:
    """Framed photographs on a wall: small heads."""
    for x, y, wide, tall in ((-34, -16, 24, 30), (-4, -24, 30, 24), (32, -18, 22, 28), (0, 8, 24, 20)):
        b.fill(b.pick(("#8a6242", "#3f3a3a", "#d8b45a")), rect(x - wide / 2, y, wide, tall))
        b.fill("#f3ead8", rect(x - wide / 2 + 2.5, y + 2.5, wide - 5, tall - 5))
        for dx in (-4, 4) if wide > 23 else (0,):
            b.fill(b.pick(("#5f7fa8", "#a8605a", "#6f9a76")), dome(x + dx, y + tall - 3, 4, 7))
            b.fill("#d8a880", disc(x + dx, y + tall - 12, 3))


def shelf(b: Brush) -> None:
    """A shelf of binders and boxes, 60 wide."""
    b.flat("#cbb292", rect(-31, -96, 62, 97))
    b.flat("#8a7258", *(rect(-27, y, 54, 25) for y in (-92, -62, -32)))
    for y in (-92, -62, -32):
        colour = b.pick(ACCENTS)
        b.flat(colour, *(rect(-26 + 9 * i, y + 4, 7.4, 21) for i in range(b.rng.randint(3, 6))))
        b.flat("#f3efe6", *(rect(-24.6 + 9 * i, y + 8, 4.6, 6) for i in range(3)))


def swivel_chair(b: Brush) -> None:
    """The back of an office chair behind somebody seated."""
    b.fill("#3f4550", box(-50, -84, 100, 96, 22))
    b.fill("#535b68", box(-40, -76, 80, 82, 16))


def seats(b: Brush) -> None:
    """A row of linked waiting seats, 130 wide."""
    colour = b.pick(("#3f5f7f", "#4a4f58", "#7a4a4a", "#3f6f66"))
    b.flat("#8f98a0", rect(-64, -10, 128, 4), rect(-52, -8, 4, 12), rect(48, -8, 4, 12))
    b.fill(
        colour,
        *(box(x, -40, 28, 26, 5) for x in (-62, -31, 3, 34)),
        *(box(x, -16, 28, 8, 3) for x in (-62, -31, 3, 34)),
    )


def lamp(b: Brush) -> None:
    """A floor lamp, 90 high."""
    b.flat("#5a5048", rect(-1.4, -70, 2.8, 71), rect(-10, -3, 20, 4))
    b.glow("#fbe3a4", poly((-11, -90), (11, -90), (17, -66), (-17, -66)))


def pendant(b: Brush) -> None:
    """A lamp that hangs from (0, 0)."""
    drop = b.some(16, 30)
    b.line("#4a4440", 1.4, f"M0 -30V{drop:.0f}")
    b.fill(b.pick(("#d9a441", "#3f4a4f", "#b5563f", "#e8dcc0")), dome(0, drop + 12, 14, 14))
    b.glow("#fff0bf", disc(0, drop + 13, 4.5))


def cake_table(b: Brush) -> None:
    """A small table with a birthday cake and presents, 70 wide."""
    b.fill("#f6f1e6", poly((-34, -40), (34, -40), (38, 1), (-38, 1)))
    b.fill("#e8b8c4", box(-18, -58, 36, 18, 4))
    b.fill("#fdf6ea", box(-12, -70, 24, 13, 4))
    b.flat("#4c86b8", rect(-7, -80, 2.4, 10), rect(-1, -80, 2.4, 10), rect(5, -80, 2.4, 10))
    b.glow("#fbc84a", disc(-5.8, -82, 2), disc(0.2, -82, 2), disc(6.2, -82, 2))
    b.fill(b.pick(ACCENTS), rect(-34, -12, 22, 14), rect(16, -16, 20, 18))
    b.flat("#fdf6ea", rect(-24.5, -12, 3, 14), rect(24.5, -16, 3, 18))

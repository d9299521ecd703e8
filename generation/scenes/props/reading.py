"""Books and what stands around them."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, WOODS, Brush
from generation.scenes.shapes import box, disc, dome, poly, rect

SPINES = (*ACCENTS, "#f0e6d2", "#5a4a62", "#7a4438", "#34566b")


def bookcase(b: Brush) -> None:
    """A bookcase full of books, 84 wide and 158 high."""
    wood = b.pick(WOODS)
    b.flat(wood, rect(-42, -158, 84, 159))
    b.flat(mix(wood, "#201410", 0.45), *(rect(-38, y, 76, 26) for y in range(-154, -20, 31)))
    rows: dict[str, list[str]] = {}
    for y in range(-154, -20, 31):
        x = -37.0
        while x < 32:
            wide, tall = b.some(3.6, 7), b.some(17, 24)
            rows.setdefault(b.pick(SPINES), []).append(rect(x, y + 26 - tall, wide, tall))
            x += wide + (8 if b.rng.random() < 0.08 else 0.7)
    for colour, spines in rows.items():
        b.flat(colour, *spines)


def ladder(b: Brush) -> None:
    """A library ladder that leans on a bookcase."""
    b.line(
        "#d2a468",
        3,
        "M-14 0L-4 -150M8 0L14 -150",
        *(f"M{-12.6 - y / 15:.0f} {y}H{8 - y / 25:.0f}" for y in range(-12, -150, -16)),
    )


def book_pile(b: Brush) -> None:
    """A pile of books."""
    y = 0.0
    for _ in range(b.rng.randint(3, 5)):
        wide = b.some(26, 36)
        b.fill(b.pick(SPINES), box(-wide / 2 + b.some(-3, 3), y - 7, wide, 7, 1.5))
        y -= 7.4


def sale_table(b: Brush) -> None:
    """A table with new books: covers face the viewer, price tags hang before them; 84 wide."""
    wood = b.pick(WOODS)
    b.flat(wood, rect(-44, -4, 88, 9), rect(-38, 5, 7, 40), rect(31, 5, 7, 40))
    b.flat(mix(wood, "#201410", 0.3), rect(-40, 5, 80, 10))
    for x in (-40, -19, 2, 23):
        cover = b.pick(ACCENTS)
        b.fill(cover, rect(x, -30, 17, 26))
        b.fill("#faf3e2", rect(x + 3, -26, 11, 4), disc(x + 8.5, -13, 4))
        b.fill(mix(cover, "#201410", 0.3), rect(x, -30, 2, 26))
    b.fill("#fbf6d8", *(poly((x, 2), (x + 14, 2), (x + 14, 10), (x, 10)) for x in (-36, -7, 22)))
    b.fill("#d8473f", *(rect(x + 3, 5, 8, 2) for x in (-36, -7, 22)))


def till(b: Brush) -> None:
    """A shop counter with a cash register, 64 wide."""
    b.flat("#8f6f52", rect(-34, -34, 68, 35))
    b.flat("#c9a880", rect(-38, -40, 76, 7))
    b.fill("#454b54", box(-16, -58, 32, 19, 3), poly((-8, -58), (12, -58), (10, -72), (-6, -72)))
    b.fill("#9ee0c0", rect(-3, -69, 11, 6))
    b.fill("#dfe4e8", *(rect(-12 + 7 * i, -54 + 6 * j, 5, 4) for i in range(4) for j in range(2)))


def banker_lamp(b: Brush) -> None:
    """A green reading lamp, 36 high."""
    b.flat("#c9a04a", rect(-1.4, -26, 2.8, 27), rect(-8, -3, 16, 4))
    b.fill("#fdf0b4", poly((-12, -22), (12, -22), (22, -2), (-22, -2)), alpha=0.5)
    b.fill("#2f8a5c", dome(0, -22, 17, 13))


def open_notebook(b: Brush) -> None:
    """An open notebook with a pencil, lying on a table."""
    b.fill("#fbf8ef", poly((-24, -5), (0, -2), (24, -5), (30, 9), (0, 12), (-30, 9)))
    b.line("#a9b6c4", 1.2, "M-21 -1L-3 1M-23 3L-3 5M21 -1L3 1M23 3L3 5M0 -2V12")
    b.line("#e0a338", 2.6, "M30 12L46 -2")


def globe(b: Brush) -> None:
    """A globe on its stand, 34 high."""
    b.line("#8a6242", 2.4, "M-13 -24a14 14 0 0 0 14 20M1 -6V0M-7 0H9")
    b.fill("#5a9fc9", disc(2, -21, 12))
    b.fill("#7fb56c", disc(-2, -25, 4), disc(6, -18, 5), disc(0, -15, 3))


def shop_sign(b: Brush) -> None:
    """A hanging sign with an open book, 56 wide; its middle is y = 0."""
    b.line("#4a4440", 2, "M-20 -60V-18M20 -60V-18")
    b.fill(b.pick(("#2f5a4a", "#7a2f3f", "#2f4a7a")), box(-30, -19, 60, 38, 5))
    b.fill("#fbf3dc", poly((-20, -9), (0, -5), (20, -9), (20, 9), (0, 13), (-20, 9)))
    b.line("#b5a37c", 1.6, "M0 -5V13M-15 -4l11 2M-15 1l11 2M15 -4l-11 2M15 1l-11 2")

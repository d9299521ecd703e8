"""Boards and screens that show something."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, heart, lines, poly, rect


def _bars(b: Brush, x: float, y: float, k: float = 1.0) -> None:
    for i, colour in enumerate(("#4c86b8", "#e0a338", "#d9574a", "#4f9a72")):
        tall = k * b.some(10, 34)
        b.flat(colour, rect(x + 11 * k * i, y - tall, 8 * k, tall))
    b.line("#5a626c", 1.4, f"M{x - 3:.0f} {y - 38 * k:.0f}V{y:.0f}h{48 * k:.0f}")


def _pie(b: Brush, x: float, y: float, r: float) -> None:
    b.fill("#4c86b8", disc(x, y, r))
    b.fill("#e0a338", f"M{x:.1f} {y:.1f}V{y - r:.1f}a{r} {r} 0 0 1 {r} {r}z")
    b.fill("#d9574a", f"M{x:.1f} {y:.1f}h{r}a{r} {r} 0 0 1 {-r} {r}z")


def projection(b: Brush) -> None:
    """A large projection screen with a diagram, 150 wide; its upper edge is y = 0."""
    b.flat("#3a3f48", rect(-80, -4, 160, 5))
    b.flat("#fbfcfc", rect(-75, 0, 150, 84))
    b.flat(b.pick(("#3f6f9f", "#7a4f8a", "#3f7f6f")), rect(-68, 7, b.some(60, 90), 8))
    _bars(b, -62, 74)
    b.line("#9aa5b0", 2.4, *(f"M6 {y}h{b.some(34, 58):.0f}" for y in (30, 40, 50, 60)))
    b.fill("#9aa5b0", *(disc(0, y, 2) for y in (30, 40, 50, 60)))


def wall_screen(b: Brush) -> None:
    """A meeting room's screen with a pie chart and a rising line, 96 wide; its middle is y = 0."""
    b.fill("#2f343c", box(-50, -32, 100, 64, 4))
    b.flat("#f7f9fa", rect(-46, -28, 92, 56))
    _pie(b, -24, 2, 16)
    b.line("#4f9a72", 2.6, lines((4, 18), (14, 6), (24, 10), (38, -14)))
    b.line("#9aa5b0", 1.4, "M2 -20V20H42")


def chalkboard(b: Brush) -> None:
    """A green school board with sums and a drawing, 130 wide; its middle is y = 0."""
    b.flat("#a8774a", rect(-67, -37, 134, 74))
    b.flat("#3a6b56", rect(-63, -33, 126, 66))
    b.line(
        "#eef3ea",
        1.8,
        "M-54 -20v12M-44 -14h8M-40 -18v8M-30 -14a4 6 0 1 0 8 0a4 6 0 1 0 -8 0M-14 -16h8M-14 -12h8M2 -20v12",
    )
    b.line("#eef3ea", 1.8, "M-54 22L-40 2L-26 22zM-14 20a9 9 0 1 0 .1 0z")
    b.line("#f5e08a", 1.8, "M36 -22a8 8 0 1 0 .1 0zM36 -27v-3M22 -14h-4M54 -14h-4")
    b.flat("#a8774a", rect(-30, 37, 60, 4))


def project_board(b: Brush) -> None:
    """A pupil's folding board with planets, pictures and lines, 84 wide."""
    b.fill(
        "#f7f3e6",
        rect(-26, -62, 52, 63),
        poly((-26, -62), (-44, -56), (-44, 4), (-26, 1)),
        poly((26, -62), (44, -56), (44, 4), (26, 1)),
    )
    b.line("#c9c0aa", 1.6, "M-26 -62V1M26 -62V1")
    b.fill("#2f3a6a", rect(-21, -50, 42, 28))
    b.fill("#f5c84a", disc(-16, -36, 5))
    for x, r, colour in ((-6, 2.4, "#d9754a"), (2, 3, "#6fb0d0"), (12, 4, "#d8a870")):
        b.fill(colour, disc(x, -36, r))
    b.flat(b.pick(ACCENTS), rect(-20, -59, 40, 6))
    b.line(
        "#9a968a",
        1.8,
        "M-19 -16h38M-19 -10h38M-19 -4h26M-40 -46l10 -3M-40 -38l10 -2M-40 -30l10 -2M30 -48l10 3M30 -40l10 2",
    )
    b.fill("#7fb56c", rect(30, -30, 10, 14))
    b.fill("#d97b9a", rect(-40, -20, 9, 14))


def child_drawings(b: Brush) -> None:
    """Children's drawings pinned to a wall."""
    for x in (-22, 2, 26):
        b.fill("#fdfbf3", rect(x - 10, -12, 20, 24))
        b.fill(b.pick(ACCENTS), b.pick((disc(x, 0, 6), heart(x, 0, 6), poly((x - 6, 6), (x + 6, 6), (x, -6)))))


def departures(b: Brush) -> None:
    """A departure board: a plane, rows of flaps and lights, 104 wide; its middle is y = 0."""
    b.line("#6a6f78", 2, "M-36 -60V-28M36 -60V-28")
    b.fill("#22262e", box(-54, -30, 108, 60, 3))
    b.flat("#f3c64a", rect(-54, -30, 108, 12))
    with b.at(-42, -24, 0.16):
        plane_sign(b)
    for y in (-11, -1, 9, 19):
        b.flat("#e6e2c8", rect(-47, y, 16, 4.5), rect(-25, y, b.some(22, 40), 4.5))
        b.fill(b.pick(("#6fd08a", "#f0a04a")), rect(30, y, 16, 4.5))


def plane_sign(b: Brush) -> None:
    """An aeroplane as signs show it, nose up, 80 high."""
    b.fill("#22262e", "M0 -40q6 0 6 14v10l34 22v8L6 4v20l10 8v6L0 33l-16 5v-6l10 -8V4L-40 14V6L-6 -16v-10q0 -14 6 -14z")


def station_clock(b: Brush) -> None:
    """A large clock that hangs from (0, 0)."""
    b.line("#4a5058", 3, "M0 -40V4")
    b.fill("#3a3f48", disc(0, 22, 19))
    b.fill("#fdfcf6", disc(0, 22, 16))
    hour, minute = b.pick(("-6 -4", "5 -5", "7 1", "-4 6")), b.pick(("0 -12", "11 4", "-10 5"))
    b.line(
        "#22262e",
        2,
        f"M0 22l{hour}M0 22l{minute}",
        *(f"M0 22m{x} {y}l.1 0" for x, y in ((0, -13), (13, 0), (0, 13), (-13, 0))),
    )


def whiteboard(b: Brush) -> None:
    """A white board with a plant's parts and a graph in coloured pens, 130 wide; its middle is y = 0."""
    b.flat("#b9c0c6", rect(-67, -37, 134, 74))
    b.flat("#fbfcfc", rect(-64, -34, 128, 68))
    b.line("#4f9a72", 2, "M-46 22V-4q-12 0 -14 -12q14 0 14 12q0 -14 12 -16q2 14 -12 18")
    b.line("#d9574a", 2, "M-50 -22h14M-26 -22h8")
    b.line("#4c86b8", 2, "M22 -22V20H58M24 14q10 -2 14 -14t18 -16")
    b.flat("#8f98a0", rect(-30, 37, 60, 4))


def volcano_board(b: Brush) -> None:
    """A pupil's model of a volcano before a folding board, 84 wide."""
    b.fill("#f7f3e6", rect(-26, -62, 52, 63), poly((-26, -62), (-44, -56), (-44, 4), (-26, 1)))
    b.fill("#f7f3e6", poly((26, -62), (44, -56), (44, 4), (26, 1)))
    b.line("#c9c0aa", 1.6, "M-26 -62V1M26 -62V1M-40 -46l10 -3M-40 -38l10 -2M-40 -30l10 -2M30 -48l10 3M30 -40l10 2")
    b.flat(b.pick(ACCENTS), rect(-20, -59, 40, 6))
    b.fill("#8a5f48", poly((-22, 2), (-5, -34), (5, -34), (22, 2)))
    b.fill(
        "#e8602f",
        poly((-5, -34), (5, -34), (9, -20), (3, -24), (0, -12), (-4, -25), (-8, -22)),
        disc(-4, -42, 3),
        disc(4, -45, 3),
        disc(0, -39, 3),
    )

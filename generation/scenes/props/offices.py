"""What lies on desks."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.shapes import box, disc, poly, rect


def laptop(b: Brush) -> None:
    """A laptop seen from behind."""
    b.fill("#aeb6be", box(-20, -25, 40, 26, 2.5))
    b.fill("#8a939c", poly((-23, 0), (23, 0), (26, 4), (-26, 4)))
    b.fill("#dfe4e8", disc(0, -12, 3))


def monitor(b: Brush) -> None:
    """A computer screen with a spreadsheet, and a keyboard, 60 wide."""
    b.flat("#5a626c", rect(-4, -14, 8, 12), rect(-14, -3, 28, 3))
    b.fill("#2f343c", box(-31, -56, 62, 43, 3))
    b.flat("#eef3f5", rect(-28, -53, 56, 37))
    b.flat("#5f9a72", rect(-28, -53, 56, 6))
    b.line("#b9c3c9", 1, *(f"M-28 {y}h56" for y in (-40, -33, -26, -20)), *(f"M{x} -47v31" for x in (-14, 0, 14)))
    b.fill("#d3d8dc", box(-26, 2, 46, 6, 2))


def desk_lamp(b: Brush) -> None:
    """A jointed desk lamp, 46 high."""
    b.line("#4a5058", 2.6, "M0 0L-12 -24L6 -42M-8 0H8")
    b.fill(b.pick(ACCENTS), poly((2, -46), (10, -40), (18, -28), (2, -32)))


def papers(b: Brush) -> None:
    """Sheets and a mug on a table."""
    b.fill("#fbfbf8", poly((-18, -4), (4, -5), (8, 5), (-18, 6)))
    b.line("#b5bcc2", 1.2, "M-14 -1H2M-14 2H4")
    b.fill(b.pick(ACCENTS), box(14, -12, 12, 14, 2))

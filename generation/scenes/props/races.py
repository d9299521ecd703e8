"""The road of a race."""

from __future__ import annotations

from generation.scenes.brush import Brush
from generation.scenes.shapes import box, poly, rect


def finish_arch(b: Brush) -> None:
    """A finish gate with a chequered band, across the road, 150 wide."""
    colour = b.pick(("#d9473f", "#3f6fb0", "#e08a2f"))
    b.fill(colour, box(-80, -130, 14, 132, 5), box(66, -130, 14, 132, 5), box(-84, -142, 168, 34, 6))
    b.flat("#fbfbf8", rect(-74, -136, 148, 22))
    squares = (rect(-74 + 11 * i, -136 + 11 * j, 11, 11) for i in range(13) for j in (0, 1) if (i + j) % 2 == 0)
    b.flat("#22262e", *squares)


def drinks(b: Brush) -> None:
    """A drinks stand: a table with paper cups, 50 wide."""
    b.flat("#f5f3ee", rect(-26, -26, 52, 27))
    b.fill("#5ab0e0", *(poly((x, -38), (x + 8, -38), (x + 7, -26), (x + 1, -26)) for x in (-22, -11, 0, 11)))

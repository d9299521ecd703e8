"""Windows, and what is seen through them."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import Brush
from generation.scenes.shapes import box, dome, rect


def window(b: Brush) -> None:
    """A window on a garden or a town, about 60 wide; its sill is at y = 0."""
    sky = b.pick(b.light.skies)
    b.flat("#f7f3ea", rect(-32, -76, 64, 80))
    b.flat(sky[1], rect(-28, -72, 56, 70))
    b.fill(mix("#7fae6c", b.light.tint, 0.2), dome(-10, -2, 18, 24), dome(16, -2, 12, 34))
    b.flat("#f7f3ea", rect(-1.5, -72, 3, 70), rect(-28, -42, 56, 3), rect(-36, -2, 72, 5))


def skyline_window(b: Brush) -> None:
    """A wide office window with towers behind; its sill is at y = 0."""
    sky = b.pick(b.light.skies)
    b.flat("#f2f4f5", rect(-58, -92, 116, 94))
    b.flat(sky[1], rect(-54, -88, 108, 88))
    for colour, shift in (("#a9bccb", 0), ("#8ba2b6", 9)):
        b.flat(colour, *(rect(x + shift, -b.some(24, 74), 13, 80) for x in range(-54, 40, 19)))
    b.flat("#f2f4f5", rect(-19, -88, 3, 88), rect(17, -88, 3, 88), rect(-58, 0, 116, 50))


def arched_windows(b: Brush) -> None:
    """Tall arched windows of an old reading room."""
    for x in (-70, 0, 70):
        b.fill("#f4ecd8", box(x - 17, -104, 34, 104, 16))
        b.fill(b.pick(b.light.skies)[2], box(x - 14, -101, 28, 101, 13))
        b.line("#f4ecd8", 2, f"M{x} -100V0M{x - 14} -70h28M{x - 14} -36h28")

"""What a person wears for the occasion, over the clothes, on a figure's canvas (the portrait's)."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import Brush
from generation.scenes.figure import Figure
from generation.scenes.shapes import box, disc, heart, rect


def strap(b: Brush, who: Figure) -> None:
    """The strap of a camera that is held."""
    b.line("#22262e", 7, "M92 214Q70 232 88 250M164 214Q186 232 168 250")


def tourist(b: Brush, who: Figure) -> None:
    """A camera that hangs on the chest."""
    b.line("#22262e", 5, "M88 216L112 300M168 216L144 300")
    b.fill("#2a2d34", box(98, 292, 60, 40, 7), rect(116, 284, 24, 10))
    b.fill("#6a7280", disc(128, 312, 15))
    b.fill("#16181d", disc(128, 312, 10))


def straps(b: Brush, who: Figure) -> None:
    """The straps of a rucksack."""
    colour = b.pick(("#3f5f4a", "#8a3f34", "#2f4a6a", "#c98a2f"))
    b.line(mix(colour, "#000000", 0.25), 19, "M66 222Q58 290 66 362M190 222Q198 290 190 362")
    b.line(colour, 14, "M66 222Q58 290 66 362M190 222Q198 290 190 362")
    b.line("#e6e2d4", 4, "M62 296H194")


def number(b: Brush, who: Figure) -> None:
    """A start number; its digits read the same in a mirror."""
    b.fill("#fdfdfb", box(80, 270, 96, 74, 5))
    b.fill(b.pick(("#d9473f", "#3f6fb0", "#e08a2f")), rect(80, 276, 96, 13))
    b.fill("#22262e", rect(92, 298, 9, 36), rect(154, 298, 9, 36))
    b.line("#22262e", 8, "M118 316a9 14 0 1 0 20 0a9 14 0 1 0 -20 0")


def earphones(b: Brush, who: Figure) -> None:
    """Earphones and their cord."""
    b.line("#f7f7f5", 3.5, "M66 160Q84 250 128 270Q172 250 190 160M128 270V352")


def badge(b: Brush, who: Figure) -> None:
    """A badge with a heart."""
    b.fill("#ffffff", disc(176, 292, 21))
    b.fill("#d9473f", heart(176, 292, 11))

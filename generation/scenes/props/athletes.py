"""People who move."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, CLOTHES, SKIN_TONES, Brush
from generation.scenes.props.company import head
from generation.scenes.shapes import box, disc, dome, oval, poly, rect


def runner(b: Brush) -> None:
    """A runner from the side, with a shirt in a strong colour."""
    skin = b.pick(SKIN_TONES)
    b.line(mix(skin, "#40202a", 0.12), 6.5, "M-2 -46L-12 -28L-30 -22M-2 -72L-14 -62L-22 -72")
    b.line(skin, 6.5, "M2 -46L16 -34L10 -8L18 -6M4 -74L16 -58L26 -68")
    b.fill(b.pick(ACCENTS), poly((-8, -80), (9, -80), (8, -50), (-7, -50)))
    b.fill("#3a3f52", poly((-8, -52), (8, -52), (14, -38), (-8, -38)))
    b.fill("#f7f5f0", box(10, -9, 14, 6, 2), box(-37, -26, 10, 6, 2))
    head(b, 3, -90, 9)


def racer(b: Brush) -> None:
    """A runner with a start number."""
    runner(b)
    b.fill("#ffffff", rect(-4, -74, 10, 12))
    b.fill("#34343c", rect(-2, -71, 2, 6), rect(2, -71, 2, 6))


def cyclist(b: Brush) -> None:
    """Somebody riding a bicycle, side view."""
    b.line("#3a3f48", 2.4, disc(-22, -15, 15), disc(22, -15, 15))
    b.line(b.pick(ACCENTS), 2.6, "M-22 -15L-8 -38H14L0 -15zM14 -38L22 -15M-8 -38L0 -15")
    b.line("#4a5068", 7, "M-10 -46L6 -36L1 -16")
    b.line(b.pick(CLOTHES), 11, "M-10 -50L2 -72")
    b.line(b.pick(SKIN_TONES), 5, "M4 -70L16 -46")
    head(b, 8, -84, 8.5)
    b.fill(b.pick(ACCENTS), dome(8, -85, 10, 9))


def dancers(b: Brush) -> None:
    """A couple that dances, arms up."""
    for x, way in ((-13, 1), (13, -1)):
        skin, cloth = b.pick(SKIN_TONES), b.pick(ACCENTS)
        b.line(skin, 5, f"M{x} -74L{x + 13 * way} -98M{x - 4 * way} -72L{x - 18 * way} -60")
        b.line("#3a3548", 6, f"M{x} -40L{x - 6 * way} 0M{x} -40L{x + 6 * way} -18L{x + 2 * way} -2")
        b.fill(cloth, poly((x - 8, -78), (x + 8, -78), (x + 15, -30), (x - 15, -30)))
        head(b, x, -88, 9)


def model(b: Brush) -> None:
    """A fashion model in an evening dress or a long coat."""
    colour = b.pick(("#e05a8a", "#4aa6b5", "#e0b23c", "#b45ad0", "#f3efe6", "#e86f4a"))
    skin = b.pick(SKIN_TONES)
    b.line(skin, 4.5, "M-9 -76L-16 -52L-8 -46M9 -76L16 -56L20 -40")
    b.fill(colour, poly((-10, -80), (10, -80), (7, -56), (22, 0), (-22, 0), (-7, -56)))
    b.fill(mix(colour, "#ffffff", 0.4), poly((-3, -56), (3, -56), (10, 0), (-2, 0)))
    head(b, 0, -92, 9)
    b.fill(colour, oval(0, -99, 16, 3), dome(0, -99, 9, 8))

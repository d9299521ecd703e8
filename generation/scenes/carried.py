"""What a person carries, on a figure's canvas (the portrait's)."""

from __future__ import annotations

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.figure import Figure
from generation.scenes.shapes import box, disc, dome, heart, lines, oval, poly, rect


def book(b: Brush, who: Figure) -> None:
    """An open book, its covers towards the viewer."""
    cover = b.pick(ACCENTS)
    b.fill("#f8f3e6", poly((54, 250), (128, 262), (202, 250), (202, 262), (128, 274), (54, 262)))
    b.fill(cover, poly((50, 258), (126, 270), (126, 350), (50, 338)))
    b.fill(mix(cover, "#101018", 0.18), poly((130, 270), (206, 258), (206, 338), (130, 350)))
    b.fill(mix(cover, "#ffffff", 0.6), poly((146, 286), (190, 279), (190, 289), (146, 296)), disc(168, 312, 9))


def menu(b: Brush, who: Figure) -> None:
    """A menu with a fork and a knife on it."""
    b.fill(
        b.pick(("#7a2f3f", "#2f4a4a", "#5a4030")),
        poly((66, 246), (126, 256), (126, 360), (66, 350)),
        poly((130, 256), (190, 246), (190, 350), (130, 360)),
    )
    b.line("#e0c070", 3, "M76 262L118 269V346L76 339zM138 269L180 262V339L138 346z")
    b.line("#e0c070", 5, "M160 288V312M154 286v10q6 6 12 0v-10M90 318v-26q10 8 0 14")


def camera(b: Brush, who: Figure) -> None:
    """A camera before the chest, its lens towards the viewer."""
    b.fill("#2a2d34", box(78, 236, 100, 68, 9), box(104, 224, 48, 22, 6))
    b.fill("#454a54", disc(128, 272, 35))
    b.fill("#16181d", disc(128, 272, 27))
    b.fill("#4f7396", disc(128, 272, 18))
    b.fill("#cfe6f3", disc(120, 263, 6))
    b.fill("#d9473f", disc(168, 246, 4))


def bags(b: Brush, who: Figure) -> None:
    """A shopping bag in each hanging hand."""
    for x, y in who.palms:
        out = x + (-14 if x < 128 else 14)
        colour = b.pick(ACCENTS)
        b.line("#5a5048", 4, f"M{out - 20:.0f} {y + 46:.0f}Q{out:.0f} {y - 30:.0f} {out + 20:.0f} {y + 46:.0f}")
        b.fill(colour, rect(out - 38, y + 44, 76, 92))
        b.fill(mix(colour, "#ffffff", 0.65), heart(out, y + 90, 15) if b.rng.random() < 0.5 else disc(out, y + 90, 16))


def cup(b: Brush, who: Figure) -> None:
    """A paper cup of coffee."""
    b.fill("#fbf8f1", poly((158, 254), (202, 254), (196, 330), (164, 330)))
    b.fill("#a8764a", poly((160, 276), (200, 276), (197, 308), (163, 308)))
    b.fill("#4a3a34", box(154, 244, 52, 13, 5))


def mug(b: Brush, who: Figure) -> None:
    """A steaming mug between both hands."""
    b.fill(b.pick(("#d9473f", "#f3ead6", "#3f6f9f")), box(98, 272, 60, 62, 8))
    b.line("#fdfdfb", 5, "M116 262q-10 -14 0 -26t0 -22M140 262q-10 -14 0 -26t0 -22", alpha=0.85)


def coconut(b: Brush, who: Figure) -> None:
    """A coconut with a straw and a paper parasol."""
    b.line("#d9473f", 6, lines((186, 262), (204, 206)))
    b.fill("#7a5236", disc(178, 292, 34))
    b.fill("#f6efe2", oval(178, 266, 24, 8))
    b.fill("#f0a0b4", dome(160, 246, 30, 20))
    b.line("#a8764a", 3, "M160 226L168 266")


def phone(b: Brush, who: Figure) -> None:
    """A telephone, seen from behind."""
    b.fill("#22262e", box(158, 258, 40, 70, 7))
    b.fill("#8a939c", disc(170, 270, 5), disc(170, 284, 5))


def balloon(b: Brush, who: Figure) -> None:
    """A balloon on a string."""
    colour = b.pick(ACCENTS)
    b.line("#8a8580", 2.5, "M232 300Q246 200 268 96")
    b.fill(colour, oval(270, 52, 38, 46), poly((260, 104), (280, 104), (269, 94)))
    b.fill("#ffffff", oval(256, 36, 7, 13), alpha=0.6)


def gift(b: Brush, who: Figure) -> None:
    """A box of groceries with a heart on it."""
    b.fill("#c99a68", box(62, 286, 132, 92, 4))
    b.fill("#e0b888", poly((62, 288), (194, 288), (210, 270), (46, 270)))
    b.fill("#d9473f", heart(128, 334, 24))
    b.fill("#7fb04a", disc(92, 264, 17), disc(112, 258, 15))
    b.fill("#e0a338", box(130, 232, 26, 40, 5))
    b.fill("#f3efe6", box(160, 240, 26, 32, 5))


def pointer(b: Brush, who: Figure) -> None:
    """A pointing stick."""
    b.line("#8a6242", 6, lines((232, 236), (286, 120)))


def ticket(b: Brush, who: Figure) -> None:
    """A passport and a ticket."""
    b.fill("#2f3f7a", box(150, 250, 50, 72, 5))
    b.fill("#e0c070", disc(175, 282, 11))
    b.fill("#fdfdfb", poly((160, 236), (194, 236), (194, 250), (160, 250)))


def pencil(b: Brush, who: Figure) -> None:
    """A pencil."""
    b.line("#e0a338", 8, lines((176, 330), (206, 270)))


def leaflet(b: Brush, who: Figure) -> None:
    """An unfolded leaflet."""
    b.fill(
        "#fbf8ef",
        poly((70, 262), (110, 270), (110, 342), (70, 334)),
        poly((110, 270), (150, 262), (150, 334), (110, 342)),
    )
    b.fill("#d8c7a6", poly((76, 272), (104, 278), (104, 304), (76, 298)))
    b.line("#9a968a", 3, "M76 310l28 6M76 320l28 6M116 284l28 -6M116 298l28 -6M116 312l28 -6M116 326l28 -6M110 270V342")

"""What a person steers, leans on or lifts, on a figure's canvas (the portrait's)."""

from __future__ import annotations

from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.figure import Figure
from generation.scenes.shapes import box, disc, lines, oval, poly


def wheel(b: Brush, who: Figure) -> None:
    """A steering wheel."""
    b.line("#1f2228", 19, disc(128, 362, 78))
    b.line("#3a3f48", 5, disc(128, 362, 81))
    b.fill("#2f343c", "M56 352Q128 330 200 352V376Q160 374 150 440H106Q96 374 56 376z")
    b.fill("#aeb6be", disc(128, 364, 12))


def handlebar(b: Brush, who: Figure) -> None:
    """Handlebar, lamp and front wheel of a bicycle, seen from the front."""
    colour = b.pick(ACCENTS)
    b.line("#2c3038", 17, "M128 420V600")
    b.line(colour, 16, "M104 432H152L156 560M104 432L100 560")
    b.fill("#1f2228", box(111, 440, 34, 190, 16))
    b.line("#8f98a4", 10, "M24 336Q60 352 96 352H160Q196 352 232 336")
    b.line(colour, 18, "M128 352V424")
    b.line("#1f2228", 17, "M10 332L46 344M246 332L210 344")
    b.fill("#2c3038", disc(128, 366, 24))
    b.fill("#fff3b8", disc(128, 366, 18))


def basket(b: Brush, who: Figure) -> None:
    """A bicycle with a shopping basket."""
    handlebar(b, who)
    b.fill("#b98a5c", poly((76, 372), (180, 372), (168, 436), (88, 436)))
    b.line("#8f6238", 3.5, "M80 388H176M82 404H174M85 420H171M98 372l6 64M128 372v64M158 372l-6 64")
    b.fill("#7fb56c", disc(104, 366, 12), disc(120, 360, 11))
    b.fill("#f3efe6", box(138, 344, 22, 30, 4))


def hang_strap(b: Brush, who: Figure) -> None:
    """A strap that hangs from the ceiling of a carriage."""
    b.line("#4a5058", 8, "M240 -220V176")
    b.line("#f7f5f0", 9, "M240 176l-22 42h44z")


def poles(b: Brush, who: Figure) -> None:
    """Walking poles."""
    for x, way in ((24, -1), (232, 1)):
        b.line("#3a4454", 7, lines((x, 290), (x + 26 * way, 600)))
        b.line("#e0a338", 7, lines((x + 4 * way, 340), (x + 9 * way, 400)))


def snow_poles(b: Brush, who: Figure) -> None:
    """Walking poles with the baskets that snow needs."""
    poles(b, who)
    for x in (4, 252):
        b.line("#d9473f", 7, oval(x, 512, 24, 8))


def dumbbells(b: Brush, who: Figure) -> None:
    """A dumbbell in each hand."""
    for x, y in ((18, 226), (238, 226)):
        b.line("#9aa5b0", 11, lines((x - 40, y), (x + 40, y)))
        b.fill("#22262e", box(x - 58, y - 36, 24, 72, 6), box(x + 34, y - 36, 24, 72, 6))


def rod(b: Brush, who: Figure) -> None:
    """A fishing rod, its line and a float."""
    b.line("#6f4a30", 9, lines((176, 330), (222, 240)))
    b.line("#3a3f48", 4.5, lines((222, 240), (330, 20)))
    b.line("#f7f9fa", 2, "M330 20Q362 160 350 350")
    b.fill("#d9473f", disc(350, 356, 10))
    b.fill("#8f98a4", disc(206, 286, 15))

"""What a person carries, wears for the occasion or does with the arms, on a figure's canvas (the portrait's)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generation.faces.canvas import mix
from generation.scenes.brush import ACCENTS, Brush
from generation.scenes.figure import Figure
from generation.scenes.shapes import Point, box, disc, dome, heart, lines, oval, poly, rect

Draw = Callable[[Brush, Figure], None]


def _nothing(b: Brush, who: Figure) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Gesture:
    """Where the hands are, left and right as the viewer sees them; an arm without a place hangs.

    worn: drawn over the clothes; item: between the forearms and the hands.
    """

    left: Point | None = None
    right: Point | None = None
    item: Draw = _nothing
    worn: Draw = _nothing


def _book(b: Brush, who: Figure) -> None:
    cover = b.pick(ACCENTS)
    b.fill("#f8f3e6", poly((54, 250), (128, 262), (202, 250), (202, 262), (128, 274), (54, 262)))
    b.fill(cover, poly((50, 258), (126, 270), (126, 350), (50, 338)))
    b.fill(mix(cover, "#101018", 0.18), poly((130, 270), (206, 258), (206, 338), (130, 350)))
    b.fill(mix(cover, "#ffffff", 0.6), poly((146, 286), (190, 279), (190, 289), (146, 296)), disc(168, 312, 9))


def _menu(b: Brush, who: Figure) -> None:
    b.fill(b.pick(("#7a2f3f", "#2f4a4a", "#5a4030")), poly((66, 246), (126, 256), (126, 360), (66, 350)), poly((130, 256), (190, 246), (190, 350), (130, 360)))  # fmt: skip
    b.line("#e0c070", 3, "M76 262L118 269V346L76 339zM138 269L180 262V339L138 346z")
    b.line("#e0c070", 5, "M160 288V312M154 286v10q6 6 12 0v-10M90 318v-26q10 8 0 14")


def _camera(b: Brush, who: Figure) -> None:
    b.fill("#2a2d34", box(78, 236, 100, 68, 9), box(104, 224, 48, 22, 6))
    b.fill("#454a54", disc(128, 272, 35))
    b.fill("#16181d", disc(128, 272, 27))
    b.fill("#4f7396", disc(128, 272, 18))
    b.fill("#cfe6f3", disc(120, 263, 6))
    b.fill("#d9473f", disc(168, 246, 4))


def _strap(b: Brush, who: Figure) -> None:
    b.line("#22262e", 7, "M92 214Q70 232 88 250M164 214Q186 232 168 250")


def _tourist(b: Brush, who: Figure) -> None:
    b.line("#22262e", 5, "M88 216L112 300M168 216L144 300")
    b.fill("#2a2d34", box(98, 292, 60, 40, 7), rect(116, 284, 24, 10))
    b.fill("#6a7280", disc(128, 312, 15))
    b.fill("#16181d", disc(128, 312, 10))


def _map(b: Brush, who: Figure) -> None:
    b.fill("#f5efdc", poly((40, 262), (84, 274), (128, 262), (172, 274), (216, 262), (216, 348), (172, 360), (128, 348), (84, 360), (40, 348)))  # fmt: skip
    b.fill("#b5d49a", poly((48, 270), (80, 280), (80, 318), (48, 306)), poly((134, 300), (168, 312), (168, 350), (134, 340)))
    b.line("#6fb0d0", 6, "M90 282q20 20 34 30t44 10t40 24")
    b.line("#d9473f", 4, "M56 332l30 -14M100 330l26 -12")


def _wheel(b: Brush, who: Figure) -> None:
    b.line("#1f2228", 19, disc(128, 362, 78))
    b.line("#3a3f48", 5, disc(128, 362, 81))
    b.fill("#2f343c", "M56 352Q128 330 200 352V376Q160 374 150 440H106Q96 374 56 376z")
    b.fill("#aeb6be", disc(128, 364, 12))


def _handlebar(b: Brush, who: Figure) -> None:
    colour = b.pick(ACCENTS)
    b.line("#2c3038", 17, "M128 420V600")
    b.line(colour, 16, "M104 432H152L156 560M104 432L100 560")
    b.fill("#1f2228", box(111, 440, 34, 190, 16))
    b.line("#8f98a4", 10, "M24 336Q60 352 96 352H160Q196 352 232 336")
    b.line(colour, 18, "M128 352V424")
    b.line("#1f2228", 17, "M10 332L46 344M246 332L210 344")
    b.fill("#2c3038", disc(128, 366, 24))
    b.fill("#fff3b8", disc(128, 366, 18))


def _basket(b: Brush, who: Figure) -> None:
    _handlebar(b, who)
    b.fill("#b98a5c", poly((76, 372), (180, 372), (168, 436), (88, 436)))
    b.line("#8f6238", 3.500, "M80 388H176M82 404H174M85 420H171M98 372l6 64M128 372v64M158 372l-6 64")
    b.fill("#7fb56c", disc(104, 366, 12), disc(120, 360, 11))
    b.fill("#f3efe6", box(138, 344, 22, 30, 4))


def _rod(b: Brush, who: Figure) -> None:
    b.line("#6f4a30", 9, lines((176, 330), (222, 240)))
    b.line("#3a3f48", 4.500, lines((222, 240), (330, 20)))
    b.line("#f7f9fa", 2, "M330 20Q362 160 350 350")
    b.fill("#d9473f", disc(350, 356, 10))
    b.fill("#8f98a4", disc(206, 286, 15))


def _dumbbells(b: Brush, who: Figure) -> None:
    for x, y in ((18, 226), (238, 226)):
        b.line("#9aa5b0", 10, lines((x - 36, y), (x + 36, y)))
        b.fill("#22262e", box(x - 50, y - 27, 19, 54, 5), box(x + 31, y - 27, 19, 54, 5))


def _bags(b: Brush, who: Figure) -> None:
    for x, y in who.palms:
        out = x + (-14 if x < 128 else 14)
        colour = b.pick(ACCENTS)
        b.line("#5a5048", 4, f"M{out - 20:.0f} {y + 46:.0f}Q{out:.0f} {y - 30:.0f} {out + 20:.0f} {y + 46:.0f}")
        b.fill(colour, rect(out - 38, y + 44, 76, 92))
        b.fill(mix(colour, "#ffffff", 0.65), heart(out, y + 90, 15) if b.rng.random() < 0.5 else disc(out, y + 90, 16))


def _cup(b: Brush, who: Figure) -> None:
    b.fill("#fbf8f1", poly((158, 254), (202, 254), (196, 330), (164, 330)))
    b.fill("#a8764a", poly((160, 276), (200, 276), (197, 308), (163, 308)))
    b.fill("#4a3a34", box(154, 244, 52, 13, 5))


def _mug(b: Brush, who: Figure) -> None:
    b.fill(b.pick(("#d9473f", "#f3ead6", "#3f6f9f")), box(98, 272, 60, 62, 8))
    b.line("#fdfdfb", 5, "M116 262q-10 -14 0 -26t0 -22M140 262q-10 -14 0 -26t0 -22", alpha=0.85)


def _coconut(b: Brush, who: Figure) -> None:
    b.line("#d9473f", 6, lines((186, 262), (204, 206)))
    b.fill("#7a5236", disc(178, 292, 34))
    b.fill("#f6efe2", oval(178, 266, 24, 8))
    b.fill("#f0a0b4", dome(160, 246, 30, 20))
    b.line("#a8764a", 3, "M160 226L168 266")


def _phone(b: Brush, who: Figure) -> None:
    b.fill("#22262e", box(158, 258, 40, 70, 7))
    b.fill("#8a939c", disc(170, 270, 5), disc(170, 284, 5))


def _poles(b: Brush, who: Figure) -> None:
    for x, way in ((24, -1), (232, 1)):
        b.line("#3a4454", 7, lines((x, 290), (x + 26 * way, 600)))
        b.line("#e0a338", 7, lines((x + 4 * way, 340), (x + 9 * way, 400)))


def _snow_poles(b: Brush, who: Figure) -> None:
    _poles(b, who)
    for x in (4, 252):
        b.line("#d9473f", 7, oval(x, 512, 24, 8))


def _straps(b: Brush, who: Figure) -> None:
    colour = b.pick(("#3f5f4a", "#8a3f34", "#2f4a6a", "#c98a2f"))
    b.line(mix(colour, "#000000", 0.25), 19, "M66 222Q58 290 66 362M190 222Q198 290 190 362")
    b.line(colour, 14, "M66 222Q58 290 66 362M190 222Q198 290 190 362")
    b.line("#e6e2d4", 4, "M62 296H194")


def _number(b: Brush, who: Figure) -> None:
    b.fill("#fdfdfb", box(80, 270, 96, 74, 5))
    b.fill(b.pick(("#d9473f", "#3f6fb0", "#e08a2f")), rect(80, 276, 96, 13))
    b.fill("#22262e", rect(92, 298, 9, 36), rect(112, 298, 24, 8), rect(128, 298, 8, 36), rect(148, 298, 8, 36), rect(148, 298, 20, 8), rect(160, 298, 8, 36), rect(148, 326, 20, 8))  # fmt: skip


def _earphones(b: Brush, who: Figure) -> None:
    b.line("#f7f7f5", 3.500, "M66 160Q84 250 128 270Q172 250 190 160M128 270V352")


def _balloon(b: Brush, who: Figure) -> None:
    colour = b.pick(ACCENTS)
    b.line("#8a8580", 2.500, "M232 300Q246 200 268 96")
    b.fill(colour, oval(270, 52, 38, 46), poly((260, 104), (280, 104), (269, 94)))
    b.fill("#ffffff", oval(256, 36, 7, 13), alpha=0.6)


def _badge(b: Brush, who: Figure) -> None:
    b.fill("#ffffff", disc(176, 292, 21))
    b.fill("#d9473f", heart(176, 292, 11))


def _gift(b: Brush, who: Figure) -> None:
    b.fill("#c99a68", box(62, 286, 132, 92, 4))
    b.fill("#e0b888", poly((62, 288), (194, 288), (210, 270), (46, 270)))
    b.fill("#d9473f", heart(128, 334, 24))
    b.fill("#7fb04a", disc(92, 264, 17), disc(112, 258, 15))
    b.fill("#e0a338", box(130, 232, 26, 40, 5))
    b.fill("#f3efe6", box(160, 240, 26, 32, 5))


def _badge_card(b: Brush, who: Figure) -> None:
    b.line("#3f6fb0", 6, "M96 214L128 300L160 214")
    b.fill("#fdfdfb", box(106, 296, 44, 56, 5))
    b.fill("#3f6fb0", rect(106, 302, 44, 11))
    b.fill("#9aa5b0", disc(128, 328, 9))


def _pointer(b: Brush, who: Figure) -> None:
    b.line("#8a6242", 6, lines((232, 236), (286, 120)))


def _ticket(b: Brush, who: Figure) -> None:
    b.fill("#2f3f7a", box(150, 250, 50, 72, 5))
    b.fill("#e0c070", disc(175, 282, 11))
    b.fill("#fdfdfb", poly((160, 236), (194, 236), (194, 250), (160, 250)))


def _pencil(b: Brush, who: Figure) -> None:
    b.line("#e0a338", 8, lines((176, 330), (206, 270)))


def _leaflet(b: Brush, who: Figure) -> None:
    b.fill("#fbf8ef", poly((70, 262), (110, 270), (110, 342), (70, 334)), poly((110, 270), (150, 262), (150, 334), (110, 342)))  # fmt: skip
    b.fill("#d8c7a6", poly((76, 272), (104, 278), (104, 304), (76, 298)))
    b.line("#9a968a", 3, "M76 310l28 6M76 320l28 6M116 284l28 -6M116 298l28 -6M116 312l28 -6M116 326l28 -6M110 270V342")


def _hang_strap(b: Brush, who: Figure) -> None:
    b.line("#4a5058", 8, "M240 -220V176")
    b.line("#f7f5f0", 9, "M240 176l-22 42h44z")


READS = Gesture((62, 322), (194, 322), _book)
ORDERS = Gesture((72, 330), (184, 330), _menu)
SHOOTS = Gesture((78, 290), (178, 290), _camera, _strap)
TOURS = Gesture(None, (232, 214), worn=_tourist)
NAVIGATES = Gesture((46, 318), (210, 318), _map, _straps)
DRIVES = Gesture((54, 346), (202, 346), _wheel)
RIDES_TRAIL = Gesture((28, 330), (228, 330), _handlebar, _straps)
RIDES_TOWN = Gesture((28, 330), (228, 330), _basket)
ANGLES = Gesture((150, 350), (204, 286), _rod)
LIFTS = Gesture((18, 226), (238, 226), _dumbbells)
SHOPS = Gesture(item=_bags)
STROLLS = Gesture(None, (180, 300), _cup)
WARMS = Gesture((92, 306), (164, 306), _mug, _nothing)
TEXTS = Gesture(None, (182, 306), _phone)
HIKES = Gesture((24, 300), (232, 300), _poles, _straps)
TRUDGES = Gesture((24, 300), (232, 300), _snow_poles)
RUNS = Gesture((52, 296), (196, 270), worn=_earphones)
RACES = Gesture((44, 272), (206, 300), worn=_number)
CHEERS = Gesture((20, 214), (238, 204))
DANCES = Gesture((14, 220), (210, 288))
HOLDS_BALLOON = Gesture(None, (226, 296), _balloon)
COLLECTS = Gesture((60, 340), (196, 340), _gift, _badge)
ATTENDS = Gesture(None, None, worn=_badge_card)
PRESENTS = Gesture(None, (230, 238), _pointer)
WAITS = Gesture(None, (180, 300), _ticket)
WRITES = Gesture((84, 350), (182, 336), _pencil)
VISITS = Gesture((72, 326), (148, 326), _leaflet)
HOLDS_ON = Gesture(None, (240, 204), _hang_strap)
POINTS = Gesture((20, 206), None)
WAVES = Gesture(None, (242, 214))
TALKS = Gesture((48, 312), (196, 300))
SIPS = Gesture(None, (178, 300), _coconut)
STANDS = Gesture()

"""What a person does with the arms at an event; places on a figure's canvas (the portrait's)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generation.scenes import carried, gear, worn
from generation.scenes.brush import Brush
from generation.scenes.figure import Figure
from generation.scenes.shapes import Point

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


READS = Gesture((62, 322), (194, 322), carried.book)
ORDERS = Gesture((72, 330), (184, 330), carried.menu)
SHOOTS = Gesture((78, 290), (178, 290), carried.camera, worn.strap)
TOURS = Gesture(None, (232, 214), worn=worn.tourist)
DRIVES = Gesture((54, 346), (202, 346), gear.wheel)
RIDES_TRAIL = Gesture((28, 330), (228, 330), gear.handlebar, worn.straps)
RIDES_TOWN = Gesture((28, 330), (228, 330), gear.basket)
ANGLES = Gesture((150, 350), (204, 286), gear.rod)
LIFTS = Gesture((18, 226), (238, 226), gear.dumbbells)
SHOPS = Gesture(item=carried.bags)
STROLLS = Gesture(None, (180, 300), carried.cup)
WARMS = Gesture((92, 306), (164, 306), carried.mug)
TEXTS = Gesture(None, (182, 306), carried.phone)
HIKES = Gesture((24, 300), (232, 300), gear.poles, worn.straps)
TRUDGES = Gesture((24, 300), (232, 300), gear.snow_poles)
RUNS = Gesture((52, 296), (196, 270), worn=worn.earphones)
RACES = Gesture((44, 272), (206, 300), worn=worn.number)
CHEERS = Gesture((20, 214), (238, 204))
DANCES = Gesture((14, 220), (210, 288))
HOLDS_BALLOON = Gesture(None, (226, 296), carried.balloon)
COLLECTS = Gesture((60, 340), (196, 340), carried.gift, worn.badge)
PRESENTS = Gesture(None, (230, 238), carried.pointer)
WAITS = Gesture(None, (180, 300), carried.ticket)
WRITES = Gesture((84, 350), (182, 336), carried.pencil)
VISITS = Gesture((72, 326), (148, 326), carried.leaflet)
HOLDS_ON = Gesture(None, (240, 204), gear.hang_strap)
POINTS = Gesture((20, 206), None)
WAVES = Gesture(None, (242, 214))
TALKS = Gesture((48, 312), (196, 300))
SIPS = Gesture(None, (178, 300), carried.coconut)
STANDS = Gesture()

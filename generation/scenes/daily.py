"""Scenes of work, errands, meals and ways."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands, interiors, outdoors, skies
from generation.scenes.brush import BRIGHT, DAY, DUSK, PLAIN, WARM
from generation.scenes.interiors import COOL, DEEP, FLOOR, HOMELY, WHITE, room
from generation.scenes.props import animals, buildings, company, furniture, meals, plants, reading, screens, shows, travel  # fmt: skip
from generation.scenes.scene import Put, Scene

DAILY: Mapping[str, Scene] = {
    "dinner with friends": Scene(
        room(HOMELY),
        (WARM,),
        (
            Put(interiors.window, 222, 92, 0.9), Put(shows.bunting, 128, 14, 1, 0, chance=0.3),
            Put(furniture.lamp, 16, 186, chance=0.6), Put(interiors.pendant, 62, 4), Put(interiors.pendant, 176, 4),
            Put(company.diner, 30, 192, 1.15), Put(company.diner, 194, 192, 1.15), Put(company.diner, 240, 198, 1.2),
        ),
        (
            Put(furniture.table, 128, 192, 1, 0), Put(meals.feast, 124, 212, 0.95),
            Put(meals.candle, 56, 216), Put(meals.candle, 190, 218), Put(meals.plate, 30, 240), Put(meals.plate, 222, 242),
        ),
        hands.TALKS,
    ),
    "restaurant dining": Scene(
        room(DEEP, "carpet"),
        (WARM,),
        (
            Put(meals.bottles, 196, 86), Put(interiors.pendant, 24, 6), Put(interiors.pendant, 70, 0, chance=0.5),
            Put(meals.far_table, 24, 196, 1.1), Put(company.waiter, 204, 214, 1.25), Put(plants.potted, 246, 200, chance=0.6),
        ),
        (Put(furniture.laid_table, 112, 206, 1, 0), Put(meals.plate, 112, 226, 1.1), Put(meals.wine, 160, 228, 1.2), Put(meals.candle, 62, 230)),  # fmt: skip
        hands.ORDERS,
    ),
    "family gathering": Scene(
        room(HOMELY),
        (WARM, PLAIN),
        (
            Put(furniture.family_photos, 200, 66, 1.15), Put(furniture.fireplace, 30, 184, 1.05),
            Put(furniture.sofa, 204, 204, 1.0), Put(company.elder, 182, 188, 1.0), Put(company.elder, 224, 188, 1.0),
        ),
        (Put(company.child, 34, 252, 1.05), Put(company.child, 184, 256, 0.95), Put(animals.dog, 228, 250, 1.2)),
        hands.WAVES,
    ),
    "business meeting": Scene(
        room(COOL, "carpet"),
        (BRIGHT, PLAIN),
        (
            Put(interiors.skyline_window, 40, 118), Put(screens.wall_screen, 194, 66, 1.05),
            Put(company.colleague, 24, 196, 1.1), Put(company.colleague, 194, 196, 1.1), Put(company.colleague, 240, 204, 1.2),
        ),
        (
            Put(furniture.table, 128, 196, 1, 0), Put(screens.laptop, 36, 224), Put(screens.papers, 92, 224),
            Put(screens.laptop, 190, 222), Put(screens.papers, 236, 232), Put(screens.papers, 140, 236),
        ),
        hands.TALKS,
    ),
    "office working": Scene(
        room(WHITE, "carpet"),
        (BRIGHT, PLAIN),
        (
            Put(interiors.window, 56, 96, 1.0, chance=0.7), Put(furniture.shelf, 216, 180, 1.05), Put(plants.potted, 20, 198, 1.2),
            Put(furniture.swivel_chair, 112, 214, 0.95, 0),
        ),
        (
            Put(furniture.desk, 128, 206, 1.2, 0), Put(screens.monitor, 190, 206, 1.25), Put(screens.desk_lamp, 30, 207, 1.2),
            Put(screens.papers, 92, 206), Put(meals.cup, 62, 207, 0.9),
        ),
    ),
    "gym workout": Scene(
        room(("#c9cfd2", "#b9c4c9", "#d3cfc9"), "carpet"),
        (PLAIN, BRIGHT),
        (
            Put(travel.gym_mirror, 0, 0, 1, 0), Put(travel.punch_bag, 26, 34, 1.2), Put(travel.treadmill, 206, 192, 1.25),
            Put(travel.weights, 30, 214, 0.9),
        ),
        (Put(travel.kettlebells, 206, 250, 1.1),),
        hands.LIFTS,
        at=(116.0, 104.0),
    ),
    "shopping mall": Scene(
        interiors.mall,
        (BRIGHT, PLAIN),
        (
            Put(shows.mannequins, 22, 186, 1.1), Put(furniture.stairs, 204, 186, 1.0), Put(plants.potted, 66, 196, 0.9),
            Put(company.bystander, 176, 206, 0.8, chance=0.6),
        ),
        (Put(furniture.rack, 234, 256, 1.1),),
        hands.SHOPS,
    ),
    "grocery shopping": Scene(
        room(WHITE, "tiles"),
        (BRIGHT, PLAIN),
        (Put(meals.aisle, 16, 188, 1.15), Put(meals.aisle, 112, 184, 1.05, 2), Put(meals.crates, 214, 206, 1.2), Put(meals.aisle, 222, 150, 0.9)),  # fmt: skip
        (Put(meals.trolley, 196, 246, 1.15),),
        hands.VISITS,
        at=(104.0, 100.0),
    ),
    "car driving": Scene(
        travel.car_inside,
        (DAY, DUSK),
        (Put(travel.driver_seat, 128, 108, 1, 0),),
        (Put(travel.dashboard, 0, 0, 1, 0),),
        hands.DRIVES,
        at=(128.0, 104.0),
        scale=0.46,
    ),
    "train commute": Scene(
        travel.train_inside,
        (DAY, DUSK),
        (Put(travel.train_seats, 128, 186, 1, 0), Put(company.passenger, 26, 190, 1.05), Put(company.passenger, 226, 190, 1.05), Put(travel.straps, 128, 0, 1, 0)),  # fmt: skip
        (),
        hands.HOLDS_ON,
        at=(122.0, 104.0),
    ),
    "train station waiting": Scene(
        outdoors.tracks,
        (DAY, DUSK),
        (
            Put(travel.train_outside, 152, 160, 1, 0), Put(travel.platform_edge, 128, 160, 1, 0),
            Put(travel.platform_roof, 128, 6, 1, 0), Put(screens.station_clock, 46, 22, 1.1), Put(company.bystander, 232, 206, 0.8, chance=0.6),
        ),
        (Put(travel.suitcase, 190, 252, 1.25), Put(buildings.bench, 30, 238, 1.1)),
        hands.WAITS,
    ),
    "airport waiting": Scene(
        interiors.terminal,
        (DAY, DUSK),
        (
            Put(travel.control_tower, 30, 130, 0.9), Put(travel.plane, 206, 146, 0.95), Put(travel.take_off, 62, 62),
            Put(interiors.mullions, 0, 0, 1, 0), Put(screens.departures, 196, 52, 1.0), Put(furniture.seats, 36, 208, 1.0), Put(furniture.seats, 214, 208, 1.0),
        ),
        (Put(travel.suitcase, 184, 254, 1.25), Put(travel.suitcase, 40, 256, 1.0, chance=0.5)),
        hands.TEXTS,
    ),
    "city walk": Scene(
        outdoors.shopping_street,
        (DAY, DUSK),
        (
            Put(buildings.traffic_light, 36, 196, 1.15), Put(travel.car, 214, 202, 1.0), Put(buildings.lamp_post, 246, 184, 1.0),
            Put(company.bystander, 72, 190, 0.55), Put(company.bystander, 178, 186, 0.55), Put(outdoors.zebra, 0, 0, 1, 0),
        ),
        (Put(animals.dog, 192, 248, 1.3, chance=0.4),),
        hands.STROLLS,
        (skies.clouds, skies.sun),
    ),
    "city bike ride": Scene(
        outdoors.skyline,
        (DAY, DUSK),
        (
            Put(outdoors.cycle_lane, 0, 0, 1, 0), Put(travel.bus, 214, 186, 0.9), Put(company.cyclist, 34, 200, 0.9),
            Put(buildings.traffic_light, 240, 190, 1.1, chance=0.7),
        ),
        (),
        hands.RIDES_TOWN,
        (skies.clouds, skies.sun),
        at=(118.0, 76.0),
    ),
}  # fmt: skip


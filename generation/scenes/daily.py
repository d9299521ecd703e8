"""Scenes of work, errands, meals and company."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands, skies
from generation.scenes.brush import BRIGHT, DAY, PLAIN, WARM
from generation.scenes.props import (
    animals,
    boards,
    company,
    counters,
    fairs,
    furniture,
    gym,
    meals,
    offices,
    plants,
    windows,
)
from generation.scenes.scene import Put, Scene, one_of
from generation.scenes.settings import country, interiors
from generation.scenes.settings.interiors import COOL, DEEP, HOMELY, WHITE, room

DAILY: Mapping[str, Scene] = {
    "dinner with friends": Scene(
        room(HOMELY),
        (WARM,),
        (
            Put(windows.window, 222, 92, 0.9), Put(fairs.bunting, 128, 14, 1, 0, chance=0.3),
            Put(furniture.lamp, 16, 186, chance=0.6), Put(furniture.pendant, 62, 4), Put(furniture.pendant, 176, 4),
            Put(company.diner, 30, 192, 1.15), Put(company.diner, 194, 192, 1.15), Put(company.diner, 240, 198, 1.2),
        ),
        (
            Put(furniture.table, 128, 192, 1, 0), Put(meals.feast, 124, 212, 0.95), Put(meals.candle, 56, 216),
            Put(meals.candle, 190, 218), Put(meals.plate, 30, 240), Put(meals.plate, 222, 242),
        ),
        hands.TALKS,
    ),
    "restaurant dining": Scene(
        room(DEEP, "carpet"),
        (WARM,),
        (
            Put(counters.bottles, 196, 86), Put(furniture.pendant, 24, 6), Put(furniture.pendant, 70, 0, chance=0.5),
            Put(meals.far_table, 24, 196, 1.1), Put(company.waiter, 204, 214, 1.25),
            Put(plants.potted, 246, 200, chance=0.6),
        ),
        (
            Put(furniture.laid_table, 112, 206, 1, 0), Put(meals.plate, 112, 226, 1.1),
            Put(meals.wine, 160, 228, 1.2), Put(meals.candle, 62, 230),
        ),
        hands.ORDERS,
    ),
    "family gathering": Scene(
        room(HOMELY),
        (WARM, PLAIN),
        (
            Put(furniture.family_photos, 200, 66, 1.15),
            Put(one_of(furniture.fireplace, furniture.cake_table), 30, 190, 1.05),
            Put(furniture.sofa, 204, 204, 1.0), Put(company.elder, 190, 188, 1.0), Put(company.elder, 230, 188, 1.0),
        ),
        (
            Put(company.child, 34, 252, 1.05), Put(company.child, 184, 256, 0.95),
            Put(animals.dog, 228, 250, 1.2, chance=0.7),
        ),
        hands.POINTS,
        at=(106.0, 100.0),
    ),
    "coffee shop reading": Scene(
        room(("#c9a07c", "#8fa39a", "#b98f74", "#a3a08a")),
        (WARM,),
        (
            Put(counters.chalk_menu, 196, 56, 1.3), Put(furniture.pendant, 30, 4), Put(furniture.pendant, 76, 0),
            Put(furniture.pendant, 150, 4), Put(counters.espresso_bar, 206, 190, 1.1),
            Put(windows.window, 30, 120, 0.95), Put(plants.potted, 20, 206, 1.1, chance=0.6),
        ),
        (
            Put(furniture.round_table, 112, 222, 1.25, 2), Put(meals.cup, 166, 222, 1.5, 3),
            Put(meals.cake, 64, 224, 1.1, 3),
        ),
        hands.READS,
    ),
    "business meeting": Scene(
        room(COOL, "carpet"),
        (BRIGHT, PLAIN),
        (
            Put(windows.skyline_window, 40, 118), Put(boards.wall_screen, 194, 66, 1.05),
            Put(company.colleague, 24, 196, 1.1), Put(company.colleague, 194, 196, 1.1),
            Put(company.colleague, 240, 204, 1.2),
        ),
        (
            Put(furniture.table, 128, 196, 1, 0), Put(offices.laptop, 36, 224), Put(offices.papers, 92, 224),
            Put(offices.laptop, 190, 222), Put(offices.papers, 236, 232), Put(offices.papers, 140, 236),
        ),
        hands.TALKS,
    ),
    "office working": Scene(
        room(WHITE, "carpet"),
        (BRIGHT, PLAIN),
        (
            Put(windows.window, 56, 96, 1.0, chance=0.7), Put(furniture.shelf, 216, 180, 1.05),
            Put(plants.potted, 20, 198, 1.2), Put(furniture.swivel_chair, 112, 214, 0.95, 0),
        ),
        (
            Put(furniture.desk, 128, 206, 1.2, 0), Put(offices.monitor, 190, 206, 1.25),
            Put(offices.desk_lamp, 30, 207, 1.2), Put(offices.papers, 92, 206), Put(meals.cup, 62, 207, 0.9),
        ),
    ),
    "gym workout": Scene(
        room(("#c9cfd2", "#b9c4c9", "#d3cfc9"), "carpet"),
        (PLAIN, BRIGHT),
        (
            Put(gym.gym_mirror, 0, 0, 1, 0), Put(gym.punch_bag, 26, 34, 1.2, chance=0.7),
            Put(gym.treadmill, 200, 196, 1.25),
            Put(one_of(gym.weights, gym.bench_press), 34, 214, 0.95),
        ),
        (Put(gym.kettlebells, 206, 250, 1.1),),
        hands.LIFTS,
        at=(116.0, 104.0),
    ),
    "shopping mall": Scene(
        interiors.mall,
        (BRIGHT, PLAIN),
        (
            Put(fairs.mannequins, 22, 186, 1.1), Put(fairs.stairs, 204, 186, 1.0), Put(plants.potted, 66, 196, 0.9),
            Put(company.bystander, 176, 206, 0.8, chance=0.6),
        ),
        (Put(fairs.rack, 234, 256, 1.1),),
        hands.SHOPS,
        at=(112.0, 88.0),
    ),
    "grocery shopping": Scene(
        room(WHITE, "tiles"),
        (BRIGHT, PLAIN),
        (
            Put(counters.aisle, 16, 188, 1.15), Put(counters.aisle, 112, 184, 1.05, 2),
            Put(counters.crates, 214, 206, 1.2), Put(counters.aisle, 222, 150, 0.9),
        ),
        (Put(counters.trolley, 196, 246, 1.15),),
        hands.VISITS,
        at=(104.0, 100.0),
    ),
    "charity event": Scene(
        country.park,
        (DAY,),
        (
            Put(fairs.balloons, 30, 120, 1.1), Put(fairs.balloons, 226, 120, 1.1),
            Put(fairs.charity_stall, 116, 200, 1.0, 0), Put(company.bystander, 222, 226, 0.95),
            Put(company.child, 22, 220, 1.1, chance=0.6),
        ),
        (Put(fairs.donation_box, 186, 252, 1.15),),
        hands.COLLECTS,
        (skies.clouds, skies.sun),
        at=(114.0, 106.0),
    ),
}  # fmt: skip

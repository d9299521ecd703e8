"""Scenes on the way and at its end."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands, skies
from generation.scenes.brush import DAY, DUSK
from generation.scenes.props import (
    animals,
    athletes,
    boards,
    buildings,
    carriages,
    company,
    furniture,
    plants,
    shores,
    stations,
    streets,
    wildlife,
)
from generation.scenes.scene import Put, Scene, one_of
from generation.scenes.settings import country, interiors, towns, waters

JOURNEYS: Mapping[str, Scene] = {
    "car driving": Scene(
        carriages.car_inside,
        (DAY, DUSK),
        (Put(carriages.driver_seat, 128, 108, 1, 0),),
        (Put(carriages.dashboard, 0, 0, 1, 0),),
        hands.DRIVES,
        at=(128.0, 104.0),
        scale=0.46,
    ),
    "train commute": Scene(
        carriages.train_inside,
        (DAY, DUSK),
        (
            Put(carriages.train_seats, 128, 186, 1, 0), Put(company.passenger, 26, 190, 1.05),
            Put(company.passenger, 226, 190, 1.05), Put(carriages.straps, 128, 0, 1, 0),
        ),
        (),
        hands.HOLDS_ON,
        at=(122.0, 104.0),
    ),
    "train station waiting": Scene(
        towns.tracks,
        (DAY, DUSK),
        (
            Put(stations.train_outside, 152, 160, 1, 0), Put(stations.platform_edge, 128, 160, 1, 0),
            Put(stations.platform_roof, 128, 6, 1, 0), Put(boards.station_clock, 46, 22, 1.1),
            Put(company.bystander, 232, 206, 0.8, chance=0.6),
        ),
        (Put(stations.suitcase, 190, 252, 1.25), Put(streets.bench, 30, 238, 1.1)),
        hands.WAITS,
    ),
    "airport waiting": Scene(
        interiors.terminal,
        (DAY, DUSK),
        (
            Put(buildings.control_tower, 30, 130, 0.9), Put(stations.plane, 206, 146, 0.95),
            Put(stations.take_off, 62, 62), Put(interiors.mullions, 0, 0, 1, 0), Put(boards.departures, 196, 52, 1.0),
            Put(furniture.seats, 36, 208, 1.0), Put(furniture.seats, 214, 208, 1.0),
        ),
        (Put(stations.suitcase, 184, 254, 1.25), Put(stations.suitcase, 40, 256, 1.0, chance=0.5)),
        hands.TEXTS,
    ),
    "city walk": Scene(
        towns.shopping_street,
        (DAY, DUSK),
        (
            Put(streets.traffic_light, 36, 196, 1.15), Put(streets.car, 214, 202, 1.0),
            Put(streets.lamp_post, 246, 184, 1.0), Put(company.bystander, 72, 190, 0.55),
            Put(company.bystander, 178, 186, 0.55), Put(towns.crossing, 0, 0, 1, 0),
        ),
        (Put(animals.dog, 192, 248, 1.3, chance=0.4),),
        hands.STROLLS,
        (skies.clouds, skies.sun),
    ),
    "city bike ride": Scene(
        towns.skyline,
        (DAY, DUSK),
        (
            Put(towns.cycle_lane, 0, 0, 1, 0), Put(streets.bus, 214, 186, 0.9), Put(athletes.cyclist, 34, 200, 0.9),
            Put(streets.traffic_light, 240, 190, 1.1, chance=0.7),
        ),
        (),
        hands.RIDES_TOWN,
        (skies.clouds, skies.sun),
        at=(118.0, 76.0),
    ),
    "biking trail": Scene(
        country.forest,
        (DAY, DUSK),
        (
            Put(athletes.cyclist, 206, 204, 0.85), Put(streets.trail_sign, 34, 206, 1.2),
            Put(plants.fir, 8, 190, 2.2), Put(plants.fir, 250, 186, 2.2), Put(plants.stones, 20, 232, 0.9),
        ),
        (),
        hands.RIDES_TRAIL,
        (skies.clouds,),
        at=(118.0, 76.0),
    ),
    "boat trip": Scene(
        waters.open_sea,
        (DAY, DUSK),
        (
            Put(wildlife.gulls, 60, 50, 1.0), Put(shores.sail_boat, 40, 146, 0.8), Put(shores.deck, 128, 210, 1, 0),
            Put(shores.mast, 174, 212, 1.0), Put(shores.life_belt, 40, 204, 1.1),
        ),
        (),
        hands.WAVES,
        (skies.clouds, skies.sun),
    ),
    "landmark visit": Scene(
        towns.square,
        (DAY, DUSK),
        (
            Put(buildings.landmark, 194, 172, 1.12), Put(plants.round_tree, 26, 174, 0.8),
            Put(company.bystander, 228, 204, 0.6), Put(company.bystander, 244, 206, 0.55),
            Put(company.tour_guide, 36, 224, 0.9), Put(company.bystander, 62, 200, 0.5),
        ),
        (),
        hands.TOURS,
        (skies.clouds, skies.sun),
        at=(104.0, 106.0),
    ),
    "zoo visit": Scene(
        country.enclosure,
        (DAY,),
        (
            Put(one_of(wildlife.giraffe, wildlife.giraffe, wildlife.elephant), 206, 180, 1.05),
            Put(one_of(wildlife.elephant, wildlife.zebra), 50, 186, 0.9),
            Put(wildlife.monkeys, 60, 66, 0.9, chance=0.6), Put(streets.bars, 128, 206, 1.1, 0),
            Put(streets.zoo_sign, 28, 246, 0.85),
        ),
        (),
        hands.HOLDS_BALLOON,
        (skies.clouds, skies.sun),
        at=(110.0, 108.0),
    ),
}  # fmt: skip

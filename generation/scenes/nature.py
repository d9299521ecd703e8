"""Scenes of sport and rest in the open."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands, skies
from generation.scenes.brush import DAY, DUSK, NIGHT
from generation.scenes.props import (
    animals,
    athletes,
    buildings,
    camps,
    crowds,
    plants,
    races,
    shores,
    streets,
    wildlife,
)
from generation.scenes.scene import Put, Scene, one_of
from generation.scenes.settings import country, towns, waters

NATURE: Mapping[str, Scene] = {
    "park jogging": Scene(
        country.park,
        (DAY, DUSK),
        (
            Put(plants.round_tree, 28, 166, 1.1), Put(plants.round_tree, 238, 164, 1.1),
            Put(plants.round_tree, 76, 152, 0.7), Put(plants.pond, 44, 186, 0.9), Put(streets.bench, 220, 182, 0.9),
            Put(athletes.runner, 190, 214, 0.95), Put(streets.lamp_post, 246, 190, 0.9, chance=0.4),
        ),
        (Put(plants.bush, 20, 258, 1.2),),
        hands.RUNS,
        (skies.clouds, skies.sun),
    ),
    "marathon running": Scene(
        towns.race_street,
        (DAY,),
        (
            Put(races.finish_arch, 128, 178, 1.1, 0), Put(athletes.racer, 36, 222, 0.95),
            Put(athletes.racer, 204, 218, 0.9), Put(athletes.racer, 74, 188, 0.5), Put(athletes.racer, 174, 186, 0.5),
            Put(races.drinks, 240, 204, 0.9, chance=0.5),
        ),
        (),
        hands.RACES,
        at=(116.0, 104.0),
    ),
    "farm visit": Scene(
        country.meadow,
        (DAY, DUSK),
        (
            Put(buildings.silo, 252, 156, 1.0, chance=0.6), Put(buildings.barn, 204, 160, 1.0),
            Put(one_of(plants.hay, buildings.tractor), 36, 176, 0.9),
            Put(streets.fence, 128, 190, 1, 0), Put(animals.cow, 210, 216, 1.1),
            Put(one_of(animals.sheep, animals.cow), 36, 212, 1.0, flip=True),
        ),
        (
            Put(animals.hen, 30, 248, 1.2), Put(animals.hen, 196, 250, 1.2),
            Put(animals.hen, 228, 244, 1.0, flip=True, chance=0.6),
        ),
        hands.STANDS,
        (skies.clouds, skies.sun),
    ),
    "beach relaxing": Scene(
        waters.beach,
        (DAY, DUSK),
        (
            Put(plants.palm, 22, 186, 1.1), Put(shores.sail_boat, 74, 134, 0.6), Put(shores.parasol, 212, 218, 1.25),
            Put(shores.deck_chair, 206, 226, 1.15), Put(shores.sand_castle, 40, 222, 1.0, chance=0.7),
        ),
        (Put(shores.beach_ball, 36, 252, 1.2), Put(shores.towel, 208, 250, 1.0, chance=0.6)),
        hands.SIPS,
        (skies.sun, skies.clouds),
    ),
    "fishing trip": Scene(
        waters.lake,
        (DAY, DUSK),
        (
            Put(shores.tackle, 38, 196, 1.1), Put(plants.reeds, 246, 218, 1.3),
            Put(shores.leaping_fish, 208, 222, 1.1), Put(shores.jetty, 112, 232, 1, 0),
        ),
        (Put(shores.bucket_of_fish, 50, 250, 1.2),),
        hands.ANGLES,
        (skies.clouds, skies.sun),
        at=(106.0, 106.0),
    ),
    "mountain hiking": Scene(
        country.mountains,
        (DAY,),
        (
            Put(country.footpath, 0, 0, 1, 0), Put(crowds.hikers, 196, 190, 1.0), Put(plants.fir, 240, 200, 0.9),
            Put(streets.trail_sign, 36, 218, 1.2), Put(plants.stones, 214, 232, 0.9),
        ),
        (Put(camps.cairn, 224, 252, 1.1), Put(plants.flowers, 28, 254, 1.0)),
        hands.HIKES,
        (skies.clouds, skies.sun),
    ),
    "snowshoeing": Scene(
        country.snowfield,
        (DAY,),
        (Put(camps.snow_tracks, 40, 0, 1, 3), Put(camps.snow_shoes, 206, 228, 1.2)),
        (),
        hands.TRUDGES,
        (skies.overcast,),
        skies.snowfall,
    ),
    "mountain cabin retreat": Scene(
        country.mountains,
        (DUSK, NIGHT),
        (
            Put(plants.fir, 246, 176, 1.4), Put(plants.fir, 24, 176, 1.3), Put(plants.fir, 52, 168, 1.0),
            Put(buildings.log_cabin, 200, 188, 1.05), Put(plants.logs, 236, 214, 0.9),
        ),
        (Put(camps.campfire, 46, 244, 1.25),),
        hands.WARMS,
        (skies.low_sun,),
        at=(106.0, 106.0),
    ),
    "night sky stargazing": Scene(
        country.night_hill,
        (NIGHT,),
        (
            Put(skies.milky_way, 0, 0, 1, 0), Put(camps.tent, 34, 188, 0.8, chance=0.5),
            Put(camps.telescope, 200, 232, 1.3),
        ),
        (Put(camps.blanket, 40, 252, 0.9, chance=0.6),),
        hands.POINTS,
        (skies.stars,),
        at=(108.0, 112.0),
    ),
    "nature photography": Scene(
        country.meadow,
        (DAY, DUSK),
        (
            Put(plants.round_tree, 18, 178, 1.3), Put(plants.fir, 248, 168, 1.5),
            Put(one_of(wildlife.deer, wildlife.deer, wildlife.fox), 212, 200, 1.25),
            Put(plants.bush, 238, 222, 1.0), Put(wildlife.bird, 46, 96, 1.2), Put(wildlife.butterfly, 196, 84, 1.0),
            Put(plants.flowers, 30, 222, 1.3),
        ),
        (
            Put(plants.flowers, 206, 254, 1.4), Put(plants.flowers, 30, 256, 1.3),
            Put(wildlife.butterfly, 178, 214, 0.9),
        ),
        hands.SHOOTS,
        (skies.clouds, skies.sun),
    ),
}  # fmt: skip

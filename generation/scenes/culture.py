"""Scenes of learning, art, media and feasts."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands, interiors, outdoors, skies
from generation.scenes.brush import BRIGHT, DAY, PLAIN, SHOW, WARM
from generation.scenes.interiors import COOL, DEEP, HOMELY, WHITE, room
from generation.scenes.props import animals, buildings, company, furniture, meals, plants, reading, screens, shows, travel  # fmt: skip
from generation.scenes.scene import Put, Scene

CULTURE: Mapping[str, Scene] = {
    "media interview": Scene(
        room(COOL, "carpet"),
        (BRIGHT, PLAIN),
        (Put(screens.logo_wall, 112, 180, 1, 0), Put(screens.soft_box, 26, 204, 1.15), Put(screens.television_camera, 212, 220, 1.2)),
        (Put(shows.microphones, 112, 172, 1, 2),),
        hands.STANDS,
    ),
    "public lecture": Scene(
        room(DEEP, "carpet"),
        (WARM, PLAIN),
        (Put(screens.projection, 172, 14, 1.0),),
        (Put(shows.lectern, 104, 190, 1.0, 2), Put(company.audience, 128, 250, 1.0)),
        hands.POINTS,
        at=(104.0, 96.0),
    ),
    "school presentation": Scene(
        room(HOMELY),
        (BRIGHT, PLAIN),
        (Put(screens.chalkboard, 112, 66, 1.25), Put(screens.child_drawings, 228, 52, 0.9), Put(screens.project_board, 206, 204, 1.15), Put(reading.globe, 30, 178, 1.3)),
        (Put(company.pupils, 128, 246, 1.0),),
        hands.PRESENTS,
        at=(108.0, 98.0),
    ),
    "charity event": Scene(
        outdoors.park,
        (DAY,),
        (
            Put(shows.balloons, 30, 120, 1.1), Put(shows.balloons, 226, 120, 1.1), Put(buildings.charity_stall, 116, 200, 1.0, 0),
            Put(company.bystander, 222, 226, 0.95), Put(company.child, 22, 220, 1.1, chance=0.6),
        ),
        (Put(screens.donation_box, 186, 252, 1.15),),
        hands.COLLECTS,
        (skies.clouds, skies.sun),
        at=(114.0, 106.0),
    ),
    "concert attendance": Scene(
        interiors.stage,
        (PLAIN,),
        (
            Put(shows.beams, 0, 0, 1, 0), Put(shows.platform, 128, 142, 1, 0), Put(shows.speakers, 14, 142, 1.1), Put(shows.speakers, 242, 142, 1.1),
            Put(company.guitarist, 54, 142, 0.95), Put(company.singer, 172, 142, 0.95), Put(company.drummer, 212, 140, 0.85),
            Put(company.crowd, 128, 186, 1.0),
        ),
        (Put(company.crowd, 128, 262, 1.1),),
        hands.CHEERS,
        at=(112.0, 106.0),
    ),
    "dance event": Scene(
        interiors.ballroom,
        (PLAIN,),
        (
            Put(shows.light_spots, 0, 0, 1, 0), Put(shows.mirror_ball, 196, 8, 1.2), Put(shows.notes, 40, 66), Put(shows.dance_floor, 128, 170, 1, 0),
            Put(company.dancers, 30, 214, 1.1), Put(company.dancers, 208, 210, 1.1), Put(shows.notes, 232, 84, 0.8, chance=0.6),
        ),
        (),
        hands.DANCES,
    ),
    "fashion show": Scene(
        interiors.stage,
        (PLAIN,),
        (
            Put(shows.spotlights, 0, 0, 1, 0), Put(shows.runway, 0, 0, 1, 0), Put(shows.front_rows, 0, 0, 1, 0),
            Put(company.model, 76, 160, 0.72, 2), Put(company.model, 182, 160, 0.72, 2),
        ),
        (Put(shows.photographers, 128, 258, 1.0),),
        at=(128.0, 104.0),
    ),
    "museum tour": Scene(
        interiors.hall,
        (PLAIN, WARM),
        (Put(shows.dinosaur, 196, 170, 1.15), Put(shows.show_case, 28, 196, 1.1), Put(shows.bust, 238, 214, 0.85, chance=0.5), Put(company.bystander, 66, 190, 0.7, chance=0.5)),
        (Put(shows.rope, 128, 240, 1.0),),
        hands.VISITS,
    ),
    "art gallery visit": Scene(
        interiors.white_cube,
        (BRIGHT, PLAIN),
        (
            Put(shows.painting, 32, 86, 1.0), Put(shows.painting, 190, 82, 1.05, 3), Put(shows.painting, 252, 88, 0.8),
            Put(shows.sculpture, 216, 226, 1.15), Put(company.bystander, 40, 206, 0.8, chance=0.5),
        ),
        (),
        hands.STANDS,
        at=(108.0, 102.0),
    ),
    "coffee shop reading": Scene(
        room(("#c9a07c", "#8fa39a", "#b98f74", "#a3a08a")),
        (WARM,),
        (
            Put(meals.chalk_menu, 196, 56, 1.3), Put(interiors.pendant, 30, 4), Put(interiors.pendant, 76, 0), Put(interiors.pendant, 150, 4),
            Put(meals.espresso_bar, 206, 190, 1.1), Put(interiors.window, 30, 120, 0.95), Put(plants.potted, 20, 206, 1.1, chance=0.6),
        ),
        (Put(furniture.round_table, 112, 222, 1.25, 2), Put(meals.cup, 166, 222, 1.5, 3), Put(meals.cake, 64, 224, 1.1, 3)),
        hands.READS,
    ),
    "bookstore browsing": Scene(
        room(HOMELY),
        (WARM, PLAIN),
        (Put(reading.bookcase, 30, 186, 1.0, 3), Put(reading.bookcase, 118, 180, 0.92, 3), Put(reading.ladder, 66, 186), Put(reading.till, 212, 190, 1.0), Put(reading.shop_sign, 212, 62, 1.1)),
        (Put(reading.sale_table, 204, 236, 1.1), Put(reading.sale_table, 34, 250, 0.9)),
        hands.READS,
    ),
    "library studying": Scene(
        room(("#d9c8a6", "#cdbb9c", "#d3c6b0")),
        (PLAIN, WARM),
        (Put(interiors.arched_windows, 128, 130, 1.15, 3), Put(reading.bookcase, 22, 192, 0.8, 3), Put(reading.bookcase, 232, 192, 0.8, 3)),
        (
            Put(furniture.table, 128, 200, 1, 0), Put(reading.banker_lamp, 48, 214, 1.25), Put(reading.banker_lamp, 200, 214, 1.25),
            Put(reading.open_notebook, 118, 218, 1.2), Put(reading.book_pile, 230, 234, 1.1), Put(reading.book_pile, 20, 238, 1.0),
        ),
        hands.WRITES,
        at=(116.0, 102.0),
    ),
}  # fmt: skip

"""Scenes of learning, art and the stage."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes import hands
from generation.scenes.brush import BRIGHT, PLAIN, WARM
from generation.scenes.props import (
    athletes,
    boards,
    company,
    crowds,
    exhibits,
    furniture,
    musicians,
    plants,
    press,
    reading,
    shows,
    windows,
)
from generation.scenes.scene import Put, Scene, one_of
from generation.scenes.settings import interiors
from generation.scenes.settings.interiors import COOL, DEEP, HOMELY, room

CULTURE: Mapping[str, Scene] = {
    "media interview": Scene(
        room(COOL, "carpet"),
        (BRIGHT, PLAIN),
        (
            Put(press.logo_wall, 112, 180, 1, 0), Put(press.soft_box, 26, 204, 1.15),
            Put(press.television_camera, 212, 220, 1.2),
        ),
        (Put(shows.microphones, 112, 172, 1, 2),),
        hands.STANDS,
    ),
    "public lecture": Scene(
        room(DEEP, "carpet"),
        (WARM, PLAIN),
        (Put(boards.projection, 172, 14, 1.0),),
        (Put(shows.lectern, 104, 190, 1.0, 2), Put(crowds.audience, 128, 250, 1.0)),
        hands.POINTS,
        at=(104.0, 96.0),
    ),
    "school presentation": Scene(
        room(HOMELY),
        (BRIGHT, PLAIN),
        (
            Put(one_of(boards.chalkboard, boards.whiteboard), 112, 66, 1.25), Put(boards.child_drawings, 228, 52, 0.9),
            Put(one_of(boards.project_board, boards.volcano_board), 206, 204, 1.15),
            Put(one_of(reading.globe, plants.potted), 30, 178, 1.3),
        ),
        (Put(crowds.pupils, 128, 246, 1.0),),
        hands.PRESENTS,
        at=(108.0, 98.0),
    ),
    "concert attendance": Scene(
        interiors.stage,
        (PLAIN,),
        (
            Put(musicians.beams, 0, 0, 1, 0), Put(musicians.platform, 128, 142, 1, 0),
            Put(musicians.speakers, 14, 142, 1.1), Put(musicians.speakers, 242, 142, 1.1),
            Put(musicians.guitarist, 54, 142, 0.95), Put(musicians.singer, 172, 142, 0.95),
            Put(musicians.drummer, 212, 140, 0.85), Put(crowds.crowd, 128, 186, 1.0),
        ),
        (Put(crowds.crowd, 128, 262, 1.1),),
        hands.CHEERS,
        at=(112.0, 106.0),
    ),
    "dance event": Scene(
        interiors.ballroom,
        (PLAIN,),
        (
            Put(shows.light_spots, 0, 0, 1, 0), Put(shows.mirror_ball, 196, 8, 1.2), Put(shows.notes, 40, 66),
            Put(shows.dance_floor, 128, 170, 1, 0), Put(athletes.dancers, 30, 214, 1.1),
            Put(athletes.dancers, 208, 210, 1.1), Put(shows.notes, 232, 84, 0.8, chance=0.6),
        ),
        (),
        hands.DANCES,
    ),
    "fashion show": Scene(
        interiors.stage,
        (PLAIN,),
        (
            Put(shows.spotlights, 0, 0, 1, 0), Put(shows.runway, 0, 0, 1, 0), Put(crowds.front_rows, 0, 0, 1, 0),
            Put(athletes.model, 76, 160, 0.72, 2), Put(athletes.model, 182, 160, 0.72, 2),
        ),
        (Put(crowds.photographers, 128, 258, 1.0),),
        at=(128.0, 104.0),
    ),
    "museum tour": Scene(
        interiors.hall,
        (PLAIN, WARM),
        (
            Put(one_of(exhibits.dinosaur, exhibits.knight), 190, 170, 1.1),
            Put(one_of(exhibits.show_case, exhibits.bust), 28, 196, 1.1),
            Put(exhibits.bust, 238, 214, 0.85, chance=0.5), Put(company.bystander, 66, 190, 0.7, chance=0.5),
        ),
        (Put(exhibits.rope, 128, 240, 1.0),),
        hands.VISITS,
    ),
    "art gallery visit": Scene(
        interiors.white_cube,
        (BRIGHT, PLAIN),
        (
            Put(exhibits.painting, 32, 86, 1.0), Put(exhibits.painting, 190, 82, 1.05, 3),
            Put(exhibits.painting, 252, 88, 0.8), Put(exhibits.sculpture, 216, 226, 1.15),
            Put(company.bystander, 40, 206, 0.8, chance=0.5),
        ),
        (),
        hands.STANDS,
        at=(108.0, 102.0),
    ),
    "bookstore browsing": Scene(
        room(HOMELY),
        (WARM, PLAIN),
        (
            Put(reading.bookcase, 30, 186, 1.0, 3), Put(reading.bookcase, 118, 180, 0.92, 3),
            Put(reading.ladder, 66, 186), Put(one_of(reading.till, reading.bookcase), 214, 190, 1.0),
            Put(reading.shop_sign, 212, 62, 1.1),
        ),
        (Put(reading.sale_table, 204, 236, 1.1), Put(reading.sale_table, 34, 250, 0.9)),
        hands.READS,
    ),
    "library studying": Scene(
        room(("#d9c8a6", "#cdbb9c", "#d3c6b0")),
        (PLAIN, WARM),
        (
            Put(windows.arched_windows, 128, 130, 1.15, 3), Put(reading.bookcase, 22, 192, 0.8, 3),
            Put(reading.bookcase, 232, 192, 0.8, 3),
        ),
        (
            Put(furniture.table, 128, 200, 1, 0), Put(reading.banker_lamp, 48, 214, 1.25),
            Put(reading.banker_lamp, 200, 214, 1.25), Put(reading.open_notebook, 118, 218, 1.2),
            Put(reading.book_pile, 230, 234, 1.1), Put(reading.book_pile, 20, 238, 1.0),
        ),
        hands.WRITES,
        at=(116.0, 102.0),
    ),
}  # fmt: skip

"""What a scene consists of: the grammar of `culture`, `daily`, `journeys` and `nature`.

x and y are the picture's, 256 on a side; a scene may be mirrored as a whole. The head is about 62 high, the figure 96
wide; the head's middle is `at`.
"""

from __future__ import annotations

from dataclasses import dataclass

from generation.scenes.brush import Brush, Light, Paint
from generation.scenes.hands import STANDS, Gesture


@dataclass(frozen=True, slots=True)
class Put:
    """A prop on the spot (x, y), about `size` times as large, up to `sway` pixels aside; flip: it looks the other way.

    chance: how often it is there.
    """

    prop: Paint
    x: float
    y: float
    size: float = 1.0
    sway: float = 7.0
    flip: bool = False
    chance: float = 1.0


def one_of(*props: Paint) -> Paint:
    """Any of several props."""

    def paint(b: Brush) -> None:
        b.pick(props)(b)

    return paint


@dataclass(frozen=True, slots=True)
class Scene:
    """How an event is drawn: setting, weather and things behind the person, the person, things and weather before."""

    setting: Paint
    lights: tuple[Light, ...]
    behind: tuple[Put, ...]
    front: tuple[Put, ...] = ()
    gesture: Gesture = STANDS
    weather: tuple[Paint, ...] = ()
    falling: Paint | None = None
    at: tuple[float, float] = (112.0, 100.0)
    scale: float = 0.44


def put(b: Brush, things: tuple[Put, ...]) -> None:
    """Draw the things where they stand."""
    for thing in things:
        if b.rng.random() <= thing.chance:
            size, sway = thing.size * b.some(0.95, 1.06), b.some(-thing.sway, thing.sway)
            with b.at(thing.x + sway, thing.y, size, thing.flip):
                thing.prop(b)

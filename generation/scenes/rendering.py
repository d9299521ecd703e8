"""Draws people at events: the same looks, event and random stream give the same picture."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image

from generation.faces.looks import Looks
from generation.faces.procedural import SOURCE, rasterise
from generation.images import encode
from generation.records import Snapshot
from generation.scenes.brush import Brush
from generation.scenes.figure import HEAD, Figure, figure, forearm, hand, legs, resting
from generation.scenes.hands import Gesture
from generation.scenes.scene import Scene, put
from generation.scenes.scenes import SCENES
from generation.scenes.settings.interiors import FLOOR

YAWS = (-13.0, 0.0, 13.0)  # degrees; few, so that a person's figures are drawn once for many events


@dataclass(frozen=True, slots=True)
class Staged:
    """A face to draw, and the events to draw it at. Processes hand it on, so it is small and holds no picture."""

    person_id: str
    looks: Looks
    events: tuple[str, ...]
    seed: int

    def snapshots(self, size: int) -> tuple[Snapshot, ...]:
        """A picture at each event, `size` x `size` pixels; none depends on which others there are."""
        return tuple(self._snapshot(event, "", size) for event in self.events)

    def again(self, event: str, attempt: int, size: int) -> Snapshot:
        """Another take of the scene, for each attempt from 1 on."""
        return self._snapshot(event, f"/{attempt}", size)

    def _snapshot(self, event: str, take: str, size: int) -> Snapshot:
        rng = random.Random(f"{self.seed}/scenes/{self.person_id}/{event}{take}")
        return Snapshot(self.person_id, event, encode(render_scene(self.looks, event, rng, size)), SOURCE)


@dataclass(frozen=True, slots=True)
class Framing:
    """What differs between two pictures of one person at one event, besides the things.

    x, y: where the middle of the head is, of 256; scale: of the portrait's canvas; zoom: of what is behind the person,
    which stands `drop` lower.
    """

    mirrored: bool
    yaw: float
    x: float
    y: float
    scale: float
    zoom: float
    drop: float


def render_scene(looks: Looks, event: str, rng: random.Random, size: int = 512) -> Image.Image:
    """The picture of a person at an event of `SCENES`: RGB, `size` x `size` pixels. `rng` varies all but the person."""
    scene = SCENES[event]
    frame = framing(scene, rng)
    behind, before = _surroundings(scene, frame, rng)
    person = _person(figure(looks, frame.yaw), scene.gesture, frame, rng)
    way = "matrix(-1 0 0 1 256 0)" if frame.mirrored else "matrix(1 0 0 1 0 0)"
    return rasterise(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 256 256">'
        f'<g transform="{way}">{behind}</g>{person}<g transform="{way}">{before}</g></svg>'
    )


def framing(scene: Scene, rng: random.Random) -> Framing:
    """One of the ways to frame a scene."""
    mirrored, yaw = rng.random() < 0.5, rng.choice(YAWS)
    x, y = scene.at[0] + rng.uniform(-8, 10), scene.at[1] + rng.uniform(-4, 4)
    scale, zoom, drop = scene.scale * rng.uniform(0.96, 1.05), rng.uniform(1, 1.12), rng.uniform(-3, 5)
    return Framing(mirrored, yaw, 256 - x if mirrored else x, y, scale, zoom, drop)


def _surroundings(scene: Scene, frame: Framing, rng: random.Random) -> tuple[str, str]:
    """What is behind and before the person."""
    light = rng.choice(scene.lights)
    behind, before = Brush(rng, light), Brush(rng, light)
    with behind.at(128 * (1 - frame.zoom), FLOOR * (1 - frame.zoom) + frame.drop, frame.zoom):
        scene.setting(behind)
        if scene.weather:
            rng.choice(scene.weather)(behind)
        put(behind, scene.behind)
    put(before, scene.front)
    if scene.falling:
        scene.falling(before)
    return behind.svg(), before.svg()


def _person(who: Figure, gesture: Gesture, frame: Framing, rng: random.Random) -> str:
    """The figure, what it wears and holds for the occasion, its arms and hands."""
    b = Brush(rng)
    hands = [gesture.left, gesture.right]
    if frame.mirrored:
        hands = [at and (256 - at[0], at[1]) for at in reversed(hands)]
    with b.at(frame.x - HEAD[0] * frame.scale, frame.y - HEAD[1] * frame.scale, frame.scale):
        legs(b, who)
        for side, at in enumerate(hands):
            if at is None:
                resting(b, who, side)
        b.raw(who.body)
        with b.at(256 * frame.mirrored, 0, flip=frame.mirrored):
            gesture.worn(b, who)
        for side, at in enumerate(hands):
            if at is not None:
                forearm(b, who, side, at)
        with b.at(256 * frame.mirrored, 0, flip=frame.mirrored):
            gesture.item(b, who)
        for side, at in enumerate(hands):
            if at is not None:
                hand(b, who, side, at)
    return b.svg()

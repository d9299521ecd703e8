"""Draws a person at an event; the same looks, event and seed give the same picture."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image

from generation.faces.looks import Looks
from generation.faces.procedural import rasterise
from generation.scenes.brush import Brush
from generation.scenes.figure import HEAD, Figure, figure, forearm, hand, legs, resting
from generation.scenes.hands import Gesture
from generation.scenes.scene import Scene, put
from generation.scenes.scenes import SCENES

YAWS = (-13.0, 0.0, 13.0)  # degrees; few, so that a person's figures are drawn once for many events
MIRROR = '<g transform="translate(256 0) scale(-1 1)">'


@dataclass(frozen=True, slots=True)
class Framing:
    """What a seed decides about a picture: side, turn of the head, where the head is, size, how near the scene is."""

    mirrored: bool
    yaw: float
    x: float
    y: float
    scale: float
    zoom: float


def render_scene(looks: Looks, event: str, seed: str, size: int = 512) -> Image.Image:
    """The picture of a person at an event of `SCENES`: RGB, `size` x `size` pixels. Seeds vary all but the person."""
    scene, rng = SCENES[event], random.Random(f"{seed}/{event}")
    frame = framing(scene, rng)
    behind, before = _surroundings(scene, frame, rng)
    group = MIRROR if frame.mirrored else "<g>"
    person = _person(figure(looks, frame.yaw), scene.gesture, frame, rng)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 256 256">'
    return rasterise(f"{head}{group}{behind}</g>{person}{group}{before}</g></svg>")


def framing(scene: Scene, rng: random.Random) -> Framing:
    """One of the ways to frame a scene."""
    mirrored = rng.random() < 0.5
    x, y = scene.at[0] + rng.uniform(-8, 10), scene.at[1] + rng.uniform(-4, 4)
    return Framing(
        mirrored,
        rng.choice(YAWS),
        256 - x if mirrored else x,
        y,
        scene.scale * rng.uniform(0.96, 1.05),
        rng.uniform(1, 1.12),
    )


def _surroundings(scene: Scene, frame: Framing, rng: random.Random) -> tuple[str, str]:
    """What is behind and before the person."""
    light = rng.choice(scene.lights)
    behind, before = Brush(rng, light), Brush(rng, light)
    with behind.at(128 * (1 - frame.zoom), 178 * (1 - frame.zoom), frame.zoom):
        scene.setting(behind)
        if scene.weather:
            rng.choice(scene.weather)(behind)
        put(behind, scene.behind)
    put(before, scene.front)
    if scene.falling:
        rng.choice(scene.falling)(before)
    return behind.svg(), before.svg()


def _person(who: Figure, gesture: Gesture, frame: Framing, rng: random.Random) -> str:
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
        with b.at(256 * frame.mirrored, 0, 1, flip=frame.mirrored):
            gesture.worn(b, who)
        for side, at in enumerate(hands):
            if at is not None:
                forearm(b, who, side, at)
        with b.at(256 * frame.mirrored, 0, 1, flip=frame.mirrored):
            gesture.item(b, who)
        for side, at in enumerate(hands):
            if at is not None:
                hand(b, who, side, at)
    return b.svg()

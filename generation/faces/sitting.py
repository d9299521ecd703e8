"""One sitting for a portrait: who sits, before which camera, in which light, on which canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from generation.faces.canvas import Canvas, mix, path
from generation.faces.geometry import Camera, Head, Points, arc, crescents, cut, hull
from generation.faces.hairstyles import STYLES
from generation.faces.looks import SKINS, Looks
from generation.records import Pose


@dataclass(frozen=True, slots=True)
class Cover:
    """What a shell over the head shows: its near edge, left to right; the rim beyond, right to left; its outline."""

    edge: Points
    rim: Points
    outline: Points


class Sitting:
    """What every brush needs: looks, head, camera, light, colours of the skin, canvas."""

    def __init__(self, looks: Looks, pose: Pose) -> None:
        self.looks = looks
        self.style = STYLES[looks.hair_style]
        self.youth = float(np.clip((17 - looks.age) / 9, 0, 1))  # 1 at eight, 0 from seventeen on
        self.years = float(np.clip((looks.age - 45) / 30, 0, 1))  # 0 to forty-five, 1 from seventy-five on
        self.light = pose.light if abs(pose.light) > 0.3 else -0.3  # never flat: else a little from the left
        self.head = Head(
            looks.face_shape, looks.jaw + (0.4 if looks.gender == "male" else -0.5), looks.cheek, self.youth
        )
        self.camera = Camera(pose, 1 - 0.08 * self.youth)
        self.canvas = Canvas(self.face)
        self.skin = SKINS[looks.skin]
        self.fair = sum(bytes.fromhex(self.skin[1:])) > 330
        self.shade = mix(self.skin, "#5a1f2a", 0.24)
        self.deep = mix(self.skin, "#3a0f16", 0.55)
        self.eye_y = 7 * self.youth

    def face(self, points: ArrayLike, lift: float | Points = 0.0) -> Points:
        """Front-view points (n, 2) laid onto the face, on the picture."""
        return self.camera.head(self.head.on_face(points, lift))

    def fill(self, points: ArrayLike, colour: str, alpha: float = 1.0, lift: float = 0.1) -> None:
        """Paint a closed smooth shape of the face."""
        self.canvas.fill(path(points, lift=lift), colour, alpha)

    def line(self, points: ArrayLike, colour: str, width: float, alpha: float = 1.0, lift: float = 0.2) -> None:
        """Paint a stroke on the face."""
        self.canvas.line(path(points, closed=False, lift=lift), colour, width * self.camera.scale, alpha)

    def solid(self, *segments: Points, colour: str, shadow: str, width: float, strength: float = 0.38) -> None:
        """Paint a shape and, in two steps, the rim that the light does not reach, up to `width` pixels deep.

        Only the last segment is shaded: it is the outer, convex one.
        """
        self.canvas.fill(path(*segments), colour)
        deep = width * (0.5 + 0.5 * abs(self.light)) * self.camera.scale
        rims = crescents(segments[-1], self.light, (deep, 0.5 * deep), closed=len(segments) == 1)
        for rim, amount in zip(rims, (strength, 1.6 * strength), strict=True):
            self.canvas.fill(path(rim), mix(colour, shadow, amount))  # opaque: blending costs twice the time

    def cover(
        self,
        line: Points,
        lift: Callable[[Points, Points], Points],
        end: float,
        hang: float | None = None,
        over_top: bool = True,
    ) -> Cover:
        """The shell from a line around the head (n, 2: azimuth rising, y) to height `end`, lift(azimuth, y) off it."""
        seen = cut(line, self.camera.left, self.camera.right)
        edge = self.camera.bent(self.head.surface(seen[:, 0], seen[:, 1], lift(seen[:, 0], seen[:, 1]), hang))
        phi = np.linspace(line[0, 0], line[-1, 0], 31)
        low = np.interp(phi, line[:, 0], line[:, 1])
        y = low + np.linspace(0, 1, 8)[:, None] ** 0.7 * (end - low)
        phi = np.broadcast_to(phi, y.shape)
        outline = hull(self.camera.bent(self.head.surface(phi, y, lift(phi, y), hang)))
        return Cover(edge, arc(outline, edge[-1], edge[0], over_top), outline)

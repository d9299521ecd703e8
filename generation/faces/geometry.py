"""The head as a surface in space, the camera before it, and outlines of what it sees.

Units are pixels of a 256-pixel portrait before ZOOM; x runs to the viewer's right, y down, z towards the viewer; the
origin lies inside the head at eye height. Azimuth phi is in degrees around the vertical axis: 0 the nose, 90 the ear on
the viewer's right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generation.records import Pose

Points = NDArray[Any]  # (n, 2) on the picture or (n, 3) in space

CROWN, BROW, CHIN = -64.0, -12.0, 60.0
NECK_TOP, NECK_BASE = 62.0, 106.0
PIVOT = np.array([0.0, 66.0, -14.0])
CENTRE = np.array([128.0, 118.0])
_EYE_LEVEL = np.array([0.0, 20.0])
DISTANCE = 900.0
ZOOM = 1.14
BODY_TURN = (0.4, 0.0, 0.2)  # share of the head's yaw, pitch and roll that the shoulders follow
HALF_WIDTH, FRONT, BACK = 46.0, 45.0, 57.0

# half-widths at cheekbone, jaw, chin corner and chin, as shares of the temple's; height of the chin
SHAPES = {
    "oval": (0.98, 0.83, 0.53, 0.20, 1.0),
    "round": (1.02, 0.92, 0.62, 0.24, 0.94),
    "square": (0.99, 0.92, 0.67, 0.32, 0.99),
    "heart": (0.97, 0.77, 0.44, 0.15, 1.0),
    "long": (0.95, 0.82, 0.54, 0.24, 1.07),
    "diamond": (1.01, 0.80, 0.47, 0.18, 1.03),
    "pear": (1.01, 0.94, 0.66, 0.27, 0.97),
}


def spline(points: ArrayLike, count: int) -> Points:
    """`count` points along the Catmull-Rom curve through `points` (n, k)."""
    p = np.asarray(points, float)
    padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    at = np.linspace(0, len(p) - 1, count)
    i = np.minimum(at.astype(int), len(p) - 2)
    t = (at - i)[:, None]
    a, b, c, d = (padded[i + k] for k in range(4))
    curve: Points = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return curve


class Head:
    """A head's surface: one of SHAPES, changed by jaw and cheek (-1 to 1) and youth (0 to 1). chin: its height y."""

    def __init__(self, shape: str, jaw: float, cheek: float, youth: float) -> None:
        at_cheek, at_jaw, corner, end, length = SHAPES[shape]
        self.chin = CHIN * length - 7 * youth
        soft = 0.03 * youth
        widths = [1, at_cheek + 0.02 * cheek + soft, at_jaw + 0.05 * jaw + soft, corner + 0.05 * jaw + soft, end]
        y = [BROW, *(self.chin * np.array([0.2, 0.6, 0.87, 1.0]))]
        depth = [  # centre, front and back half-depths at the same heights
            (0, 0, 2, 14, 22),
            (FRONT, FRONT, 43, 30, 14),
            (BACK, 52, 24, 8, 4),
        ]
        lower = spline(np.array([y, np.multiply(widths, HALF_WIDTH), *depth]).T, 25)
        up = np.linspace(1, 0, 16)
        share = (1 - up**2.3) ** 0.47
        upper = np.stack([BROW + up * (CROWN - BROW), HALF_WIDTH * share, 0 * up, FRONT * share, BACK * share], 1)
        profile = np.vstack([upper[:-1], lower])  # (n, 5): y, half-width, centre, front, back
        self.heights = np.linspace(CROWN, self.chin, 125)
        self.profile = np.stack(
            [np.interp(self.heights, profile[:, 0], column) for column in profile.T[1:]], 1
        )  # (125, 4)

    def _profile(self, y: Points) -> tuple[Points, Points, Points, Points]:
        """Half-width, centre, front and back half-depths at heights y (n,)."""
        at = np.minimum(np.maximum((y - CROWN) * (124 / (self.chin - CROWN)), 0), 123.999)
        low = at.astype(int)
        rows = self.profile[low]
        rows = rows + (at - low)[:, None] * (self.profile[low + 1] - rows)
        return rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]

    def surface(self, phi: ArrayLike, y: ArrayLike, lift: ArrayLike = 0.0, hang: float | None = None) -> Points:
        """Points (n, 3) on the head or `lift` above it. hang: the flare of hair that falls below the brow."""
        y = np.asarray(y, float).ravel()
        phi = np.asarray(phi, float).ravel() * (np.pi / 180)
        lift = np.asarray(lift, float).ravel()
        width, centre, front, back = self._profile(y)
        if hang is not None:
            fall = np.maximum(y - BROW, 0)
            low = fall > 0
            width = np.where(low, HALF_WIDTH + hang * fall, width)
            centre = np.where(low, 0, centre)
            front, back = np.where(low, FRONT - 0.1 * fall, front), np.where(low, BACK - 0.1 * fall, back)
        up = np.minimum(np.maximum((BROW - y) / (BROW - CROWN), 0), 1)  # sine of the normal's tilt towards the crown
        out = lift * np.sqrt(1 - up * up)
        sin, cos = np.sin(phi), np.cos(phi)
        points = np.empty((max(len(y), len(phi)), 3))
        points[:, 0] = (width + out) * sin
        points[:, 1] = y - lift * up
        points[:, 2] = centre + (np.where(cos > 0, front, back) + out) * cos
        return points

    def on_face(self, points: ArrayLike, lift: ArrayLike = 0.0) -> Points:
        """Front-view points (n, 2) laid onto the face: (n, 3)."""
        p = np.asarray(points, float)
        sin = np.minimum(np.maximum(p[:, 0] / self._profile(p[:, 1])[0], -1), 1)
        return self.surface(np.arcsin(sin) * (180 / np.pi), p[:, 1], lift)

    def skull(self, low: float = CROWN, high: float = 90.0, lift: float = 0.0) -> Points:
        """Points all over the surface between two heights."""
        y = self.heights[::5]
        y = y[(y >= low) & (y <= high)]
        phi = np.arange(0, 360, 15)
        return self.surface(np.tile(phi, len(y)), np.repeat(y, len(phi)), lift)


class Camera:
    """Projects space to the picture for one pose; the neck and what hangs below the chin turn less than the head."""

    def __init__(self, pose: Pose, size: float) -> None:
        self.pose = pose
        self.scale = pose.scale * size * ZOOM
        drop = (1 - size) * 60  # a smaller figure stands lower in the frame, its head does not float in the middle
        self.centre = CENTRE + [0, drop] + _EYE_LEVEL * self.scale
        self.turn = _rotation(pose.yaw, pose.pitch, pose.roll)
        steps = [1 + s * (np.array(BODY_TURN) - 1) for s in np.linspace(0, 1, 9)]
        self.turns = np.stack([_rotation(*(np.array([pose.yaw, pose.pitch, pose.roll]) * s)) for s in steps])
        lean = np.degrees(np.arctan(self.turn[2, 0] / self.turn[2, 2]))
        self.left, self.right = -89 + lean, 89 + lean  # azimuths at the limb, beyond which the head hides itself

    def head(self, points: Points) -> Points:
        """(n, 3) moving rigidly with the head -> (n, 2)."""
        return self._frame((points - PIVOT) @ self.turn.T + PIVOT)

    def bent(self, points: Points) -> Points:
        """(n, 3) -> (n, 2), following the head above the chin and the shoulders below the neck."""
        share = np.minimum(np.maximum((points[:, 1] - NECK_TOP) / (NECK_BASE - NECK_TOP), 0), 1)
        step = 8 * share * share * (3 - 2 * share)
        low = np.minimum(step.astype(int), 7)
        turns = self.turns[low] + (step - low)[:, None, None] * (self.turns[low + 1] - self.turns[low])
        return self._frame(np.einsum("nij,nj->ni", turns, points - PIVOT) + PIVOT)

    def visible(self, phi: float) -> bool:
        """Whether the surface at azimuth phi faces the viewer."""
        return bool(self.left < phi < self.right)

    def _frame(self, points: Points) -> Points:
        near = DISTANCE / (DISTANCE - points[:, 2:]) * self.scale
        flat: Points = (points[:, :2] - _EYE_LEVEL) * near + self.centre
        return flat


def _rotation(yaw: float, pitch: float, roll: float) -> Points:
    (a, b, c), (sa, sb, sc) = (f(np.radians([yaw, pitch, roll])) for f in (np.cos, np.sin))
    turn = np.array([[a, 0, sa], [0, 1, 0], [-sa, 0, a]])
    nod = np.array([[1, 0, 0], [0, b, -sb], [0, sb, b]])
    tilt = np.array([[c, -sc, 0], [sc, c, 0], [0, 0, 1]])
    return np.asarray(tilt @ turn @ nod)


_ANGLES = np.radians(np.arange(0, 360, 7.5))
_BEFORE, _AFTER = np.arange(-1, 47), np.arange(-47, 1)
_DIRECTIONS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])


def hull(points: Points) -> Points:
    """The rounded convex outline (48, 2) of points (n, 2), clockwise on the picture."""
    corners = points[np.argmax(points @ _DIRECTIONS, 0)]
    outline = resample(np.vstack([corners, corners[:1]]), 49)[:-1]
    for _ in range(2):
        outline = 0.5 * outline + 0.25 * (outline[_BEFORE] + outline[_AFTER])
    return outline


def resample(line: Points, count: int) -> Points:
    """`count` points (count, 2) at equal steps along a polygonal line."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    even = np.linspace(0, along[-1], count)
    return np.stack([np.interp(even, along, line[:, k]) for k in (0, 1)], 1)


def arc(outline: Points, start: Points, end: Points, over_top: bool = True) -> Points:
    """The part of a convex outline that leads from one point to another, over the top from right to left."""
    centre = outline.mean(0)
    sign = -1 if over_top else 1
    angle = [sign * np.arctan2(*(p - centre).T[::-1]) for p in (outline, start, end)]
    ahead = (angle[0] - angle[1]) % (2 * np.pi)
    total = (angle[2] - angle[1]) % (2 * np.pi)
    order = np.argsort(ahead, kind="stable")
    order = order[(ahead[order] > 0.06) & (ahead[order] < total - 0.06)]
    return np.asarray(outline[order])


def cut(line: Points, left: float, right: float) -> Points:
    """The stretch of a surface line (n, 2: phi, y; phi rising) between two azimuths, ending exactly on them."""
    inside = line[(line[:, 0] > left) & (line[:, 0] < right)]
    ends = [(phi, np.interp(phi, line[:, 0], line[:, 1])) for phi in (left, right)]
    keep = [ends[0]] if line[0, 0] < left else [], [ends[1]] if line[-1, 0] > right else []
    return np.vstack([np.reshape(part, (-1, 2)) for part in (keep[0], inside, keep[1])])


def crescents(outline: Points, light: float, widths: Sequence[float], closed: bool) -> list[Points]:
    """The shadowed rims, as deep as each of `widths`, of a convex outline lit from a side (`light`, -1 to 1) and above.

    closed: whether the outline goes all round; of an open one only the darkest stretch counts.
    """
    out = outline - outline.mean(0)
    out /= np.sqrt((out * out).sum(1, keepdims=True)) + 1e-6
    facing = out @ np.array([-np.sign(light) if light else 1.0, 0.35])
    if closed:
        start = -int(np.argmin(facing))
        outline, out, facing = (np.roll(array, start, 0) for array in (outline, out, facing))
    lit = np.flatnonzero(facing <= 0)
    split = int(np.searchsorted(lit, np.argmax(facing)))
    first = lit[split - 1] + 1 if split else 0
    last = lit[split] if split < len(lit) else len(outline)
    rim = outline[first:last]
    inward = out[first:last]
    depth = np.maximum(facing[first:last], 0) ** 1.5
    return [np.concatenate((rim, (rim - inward * (width * depth)[:, None])[::-2])) for width in widths]

"""Hair as a shell over the head, and its texture."""

from __future__ import annotations

import numpy as np

from generation.faces.canvas import mix, path
from generation.faces.geometry import BROW, CROWN, Points, cut, resample, spline
from generation.faces.hairstyles import Line, Style
from generation.faces.looks import HAIR_COLOURS
from generation.faces.sitting import Sitting

# texture -> bumps on 300 pixels of outline, their height in pixels, number of strands, their width and opacity
_TEXTURES = {
    "straight": (0, 0.0, 9, 1.1, 0.35), "combed": (0, 0.0, 13, 1.1, 0.35), "wavy": (14, 2.2, 9, 1.1, 0.35),
    "shaggy": (17, 3.2, 11, 1.1, 0.35), "curly": (22, 3.6, 0, 0, 0), "coily": (38, 1.7, 0, 0, 0),
    "spiky": (17, 7.0, 7, 1.1, 0.35), "locs": (24, 2.0, 17, 2.0, 0.5), "rows": (0, 0.0, 11, 2.0, 0.5),
    "buzz": (0, 0.0, 0, 0, 0),
}  # fmt: skip
# texture -> one bump of the outline in four steps
_WAVES = {"wavy": (-0.5, 0.0, 0.5, 0.0), "shaggy": (-0.5, -0.1, 0.6, 1.2), "spiky": (-0.2, 0.1, 1.0, 0.1)}
_ROUND = (-0.6, 0.5, 1.0, 0.5)
# texture -> distance of rows, of curls in a row (degrees), radius of a curl
_CURLS = {"curly": (13.0, 24.0, 5.0), "coily": (9.0, 15.0, 2.6)}


class Hair:
    """The hair of one sitting: its colours, the line where it ends and how far it stands off the head."""

    def __init__(self, s: Sitting) -> None:
        self.s = s
        self.style: Style = s.style
        self.colour = HAIR_COLOURS[s.looks.hair_colour]
        self.dark = mix(self.colour, "#1a1020", 0.34)
        self.hat = s.looks.headwear not in ("none", "headband")
        self.line = around(self.style.line, self.style.other) if self.style.line else np.zeros((0, 2))
        self.line[:, 1] += np.where(self.line[:, 1] < 20, 0.6 * s.eye_y, 0)
        self.whole = len(self.line) > 0 and self.style.bald_from is None  # else there is none on the crown
        if self.whole:
            self.cover = s.cover(self.line, self.lift, CROWN, self.style.hang)

    def lift(self, phi: Points, y: Points) -> Points:
        """How far the hair stands off the head: close at its edge unless it hangs, and flat under a hat."""
        style, wrap = self.style, 0.35 if self.hat else 1.0
        height = np.clip((6 - y) / (6 - CROWN), 0, 1)
        inside = np.clip((np.interp(phi, *self.line.T) - y) / 16, 0, 1) ** 0.5
        if style.hang is not None:
            inside = np.maximum(inside, np.clip((y + 20) / 40, 0, 1))
        body = style.side + (style.top * wrap - style.side) * np.sin(height * np.pi / 2)
        tuft = style.front * wrap * np.exp(-((phi / 52) ** 2)) * height**0.7
        return np.asarray(1.2 + inside * (body + tuft - 1.2))

    def at(self, phi: Points, y: Points) -> Points:
        """Points on the hair, on the picture."""
        return self.s.camera.bent(self.s.head.surface(phi, y, self.lift(phi, y), self.style.hang))

    def behind(self) -> None:
        """What hangs behind the neck."""
        if self.whole and self.style.hang is not None:
            ring = np.vstack([self.cover.outline, self.cover.outline[:1]])
            self.s.canvas.fill(path(self._bumpy(ring)[:-1]), self.dark)

    def shadow(self) -> None:
        """The shadow that hair casts on the forehead."""
        if self.whole:
            s = self.s
            seen = cut(self.line, s.camera.left + 14, s.camera.right - 14)
            seen = seen[(seen[:, 1] < 24) & (np.abs(seen[:, 0]) < 74)]
            edge = s.camera.head(s.head.surface(seen[:, 0], seen[:, 1], 1.2))[::3]
            cast = edge[::-1] - [1.5 * np.sign(s.light), -5 * s.camera.scale]
            s.canvas.fill(path(edge, cast), mix(s.skin, s.shade, 0.62))

    def front(self) -> None:
        """The shell as the viewer sees it."""
        if self.style.bald_from is not None:
            self._sides(self.style.bald_from)
        elif self.whole:
            edge, rim = self._rough(self.cover.edge), self._bumpy(self.cover.rim)
            if self.style.texture == "buzz":
                self.s.canvas.fill(path(edge, rim), self.colour, 0.72)
            else:
                self.s.solid(edge, rim, colour=self.colour, shadow=self.dark, width=13, strength=0.32)
                self._gloss()
            self._strands()
            self._curls()

    def _sides(self, top: float) -> None:
        """Hair that is left above the ears, up to the height `top`."""
        s = self.s
        for side in (-1, 1):
            limb = min(side * (s.camera.right if side > 0 else s.camera.left), 150)
            phi = np.linspace(60, limb, 9)
            low = np.interp(side * phi, *self.line.T)
            high = np.minimum(top + 26 * np.clip((74 - phi) / 14, 0, 1) ** 2, low)
            lower = s.camera.head(s.head.surface(side * phi, low, 1.0))
            upper = s.camera.head(s.head.surface(side * phi, high, np.linspace(1.0, self.style.side, 9)))
            middle = s.camera.head(s.head.surface(side * limb, (low[-1] + high[-1]) / 2, self.style.side + 1))
            s.canvas.fill(path(lower, middle, upper[::-1]), self.colour)

    def _bumpy(self, rim: Points) -> Points:
        """An outline with the bumps of the texture."""
        count, height, *_ = _TEXTURES[self.style.texture]
        if not count or (self.hat and self.style.hang is None):
            return rim
        scale = self.s.camera.scale
        length = float(np.hypot(*np.diff(rim, axis=0).T).sum()) / scale
        dense = resample(rim, 4 * max(round(count * length / 300), 2) + 1)
        out = dense - rim.mean(0)
        out /= np.hypot(*out.T)[:, None]
        wave = np.resize(_WAVES.get(self.style.texture, _ROUND), len(dense))
        return np.asarray(dense + out * (wave * height * scale)[:, None])

    def _rough(self, edge: Points) -> Points:
        """The near edge, thinned out and, for hair that is not straight, uneven."""
        height = _TEXTURES[self.style.texture][1]
        line = np.vstack([edge[:: 3 if self.style.texture == "straight" else 2], edge[-1:]])
        if self.style.texture in ("curly", "coily", "shaggy", "wavy"):
            line[:, 1] += np.where(np.arange(len(line)) % 2, 0.4, -0.4) * height
        return line

    def _strands(self) -> None:
        """Lines from the edge towards the crown."""
        _, _, count, width, alpha = _TEXTURES[self.style.texture]
        camera, share = self.s.camera, np.linspace(0, 1, 6)
        phi = np.linspace(camera.left + 16, camera.right - 16, count)[:, None]
        low = np.interp(phi, *self.line.T)
        high = low + ((-34 if self.hat else CROWN + 5) - low) * np.resize([0.75, 0.95], (count, 1))
        hanging = (low > 0) & (self.style.hang is not None)
        high = np.where(hanging, BROW - 26, high)
        phi = np.where(hanging, np.sign(phi) * np.maximum(np.abs(phi), 70), phi)  # beside the face, not across it
        azimuth = phi * (1 - np.where(hanging, 0.0, 0.25) * share**2)
        y = low - 2 + (high - low + 2) * share
        strands = self.at(azimuth.ravel(), y.ravel()).reshape(count, 6, 2)
        clear = (low < -12) | hanging  # at the temples a strand would stand out of the thin edge
        shown = [path(strand, closed=False) for strand, keep in zip(strands, clear[:, 0], strict=True) if keep]
        if shown:
            self.s.canvas.line(shown, self.dark, width * camera.scale, alpha)

    def _curls(self) -> None:
        """Small arches in rows."""
        if self.style.texture not in _CURLS or self.hat:
            return
        rows, step, radius = _CURLS[self.style.texture]
        camera = self.s.camera
        y, phi = np.mgrid[CROWN + 6 : 90 : rows, camera.left + 14 : camera.right - 12 - step / 2 : step]
        phi = phi + np.resize([0, step / 2], (len(phi), 1))
        inside = y < np.interp(phi, *self.line.T) - 5
        arch = radius * camera.scale * np.array([(-1.0, 0.0), (0.0, -0.75), (1.0, 0.0)])
        centres = self.at(phi[inside], y[inside])
        self.s.canvas.line([path(c + arch, closed=False) for c in centres], self.dark, 1.3 * camera.scale, 0.4)

    def _gloss(self) -> None:
        """A band of light across the top, towards the light."""
        if self.hat or self.style.texture in ("rows", "spiky"):
            return
        share = np.linspace(0, 1, 7)
        phi = 0.5 * (self.s.camera.left + self.s.camera.right) + (8 + 50 * share) * np.sign(self.s.light)
        y, half = CROWN + 9 + 14 * share**2, 2.5 * np.sin(np.pi * share)
        self.s.canvas.fill(
            path(self.at(phi, y - half), self.at(phi, y + half)[::-1]), mix(self.colour, "#ffffff", 0.12)
        )


def around(right: Line, left: Line | None, count: int = 161) -> Points:
    """A whole line around the head (count, 2) from the half on each side, azimuths rising."""
    other = right if left is None else left
    line = spline([(-phi, y) for phi, y in other[:0:-1]] + list(right), count)
    line[:, 0] = np.maximum.accumulate(line[:, 0]) + np.arange(count) * 1e-6
    return line

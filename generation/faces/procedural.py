"""A seeded portrait renderer: the same looks in any pose, as a flat, softly shaded illustration."""

from __future__ import annotations

import io
from dataclasses import dataclass

import resvg_py
from PIL import Image

from generation.faces import accessories, clothes, features
from generation.faces.hair import Hair
from generation.faces.hairpieces import beard, braids, pieces_behind
from generation.faces.looks import Looks
from generation.faces.sitting import Sitting
from generation.images import encode
from generation.records import Portrait, Pose

SOURCE = "procedural"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A face to draw, and the poses to draw it in; a Likeness."""

    person_id: str
    looks: Looks
    poses: tuple[Pose, ...] = (Pose(),)

    def portraits(self, size: int) -> tuple[Portrait, ...]:
        """A portrait in each pose, `size` x `size` pixels."""
        images = (encode(render(self.looks, pose, size)) for pose in self.poses)
        return tuple(
            Portrait(self.person_id, image, SOURCE, pose) for image, pose in zip(images, self.poses, strict=True)
        )


def render(looks: Looks, pose: Pose = Pose(), size: int = 256) -> Image.Image:  # noqa: B008 - a Pose cannot change
    """The portrait of a face in a pose: RGB, `size` x `size` pixels."""
    sitting = Sitting(looks, pose)
    sitting.canvas.background(looks.background, looks.motif)
    paint(sitting)
    return rasterise(sitting.canvas.svg(size))


def rasterise(svg: str) -> Image.Image:
    """The RGB image that an SVG without transparency or text describes."""
    png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
    return Image.open(io.BytesIO(png)).convert("RGB")


def paint(s: Sitting) -> None:
    """The person, from back to front."""
    hair = Hair(s)
    accessories.headwear_behind(s)
    hair.behind()
    pieces_behind(hair)
    features.ears(s, near=False)
    clothes.body(s)
    braids(hair, near=False)
    features.skull(s)
    hair.shadow()
    features.cheeks(s)
    features.lines(s)
    beard(s)
    features.mouth(s)
    features.nose(s)
    for side in (-1, 1):
        features.eye(s, side)
        features.brow(s, side)
    hair.front()
    braids(hair, near=True)
    features.ears(s, near=True)
    accessories.glasses(s)
    accessories.headwear(s)

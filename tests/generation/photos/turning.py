"""Heads to turn on the tiny models, and an eye that sees faces in their pictures, which are noise. Also a script:
turning.py MODELS FOLDER FACES BATCH, alone or under `accelerate launch`."""

from __future__ import annotations

import math
import os
import random
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from generation.faces.analysis import Seen
from generation.poses.arc2face import Options, make_poses
from generation.records import Face, Pose

COUNT, SEED = 4, 7
ALL = frozenset({"points", "pose", "gender", "age", "embedding"})
ALIKE = tuple(float(n == 0) for n in range(512))  # its cosine to every face of these tests is 0.8
OTHER = tuple(float(n == 1) for n in range(512))


class Eye:
    """Stands for the analyser where verdicts have to vary: brighter on the left is a head turned right, and so on."""

    def __init__(self, abilities: frozenset[str] = ALL, seconds: float = 0.0) -> None:
        self.abilities, self.looks, self._seconds = abilities, 0, seconds

    def look(self, image: Image.Image) -> list[Seen]:
        self.looks += 1
        time.sleep(self._seconds)
        pixels = np.asarray(image, dtype=float)
        (top_left, top_right), (low_left, low_right) = pixels.reshape(2, 32, 2, 32, 3).mean((1, 3, 4))
        red, green, _ = pixels.mean((0, 1))
        right, up = top_left + low_left - top_right - low_right, top_left + top_right - low_left - low_right
        pose = Pose(yaw=10 * right, pitch=4 * up - 4)
        seen = Seen((0, 0, 9, 9), 0.9, (), pose, None, None, OTHER if red - green > -19 else ALIKE)
        return [seen] * (0 if red - green > -15 else 2 if red - green < -28 else 1)


def faces_of(number: int) -> list[Face]:
    """People who are strangers to each other."""
    faces = []
    for n in range(number):
        rng = random.Random(n)
        rest = [0.0, 0.0, *(rng.gauss(0, 1) for _ in range(510))]
        length = math.hypot(*rest)
        embedding = tuple(0.8 * same + 0.6 * own / length for same, own in zip(ALIKE, rest, strict=True))
        faces.append(Face(f"{n:016x}", Path("nowhere.jpg"), "test", embedding=embedding))
    return faces


def options_of(models: Path, **more: object) -> Options:
    """Few steps and small pictures of the models in that folder."""
    given = {"base": str(models / "base"), "weights": str(models / "weights"), "steps": 2, "size": 64}
    return Options.model_validate(given | more)


if __name__ == "__main__":
    models, folder, number, batch = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    eye = Eye(seconds=0.05)
    made = make_poses(faces_of(number), COUNT, options_of(models), SEED, folder, eye, batch_size=batch)
    name = f"{os.environ.get('RANK', '0')}.{os.environ.get('WORLD_SIZE', '1')}"
    (models / f"process-{name}").write_text(f"{eye.looks} {len(made)}")

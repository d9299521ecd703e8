"""Pictures per second of Arc2Face at several batch sizes, and what judging and keeping them adds.

The reference is the first batch size. Needs the models; faces are random directions, so nobody's.
`kept` is `make_poses` on as many candidates, with an eye that takes no time.

    python benchmarks/pose_speed.py [--batch 1 4 16] [--pictures 32] [--steps 25] [--base FOLDER --weights FOLDER]
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from pathlib import Path

import torch
from PIL import Image

from generation.faces.analysis import Seen
from generation.poses.arc2face import Options, load, make_poses
from generation.records import Face, Pose


class Eye:
    """Sees in every picture a frontal head of nobody known, so that all candidates are made."""

    name, abilities = "none", frozenset({"pose", "embedding"})

    def look(self, image: Image.Image) -> list[Seen]:
        """One face."""
        return [Seen((0, 0, *image.size), 1.0, pose=Pose(), embedding=(1.0,) * 512)]


def main() -> None:
    """Time each batch size and print a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--pictures", type=int, default=32)
    for name in ("base", "weights", "lcm_lora"):
        parser.add_argument(f"--{name.replace('_', '-')}", default=Options.model_fields[name].default)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance", type=float, default=3.0)
    parser.add_argument("--size", type=int, default=512)
    given = vars(parser.parse_args())
    batches, pictures = given.pop("batch"), given.pop("pictures")
    options = Options(**given, most_candidates=1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    painter = load(options, device)
    print(f"{device}, {options.size} pixels, {options.steps} steps")
    print(f"{'batch':>6}{'pictures/s':>12}{'ratio':>8}{'kept/s':>9}{'of that':>9}{'peak GiB':>10}")
    first = 0.0
    for batch in batches:
        faces = [Face(f"{n:016x}", Path(), "random", embedding=direction(n)) for n in range(max(pictures, batch))]
        painter.paint([face.embedding for face in faces[:batch]], range(batch))  # warm
        start = time.perf_counter()
        for n in range(0, len(faces) - batch + 1, batch):
            painter.paint([face.embedding for face in faces[n : n + batch]], range(n, n + batch))
        alone = (n + batch) / (time.perf_counter() - start)
        first = first or alone
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            make_poses(faces, 1, options, 0, Path(folder), Eye(), batch_size=batch)
            kept = len(faces) / (time.perf_counter() - start)
        peak = torch.cuda.max_memory_allocated() / 2**30 if device.type == "cuda" else math.nan
        print(
            f"{batch:>6}{alone:>12.2f}{alone / first:>7.2f}x{kept:>9.2f}{kept / alone:>8.2f}x{peak:>10.1f}", flush=True
        )


def direction(seed: int) -> tuple[float, ...]:
    """512 values of length 1."""
    rng = random.Random(seed)
    values = [rng.gauss(0, 1) for _ in range(512)]
    length = math.hypot(*values)
    return tuple(value / length for value in values)


if __name__ == "__main__":
    main()

"""Poses for the portrait renderer: clearly not frontal, and different from each other."""

from __future__ import annotations

import random

from generation.records import Pose

MAX_YAW, MAX_PITCH, MAX_ROLL = 34.0, 16.0, 12.0


def sample_poses(rng: random.Random, count: int) -> tuple[Pose, ...]:
    """`count` poses; left and right alternate, and so, at half the pace, do up and down."""
    side, nod = rng.choice((-1, 1)), rng.choice((-1, 1))
    return tuple(_pose(rng, side * (-1) ** i, nod * (-1) ** (i // 2)) for i in range(count))


def other_pose(pose: Pose, rng: random.Random) -> Pose:
    """Another pose to the same side, the chin up or down as in this one."""
    return _pose(rng, 1 if pose.yaw > 0 else -1, 1 if pose.pitch > 0 else -1)


def _pose(rng: random.Random, side: int, nod: int) -> Pose:
    return Pose(
        yaw=round(side * rng.uniform(14, MAX_YAW), 1),
        pitch=round(nod * rng.uniform(4, MAX_PITCH), 1),
        roll=round(rng.uniform(-MAX_ROLL, MAX_ROLL), 1),
        scale=round(rng.uniform(0.92, 1.06), 2),
        light=round(rng.uniform(-1, 1), 2),
    )

"""Is a generated picture still the same person, and is the head turned as wanted?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generation.faces.analysis import Seen
from generation.poses.options import Options
from generation.records import Pose


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was seen in a candidate. reason: empty if it can be used, else one word and perhaps `:detail`.

    cosine: of the ArcFace embeddings, to 4 decimals; pose: to a tenth of a degree; None without exactly one face.
    """

    reason: str
    cosine: float | None = None
    pose: Pose | None = None


def judge(seen: Sequence[Seen], embedding: Sequence[float], options: Options) -> Judgement:
    """Whether the faces seen in a candidate are one face, of the person with that embedding, with the head turned.

    Reasons against: no_face, two_faces, unknown_pose, other_person:COSINE, frontal:YAW, turned_too_far:YAW/PITCH.
    """
    if len(seen) != 1:
        return Judgement("two_faces" if seen else "no_face")
    face = seen[0]
    if face.pose is None:
        return Judgement("unknown_pose")
    pose = Pose(round(face.pose.yaw, 1), round(face.pose.pitch, 1), round(face.pose.roll, 1))
    cosine = round(cosine_of(face.embedding, embedding), 4)
    return Judgement(_reason(cosine, pose, options), cosine, pose)


def cosine_of(a: Sequence[float], b: Sequence[float]) -> float:
    """Cosine of the angle between two vectors, -1.0 to 1.0; 0.0 if one of them has no direction."""
    length = math.hypot(*a) * math.hypot(*b)
    return sum(x * y for x, y in zip(a, b, strict=True)) / length if length and math.isfinite(length) else 0.0


def choose(turned: Iterable[tuple[int, Pose]], count: int, options: Options) -> tuple[int, ...]:
    """Numbers of the first `count` candidates that look to both sides and differ; fewer if there are not enough.

    turned: (number, pose) of all usable candidates, by number. To neither side look more than half of those wanted,
    rounded up. A larger `count` keeps what a smaller one chose.
    """
    chosen: dict[int, Pose] = {}
    for number, pose in turned:
        if len(chosen) < count and _goes_with(pose, chosen.values(), count, options):
            chosen[number] = pose
    return tuple(chosen)


def exchange(
    chosen: Sequence[int], refused: Sequence[int], turned: Mapping[int, Pose], count: int, options: Options
) -> tuple[int, ...]:
    """`chosen` with the first other candidate that fits in the place of each refused one; without it if none does.

    refused: in the order of the refusals; further ones behind them leave what the earlier ones came to as it is.
    turned: as for `choose`, of `count` candidates.
    """
    places: list[int | None] = list(chosen)
    for position, number in enumerate(refused):
        if number not in places:
            continue
        place = places.index(number)
        others = [turned[one] for one in places if one not in (None, number)]
        gone = {*places, *refused[: position + 1]}
        free = (one for one, pose in turned.items() if one not in gone and _goes_with(pose, others, count, options))
        places[place] = next(free, None)
    return tuple(one for one in places if one is not None)


def _reason(cosine: float, pose: Pose, options: Options) -> str:
    if cosine < options.min_cosine:
        return f"other_person:{cosine:.2f}"
    if abs(pose.yaw) < options.min_yaw:
        return f"frontal:{pose.yaw:.0f}"
    if abs(pose.yaw) > options.max_yaw or abs(pose.pitch) > options.max_pitch:
        return f"turned_too_far:{pose.yaw:.0f}/{pose.pitch:.0f}"
    return ""


def _goes_with(pose: Pose, others: Iterable[Pose], count: int, options: Options) -> bool:
    """Whether there is room on that side, and no pose on it that is much the same."""
    same_side = [other for other in others if (other.yaw < 0) == (pose.yaw < 0)]
    apart = all(math.hypot(pose.yaw - one.yaw, pose.pitch - one.pitch) >= options.min_apart for one in same_side)
    return apart and len(same_side) < (count + 1) // 2

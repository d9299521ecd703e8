"""Which candidates pass for the same person in another pose, and which of them are taken."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from generation.faces.analysis import Seen
from generation.poses.checks import choose, cosine_of, exchange, judge
from generation.poses.options import Options
from generation.records import Pose

OPTIONS = Options()
ORIGINAL = (1.0, *(0.0,) * 511)


def seen(cosine: float = 0.9, yaw: float = 20.0, pitch: float = 0.0) -> Seen:
    embedding = (5 * cosine, 5 * math.sqrt(1 - cosine**2), *(0.0,) * 510)  # length 5: only the angle counts
    return Seen((0, 0, 9, 9), 0.9, (), Pose(yaw, pitch), None, None, embedding)


@pytest.mark.parametrize(
    ("faces", "reason"),
    [
        ([], "no_face"),
        ([seen(), seen()], "two_faces"),
        ([seen()], ""),
        ([seen(cosine=0.501)], ""),
        ([seen(cosine=0.31)], "other_person:0.31"),
        ([seen(cosine=-1.0)], "other_person:-1.00"),
        ([seen(yaw=11.9)], "frontal:12"),
        ([seen(yaw=-4.2)], "frontal:-4"),
        ([seen(yaw=12.0)], ""),
        ([seen(yaw=-50.0)], ""),
        ([seen(yaw=-50.1)], "turned_too_far:-50/0"),
        ([seen(pitch=-31.0)], "turned_too_far:20/-31"),
        ([seen(cosine=0.2, yaw=0.0)], "other_person:0.20"),
    ],
)
def test_a_candidate_passes_or_has_a_reason(faces: list[Seen], reason: str) -> None:
    assert judge(faces, ORIGINAL, OPTIONS).reason == reason


def test_what_was_measured_is_kept_with_the_verdict() -> None:
    judgement = judge([seen(cosine=0.31234567, yaw=-33.33, pitch=4.56)], ORIGINAL, OPTIONS)
    assert (judgement.cosine, judgement.pose) == (0.3123, Pose(-33.3, 4.6, 0.0))


def test_a_face_of_unknown_pose_does_not_pass() -> None:
    face = seen()
    unknown = Seen(face.box, face.score, face.points, None, None, None, face.embedding)
    assert judge([unknown], ORIGINAL, OPTIONS).reason == "unknown_pose"


def test_an_embedding_without_direction_is_like_nobody() -> None:
    assert cosine_of((0.0, 0.0), (1.0, 0.0)) == 0.0
    assert cosine_of((math.nan, 0.0), (1.0, 0.0)) == 0.0
    assert cosine_of((3.0, 4.0), (6.0, 8.0)) == pytest.approx(1.0)


def poses(*yaws: float) -> list[tuple[int, Pose]]:
    return [(number, Pose(yaw)) for number, yaw in enumerate(yaws)]


@pytest.mark.parametrize(
    ("yaws", "count", "numbers"),
    [
        ((20, 30, 40, -20, -30, -40), 4, (0, 1, 3, 4)),
        ((20, 30, 40, -20), 4, (0, 1, 3)),
        ((20, 22, 24, 26, -20, -30), 4, (0, 3, 4, 5)),
        ((-20, 20), 1, (0,)),
        ((20, 30, -20), 3, (0, 1, 2)),
        ((20, 30, 40), 3, (0, 1)),
        ((), 2, ()),
    ],
)
def test_both_sides_get_their_share_of_different_poses(
    yaws: tuple[float, ...], count: int, numbers: tuple[int, ...]
) -> None:
    assert choose(poses(*yaws), count, OPTIONS) == numbers


def test_same_yaw_but_raised_chin_is_another_pose() -> None:
    assert choose([(0, Pose(20, -6)), (1, Pose(20, -4)), (2, Pose(20, 6))], 4, OPTIONS) == (0, 2)


def test_more_poses_keep_those_chosen_before() -> None:
    candidates = poses(13, 40, -15, 20, 26, -44, 33, -22, 48, -30, 14, -38)
    chosen = [set(choose(candidates, count, OPTIONS)) for count in range(1, 9)]
    assert all(few < many for few, many in pairwise(chosen))


@pytest.mark.parametrize(
    ("refused", "numbers"),
    [
        ((), (0, 1, 2, 4)),
        ((1,), (0, 5, 2, 4)),  # 3 looks to the other side
        ((2,), (0, 1, 3, 4)),
        ((1, 5), (0, 7, 2, 4)),
        ((1, 5, 7), (0, 2, 4)),  # 9 is much the same as 0
        ((1, 2), (0, 5, 3, 4)),
        ((1, 0), (9, 5, 2, 4)),
        ((0, 1), (5, 9, 2, 4)),  # and so is 7 as 5, but 0 is gone
        ((5, 1), (0, 7, 2, 4)),
        ((6, 42), (0, 1, 2, 4)),
    ],
)
def test_a_refused_picture_is_exchanged_in_its_place(refused: tuple[int, ...], numbers: tuple[int, ...]) -> None:
    turned = dict(poses(20, 30, -20, -24, -32, 40, -47, 36, -38, 22))
    assert choose(turned.items(), 4, OPTIONS) == (0, 1, 2, 4)
    assert exchange((0, 1, 2, 4), refused, turned, 4, OPTIONS) == numbers


def test_later_refusals_leave_what_earlier_ones_came_to() -> None:
    turned = dict(poses(13, 40, -15, 20, 26, -44, 33, -22, 48, -30, 14, -38))
    shown, refused = choose(turned.items(), 4, OPTIONS), list[int]()
    for place in (2, 0, 0, 3):
        refused.append(shown[place])
        later = exchange(choose(turned.items(), 4, OPTIONS), refused, turned, 4, OPTIONS)
        assert later[place] != shown[place] and later[place] not in refused
        assert [*later[:place], *later[place + 1 :]] == [*shown[:place], *shown[place + 1 :]]
        shown = later

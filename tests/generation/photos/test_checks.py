"""The verdict on one picture, each reason by a picture or a face that deserves it and one that just does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageEnhance, ImageFilter
from pydantic import ValidationError

from generation.faces import checks
from generation.faces.analysis import Cascade, Seen
from generation.faces.rules import Options
from generation.records import Pose

RULES = Options()
ALL = frozenset({"points", "pose", "gender", "age", "embedding", "eyes"})
ASTRONAUT = Image.fromarray(skimage.data.astronaut()).crop((96, 0, 352, 256)).resize((512, 512))
FACE = Seen(box=(162.0, 132.0, 352.0, 322.0), score=0.9, pose=Pose(), gender="female", age=40, eyes=2)


def judge(image: Image.Image = ASTRONAUT, *faces: Seen, rules: Options = RULES) -> str:
    return checks.verdict(image, faces, rules, ALL)


def test_a_good_photograph_passes() -> None:
    assert judge(ASTRONAUT, FACE) == ""
    cascade = Cascade()
    assert checks.verdict(ASTRONAUT, cascade.look(ASTRONAUT), RULES, cascade.abilities) == ""


def test_there_is_one_face() -> None:
    behind = replace(FACE, box=(0.0, 0.0, 50.0, 50.0))
    beside = replace(FACE, box=(0.0, 0.0, 60.0, 60.0))
    assert judge(ASTRONAUT) == "no_face"
    assert judge(ASTRONAUT, FACE, behind) == ""
    assert judge(ASTRONAUT, FACE, beside) == "two_faces"
    assert judge(ASTRONAUT, FACE, beside, behind) == "two_faces:3 in all"


def test_picture_and_face_are_large_enough() -> None:
    small = ASTRONAUT.resize((255, 255))
    assert judge(small, FACE) == "too_small:picture 255, at least 256"
    assert judge(ASTRONAUT, replace(FACE, box=(162.0, 132.0, 272.0, 242.0))) == "too_small:face 110, at least 112"
    assert judge(ASTRONAUT, FACE, rules=Options(face_side=191)) == "too_small:face 190, at least 191"


@pytest.mark.parametrize(
    ("left", "top", "reason"),
    [(-9, 0, ""), (-20, 100, "cut_off:11%"), (100, -20, "cut_off:11%"), (332, 100, "cut_off:5%"), (331, 321, "")],
)
def test_face_is_whole(left: float, top: float, reason: str) -> None:
    face = replace(FACE, box=(left, top, left + 190, top + 190))
    assert judge(ASTRONAUT, face, rules=Options(sharpness=0, contrast=0, darkest=0, brightest=255)) == reason


@pytest.mark.parametrize(
    ("pose", "reason"),
    [
        (Pose(yaw=20), ""),
        (Pose(yaw=31.4), "not_frontal:yaw 31"),
        (Pose(yaw=-31.4), "not_frontal:yaw -31"),
        (Pose(pitch=25), "not_frontal:pitch 25"),
        (Pose(roll=-16), "not_frontal:roll -16"),
        (None, ""),
    ],
)
def test_face_is_frontal_where_that_can_be_told(pose: Pose | None, reason: str) -> None:
    assert judge(ASTRONAUT, replace(FACE, pose=pose)) == reason


def test_eyes_age_and_gender_are_judged_where_they_can_be_told() -> None:
    assert judge(ASTRONAUT, replace(FACE, eyes=0)) == "eyes_hidden:0 seen"
    assert judge(ASTRONAUT, replace(FACE, eyes=1)) == ""
    assert judge(ASTRONAUT, replace(FACE, eyes=1), rules=Options(open_eyes=2)) == "eyes_hidden:1 seen"
    assert judge(ASTRONAUT, replace(FACE, gender=None)) == "gender_unclear"
    assert judge(ASTRONAUT, replace(FACE, age=9)) == "age_out_of_range:9"
    assert judge(ASTRONAUT, replace(FACE, age=76)) == "age_out_of_range:76"
    assert judge(ASTRONAUT, replace(FACE, age=75)) == ""
    unknown = Seen(box=FACE.box, score=1.0)
    assert checks.verdict(ASTRONAUT, [unknown], RULES, frozenset()) == ""


def test_checks_that_cannot_be_done_are_named() -> None:
    assert checks.not_run(ALL) == ()
    assert checks.not_run(Cascade.abilities) == (
        "not_frontal",
        "gender_unclear",
        "age_out_of_range",
        "duplicate_of (by identity)",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda image: image.filter(ImageFilter.GaussianBlur(3)), "too_blurry"),
        (lambda image: image.resize((96, 96)).resize((512, 512), Image.Resampling.BICUBIC), "too_blurry"),
        (lambda image: image.filter(ImageFilter.GaussianBlur(0.7)), ""),
        (lambda image: ImageEnhance.Brightness(image).enhance(0.3), "too_dark"),
        (lambda image: ImageEnhance.Brightness(image).enhance(0.5), ""),
        (lambda image: Image.blend(image, Image.new("RGB", image.size, "white"), 0.8), "too_bright"),
        (lambda image: Image.blend(image, Image.new("RGB", image.size, "gray"), 0.8), "low_contrast"),
        (lambda image: Image.new("RGB", image.size, (120, 120, 120)), "low_contrast"),
    ],
)
def test_face_is_sharp_and_well_exposed(change: object, reason: str) -> None:
    assert judge(change(ASTRONAUT), FACE).partition(":")[0] == reason  # type: ignore[operator]


def test_background_may_be_blurred_and_dark() -> None:
    image = Image.new("RGB", ASTRONAUT.size)
    box = tuple(int(value) for value in FACE.box)
    image.paste(ASTRONAUT.crop(box), box)
    assert judge(image, FACE) == ""


def test_sharpness_does_not_depend_on_the_size_of_the_picture() -> None:
    rules = Options(sharpness=1e6)
    large = ASTRONAUT.resize((1024, 1024), Image.Resampling.BICUBIC)
    face = replace(FACE, box=tuple(2 * value for value in FACE.box))
    small_is, large_is = (
        int(judge(*one, rules=rules).split(":")[1].split(",")[0]) for one in ((ASTRONAUT, FACE), (large, face))
    )
    assert large_is == pytest.approx(small_is, rel=0.1)


def test_same_picture_has_nearly_the_same_hash_and_another_has_not() -> None:
    mine = checks.perceptual_hash(ASTRONAUT)
    for changed in (
        ASTRONAUT.resize((300, 300)),
        ImageEnhance.Brightness(ASTRONAUT).enhance(0.8),
        ASTRONAUT.filter(ImageFilter.GaussianBlur(1)),
        ASTRONAUT.crop((3, 3, 512, 512)),
    ):
        assert (mine ^ checks.perceptual_hash(changed)).bit_count() <= RULES.hash_distance
    for name in ("coffee", "chelsea", "rocket", "retina"):
        other = checks.perceptual_hash(Image.fromarray(getattr(skimage.data, name)()).resize((512, 512)))
        assert (mine ^ other).bit_count() > 3 * RULES.hash_distance


def test_hashes_of_portraits_in_one_frame_stay_apart() -> None:
    """Aligned faces share their layout; the photographs of Labeled Faces in the Wild that scikit-image ships do so."""
    faces = (skimage.data.lfw_subset()[:100] * 255).astype(np.uint8)
    hashes = [checks.perceptual_hash(Image.fromarray(face).resize((256, 256))) for face in faces]
    distances = [(a ^ b).bit_count() for place, a in enumerate(hashes) for b in hashes[:place]]
    assert min(distances) > 3 * RULES.hash_distance  # of 4,950 pairs


@pytest.mark.parametrize("wrong", [{"yaw": -1}, {"open_eyes": 3}, {"face_side": 0}, {"blur": 1}])
def test_rules_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Options(**wrong)

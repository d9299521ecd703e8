"""Portraits: deterministic, varied, recognisably one person across poses."""

import dataclasses
import io
import os
import random
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from generation.faces.looks import (
    DISTANCE_FLOOR,
    DYED,
    GREYS,
    PROPORTIONS,
    VOCABULARIES,
    Looks,
    distance,
    distinct_looks,
    other_looks,
    sample_looks,
)
from generation.faces.procedural import SOURCE, Drawn, render
from generation.images import encode
from generation.poses.procedural import MAX_PITCH, MAX_ROLL, MAX_YAW, other_pose, sample_poses
from generation.records import BadInput, Portrait, Pose

# RMS distance, in grey levels of 255, of two portraits shrunk to 32x32. JPEG at our quality moves one by less than 1,
# so ten times that cannot be noise; the nearest two of 661 people are about 17 apart, the median pair 74.
THUMBNAIL_FLOOR = 10.0


def people(count):
    return [(f"person-{i}", "female" if i % 2 else "male", 8 + i * 7 % 69) for i in range(count)]


def thumbnail(image):
    """(32 * 32 * 3,) grey levels."""
    return np.asarray(image.resize((32, 32), Image.Resampling.BOX), np.float64).ravel()


def rms(rows, others):
    """(n, d), (m, d) -> (n, m)."""
    squares = (rows**2).sum(1)[:, None] + (others**2).sum(1) - 2 * rows @ others.T
    return np.sqrt(np.maximum(squares, 0) / rows.shape[1])


def face(**changes):
    plain = dict.fromkeys(("glasses", "facial_hair", "headwear", "earrings", "necklace", "marks"), "none")
    return dataclasses.replace(
        sample_looks(random.Random(3), "male", 30), **plain | {"expression": "neutral"} | changes
    )


@pytest.fixture(scope="module")
def frontal():
    """Thumbnails (661, 3072) of frontal portraits and the looks they show."""
    looks = distinct_looks(people(661), seed=5)
    return np.stack([thumbnail(render(one, size=64)) for one in looks]), looks


def test_any_two_people_look_different(frontal):
    thumbnails, _ = frontal
    apart = rms(thumbnails, thumbnails)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > THUMBNAIL_FLOOR


def test_small_render_shows_the_same_picture(frontal):
    thumbnails, looks = frontal
    full = np.stack([thumbnail(render(one)) for one in looks[:8]])
    assert rms(full, thumbnails[:8]).diagonal().max() < 0.5 * THUMBNAIL_FLOOR


def test_jpeg_moves_a_portrait_far_less_than_another_person_does(frontal):
    _, looks = frontal
    for one in looks[:8]:
        image = render(one)
        decoded = Image.open(io.BytesIO(encode(image)))
        assert rms(thumbnail(image)[None], thumbnail(decoded)[None]).item() < THUMBNAIL_FLOOR / 10


def test_posed_portraits_are_nearer_to_their_own_person_than_to_others(frontal):
    thumbnails, looks = frontal
    rng = random.Random(2)
    chosen = range(0, 661, 11)
    posed = np.stack([thumbnail(render(looks[i], sample_poses(rng, 1)[0], size=64)) for i in chosen])
    apart = rms(posed, thumbnails)  # (61, 661)
    own = apart[np.arange(len(chosen)), list(chosen)]
    assert own.mean() < 0.5 * apart.mean()
    assert np.mean(own <= apart.min(1)) > 0.8


def test_same_face_same_bytes_in_any_process():
    code = (
        "import hashlib, random; from generation.faces.looks import *; from generation.faces.procedural import *;"
        "from generation.poses.procedural import *;"
        "rng = random.Random(4); looks = sample_looks(rng, 'female', 33);"
        "print(hashlib.sha256(encode(render(looks, sample_poses(rng, 1)[0]))).hexdigest(), looks)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    ]
    assert runs[0] == runs[1] != ""


def test_a_drawn_likeness_gives_the_encoded_portrait_of_each_pose():
    poses = (Pose(), Pose(yaw=20))
    assert Drawn("P1", face(), poses).portraits(64) == tuple(
        Portrait("P1", encode(render(face(), pose, 64)), "procedural", pose) for pose in poses
    )


def test_rendering_twice_gives_the_same_bytes():
    looks, pose = face(), Pose(yaw=20, light=0.5)
    assert encode(render(looks, pose)) == encode(render(looks, pose))


@pytest.mark.parametrize("feature", VOCABULARIES)
def test_every_word_occurs_and_shows(feature, frontal):
    _, looks = frontal
    words = VOCABULARIES[feature]
    assert {getattr(one, feature) for one in looks} == set(words)
    base = face(hair_style="bob", necklace="chain", clothing="tee", pattern="stripes")
    if feature == "earrings":
        base = dataclasses.replace(base, hair_style="buzz cut")
    pictures = {
        render(dataclasses.replace(base, **{feature: word}), Pose(yaw=15), size=128).tobytes() for word in words
    }
    assert len(pictures) == len(words)


@pytest.mark.parametrize("proportion", PROPORTIONS)
def test_every_proportion_shows(proportion):
    base = face(hair_style="buzz cut")
    pictures = [render(dataclasses.replace(base, **{proportion: value})).tobytes() for value in (-1.0, 1.0)]
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize(
    "pose", [Pose(yaw=20), Pose(pitch=10), Pose(roll=10), Pose(scale=0.9), Pose(light=1.0)], ids=str
)
def test_each_part_of_a_pose_changes_the_picture(pose):
    looks = face()
    assert rms(thumbnail(render(looks))[None], thumbnail(render(looks, pose))[None]).item() > 1


def test_extreme_poses_render():
    rng = random.Random(8)
    ends = {"yaw": (-40, 40), "pitch": (-20, 20), "roll": (-20, 20), "scale": (0.85, 1.15), "light": (-1, 1)}
    for style in VOCABULARIES["hair_style"]:
        pose = Pose(**{name: float(rng.choice(pair)) for name, pair in ends.items()})
        looks = face(
            hair_style=style,
            **{name: rng.choice(VOCABULARIES[name]) for name in ("facial_hair", "headwear", "glasses", "clothing")},
        )
        assert render(looks, pose, size=64).getextrema() != ((0, 0),) * 3


@pytest.mark.parametrize("size", [32, 256, 400])
def test_encoded_portrait_has_the_size_and_no_metadata(size):
    image = Image.open(io.BytesIO(encode(render(face(), size=size))))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (size, size))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_children_wear_no_beards_and_no_dye_and_women_no_beards():
    rng = random.Random(1)
    for age in range(8, 77):
        child = age < 16
        assert sample_looks(rng, "female", age).facial_hair == "none"
        if child:
            boy = sample_looks(rng, "male", age)
            assert boy.facial_hair == "none"
            assert boy.hair_colour not in GREYS + DYED


def test_old_people_are_mostly_grey_and_young_ones_never():
    rng = random.Random(1)
    old = [sample_looks(rng, "male", 72).hair_colour in GREYS for _ in range(200)]
    assert np.mean(old) > 0.8
    assert not any(sample_looks(rng, "female", 30).hair_colour in GREYS for _ in range(200))


def test_skin_is_uniform_and_headwear_rare():
    rng = random.Random(1)
    looks = [sample_looks(rng, "female", 30) for _ in range(2000)]
    counts = [sum(one.skin == skin for one in looks) for skin in VOCABULARIES["skin"]]
    assert min(counts) > 0.7 * 2000 / len(counts)
    assert 0.1 < np.mean([one.headwear != "none" for one in looks]) < 0.2


def test_a_prefix_of_the_people_keeps_its_looks():
    assert distinct_looks(people(300), 9)[:120] == distinct_looks(people(120), 9)
    assert distinct_looks(people(20), 9) != distinct_looks(people(20), 10)


def test_looks_keep_their_distance():
    looks = distinct_looks(people(120), 9)
    assert min(distance(one, other) for i, one in enumerate(looks) for other in looks[:i]) >= DISTANCE_FLOOR
    assert distance(looks[0], looks[0]) == 0


def test_other_looks_are_of_the_same_life_and_apart_from_everybody():
    looks = distinct_looks(people(200), seed=4)
    for number in range(20):
        other = other_looks(looks[number], looks, f"stream {number}")
        assert (other.gender, other.age) == (looks[number].gender, looks[number].age)
        assert min(distance(other, one) for one in looks) >= DISTANCE_FLOOR
        assert other == other_looks(looks[number], looks, f"stream {number}")


def test_five_thousand_people_find_distinct_looks():
    looks = distinct_looks(people(5000), 1)
    assert len(set(looks)) == 5000
    assert all(isinstance(one, Looks) for one in looks)


def test_an_exhausted_vocabulary_is_an_error_that_names_the_person(monkeypatch):
    monkeypatch.setattr("generation.faces.looks.DISTANCE_FLOOR", 50.0)
    with pytest.raises(BadInput, match="person-1 after 1 people"):
        distinct_looks(people(2), 1)


def test_sampled_poses_are_not_frontal_stay_in_range_and_spread():
    poses = sample_poses(random.Random(6), 40)
    assert len(set(poses)) == 40
    assert all(12 <= abs(pose.yaw) <= MAX_YAW <= 35 for pose in poses)
    assert all(abs(pose.pitch) <= MAX_PITCH <= 18 and abs(pose.roll) <= MAX_ROLL for pose in poses)
    assert all(0.9 <= pose.scale <= 1.08 and -1 <= pose.light <= 1 for pose in poses)
    assert [pose.yaw > 0 for pose in poses[:4]] in ([True, False] * 2, [False, True] * 2)
    assert sum(pose.pitch > 0 for pose in poses[:4]) == 2
    assert sample_poses(random.Random(6), 4) == poses[:4]


def test_another_pose_turns_to_the_same_side():
    for seed in range(50):
        for pose in sample_poses(random.Random(seed), 4):
            other = other_pose(pose, random.Random(seed))
            assert other != pose and other.yaw * pose.yaw > 0 and other.pitch * pose.pitch > 0


def test_source_is_published():
    assert SOURCE == "procedural"

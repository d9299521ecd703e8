"""Scenes: recognisable events, the same person in all of them, nothing before the face."""

import dataclasses
import io
import os
import random
import re
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generation.faces.looks import SKINS, distinct_looks
from generation.faces.procedural import render
from generation.images import encode
from generation.records import Pose, Snapshot
from generation.scenes import rendering
from generation.scenes.events import events
from generation.scenes.hands import STANDS
from generation.scenes.rendering import Staged, framing, render_scene
from generation.scenes.scenes import SCENES

PEOPLE = distinct_looks([(f"P{i}", ("female", "male")[i % 2], 10 + i * 13 % 66) for i in range(48)], seed=2)
UNARMED = ("art gallery visit",)  # where people only look, and nothing is before them
CROWN_TO_CHIN = 141  # pixels of the portrait's canvas
FACE = (38, 54)  # half-width and half-height of an ellipse from the forehead to the chin


def picture(looks, event, seed=0, size=64):
    return render_scene(looks, event, random.Random(f"{seed}/{event}"), size)


def frame_of(event, seed=0):
    return framing(SCENES[event], random.Random(f"{seed}/{event}"))


def face(image, frame):
    """The pixels (32, 32, 3) around a face; grey outside of an ellipse within it."""
    k = image.width / 256
    x, y, rx, ry = frame.x, frame.y + 14 * frame.scale, FACE[0] * frame.scale, FACE[1] * frame.scale
    box = tuple(k * side for side in (x - rx, y - ry, x + rx, y + ry))
    mask = Image.new("L", (32, 32))
    ImageDraw.Draw(mask).ellipse((0, 0, 31, 31), 255)
    crop = image.resize((32, 32), Image.Resampling.BILINEAR, box)
    return np.asarray(Image.composite(crop, Image.new("RGB", (32, 32), "grey"), mask), np.float64)


def thumbnail(image):
    """(16, 16, 3) grey levels."""
    return np.asarray(image.resize((16, 16), Image.Resampling.BOX), np.float64)


def nearest(pictures, others):
    """(n, ...), (m, ...) -> for each of the n the index of the most similar of the m, by RMS distance."""
    flat, other = (np.reshape(array, (len(array), -1)) for array in (pictures, others))
    return np.argmin((flat**2).sum(1)[:, None] + (other**2).sum(1) - 2 * flat @ other.T, 1)


def test_every_event_has_a_scene_and_ten_keywords_of_its_own():
    assert len(events()) == 40 and {event.name for event in events()} == set(SCENES)
    assert all(len(set(event.keywords)) == 10 for event in events())
    uses = Counter(keyword.lower() for event in events() for keyword in event.keywords)
    assert set(uses.values()) == {1}


def test_descriptions_are_two_or_three_sentences_that_name_nobody():
    for event in events():
        assert 2 <= len(re.findall(r"[.](?: |$)", event.description)) <= 3
        assert set(re.findall(r"(?<![.] )(?<!^)\b[A-Z]\w*", event.description)) <= {"Milky", "Way"}
    assert len({event.description for event in events()}) == 40


def test_same_scene_same_bytes_in_any_process():
    code = (
        "import hashlib, random; from generation.faces.looks import *; from generation.scenes.rendering import *;"
        "staged = Staged('P1', sample_looks(random.Random(4), 'female', 33), tuple(SCENES), 5);"
        "print([hashlib.sha256(shot.image).hexdigest() for shot in staged.snapshots(64)])"
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
    assert len(set(re.findall(r"\w{64}", runs[0]))) == 40


def test_staged_gives_the_encoded_picture_of_each_event_whatever_the_others():
    some = Staged("P1", PEOPLE[0], ("boat trip", "zoo visit"), seed=3)
    boat, zoo = some.snapshots(96)
    assert (zoo,) == dataclasses.replace(some, events=("zoo visit",)).snapshots(96)
    expected = render_scene(PEOPLE[0], "boat trip", random.Random("3/scenes/P1/boat trip"), 96)
    assert boat == Snapshot("P1", "boat trip", encode(expected), "procedural")
    assert Image.open(io.BytesIO(boat.image)).size == (96, 96)


def test_another_take_is_another_picture_of_the_same_event_whatever_the_others():
    names = ("farm visit", "zoo visit")
    staged = [Staged("P1", PEOPLE[0], some, seed=1) for some in (names, names[1:])]
    takes = [staged[0].snapshots(128)[1], *(staged[0].again("zoo visit", attempt, 128) for attempt in (1, 2))]
    assert len({take.image for take in takes}) == 3 and {take.event for take in takes} == {"zoo visit"}
    assert staged[1].again("zoo visit", 2, 128) == takes[2]


@pytest.mark.parametrize("event", SCENES)
def test_seeds_vary_the_scene(event):
    assert len({picture(PEOPLE[0], event, seed).tobytes() for seed in range(6)}) == 6


def test_size_changes_little_but_the_resolution():
    """Hard edges snap to whole pixels, so it is not nothing."""
    large, small = (
        np.stack([thumbnail(picture(PEOPLE[1], event, size=size)) for event in SCENES]) for size in (256, 64)
    )
    moved = np.sqrt(((large - small) ** 2).mean((1, 2, 3)))
    apart = np.sqrt(((small[1:] - small[:-1]) ** 2).mean((1, 2, 3)))  # of neighbouring events
    assert moved.max() < 0.2 * np.median(apart)


@pytest.mark.parametrize("event", SCENES)
def test_heads_are_a_fifth_to_a_quarter_of_the_height_and_whole(event):
    for seed in range(30):
        frame = frame_of(event, seed)
        head = CROWN_TO_CHIN * frame.scale
        assert 0.2 <= head / 256 <= 0.27
        assert frame.y - 0.8 * head > 0 and 0.75 * head < frame.x < 256 - 0.75 * head


@pytest.mark.parametrize("event", SCENES)
def test_nothing_stands_before_the_face(event, monkeypatch):
    bare = {event: dataclasses.replace(SCENES[event], front=(), falling=None, gesture=STANDS)}
    for seed, looks in enumerate(PEOPLE[:8]):
        full, frame = picture(looks, event, seed, 128), frame_of(event, seed)
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "SCENES", bare)
            plain = picture(looks, event, seed, 128)
        assert (plain.tobytes() == full.tobytes()) == (event in UNARMED)
        assert np.array_equal(face(full, frame), face(plain, frame))


def test_an_event_is_told_by_its_pictures():
    known, asked = [], []
    for place, event in enumerate(SCENES):
        shots = [thumbnail(picture(PEOPLE[(5 * seed + 7 * place) % 48], event, seed)) for seed in range(9)]
        known += [shot for one in shots[:7] for shot in (one, one[:, ::-1])]  # scenes are mirrored at random
        asked += shots[7:]
    guessed = nearest(asked, known) // 14
    assert np.mean(guessed == np.repeat(np.arange(40), 2)) > 0.9


def test_the_face_tells_the_person():
    portraits = [
        face(render(looks, Pose(yaw=yaw), 256), rendering.Framing(False, yaw, *rendering.HEAD, 1, 1, 0))
        for looks in PEOPLE
        for yaw in rendering.YAWS
    ]
    shots = [
        face(picture(looks, event, seed=place, size=256), frame_of(event, place))
        for place, looks in enumerate(PEOPLE)
        for event in list(SCENES)[place % 40 :: 13]
    ]
    own = [place for place in range(48) for _ in list(SCENES)[place % 40 :: 13]]
    assert np.mean(nearest(shots, portraits) // 3 == own) > 0.9


def test_the_looks_decide_the_figure():
    for looks in PEOPLE[:10]:
        bald = dataclasses.replace(looks, hair_style="shaved", glasses="none", headwear="none", facial_hair="none")
        skin = np.array(list(bytes.fromhex(SKINS[looks.skin][1:])))
        for event in list(SCENES)[::4]:
            pixels = face(picture(bald, event, size=256), frame_of(event)).reshape(-1, 3)
            assert np.mean(np.abs(pixels - skin).max(1) < 12) > 0.3

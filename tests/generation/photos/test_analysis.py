"""What is seen in a picture, by insightface on models made here and by OpenCV on photographs."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import skimage.data
from PIL import Image

from generation.faces import analysis
from generation.faces.analysis import Analyser, Cascade, analyser
from generation.records import BadInput

from ...face_models import Drawn, picture, write_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_models(tmp_path_factory.mktemp("models") / "antelopev2")


@pytest.fixture(scope="module")
def insight(models: Path) -> Analyser:
    return analyser(models)


@pytest.fixture(scope="module")
def cascade() -> Analyser:
    return Cascade()


def test_everything_that_is_drawn_is_seen(insight: Analyser) -> None:
    drawn = Drawn(identity=3, gender="male", age=41, yaw=20, pitch=-10, roll=5, share=0.5)
    (seen,) = insight.look(picture(drawn, size=400))
    assert insight.name == "insightface (antelopev2)"
    assert insight.abilities == {"points", "pose", "gender", "age", "embedding", "eyes"}
    assert seen.box == pytest.approx((100, 100, 300, 300), abs=2) and seen.side == pytest.approx(200, abs=3)
    assert (seen.gender, seen.age, seen.eyes) == ("male", pytest.approx(41, abs=1), 2)
    assert seen.pose is not None
    assert (seen.pose.yaw, seen.pose.pitch, seen.pose.roll) == pytest.approx((20, -10, 5), abs=1)
    assert seen.score > 0.5
    assert len(seen.embedding) == 512 and np.linalg.norm(seen.embedding) == pytest.approx(1)


def test_points_are_left_and_right_as_the_viewer_sees_them(insight: Analyser) -> None:
    (seen,) = insight.look(picture(Drawn()))
    assert seen.points is not None
    left_eye, right_eye, nose, left_mouth, right_mouth = seen.points
    assert left_eye[0] < nose[0] < right_eye[0] and left_mouth[0] < nose[0] < right_mouth[0]
    assert left_eye[1] < nose[1] < left_mouth[1]


@pytest.mark.parametrize(
    ("turned", "axis", "sign"),
    [(Drawn(yaw=30), 0, 1), (Drawn(yaw=-30), 0, -1), (Drawn(pitch=30), 1, -1), (Drawn(pitch=-30), 1, 1)],
    ids=["viewers_right", "viewers_left", "chin_up", "chin_down"],
)
def test_angles_have_our_signs(models: Path, insight: Analyser, turned: Drawn, axis: int, sign: int) -> None:
    """The nose's way across the picture (x to the viewer's right, y down) against the angles that come out."""
    nose = landmarks_on(models, turned)[30] - landmarks_on(models, Drawn())[30]
    assert nose[axis] * sign > 0.2 and abs(nose[1 - axis]) < 0.1
    (seen,) = insight.look(picture(turned))
    assert seen.pose is not None
    yaw, pitch = seen.pose.yaw, seen.pose.pitch
    assert (yaw, pitch) == pytest.approx((30 * sign, 0) if axis == 0 else (0, -30 * sign), abs=1)


def test_roll_is_positive_clockwise(models: Path, insight: Analyser) -> None:
    landmarks = landmarks_on(models, Drawn(roll=20))
    assert landmarks[45][1] > landmarks[36][1]  # the eye on the viewer's right is the lower one
    (seen,) = insight.look(picture(Drawn(roll=20)))
    assert seen.pose is not None and seen.pose.roll == pytest.approx(20, abs=1)


def landmarks_on(models: Path, face: Drawn) -> np.ndarray:
    """(68, 3): what the model says of the drawn face alone, in its own crop."""
    crop = picture(Drawn(**{**vars(face), "share": 2 / 3}), size=192)
    blob = (np.asarray(crop, dtype=np.float32).transpose(2, 0, 1)[None] - 127.5) / 128
    session = onnxruntime.InferenceSession(models / "1k3d68.onnx", providers=["CPUExecutionProvider"])
    return session.run(None, {"image": blob})[0].reshape(-1, 3)[-68:]


def test_same_person_is_alike_and_another_is_not(insight: Analyser) -> None:
    people = [insight.look(picture(Drawn(identity), ground=identity))[0].embedding for identity in range(12)]
    alike = np.array(people) @ np.array(people).T
    assert (alike - np.eye(12)).max() < 0.3
    (again,) = insight.look(picture(Drawn(5, yaw=25, share=0.4), size=512, ground=99))
    assert np.dot(again.embedding, people[5]) > 0.9


def test_closed_eyes_are_counted(insight: Analyser) -> None:
    assert insight.look(picture(Drawn(eyes_open=False)))[0].eyes == 0
    assert insight.look(picture(Drawn(eyes_open=True, yaw=40)))[0].eyes == 2  # turned eyes are no narrower


def test_gender_that_the_mirror_image_contradicts_is_unknown(insight: Analyser) -> None:
    assert insight.look(picture(Drawn(gender=None)))[0].gender is None
    assert insight.look(picture(Drawn(gender="female")))[0].gender == "female"


def test_largest_face_comes_first(insight: Analyser) -> None:
    seen = insight.look(picture(Drawn(1, share=0.2), Drawn(2, share=0.45), Drawn(3, share=0.1), size=512))
    assert [face.side for face in seen] == pytest.approx([512 * 0.95 / 3, 512 * 0.2, 512 * 0.1], abs=4)
    assert insight.look(picture()) == []


def test_pictures_need_not_be_square(insight: Analyser) -> None:
    wide = Image.new("RGB", (600, 256))
    wide.paste(picture(Drawn(age=50)), (344, 0))
    (seen,) = insight.look(wide)
    assert seen.box == pytest.approx((395, 51, 549, 205), abs=3) and seen.age == pytest.approx(50, abs=1)


def test_only_what_the_folder_holds_is_told(tmp_path: Path) -> None:
    folder = write_models(tmp_path / "small")
    for name in ("arcface", "genderage", "1k3d68"):
        (folder / f"{name}.onnx").unlink()
    plain = analyser(folder)
    assert plain.abilities == {"points"}
    (seen,) = plain.look(picture(Drawn()))
    assert (seen.pose, seen.gender, seen.age, seen.embedding, seen.eyes) == (None, None, None, (), None)


def test_one_face_is_seen_in_any_picture_by_the_central_detector(tmp_path: Path) -> None:
    central = analyser(write_models(tmp_path / "central", detector="central"))
    rng = np.random.default_rng(0)
    for size in (64, 512):
        (seen,) = central.look(Image.fromarray(rng.integers(0, 256, (size, size, 3), dtype=np.uint8)))
        assert seen.box == pytest.approx((size / 8, size / 8, size * 7 / 8, size * 7 / 8), abs=1)


@pytest.mark.parametrize("holds", ["nothing", "no_detector", "no_model"])
def test_folder_without_a_detector_is_refused(tmp_path: Path, holds: str) -> None:
    folder = write_models(tmp_path / "models")
    (folder / "det.onnx").unlink()
    if holds == "nothing":
        folder = tmp_path / "absent"
    if holds == "no_model":
        (folder / "det.onnx").write_bytes(b"<html>not found</html>")
    with pytest.raises(BadInput, match=rf"face models: {folder} .*antelopev2") as error:
        analyser(folder)
    assert "\n" not in str(error.value)


def test_default_folder_is_taken_where_it_is_and_opencv_otherwise(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "DEFAULT_MODELS", tmp_path / "absent")
    assert analyser().name == "OpenCV cascade"
    monkeypatch.setattr(analysis, "DEFAULT_MODELS", models)
    assert analyser().name == "insightface (antelopev2)"


@pytest.mark.parametrize("package", ["insightface.app", "cv2"])
def test_missing_package_is_named_with_the_remedy(models: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(BadInput, match=r'package (insightface|cv2) is missing; pip install "mllmu-bench\[photos\]"'):
        Cascade() if package == "cv2" else analyser(models)


def test_opencv_finds_the_face_on_a_photograph(cascade: Analyser) -> None:
    (seen,) = cascade.look(Image.fromarray(skimage.data.astronaut()))
    left, top, right, bottom = seen.box
    assert 160 < left < 190 and 50 < top < 80 and 260 < right < 290 and 150 < bottom < 180
    assert seen.eyes == 2
    assert (seen.points, seen.pose, seen.gender, seen.age, seen.embedding) == (None, None, None, None, ())
    assert cascade.abilities == {"eyes"}


def test_opencv_misses_covered_eyes(cascade: Analyser) -> None:
    pixels = skimage.data.astronaut().copy()
    pixels[98:112, 190:265] = 30
    (seen,) = cascade.look(Image.fromarray(pixels))
    assert seen.eyes == 0


@pytest.mark.parametrize("name", ["rocket", "coffee", "brick", "grass", "text", "chelsea", "coins", "cell"])
def test_opencv_sees_no_face_where_there_is_none(cascade: Analyser, name: str) -> None:
    assert cascade.look(Image.fromarray(getattr(skimage.data, name)()).convert("RGB")) == []


@pytest.mark.parametrize("size", [(1, 1), (30, 2000), (4000, 20)])
def test_odd_shapes_are_looked_at(cascade: Analyser, insight: Analyser, size: tuple[int, int]) -> None:
    assert cascade.look(Image.new("RGB", size)) == []
    assert insight.look(Image.new("RGB", size)) == []

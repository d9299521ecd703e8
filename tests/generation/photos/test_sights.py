"""What is seen in painted pictures, by real ONNX models on drawn faces."""

from __future__ import annotations

import pytest
from PIL import Image

from generation.faces.analysis import Analyser, InsightFace
from generation.scenes.painted.options import Options
from generation.scenes.painted.sights import Sight, against_portrait, against_scene, close_up, of_portrait, of_scene

from ...face_models import Drawn, picture, write_models

LIKELY = [("park jogging", 0.31), ("zoo visit", 0.29), ("boat trip", 0.12)]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return InsightFace(write_models(tmp_path_factory.mktemp("faces") / "models"), 0)


@pytest.mark.parametrize(("faces", "reason"), [((Drawn(1),), ""), ((), "no_face"), ((Drawn(1), Drawn(2)), "two_faces")])
def test_a_portrait_shows_one_face(faces: tuple[Drawn, ...], reason: str, look: Analyser) -> None:
    sight = of_portrait(look.look(picture(*faces)))
    assert against_portrait(sight) == reason and sight.faces == len(faces)
    assert (len(sight.box), len(sight.embedding)) == ((4, 512) if len(faces) == 1 else (0, 0))


@pytest.mark.parametrize(
    ("faces", "reason"),
    [
        ((Drawn(1),), ""),
        ((Drawn(2), Drawn(1)), ""),  # strangers may be about
        ((), "no_face"),
        ((Drawn(2),), "other_person"),
        ((Drawn(1), Drawn(1)), "two_alike"),
    ],
)
def test_the_person_is_in_a_scene_once(faces: tuple[Drawn, ...], reason: str, look: Analyser) -> None:
    (known,) = look.look(picture(Drawn(1), ground=1))
    sight = of_scene(look.look(picture(*faces)), known.embedding, "park jogging", LIKELY)
    assert against_scene(sight, Options()).partition(":")[0] == reason
    assert list(sight.cosines) == sorted(sight.cosines, reverse=True) and len(sight.cosines) == len(faces)


@pytest.mark.parametrize(
    ("event", "options", "reason"),
    [
        ("park jogging", {}, ""),
        ("zoo visit", {}, "other_scene:park jogging"),
        ("zoo visit", {"rank": 2}, ""),
        ("zoo visit", {"rank": 2, "min_similarity": 0.3}, "unlike_event:0.29"),
        ("boat trip", {"rank": 3}, "unlike_event:0.12"),
    ],
)
def test_the_scene_is_that_of_the_event(event: str, options: dict[str, float], reason: str, look: Analyser) -> None:
    (face,) = look.look(picture(Drawn(1)))
    sight = of_scene([face], face.embedding, event, LIKELY)
    assert against_scene(sight, Options.model_validate(options)) == reason


def test_limits_include_what_reaches_them() -> None:
    sight = Sight(faces=2, cosines=(0.4, 0.3999), likeliest="zoo visit", rank=1, similarity=0.2)
    assert not against_scene(sight, Options(min_cosine=0.4, min_similarity=0.2))
    assert against_scene(sight, Options(min_cosine=0.41)) == "other_person:0.40"
    assert against_scene(sight, Options(min_cosine=0.3)) == "two_alike:0.40"


def test_a_close_up_holds_the_face_and_ends_where_the_picture_does() -> None:
    page = Image.new("RGB", (100, 80))
    assert close_up(page, (40, 30, 60, 50)).size == (30, 30)
    assert close_up(page, (0, 0, 20, 40)).size == (40, 50)

"""People painted at events: real diffusers pipelines and CLIP with a few random weights, real ONNX face models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch

from generation import images
from generation.faces.analysis import Analyser, InsightFace
from generation.records import BadInput
from generation.scenes.events import events
from generation.scenes.painted import painting
from generation.scenes.painted.options import Options
from generation.scenes.painted.painter import Painter, fetch_all
from generation.scenes.painted.painting import Plan, Sitter, paint_scenes, painted, reasons

from ... import face_models, scene_models

# diffusers' Euler scheduler hands a tensor to NumPy
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
CPU = torch.device("cpu")
EVENTS = events()[:2]
NAMES = tuple(one.name for one in EVENTS)
ANYBODY: dict[str, Any] = {"size": 64, "steps": 1, "min_cosine": -1, "rank": 2, "most_candidates": 3}


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """engine -> the options that name its models."""
    return cache(lambda engine: scene_models.write_models(tmp_path_factory.mktemp(engine), engine))


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return InsightFace(face_models.write_models(tmp_path_factory.mktemp("faces") / "models", "central"), 0)


@pytest.fixture
def plan(named: Callable[[str], dict[str, str]], tmp_path: Path) -> Callable[..., Plan]:
    def make(**options: Any) -> Plan:
        return Plan(EVENTS, Options(**named("sdxl"), **ANYBODY | options), 0, tmp_path / "scenes")

    return make


def sitters(count: int = 2) -> list[Sitter]:
    return [Sitter(f"P{number}", f"a person, {'idp'[number]}", NAMES) for number in range(count)]


@pytest.mark.parametrize("engine", ["sdxl", "flux"])
def test_a_face_changes_the_picture_and_the_seed_decides_it(
    engine: str, named: Callable[[str], dict[str, str]]
) -> None:
    painter = Painter(Options(**named(engine), **ANYBODY), CPU)
    plain = painter.paint("photo of a person", 1)
    assert plain.size == (64, 64) and plain.tobytes() == painter.paint("photo of a person", 1).tobytes()
    assert plain.tobytes() != painter.paint("photo of a person", 2).tobytes()
    kept = painter.paint("photo of a person", 1, plain)
    assert kept.tobytes() != plain.tobytes()
    assert kept.tobytes() != painter.paint("photo of a person", 1, plain.rotate(180)).tobytes()
    assert plain.tobytes() == painter.paint("photo of a person", 1).tobytes()  # the face has left no trace


def test_everybody_is_painted_once_and_never_again(
    plan: Callable[..., Plan], look: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = paint_scenes(sitters(), plan(), look)
    assert all(one.portrait and [*one.pictures] == [*NAMES] for one in made.values())
    files = [path for one in made.values() for paths in one.pictures.values() for path in paths]
    assert len({path.read_bytes() for path in files}) == 4 and images.read(files[0].read_bytes()).size == (64, 64)
    monkeypatch.setattr(painting, "load", lambda *_: pytest.fail("nothing is to be made"))
    assert paint_scenes(sitters(), plan(), look) == made
    assert painted(sitters()[0], plan()) == made["P0"] and not reasons(sitters(), plan())


def test_what_a_killed_run_left_is_gone_on_with(plan: Callable[..., Plan], look: Analyser) -> None:
    whole = paint_scenes(sitters(), plan(), look)
    bytes_of = {path: path.read_bytes() for path in plan().folder.rglob("*.jpg")}
    verdicts = plan().folder / "P1" / "verdicts.jsonl"
    verdicts.write_bytes(verdicts.read_bytes()[:-30])  # torn within the last line
    whole["P0"].pictures[NAMES[0]][0].unlink()
    assert paint_scenes(sitters(), plan(), look) == whole
    assert {path: path.read_bytes() for path in plan().folder.rglob("*.jpg")} == bytes_of


@pytest.mark.parametrize(("options", "against"), [({"min_cosine": 1}, "other_person"), ({"rank": 1}, "other_scene")])
def test_rejects_have_a_reason_and_the_event_is_given_up(
    options: dict[str, Any], against: str, plan: Callable[..., Plan], look: Analyser
) -> None:
    made = paint_scenes(sitters(1), plan(**options), look)["P0"]
    counted = reasons(sitters(1), plan(**options))
    assert made.portrait and {*counted} == {against}
    lost = len(NAMES) - len(made.pictures)
    assert lost and counted[against] >= 3 * lost
    more = paint_scenes(sitters(1), plan(**options | {"most_candidates": 5}), look)["P0"]
    assert len(more.pictures) >= len(made.pictures)


def test_another_picture_for_one_that_is_refused(plan: Callable[..., Plan], look: Analyser) -> None:
    made = paint_scenes(sitters(1), plan(), look)["P0"]
    more = paint_scenes(sitters(1), plan(), look, {("P0", NAMES[1]): 2})["P0"]
    assert more.pictures[NAMES[0]] == made.pictures[NAMES[0]]
    first, second = more.pictures[NAMES[1]]
    assert [first] == made.pictures[NAMES[1]] and first.read_bytes() != second.read_bytes()


def test_other_words_are_other_pictures(plan: Callable[..., Plan], look: Analyser) -> None:
    made = paint_scenes([Sitter("P0", "a person", NAMES)], plan(), look)["P0"]
    other = paint_scenes([Sitter("P0", "photo of a id", NAMES)], plan(), look)["P0"]
    assert made.portrait != other.portrait
    assert paint_scenes([Sitter("P0", "a person", NAMES)], plan(), look)["P0"] == made


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("model", "nowhere", "scene.model: nowhere is no folder"),
        ("adapter_weights", "other.safetensors", "other.safetensors is missing; correct scene.adapter_folder"),
        ("encoder_folder", "eyes", "holds no encoder; correct scene.encoder"),
    ],
)
def test_models_that_are_not_there(option: str, value: str, says: str, named: Callable[[str], dict[str, str]]) -> None:
    with pytest.raises(BadInput) as raised:
        fetch_all(Options(**named("sdxl") | {option: value}))
    assert says in str(raised.value) and "\n" not in str(raised.value)


def test_a_pipeline_of_another_kind(named: Callable[[str], dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}')
    with pytest.raises(BadInput, match="is a StableDiffusionPipeline; take one of StableDiffusionXLPipeline and Flux"):
        fetch_all(Options(**named("sdxl") | {"model": str(tmp_path)}))


def test_damaged_weights(named: Callable[[str], dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / scene_models.ADAPTER).write_bytes(b"torn")
    encoder = Path(named("sdxl")["adapter"])
    options = named("sdxl") | {"adapter": str(tmp_path), "encoder": str(encoder)}
    with pytest.raises(BadInput, match="cannot be loaded") as raised:
        Painter(Options(**options, **ANYBODY), CPU)
    assert "\n" not in str(raised.value)

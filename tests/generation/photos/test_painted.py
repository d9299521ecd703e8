"""People painted at events: real diffusers pipelines and CLIP with a few random weights, real ONNX face models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch

from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.recipe import load_recipe
from generation import images
from generation.faces.analysis import Analyser, Cascade, InsightFace
from generation.poses.checks import cosine_of
from generation.records import BadInput
from generation.scenes.events import events
from generation.scenes.painted import painter, sitting
from generation.scenes.painted.likenesses import likenesses, lookalikes
from generation.scenes.painted.options import Options
from generation.scenes.painted.painter import Painter
from generation.scenes.painted.painting import paint_scenes, painted, reasons, unfinished
from generation.scenes.painted.plan import Plan, Sitter
from generation.scenes.painted.sights import Sight
from generation.scenes.painted.sources import fetch_all
from generation.scenes.painted.watcher import Watcher
from generation.sheets import CAPTION, TILE

from ... import face_models, scene_models

# diffusers' Euler scheduler hands a tensor to NumPy
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
CPU = torch.device("cpu")
EVENTS = events()[:2]
NAMES = tuple(one.name for one in EVENTS)
ANYBODY: dict[str, Any] = {
    "size": 64,
    "steps": 1,
    "min_cosine": -1,
    "max_cosine": 1,
    "rank": 2,
    "min_similarity": -1,
    "most_candidates": 3,
}


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
    paints = Painter(Options(**named(engine), **ANYBODY), CPU)
    plain = paints.paint("photo of a person", 1)
    assert plain.size == (64, 64) and plain.tobytes() == paints.paint("photo of a person", 1).tobytes()
    assert plain.tobytes() != paints.paint("photo of a person", 2).tobytes()
    kept = paints.paint("photo of a person", 1, plain)
    assert kept.tobytes() != plain.tobytes()
    assert kept.tobytes() != paints.paint("photo of a person", 1, plain.rotate(180)).tobytes()
    assert plain.tobytes() == paints.paint("photo of a person", 1).tobytes()  # the face has left no trace


@pytest.mark.parametrize("engine", ["sdxl", "flux"])
def test_half_precision_of_a_gpu_reaches_the_adapter(
    engine: str, named: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "precision", lambda _: torch.bfloat16)
    half = Painter(Options(**named(engine), **ANYBODY), CPU)
    plain = half.paint("photo of a person", 1)
    assert half.paint("photo of a person", 1, plain).tobytes() != plain.tobytes()


def test_recipes_name_a_pipeline_with_all_that_belongs_to_it() -> None:
    sdxl, flux = load_recipe("pebench_paper"), load_recipe("pebench_flux")
    assert isinstance(sdxl, EventRecipe) and isinstance(flux, EventRecipe)
    assert (flux.scene.steps, flux.scene.guidance, flux.scene.size, flux.image_size) == (40, 2.5, 512, 512)
    assert all("flux" in one.lower() for one in (flux.scene.model, flux.scene.adapter, flux.scenes_licence))
    assert flux.scene.encoder and not sdxl.scene.encoder and "Stable Diffusion XL" in sdxl.scenes_licence


def no_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitting, "load", lambda *_: pytest.fail("nothing is to be painted"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/*.jpg")}


def test_everybody_is_painted_once_and_never_again(
    plan: Callable[..., Plan], look: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unfinished(sitters(), plan()) == ["P0", "P1"]
    made = paint_scenes(sitters(), plan(), look)
    assert all(one.portrait and [*one.pictures] == [*NAMES] for one in made.values())
    takes = [take for one in made.values() for usable in one.pictures.values() for take in usable]
    assert len({take.path.read_bytes() for take in takes}) == 4
    assert images.read(takes[0].path.read_bytes()).size == (64, 64)
    no_painter(monkeypatch)
    monkeypatch.setattr(sitting, "Watcher", lambda *_: pytest.fail("nothing is to be looked at"))
    assert paint_scenes(sitters(), plan(), look) == made == painted(sitters(), plan())
    assert not reasons(sitters(), plan()) and not unfinished(sitters(), plan())


def test_sights_are_what_insightface_and_clip_see_in_the_files(plan: Callable[..., Plan], look: Analyser) -> None:
    made = paint_scenes(sitters(1), plan(), look)["P0"]
    assert made.portrait
    (known,) = look.look(images.read(made.portrait.path.read_bytes()))
    assert made.portrait.sight.embedding == pytest.approx(known.embedding, abs=1e-4)
    watcher = Watcher(Path(plan().options.clip), EVENTS, CPU)
    for event, (take,) in made.pictures.items():
        picture = images.read(take.path.read_bytes())
        (face,) = look.look(picture)
        assert take.sight.cosines == pytest.approx([cosine_of(face.embedding, known.embedding)], abs=1e-3)
        likely = watcher.likely(picture)
        assert take.sight.likeliest == likely[0][0] and likely[0][1] >= likely[1][1]
        assert take.sight.similarity == pytest.approx(dict(likely)[event], abs=1e-4)
        assert [name for name, _ in likely][take.sight.rank - 1] == event


def test_what_a_killed_run_left_is_gone_on_with(
    plan: Callable[..., Plan], look: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = paint_scenes(sitters(), plan(), look)
    before = files_in(plan().folder)
    whole["P0"].pictures[NAMES[0]][0].path.unlink()
    assert paint_scenes(sitters(), plan(), look) == whole
    verdicts = plan().folder / "P1" / "verdicts.jsonl"
    verdicts.write_bytes(verdicts.read_bytes()[:-30])  # torn within the last line, whose picture was kept before
    no_painter(monkeypatch)
    assert paint_scenes(sitters(), plan(), look) == whole
    assert files_in(plan().folder) == before


@pytest.mark.parametrize(
    ("options", "against"),
    [
        ({"min_cosine": 1}, "other_person"),
        ({"rank": 1}, "other_scene"),
        ({"min_similarity": 1}, "unlike_event"),
    ],
)
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


def test_other_limits_paint_nothing_again(
    plan: Callable[..., Plan], look: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not paint_scenes(sitters(1), plan(min_cosine=1), look)["P0"].pictures
    assert len(files_in(plan().folder)) == 1 + 2 * 3  # rejected ones are kept
    no_painter(monkeypatch)
    made = paint_scenes(sitters(1), plan(), look)["P0"]
    assert [take.path.name[-6:] for usable in made.pictures.values() for take in usable[:1]] == ["00.jpg"] * 2


def test_further_events_are_looked_for_in_the_same_pictures(
    plan: Callable[..., Plan], look: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = paint_scenes(sitters(1), plan(), look)["P0"]
    no_painter(monkeypatch)
    wider = replace(plan(rank=3), events=events()[:3])
    again = paint_scenes(sitters(1), wider, look)["P0"]
    assert {event: usable[0].path for event, usable in again.pictures.items()} == {
        event: usable[0].path for event, usable in made.pictures.items()
    }


def test_nobody_gets_the_face_of_somebody_before(plan: Callable[..., Plan], look: Analyser) -> None:
    alone = paint_scenes(sitters(1), plan(), look)
    made = paint_scenes(sitters(2), plan(max_cosine=-1), look)  # all faces are too much alike
    assert made["P0"] == alone["P0"] and made["P1"].portrait is None and not made["P1"].pictures
    assert reasons(sitters(2), plan(max_cosine=-1)) == {"lookalike": 3}
    assert not unfinished(sitters(2), plan(max_cosine=-1))


def test_the_first_portrait_that_is_unlike_the_others_is_taken(plan: Callable[..., Plan]) -> None:
    strict = plan(max_cosine=0.4)
    east, north, between = (1.0, 0.0), (0.0, 1.0), (0.8, 0.6)
    for sitter, faces in zip(sitters(3), ([east], [between, north], [north, east, between]), strict=True):
        takes, wanted = strict.takes(sitter), strict.portrait(sitter)
        takes.open()
        for number, embedding in enumerate(faces):
            takes.keep(wanted, number, b"a picture")
            takes.add(wanted, number, Sight(faces=1, embedding=embedding))
    chosen = likenesses(sitters(3), strict)
    assert {one: take.sight.embedding for one, take in chosen.items()} == {"P0": east, "P1": north}
    assert lookalikes(sitters(3), strict, chosen) == {"lookalike": 1 + 3}


def test_the_sheet_shows_each_portrait_beside_its_scenes(plan: Callable[..., Plan], look: Analyser) -> None:
    paint_scenes(sitters(), plan(), look)
    assert images.read((plan().folder / "scenes.jpg").read_bytes()).size == (3 * TILE, 2 * (TILE + CAPTION))


def test_another_picture_for_one_that_is_refused(plan: Callable[..., Plan], look: Analyser) -> None:
    made = paint_scenes(sitters(1), plan(), look)["P0"]
    more = paint_scenes(sitters(1), plan(), look, {("P0", NAMES[1]): 2})["P0"]
    assert more.pictures[NAMES[0]] == made.pictures[NAMES[0]]
    first, second = more.pictures[NAMES[1]]
    assert [first] == made.pictures[NAMES[1]] and first.path.read_bytes() != second.path.read_bytes()


def test_other_words_are_other_pictures(plan: Callable[..., Plan], look: Analyser) -> None:
    made = paint_scenes([Sitter("P0", "a person", NAMES)], plan(), look)["P0"]
    other = paint_scenes([Sitter("P0", "photo of a id", NAMES)], plan(), look)["P0"]
    assert made.portrait != other.portrait
    assert paint_scenes([Sitter("P0", "a person", NAMES)], plan(), look)["P0"] == made


def test_memory_for_not_one_picture_is_told(plan: Callable[..., Plan], look: Analyser) -> None:
    def none(*_: object) -> None:
        raise torch.OutOfMemoryError("out of memory")

    handle = sitting.load(plan().options, CPU)._pipe.unet.register_forward_pre_hook(none)
    try:
        with pytest.raises(BadInput, match=r"the memory does not hold one picture; take a larger GPU"):
            paint_scenes(sitters(1), plan(), look)
    finally:
        handle.remove()


@pytest.mark.parametrize(
    "line",
    ["no line\n", '{"number": 0}\n', '{"made_with": "a", "seen_with": "b", "number": 0, "sight": {"legs": 2}}\n'],
)
def test_damaged_verdicts_are_told(line: str, plan: Callable[..., Plan], look: Analyser) -> None:
    home = plan().folder / "P0"
    home.mkdir(parents=True)
    (home / "verdicts.jsonl").write_text(line)
    with pytest.raises(BadInput, match="to have the pictures made again") as raised:
        paint_scenes(sitters(1), plan(), look)
    assert "\n" not in str(raised.value)


def test_face_models_that_know_nobody(plan: Callable[..., Plan]) -> None:
    with pytest.raises(BadInput, match="cannot tell whether two pictures show one person"):
        paint_scenes(sitters(1), plan(), Cascade())


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("model", "nowhere", "scene.model: nowhere is no folder"),
        ("adapter_weights", "other.safetensors", "other.safetensors is missing; correct scene.adapter_folder"),
        ("encoder_folder", "eyes", "holds no encoder; correct scene.encoder"),
        ("clip", "nowhere", "scene.clip: nowhere is no folder"),
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

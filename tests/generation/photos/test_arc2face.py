"""Arc2Face on a tiny random Stable Diffusion: the identity gets where it should, and nothing is made twice."""

from __future__ import annotations

import json
import math
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from filelock import FileLock
from PIL import Image

from generation import images
from generation.faces.analysis import analyser
from generation.poses import arc2face
from generation.poses.arc2face import Options, make_poses, reasons
from generation.poses.pipeline import PROMPT, Arc2Face
from generation.poses.sheet import write_sheet
from generation.records import BadInput

from ... import face_models
from ...diffusion_models import (
    LENGTH,
    WIDTH,
    rename_as_on_the_hub,
    write_encoder,
    write_lora,
    write_models,
    write_tokenizer,
)
from . import turning
from .turning import COUNT, SEED, Eye, faces_of, options_of

pytestmark = pytest.mark.filterwarnings(  # numpy's, about how diffusers' schedulers turn tensors into arrays
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
ROOT = Path(__file__).parents[3]
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_models(folder, controlnet=True)
    return folder


@pytest.fixture(scope="module")
def painter(models: Path) -> Arc2Face:
    return Arc2Face(options_of(models), CPU)


@pytest.fixture(scope="module")
def clean(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an undisturbed run, one picture at a time, leaves of six faces."""
    folder = tmp_path_factory.mktemp("clean")
    make_poses(faces_of(6), COUNT, options_of(models), SEED, folder, Eye())
    return folder


@pytest.fixture(scope="module")
def clean_by_four(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    make_poses(faces_of(6), COUNT, options_of(models), SEED, folder, Eye(), batch_size=4)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verdicts(folder: Path, number: int = 0) -> list[dict[str, Any]]:
    lines = (folder / f"{number:016x}" / "verdicts.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def furthest(one: Image.Image, other: Image.Image) -> int:
    return int(np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).max())


def vectors(number: int) -> list[tuple[float, ...]]:
    return [face.embedding for face in faces_of(number)]


def no_model(*_: object) -> None:
    raise AssertionError("a model is loaded")


def test_the_identity_reaches_the_token_id_and_nothing_else(painter: Arc2Face) -> None:
    encoder, tokenizer = painter._pipe.text_encoder, painter._pipe.tokenizer
    tokens = tokenizer(PROMPT, padding="max_length", return_tensors="pt").input_ids
    words = tokenizer.convert_ids_to_tokens(tokens[0])
    assert words[1:6] == ["photo</w>", "of</w>", "a</w>", "id</w>", "person</w>"]
    entered: list[torch.Tensor] = []
    handle = encoder.encoder.register_forward_pre_hook(
        lambda module, inputs, named: entered.append(named["inputs_embeds"]), with_kwargs=True
    )
    encoder(tokens)
    painter.embed(vectors(2))
    handle.remove()
    plain, (first, second) = entered[0][0], entered[1]
    place = words.index("id</w>")
    others = [n for n in range(LENGTH) if n != place]
    assert torch.equal(first[others], plain[others])
    assert torch.equal(second[others], plain[others])
    position = encoder.embeddings.position_embedding.weight[place]
    expected = torch.cat([torch.tensor(vectors(2)), torch.zeros(2, WIDTH - 512)], dim=1)  # zeros up to the width
    torch.testing.assert_close(torch.stack([first[place], second[place]]) - position, expected)


def test_the_encoder_reads_the_identity_as_if_it_were_the_word(painter: Arc2Face) -> None:
    encoder, tokenizer = painter._pipe.text_encoder, painter._pipe.tokenizer
    tokens = tokenizer(PROMPT, padding="max_length", return_tensors="pt").input_ids
    word = tokenizer.convert_tokens_to_ids("id</w>")
    vector = torch.cat([torch.tensor(vectors(1)[0]), torch.zeros(WIDTH - 512)])
    with torch.no_grad():
        before = encoder.get_input_embeddings().weight[word].clone()
        encoder.get_input_embeddings().weight[word] = vector
        expected = encoder(tokens).last_hidden_state
        encoder.get_input_embeddings().weight[word] = before
        assert not torch.allclose(encoder(tokens).last_hidden_state, expected)
    torch.testing.assert_close(painter.embed(vectors(1)), expected)


def test_an_embedding_of_any_length_is_the_same_person(painter: Arc2Face) -> None:
    longer = [[20 * value for value in vectors(1)[0]]]
    torch.testing.assert_close(painter.embed(longer), painter.embed(vectors(1)))


def test_same_seed_same_picture_other_identity_or_seed_another(painter: Arc2Face) -> None:
    one, two = vectors(2)
    picture = painter.paint([one], [1])[0]
    assert picture.size == (64, 64)
    assert painter.paint([one], [1])[0] == picture
    assert painter.paint([two], [1])[0] != picture
    assert painter.paint([one], [2])[0] != picture


def test_a_picture_does_not_depend_on_its_company(painter: Arc2Face) -> None:
    seeds = list(range(8))
    together = painter.paint(vectors(8), seeds)
    assert painter.paint(vectors(8)[::-1], seeds[::-1])[::-1] == together
    assert painter.paint(vectors(8)[:1] * 8, [0, 11, 12, 13, 14, 15, 16, 17])[0] == together[0]
    alone = [painter.paint([vector], [seed])[0] for vector, seed in zip(vectors(8), seeds, strict=True)]
    assert all(furthest(one, other) <= 1 for one, other in zip(alone, together, strict=True))  # levels of 256


def test_guidance_is_against_the_empty_prompt_of_the_same_encoder(models: Path, painter: Arc2Face) -> None:
    tokens = painter._pipe.tokenizer("", padding="max_length", return_tensors="pt").input_ids
    torch.testing.assert_close(painter._nobody, painter._pipe.text_encoder(tokens).last_hidden_state)
    unguided = Arc2Face(options_of(models, guidance=1.0), CPU)
    assert unguided.paint(vectors(1), [1]) != painter.paint(vectors(1), [1])


def test_encoder_from_a_pickle_of_tensors_or_safetensors(models: Path, painter: Arc2Face, tmp_path: Path) -> None:
    _, weights = write_models(tmp_path, pickled=False)
    assert (weights / "encoder" / "model.safetensors").is_file()
    safe = Arc2Face(options_of(models, weights=str(weights)), CPU)
    assert safe.paint(vectors(1), [1]) == painter.paint(vectors(1), [1])


def test_lora_of_lcm_changes_the_picture(models: Path, painter: Arc2Face, tmp_path: Path) -> None:
    write_lora(tmp_path, models / "weights")
    fast = Arc2Face(options_of(models, lcm_lora=str(tmp_path), guidance=1.0), CPU)
    assert type(fast._pipe.scheduler).__name__ == "LCMScheduler"
    assert fast.paint(vectors(1), [1]) == fast.paint(vectors(1), [1])
    shutil.copytree(models / "weights", tmp_path / "weights")
    nothing = options_of(models, guidance=1.0)
    assert fast.paint(vectors(1), [1]) != Arc2Face(nothing, CPU).paint(vectors(1), [1])


def test_published_files_have_old_names(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    write_lora(tmp_path / "lora", models / "weights")
    options = options_of(tmp_path, lcm_lora=str(tmp_path / "lora"), guidance=1.0)
    expected = Arc2Face(options, CPU).paint(vectors(1), [1])
    rename_as_on_the_hub(tmp_path / "base", tmp_path / "weights", tmp_path / "lora")
    assert Arc2Face(options, CPU).paint(vectors(1), [1]) == expected


def test_controlnet_follows_its_pictures(models: Path, tmp_path: Path) -> None:
    colours = ("red", "green", "blue")
    for colour in colours:
        Image.new("RGB", (32, 32), colour).save(tmp_path / f"{colour}.png")
    options = options_of(models, controlnet=True)
    with_poses = Arc2Face(options, CPU)
    pictures = [with_poses.paint(vectors(1), [1], [Image.new("RGB", (32, 32), colour)])[0] for colour in colours]
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]
    made = make_poses(faces_of(2), COUNT, options, SEED, tmp_path / "poses", Eye(), controls=tmp_path)
    assert len(made) == 2
    Image.new("RGB", (32, 32), "grey").save(tmp_path / "red.png")
    eye = Eye()
    make_poses(faces_of(2), COUNT, options, SEED, tmp_path / "poses", eye, controls=tmp_path)
    assert eye.looks  # other pictures of poses: from the start
    eye = Eye()
    assert make_poses(faces_of(2), COUNT, options, SEED, tmp_path / "poses", eye)  # as published, without them
    assert not eye.looks


def test_kept_pictures_are_as_wanted_and_rejects_have_reasons(clean: Path, models: Path) -> None:
    made = make_poses(faces_of(6), COUNT, options_of(models), SEED, clean, Eye())
    assert list(made) == [face.id for face in faces_of(6)]
    for views in made.values():
        assert [view.pose.yaw > 0 for view in views].count(True) == COUNT // 2
        assert all(12 <= abs(view.pose.yaw) <= 50 and view.cosine == pytest.approx(0.8, abs=1e-4) for view in views)
        assert all(images.read(view.path.read_bytes()).size == (64, 64) for view in views)
    lines = [line for number in range(6) for line in verdicts(clean, number)]
    seen = {line["reason"].partition(":")[0] for line in lines}
    assert seen == {"", "no_face", "two_faces", "other_person", "frontal", "turned_too_far"}
    counted = reasons(faces_of(6), COUNT, options_of(models), SEED, clean)
    assert counted.total() + 6 * COUNT == len(lines)
    assert counted["pose_taken"] and counted["other_person"] == sum("other_person" in one["reason"] for one in lines)
    assert {line["file"] for line in lines if line["verdict"] == "rejected"} == {""}


def test_sheet_shows_each_face_beside_its_turned_heads(clean: Path, models: Path, tmp_path: Path) -> None:
    made = make_poses(faces_of(6), COUNT, options_of(models), SEED, clean, Eye())
    Image.new("RGB", (80, 100), "red").save(tmp_path / "face.jpg")
    faces = [replace(face, path=tmp_path / "face.jpg") for face in faces_of(7)]  # the seventh was not turned
    sheet = images.read(write_sheet(faces, made, tmp_path).read_bytes())
    assert sheet.size == (5 * 128, 6 * 142)
    for row, face in enumerate(faces[:6]):
        tiles = [sheet.crop((x, row * 142, x + 128, row * 142 + 128)) for x in range(0, 5 * 128, 128)]
        assert np.abs(np.asarray(tiles[0], dtype=int) - (255, 0, 0)).mean() < 3
        for tile, view in zip(tiles[1:], made[face.id], strict=True):
            expected = images.read(view.path.read_bytes()).resize((128, 128), Image.Resampling.BICUBIC)
            assert np.abs(np.asarray(tile, dtype=int) - np.asarray(expected, dtype=int)).mean() < 3


def test_verdicts_are_what_insightface_sees_in_the_files(models: Path, tmp_path: Path) -> None:
    look = analyser(face_models.write_models(tmp_path / "faces", detector="central"))
    options = options_of(models, min_cosine=-1.0)  # random pictures are like nobody
    made = make_poses(faces_of(2), 2, options, SEED, tmp_path / "poses", look)
    for face in faces_of(2):
        for view in made[face.id]:
            (seen,) = look.look(images.read(view.path.read_bytes()))
            assert seen.pose and (view.pose.yaw, view.pose.pitch) == (
                round(seen.pose.yaw, 1),
                round(seen.pose.pitch, 1),
            )
            assert view.cosine == round(sum(a * b for a, b in zip(seen.embedding, face.embedding, strict=True)), 4)
    strict = options.model_copy(update={"min_cosine": 0.5, "most_candidates": 3})
    assert make_poses(faces_of(1), 2, strict, SEED, tmp_path / "poses", look) == {}
    assert reasons(faces_of(1), 2, strict, SEED, tmp_path / "poses") == {"other_person": 3}


def test_faces_in_any_order_make_the_same_files(clean_by_four: Path, models: Path, tmp_path: Path) -> None:
    make_poses(faces_of(6)[::-1], COUNT, options_of(models), SEED, tmp_path, Eye(), batch_size=4)
    assert files(tmp_path) == files(clean_by_four)


def test_batches_of_any_size_choose_the_same_candidates(clean: Path, clean_by_four: Path) -> None:
    assert_same_but_for_rounding(clean, clean_by_four)


def assert_same_but_for_rounding(one: Path, other: Path) -> None:
    assert files(one).keys() == files(other).keys()
    for number in range(6):
        for a, b in zip(verdicts(one, number), verdicts(other, number), strict=True):
            assert (a["number"], a["verdict"], a["file"]) == (b["number"], b["verdict"], b["file"])
            assert a["pose"] == b["pose"] or abs(a["pose"]["yaw"] - b["pose"]["yaw"]) < 0.3
    for name, data in files(one).items():
        if name.endswith(".jpg"):
            assert furthest(images.read(data), images.read((other / name).read_bytes())) <= 12  # JPEG makes more of it


def test_nothing_is_loaded_when_all_is_there(clean: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(clean)
    monkeypatch.setattr(arc2face, "load", no_model)
    gone = options_of(models / "not-here")
    with pytest.raises(AssertionError):
        make_poses(faces_of(6), COUNT, gone, SEED, clean / "empty", Eye())
    shutil.rmtree(clean / "empty")
    made = make_poses(faces_of(6), COUNT, options_of(models), SEED, clean, Eye(frozenset()))
    assert len(made) == 6
    assert files(clean) == before


def test_no_heavy_library_is_imported_when_all_is_there(clean: Path, models: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.generation.photos.turning import *\n"
        f"made = make_poses(faces_of(6), COUNT, options_of(Path({str(models)!r})), SEED, Path({str(clean)!r}), Eye())\n"
        "print(len(made), {'torch', 'diffusers', 'transformers', 'onnxruntime', 'insightface'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "6 set()"


def test_more_poses_go_on_with_what_there_is(models: Path, tmp_path: Path) -> None:
    eye = Eye()
    few = make_poses(faces_of(1), 2, options_of(models), SEED, tmp_path, eye)
    many = make_poses(faces_of(1), 5, options_of(models), SEED, tmp_path, eye)
    (face_id,) = few
    assert set(few[face_id]) < set(many[face_id])
    assert eye.looks == len(verdicts(tmp_path)) == len({line["number"] for line in verdicts(tmp_path)})


def test_other_options_start_afresh_and_lose_nothing(clean: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    eye = Eye()
    make_poses(faces_of(6), COUNT, options_of(models), SEED + 1, tmp_path, eye)
    assert eye.looks
    assert files(tmp_path / "earlier").keys()
    again = Eye()
    make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, again)
    assert not again.looks
    assert {name: data for name, data in files(tmp_path).items() if not name.startswith("earlier")} == files(clean)


def test_a_face_that_cannot_be_turned_is_given_up_and_says_why(models: Path, tmp_path: Path) -> None:
    options = options_of(models, min_cosine=0.9, most_candidates=5)
    eye = Eye()
    assert make_poses(faces_of(2), COUNT, options, SEED, tmp_path, eye, batch_size=4) == {}
    assert eye.looks == 10
    last = verdicts(tmp_path)[-1]
    assert last["given_up"] == 5 and last["reasons"]["other_person"] >= 3
    assert make_poses(faces_of(2), COUNT, options, SEED, tmp_path, Eye(frozenset())) == {}  # not tried again
    more = options.model_copy(update={"most_candidates": 6})
    make_poses(faces_of(2), COUNT, more, SEED, tmp_path, eye)
    assert eye.looks == 12


def test_a_lost_picture_is_made_again(clean: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    lost = make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, Eye())[faces_of(6)[2].id][1].path
    lost.unlink()
    eye = Eye()
    make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, eye)
    assert eye.looks == 1
    assert lost.read_bytes() == (clean / lost.relative_to(tmp_path)).read_bytes()


def test_a_torn_last_line_is_made_again(clean: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    path = tmp_path / faces_of(1)[0].id / "verdicts.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    eye = Eye()
    make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, eye)
    assert eye.looks == 1
    assert files(tmp_path) == files(clean)


def test_a_refused_picture_is_replaced_and_no_other(clean: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    face, options = faces_of(6)[2], options_of(models)
    before = make_poses(faces_of(6), COUNT, options, SEED, tmp_path, Eye())
    refused: list[tuple[str, str]] = []
    shown = before
    for place in (1, 3, 1):
        refused.append((face.id, shown[face.id][place].path.name))
        made = make_poses(faces_of(6), COUNT, options, SEED, tmp_path, Eye(), refused=refused)
        assert {name: views for name, views in made.items() if name != face.id} == {
            name: views for name, views in before.items() if name != face.id
        }
        changed = [new != old for new, old in zip(made[face.id], shown[face.id], strict=True)]
        assert changed == [number == place for number in range(COUNT)]
        assert made[face.id][place].path.is_file() and (face.id, made[face.id][place].path.name) not in refused
        assert [view.pose.yaw > 0 for view in made[face.id]].count(True) == COUNT // 2
        shown = made
    kept = files(tmp_path)
    assert len(verdicts(tmp_path, 2)) > len(verdicts(clean, 2))  # more were made of this face, and of no other
    assert {name: data for name, data in kept.items() if face.id not in name} == {
        name: data for name, data in files(clean).items() if face.id not in name
    }
    again = make_poses(faces_of(6), COUNT, options, SEED, tmp_path, Eye(frozenset()), refused=refused)
    assert again == shown and files(tmp_path) == kept  # from the store, with nothing that could look or paint
    assert make_poses(faces_of(6), COUNT, options, SEED, tmp_path, Eye(frozenset())) == before  # which knows no opinion


def test_a_refused_picture_may_take_as_many_candidates_more_as_were_refused(
    clean: Path, models: Path, tmp_path: Path
) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    face, made_so_far = faces_of(1)[0], len(verdicts(clean))
    options = options_of(models, most_candidates=made_so_far)
    (shown,) = make_poses([face], COUNT, options, SEED, tmp_path, Eye()).values()
    taken, eye = {view.path.name for view in shown}, Eye()
    spare = {line["file"] for line in verdicts(clean) if line["verdict"] == "kept"} - taken
    refused = [(face.id, name) for name in (*sorted(taken), *sorted(spare))]
    assert make_poses([face], COUNT, options, SEED, tmp_path, eye, refused=refused) == {}
    assert eye.looks == len(refused)
    lines = verdicts(tmp_path)
    assert len(lines) == made_so_far + len(refused) and all("given_up" not in line for line in lines)
    assert make_poses([face], COUNT, options, SEED, tmp_path, Eye(frozenset()), refused=refused) == {}
    assert make_poses([face], COUNT, options, SEED, tmp_path, Eye(frozenset())) == {face.id: shown}


@pytest.mark.parametrize(
    "line", ["[1, 2]", "no json", '{"number": 0, "made_with": FP}', '{"number": "x", "made_with": FP}']
)
def test_damaged_verdicts_are_told(clean: Path, models: Path, tmp_path: Path, line: str) -> None:
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    made_with = json.dumps(verdicts(clean)[0]["made_with"])
    path = tmp_path / faces_of(1)[0].id / "verdicts.jsonl"
    path.write_text(path.read_text() + line.replace("FP", made_with) + "\n")
    with pytest.raises(BadInput, match=rf"^{path}: no verdict is .*; remove {path.parent} to have"):
        make_poses(faces_of(1), COUNT, options_of(models), SEED, tmp_path, Eye())


def test_a_fingerprint_from_outside_leads_to_no_other_folder(models: Path, tmp_path: Path) -> None:
    home = tmp_path / "poses" / faces_of(1)[0].id
    home.mkdir(parents=True)
    (home / "verdicts.jsonl").write_text('{"number": 0, "made_with": "../../../ab/c"}\n')
    make_poses(faces_of(1), 1, options_of(models), SEED, tmp_path / "poses", Eye())
    assert (tmp_path / "poses" / "earlier" / "abc" / home.name / "verdicts.jsonl").is_file()


@pytest.mark.slow
def test_killed_runs_go_on_and_make_nothing_twice(clean: Path, models: Path, tmp_path: Path) -> None:
    job = [sys.executable, turning.__file__, str(models), str(tmp_path), "6", "1"]
    running = subprocess.Popen(job, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    while not len(list(tmp_path.glob("*/*.jpg"))) > 5:
        assert running.poll() is None, "it was to be killed"
        time.sleep(0.01)
    running.kill()
    running.wait()
    there = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*.jpg")}
    judged = sum(path.read_bytes().count(b"\n") for path in tmp_path.glob("*/*.jsonl"))
    written = {f"{line['file']}" for number in range(6) for line in verdicts_if_any(tmp_path, number)}
    eye = Eye()
    make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, eye)
    assert files(tmp_path) == files(clean)
    assert judged + eye.looks == sum(data.count(b"\n") for name, data in files(clean).items() if "jsonl" in name)
    rewritten = [path for path, when in there.items() if path.stat().st_mtime_ns != when]
    assert written and len(rewritten) <= 1  # the one whose verdict was not written yet


def verdicts_if_any(folder: Path, number: int) -> list[dict[str, Any]]:
    return verdicts(folder, number) if (folder / f"{number:016x}" / "verdicts.jsonl").is_file() else []


def test_too_little_memory_halves_the_batch(clean: Path, models: Path, tmp_path: Path) -> None:
    unet, sizes = arc2face.load(options_of(models), CPU)._pipe.unet, []

    def at_most_three(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        sizes.append(len(inputs[0]) // 2)  # each picture with guidance and without
        if sizes[-1] > 3:
            raise torch.OutOfMemoryError("out of memory")

    handle = unet.register_forward_pre_hook(at_most_three)
    try:
        make_poses(faces_of(6), COUNT, options_of(models), SEED, tmp_path, Eye(), batch_size=8)
    finally:
        handle.remove()
    assert sizes[:3] == [8, 4, 2]
    assert set(sizes[2:]) == {2}
    assert_same_but_for_rounding(tmp_path, clean)


def test_memory_for_not_one_picture_is_told(models: Path, tmp_path: Path) -> None:
    def none(*_: object) -> None:
        raise torch.OutOfMemoryError("out of memory")

    handle = arc2face.load(options_of(models), CPU)._pipe.unet.register_forward_pre_hook(none)
    try:
        with pytest.raises(BadInput, match=r"the memory does not hold one picture; take"):
            make_poses(faces_of(1), COUNT, options_of(models), SEED, tmp_path, Eye(), batch_size=2)
    finally:
        handle.remove()


@pytest.mark.slow
def test_two_processes_share_the_faces(clean_by_four: Path, models: Path, tmp_path: Path) -> None:
    # --multi_gpu, for with its --cpu accelerate starts one process, unless there is mpirun; they talk by gloo
    launch = ["-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1", "--multi_gpu"]
    launch += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0", turning.__file__]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    line = [sys.executable, *launch, str(models), str(tmp_path), "6", "4"]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert files(tmp_path) == files(clean_by_four)
    reports = [(models / f"process-{rank}.2").read_text().split() for rank in range(2)]
    looks = [int(looked) for looked, _ in reports]
    lines = sum(data.count(b"\n") for name, data in files(clean_by_four).items() if "jsonl" in name)
    assert min(looks) > 0 and sum(looks) == lines  # each candidate judged by one of them
    assert [int(made) for _, made in reports] == [6, 6]  # both know all results


class Touch:
    """A pickle that would run code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.touch, (self.path,)


def break_pickle(models: Path) -> None:
    path = models / "weights" / "encoder" / "pytorch_model.bin"
    torch.save({"weight": Touch(models / "owned")}, path)


def break_old_pickle(models: Path) -> None:
    (models / "weights" / "encoder" / "pytorch_model.bin").write_bytes(pickle.dumps(Touch(models / "owned")))


def drop_a_weight(models: Path) -> None:
    path = models / "weights" / "encoder" / "pytorch_model.bin"
    state = torch.load(path, weights_only=True)
    torch.save({name: value for name, value in state.items() if "k_proj.weight" not in name}, path)


def narrow(models: Path) -> None:
    shutil.rmtree(models / "weights" / "encoder")
    write_encoder(models / "weights" / "encoder", pickled=True, width=64)


def drop_the_token(models: Path) -> None:
    shutil.rmtree(models / "base" / "tokenizer")
    write_tokenizer(models / "base" / "tokenizer", words=("photo", "of", "person"))


def cut(name: str) -> Callable[[Path], None]:
    def shorten(models: Path) -> None:
        path = models / name
        path.write_bytes(path.read_bytes()[:100])

    return shorten


def remove(name: str) -> Callable[[Path], None]:
    return lambda models: shutil.rmtree(models / name)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            break_pickle,
            "pytorch_model.bin holds more than tensors and would run code when read, which is never allowed",
        ),
        (break_old_pickle, "pytorch_model.bin holds more than tensors and would run code"),
        (drop_a_weight, "encoder: 1 weights such as encoder.layers.0.self_attn.k_proj.weight are missing"),
        (narrow, "its width is below 512"),
        (drop_the_token, "'id' is no token of it"),
        (cut("weights/arc2face/diffusion_pytorch_model.safetensors"), "arc2face cannot be loaded: "),
        (cut("weights/encoder/pytorch_model.bin"), "pytorch_model.bin "),
        (cut("weights/arc2face/config.json"), "arc2face cannot be loaded: "),
        (remove("weights/encoder"), "weights: the subfolder encoder is missing"),
        (remove("weights/controlnet"), "weights: the subfolder controlnet is missing"),
        (remove("base/vae"), "base: the subfolder vae is missing"),
        (remove("base/tokenizer"), "base: the subfolder tokenizer is missing"),
        (remove("base"), "arc2face.base: "),
    ],
)
def test_damaged_models_are_told_in_one_line(
    models: Path, tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    damage(tmp_path)
    with pytest.raises(BadInput) as error:
        Arc2Face(options_of(tmp_path, controlnet=True), CPU)
    assert told in str(error.value)
    assert "\n" not in str(error.value) and "; " in str(error.value)
    assert not (tmp_path / "owned").exists()


def test_a_model_that_was_not_downloaded_is_told(models: Path) -> None:
    with pytest.raises(
        BadInput, match=r"^arc2face.weights: someone/else .* revision v9 is not in the cache .* go online"
    ):
        Arc2Face(options_of(models, weights="someone/else", revision="v9"), CPU)
    with pytest.raises(BadInput, match=r"^arc2face.lcm_lora: some//thing is no folder and no model id of the Hub"):
        Arc2Face(options_of(models, lcm_lora="some//thing", guidance=1.0), CPU)


def test_what_the_hub_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    refusals = {"old": (404, "RevisionNotFound"), "none": (404, "RepoNotFound"), "gated": (403, "GatedRepo")}

    class Refusal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, code = next((answer for name, answer in refusals.items() if f"/{name}/" in self.path), (500, ""))
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None: ...

    program = """
from generation.weights import fetch
for name in ("old", "none", "gated", "broken"):
    try: fetch("weights", f"my/{name}", "v9", ["a"])
    except ValueError as error: print(error)
"""
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        here = {"HF_HUB_OFFLINE": "0", "HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}", "HF_HOME": str(tmp_path)}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | here, capture_output=True, text=True)
        hub.shutdown()
    old, none, gated, broken = done.stdout.splitlines()
    assert old.startswith("arc2face.weights: my/old has no revision v9 on the Hub; correct")
    assert none.startswith("arc2face.weights: my/none cannot be downloaded: 404 ") and "; " in none
    assert gated.startswith("arc2face.weights: my/gated cannot be downloaded: 403 ") and "; " in gated
    assert broken.startswith("arc2face.weights: my/broken ") and "; " in broken


def test_the_commits_of_models_from_the_hub_are_noted(models: Path, tmp_path: Path) -> None:
    kept = tmp_path / "models--some--one" / "snapshots" / "0123abc"
    shutil.copytree(models / "weights", kept)
    make_poses(faces_of(1), 1, options_of(models, weights=str(kept)), SEED, tmp_path / "out", Eye())
    assert json.loads((tmp_path / "out" / "models.json").read_text()) == {"weights": "0123abc"}


def test_what_is_missing_is_told(models: Path, tmp_path: Path) -> None:
    def make(eye: Eye, controls: Path | None = None, **more: object) -> None:
        make_poses(faces_of(1), COUNT, options_of(models, **more), SEED, tmp_path / "out", eye, controls)

    with pytest.raises(BadInput, match=r"put 1k3d68.onnx and Arc2Face's arcface.onnx"):
        make(Eye(turning.ALL - {"pose"}))
    with pytest.raises(BadInput, match=r"arc2face.controlnet needs pictures of poses; name their folder"):
        make(Eye(), controlnet=True)
    with pytest.raises(BadInput, match=r"of no use without arc2face.controlnet; set"):
        make(Eye(), tmp_path)
    with pytest.raises(BadInput, match=r"holds no pictures"):
        make(Eye(), tmp_path, controlnet=True)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(BadInput, match=r"broken.png cannot be used \(.*\); replace it"):
        make(Eye(), tmp_path, controlnet=True)
    nobody = faces_of(1)[0].__class__("f" * 16, Path("f.jpg"), "test")
    with pytest.raises(BadInput, match=rf"^face {nobody.id}: no ArcFace embedding .* arcface.onnx"):
        make_poses([nobody], COUNT, options_of(models), SEED, tmp_path, Eye())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"lcm_lora": "latent-consistency/lcm-lora-sdv1-5"}, "25 steps with guidance 3 are too much"),
        ({"min_yaw": 50, "max_yaw": 40}, "min_yaw: 50 leaves no poses below max_yaw: 40"),
        ({"guidance": math.nan}, "guidance"),
        ({"size": 500}, "multiple of 8"),
        ({"model": "sd"}, "Extra inputs"),
    ],
)
def test_options_out_of_range_are_told(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Options.model_validate(given)


def test_two_builds_do_not_turn_heads_in_one_store(models: Path, tmp_path: Path, clean: Path) -> None:
    with FileLock(tmp_path / ".lock"), pytest.raises(BadInput, match="is in use by another process; wait for it"):
        make_poses(faces_of(1), COUNT, options_of(models), SEED, tmp_path, Eye())
    with FileLock(clean / ".lock"):  # who makes nothing, needs no turn
        assert len(make_poses(faces_of(6), COUNT, options_of(models), SEED, clean, Eye())) == 6

"""Arc2Face turns heads: candidates are made until enough of them are good, by any number of processes and hosts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from tqdm import tqdm

from generation import images
from generation.faces.analysis import Analyser
from generation.files import write
from generation.poses.checks import judge
from generation.poses.options import Options
from generation.poses.pipeline import IDENTITY, Arc2Face, fetch_all
from generation.poses.verdicts import Album, Posed
from generation.records import BadInput, Face
from generation.sharing import alone, processes, state

if TYPE_CHECKING:
    import torch
    from accelerate import PartialState

__all__ = ["Options", "Posed", "make_poses", "reasons", "require"]

NOT_PART = {"most_candidates", "min_apart"}  # options that change no picture and no verdict on one
ON_GPU = 16  # pictures at a time; halved when the memory does not hold them
MODELS = "models.json"
PICTURES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def make_poses(
    faces: Sequence[Face],
    count: int,
    options: Options,
    seed: int,
    folder: Path,
    look: Analyser,
    controls: Path | None = None,
    batch_size: int = 0,
    refused: Sequence[tuple[str, str]] = (),
) -> dict[str, tuple[Posed, ...]]:
    """`count` pictures of each face with the head turned, by face id; a face that they could not be made of is missing.

    Pictures and verdicts are kept in `folder`/FACEID as they are made, and never made again; with all of them there, no
    model is loaded. `folder`/models.json names the commits of the models from the Hub. Under `accelerate launch` each
    process turns its share of the faces and waits for the others; on several hosts `folder` has to be one that all of
    them see.
    controls: folder of pictures of poses as the ControlNet expects them (Arc2Face's: rendered surface normals), taken
    in the order of their names. batch_size: made at a time; 0: 16 on a GPU, 1 on a CPU. On one machine, neither the
    number of processes nor what was there before changes a byte; another batch size or machine may, by rounding.
    refused: (face id, name of a file) of pictures that are not to be used, in the order of the refusals: of each,
    another one takes the place, made if need be, and `folder` is not told why.
    Raises BadInput.
    """
    _check(faces, options, controls)
    poses = _read_poses(controls)
    names: dict[str, list[str]] = {}
    for face_id, name in refused:
        names.setdefault(face_id, []).append(name)

    def open_albums() -> list[Album]:
        return [_album(face, count, options, seed, folder, poses, names.get(face.id, ())) for face in faces]

    albums = open_albums()
    if processes() > 1 or any(album.missing for album in albums):
        with alone(folder, "poses"):
            _turn_share(faces, albums, _Studio(options, seed, look, poses, batch_size), folder)
        albums = open_albums()
    if lacking := [album.face_id for album in albums if album.missing]:
        raise BadInput(
            f"{folder}: {len(lacking)} faces such as {lacking[0]} are not finished though every process is; "
            "use a folder that all hosts share, and run again"
        )
    return {album.face_id: album.chosen for album in albums if len(album.chosen) == count}


def reasons(faces: Sequence[Face], count: int, options: Options, seed: int, folder: Path) -> Counter[str]:
    """How many candidates of these faces were not used, by reason; loads no model."""
    return sum((_album(face, count, options, seed, folder, ()).reasons() for face in faces), Counter())


@dataclass(frozen=True, slots=True)
class _Studio:
    """What candidates are made and judged with."""

    options: Options
    seed: int
    look: Analyser
    poses: Sequence[tuple[str, Image.Image]]
    batch_size: int


def require(options: Options, look: Analyser, controls: Path | None) -> None:
    """Raise BadInput where heads cannot be turned: face models, weights or pictures of poses are not at hand.

    Weights on the Hub are downloaded. For a look before long work; `make_poses` asks for no more than it needs.
    """
    _check_controls(options, controls)
    _check_look(look)
    _check_poses(options, bool(controls))
    fetch_all(options)


def _check(faces: Sequence[Face], options: Options, controls: Path | None) -> None:
    for face in faces:
        if len(face.embedding) != IDENTITY:
            raise BadInput(
                f"face {face.id}: no ArcFace embedding says who it is; put Arc2Face's arcface.onnx into the folder of "
                "face models, in place of glintr100.onnx, and curate the faces again"
            )
    _check_controls(options, controls)


def _check_controls(options: Options, controls: Path | None) -> None:
    if controls and not options.controlnet:
        raise BadInput(
            f"pose images: {controls} is of no use without arc2face.controlnet; set that to true, or leave it"
        )


def _check_poses(options: Options, given: bool) -> None:
    if options.controlnet and not given:
        raise BadInput("poses: arc2face.controlnet needs pictures of poses; name their folder with --pose-images")


def _check_look(look: Analyser) -> None:
    if not {"pose", "embedding"} <= look.abilities:
        raise BadInput(
            "poses: the face models cannot tell whether a picture shows the same person in another pose; put "
            "1k3d68.onnx and Arc2Face's arcface.onnx into the folder of face models (--face-models)"
        )


def _read_poses(controls: Path | None) -> list[tuple[str, Image.Image]]:
    """Digest and picture of each file in the folder, by name."""
    if controls is None:
        return []
    paths = sorted(path for path in controls.glob("*") if path.suffix.lower() in PICTURES)
    if not paths:
        raise BadInput(f"pose images: {controls} holds no pictures ({', '.join(PICTURES)}); give a folder that does")
    poses = []
    for path in paths:
        data = path.read_bytes()
        try:
            poses.append((hashlib.sha256(data).hexdigest(), images.read(data)))
        except images.BadImage as error:
            raise BadInput(f"pose images: {path} cannot be used ({error}); replace it") from None
    return poses


def _album(
    face: Face,
    count: int,
    options: Options,
    seed: int,
    folder: Path,
    poses: Sequence[tuple[str, Image.Image]],
    refused: Sequence[str] = (),
) -> Album:
    decides = options.model_dump(exclude=NOT_PART | (set() if options.lcm_lora else {"lcm_revision"}))
    made_with = _digest([decides, seed, face.embedding])
    if poses:
        made_with += "-" + _digest([digest for digest, _ in poses])
    return Album(folder, face.id, made_with, count, options, refused)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _turn_share(faces: Sequence[Face], albums: Sequence[Album], studio: _Studio, folder: Path) -> None:
    """Turn the faces that fall to this process, and wait until all processes have turned theirs."""
    this = state()
    share = list(zip(faces, albums, strict=True))[this.process_index :: this.num_processes]
    for _, album in share:
        album.open()
    if unfinished := [(face, album) for face, album in share if album.missing]:
        _turn(unfinished, studio, folder, this)
    this.wait_for_everyone()


def _turn(work: list[tuple[Face, Album]], studio: _Studio, folder: Path, this: PartialState) -> None:
    """Make and judge candidates of several faces at a time, those first in the list first."""
    _check_look(studio.look)
    _check_poses(studio.options, bool(studio.poses))
    painter = load(studio.options, this.device)
    if this.is_main_process:  # what a revision such as `main` meant when pictures were last made
        write(folder / MODELS, (json.dumps(painter.commits, indent=2) + "\n").encode())
    size = studio.batch_size or (1 if this.device.type == "cpu" else ON_GPU)
    with tqdm(total=len(work), desc="poses", disable=None if this.is_local_main_process else True) as bar:
        while work:
            size = _candidates(work, size, painter, studio)
            unfinished = [(face, album) for face, album in work if album.missing]
            bar.update(len(work) - len(unfinished))
            work = unfinished


@lru_cache(maxsize=1)
def load(options: Options, device: torch.device) -> Arc2Face:
    """The models, kept for the next call: a build turns some faces, looks which are missing, and turns some more."""
    return Arc2Face(options, device)


def _candidates(work: Sequence[tuple[Face, Album]], size: int, painter: Arc2Face, studio: _Studio) -> int:
    """Make and judge the next `size` candidates; how many of them the memory holds."""
    import torch

    asked = _next(work, size)
    full = asked + asked[-1:] * (size - len(asked))  # always as many, so that the arithmetic is always the same
    seeds = [int(_digest([studio.seed, face.id, number]), 16) >> 1 for face, _, number in full]
    poses = [studio.poses[number % len(studio.poses)][1] for _, _, number in full] if studio.poses else []
    try:
        pictures = painter.paint([face.embedding for face, _, _ in full], seeds, poses)
    except torch.OutOfMemoryError:
        pictures = []
    if not pictures:  # only now does nothing hold on to the memory any more
        torch.cuda.empty_cache()
        if size == 1:
            raise BadInput("poses: the memory does not hold one picture; take a larger GPU, or a smaller size")
        return size // 2
    for (face, album, number), picture in zip(asked, pictures, strict=False):
        if number in album.missing:  # else the face was finished by a picture before it
            data = images.encode(picture)
            album.add(number, judge(studio.look.look(images.read(data)), face.embedding, studio.options), data)
    return size


def _next(work: Sequence[tuple[Face, Album]], size: int) -> list[tuple[Face, Album, int]]:
    """One candidate of each of the first faces; if these are few, a second one of each, and so on."""
    rows = [[(face, album, number) for number in album.missing[:size]] for face, album in work[:size]]
    return [one for column in zip_longest(*rows) for one in column if one is not None][:size]

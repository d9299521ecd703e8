"""Stable Diffusion XL or Flux with an IP-Adapter, as diffusers has them: words, and a face to keep, to a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from generation.records import BadInput
from generation.scenes.painted.options import Options
from generation.weights import UNREADABLE, fetch, first_line

if TYPE_CHECKING:
    import torch

PIPELINES = ("StableDiffusionXLPipeline", "FluxPipeline")
INDEX = "model_index.json"
OF_MODEL = (INDEX, "*/*.json", "*/*.txt", "*/*.model", "*/*.safetensors")
WEIGHTS = ("config.json", "model.safetensors")


class Painter:
    """The models, on one device: half precision on a GPU, single on a CPU.

    Raises BadInput where a model is not to be had, is damaged, or is no such model.
    """

    def __init__(self, options: Options, device: torch.device) -> None:
        import torch

        self._options = options
        folders = fetch_all(options)
        self.commits = {name: folder.name for name, folder in folders.items() if folder.parent.name == "snapshots"}
        dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
        self._pipe = _assemble(options, folders, dtype)
        self._pipe.set_progress_bar_config(disable=True)
        self._pipe.to(device)

    def paint(self, words: str, seed: int, face: Image.Image | None = None) -> Image.Image:
        """One picture, `size` x `size` pixels, of somebody with that face, or of anybody.

        One at a time: a picture of these models keeps a GPU busy.
        """
        import torch

        self._pipe.set_ip_adapter_scale(self._options.scale if face else 0.0)
        painted = self._pipe(
            prompt=words,
            ip_adapter_image=face or Image.new("RGB", (224, 224)),  # the adapter wants one, and gives it no weight
            generator=torch.Generator("cpu").manual_seed(seed),
            num_inference_steps=self._options.steps,
            guidance_scale=self._options.guidance,
            height=self._options.size,
            width=self._options.size,
        )
        picture: Image.Image = painted.images[0]
        return picture


def fetch_all(options: Options) -> dict[str, Path]:
    """Folder of each model, by option. Raises BadInput, also if a part of a model is missing."""
    folders = {
        "model": fetch("scene.model", options.model, options.revision, OF_MODEL),
        "adapter": fetch("scene.adapter", options.adapter, options.adapter_revision, _of_adapter(options)),
    }
    if options.encoder:
        patterns = [_below(options.encoder_folder, name) for name in WEIGHTS]
        folders["encoder"] = fetch("scene.encoder", options.encoder, options.encoder_revision, patterns)
    _kind(folders["model"])
    weights = folders["adapter"] / options.adapter_folder / options.adapter_weights
    if not weights.is_file():
        raise BadInput(f"{weights} is missing; correct scene.adapter_folder or scene.adapter_weights")
    encoder = folders.get("encoder", folders["adapter"]) / options.encoder_folder
    if not (encoder / "config.json").is_file():
        raise BadInput(f"{encoder}: holds no encoder; correct scene.encoder or scene.encoder_folder")
    return folders


def _of_adapter(options: Options) -> list[str]:
    encoder = [] if options.encoder else [_below(options.encoder_folder, name) for name in WEIGHTS]
    return [_below(options.adapter_folder, options.adapter_weights), *encoder]


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _kind(folder: Path) -> str:
    """The pipeline of a model. Raises BadInput if it is none that takes such an adapter."""
    try:
        kind = str(json.loads((folder / INDEX).read_text(encoding="utf-8"))["_class_name"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"scene.model: {folder} has no readable {INDEX}; name a pipeline of diffusers") from None
    if kind not in PIPELINES:
        raise BadInput(f"scene.model: {folder} is a {kind}; take one of {' and '.join(PIPELINES)}")
    return kind


def _assemble(options: Options, folders: dict[str, Path], dtype: torch.dtype) -> Any:
    import diffusers
    from transformers import CLIPVisionModelWithProjection
    from transformers.models.clip import CLIPImageProcessorPil  # needs no torchvision

    _hush()
    model, adapter = folders["model"], folders["adapter"]
    encoder = folders.get("encoder", adapter) / options.encoder_folder
    try:
        sees = CLIPVisionModelWithProjection.from_pretrained(str(encoder), dtype=dtype, use_safetensors=True)
        side = int(sees.config.image_size)  # type: ignore[arg-type]
        kind: Any = getattr(diffusers, _kind(model))
        pipe = kind.from_pretrained(
            str(model),
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            image_encoder=sees,
            feature_extractor=CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size=side),
        )
        pipe.load_ip_adapter(
            str(adapter),
            weight_name=options.adapter_weights,
            subfolder=options.adapter_folder or "",
            local_files_only=True,
            low_cpu_mem_usage=False,
        )
    except UNREADABLE as error:
        raise BadInput(
            f"scene: {model}, {adapter} or {encoder} cannot be loaded: {first_line(error)}; check them"
        ) from None
    return pipe


def _hush() -> None:
    """Let the libraries say nothing short of errors."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    for logging in (of_diffusers, of_transformers):
        logging.set_verbosity_error()
        logging.disable_progress_bar()

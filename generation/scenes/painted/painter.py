"""Stable Diffusion XL or Flux with an IP-Adapter, as diffusers has them: words, and a face to keep, to a picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from generation.records import BadInput
from generation.scenes.painted.options import Options
from generation.scenes.painted.sources import fetch_all, kind_of
from generation.weights import UNREADABLE, align, first_line

if TYPE_CHECKING:
    import torch


class Painter:
    """The models, on one device: half precision on a GPU, single on a CPU.

    Raises BadInput where a model is not to be had, is damaged, or is no such model.
    """

    def __init__(self, options: Options, device: torch.device) -> None:
        self._options = options
        folders = fetch_all(options)
        self.commits = {name: folder.name for name, folder in folders.items() if folder.parent.name == "snapshots"}
        self._pipe = _assemble(options, folders, precision(device))
        self._pipe.set_progress_bar_config(disable=True)
        with _within_memory():
            self._pipe.to(device)
        if device.type == "cpu":
            for part in self._pipe.components.values():
                if hasattr(part, "parameters"):
                    align(part)

    def paint(self, words: str, seed: int, face: Image.Image | None = None) -> Image.Image:
        """One picture, `size` x `size` pixels, of somebody with that face, or of anybody.

        One at a time: a picture of these models keeps a GPU busy.
        """
        import torch

        self._pipe.set_ip_adapter_scale(self._options.scale if face else 0.0)
        with _within_memory():
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


@contextmanager
def _within_memory() -> Iterator[None]:
    import torch

    try:
        yield
    except torch.OutOfMemoryError:
        raise BadInput(
            "scenes: the memory does not hold one picture; take a larger GPU, or a smaller scene.size"
        ) from None


def precision(device: torch.device) -> torch.dtype:
    """bfloat16 on a GPU, as Flux was trained; float16 would overflow in SDXL's VAE."""
    import torch

    return torch.bfloat16 if device.type == "cuda" else torch.float32


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
        kind: Any = getattr(diffusers, kind_of(model))
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
    pipe.to(dtype)  # Flux's adapter is loaded in single precision, whatever the rest is in
    return pipe


def _hush() -> None:
    """Let the libraries say nothing short of errors."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    for logging in (of_diffusers, of_transformers):
        logging.set_verbosity_error()
        logging.disable_progress_bar()

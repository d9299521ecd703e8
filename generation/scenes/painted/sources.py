"""The models that paint and look, in folders or on the Hub."""

from __future__ import annotations

import json
from pathlib import Path

from generation.records import BadInput
from generation.scenes.painted.options import Options
from generation.weights import fetch

PIPELINES = ("StableDiffusionXLPipeline", "FluxPipeline")
INDEX = "model_index.json"
OF_CLIP = ("*.json", "*.txt", "model.safetensors")
OF_MODEL = (INDEX, "*/*.json", "*/*.txt", "*/*.model", "*/*.safetensors")
WEIGHTS = ("config.json", "model.safetensors")


def fetch_all(options: Options) -> dict[str, Path]:
    """Folder of each model, by option. Raises BadInput, also if a part of a model is missing."""
    folders = {
        "model": fetch("scene.model", options.model, options.revision, OF_MODEL),
        "adapter": fetch("scene.adapter", options.adapter, options.adapter_revision, _of_adapter(options)),
        "clip": fetch_clip(options),
    }
    if options.encoder:
        patterns = [_below(options.encoder_folder, name) for name in WEIGHTS]
        folders["encoder"] = fetch("scene.encoder", options.encoder, options.encoder_revision, patterns)
    kind_of(folders["model"])
    weights = folders["adapter"] / options.adapter_folder / options.adapter_weights
    if not weights.is_file():
        raise BadInput(f"{weights} is missing; correct scene.adapter_folder or scene.adapter_weights")
    encoder = folders.get("encoder", folders["adapter"]) / options.encoder_folder
    if not (encoder / "config.json").is_file():
        raise BadInput(f"{encoder}: holds no encoder; correct scene.encoder or scene.encoder_folder")
    return folders


def fetch_clip(options: Options) -> Path:
    """Folder of the CLIP that looks at pictures. Raises BadInput."""
    return fetch("scene.clip", options.clip, options.clip_revision, OF_CLIP)


def _of_adapter(options: Options) -> list[str]:
    encoder = [] if options.encoder else [_below(options.encoder_folder, name) for name in WEIGHTS]
    return [_below(options.adapter_folder, options.adapter_weights), *encoder]


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def kind_of(folder: Path) -> str:
    """The pipeline of a model. Raises BadInput if it is none that takes such an adapter."""
    try:
        kind = str(json.loads((folder / INDEX).read_text(encoding="utf-8"))["_class_name"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"scene.model: {folder} has no readable {INDEX}; name a pipeline of diffusers") from None
    if kind not in PIPELINES:
        raise BadInput(f"scene.model: {folder} is a {kind}; take one of {' and '.join(PIPELINES)}")
    return kind

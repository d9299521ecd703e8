"""Arc2Face as a diffusers pipeline: from ArcFace embeddings to pictures of these people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from generation.poses.options import Options
from generation.records import BadInput
from generation.weights import UNREADABLE, fetch, first_line, load, load_encoder, subfolder

if TYPE_CHECKING:
    import torch

PROMPT, TOKEN = "photo of a id person", "id"  # as Arc2Face was trained
IDENTITY = 512  # values of an ArcFace embedding
PARTS_OF_BASE = ("tokenizer", "scheduler", "vae")
OF_BASE = ("tokenizer/*", "scheduler/*", "vae/config.json", "vae/diffusion_pytorch_model.safetensors")
LORA = "pytorch_lora_weights.safetensors"


class Arc2Face:
    """The models, on one device: half precision on a GPU, single on a CPU.

    commits: of the models that are from the Hub, by option.
    Raises BadInput where a model is not to be had, is damaged, or is no such model.
    """

    def __init__(self, options: Options, device: torch.device) -> None:
        _require()
        import torch

        self._options, self._device = options, device
        self._dtype = torch.float16 if device.type == "cuda" else torch.float32
        folders = fetch_all(options)
        self.commits = {name: folder.name for name, folder in folders.items() if folder.parent.name == "snapshots"}
        self._pipe = _assemble(options, folders["base"], folders["weights"], self._dtype)
        if options.lcm_lora:
            _add_lora(self._pipe, folders["lcm_lora"])
        self._pipe.set_progress_bar_config(disable=True)
        self._pipe.vae.enable_slicing()  # decodes pictures one by one, which takes the least memory
        self._pipe.to(device)
        self._nobody = self._encode(self._tokens("", 1))

    def paint(
        self, embeddings: Sequence[Sequence[float]], seeds: Sequence[int], poses: Sequence[Image.Image] = ()
    ) -> list[Image.Image]:
        """One picture of each embedding from its own seed; poses: a picture of a pose for each, for the ControlNet.

        On one machine a picture depends on its embedding, its seed, its pose and on how many are painted at a time, but
        not on the others. Raises torch.OutOfMemoryError.
        """
        import torch

        more = {"image": [pose.resize((self._options.size,) * 2) for pose in poses]} if poses else {}
        painted = self._pipe(
            prompt_embeds=self.embed(embeddings),
            negative_prompt_embeds=self._nobody.expand(len(seeds), -1, -1),
            generator=[torch.Generator("cpu").manual_seed(seed) for seed in seeds],
            num_inference_steps=self._options.steps,
            guidance_scale=self._options.guidance,
            height=self._options.size,
            width=self._options.size,
            **more,
        )
        return list(painted.images)

    def embed(self, embeddings: Sequence[Sequence[float]]) -> torch.Tensor:
        """The encoded prompt with each of N embeddings (512 values) in place of its token `id`: (N, tokens, width)."""
        import torch

        tokens = self._tokens(PROMPT, len(embeddings))
        vectors = torch.nn.functional.normalize(torch.tensor(embeddings, dtype=torch.float32))
        padding = self._pipe.text_encoder.config.hidden_size - IDENTITY
        words = torch.nn.functional.pad(vectors, (0, padding)).to(self._device, self._dtype).unsqueeze(1)
        is_id = (tokens == _token(self._pipe.tokenizer)).unsqueeze(-1)

        def put(module: Any, inputs: Any, output: torch.Tensor) -> torch.Tensor:
            return torch.where(is_id, words, output)

        handle = self._pipe.text_encoder.get_input_embeddings().register_forward_hook(put)
        try:
            return self._encode(tokens)
        finally:
            handle.remove()

    def _tokens(self, prompt: str, count: int) -> torch.Tensor:
        tokenizer = self._pipe.tokenizer
        read = tokenizer([prompt] * count, padding="max_length", truncation=True, return_tensors="pt")
        tokens: torch.Tensor = read.input_ids.to(self._device)
        return tokens

    def _encode(self, tokens: torch.Tensor) -> torch.Tensor:
        import torch

        with torch.inference_mode():
            encoded: torch.Tensor = self._pipe.text_encoder(tokens)[0]
        return encoded


def _require() -> None:
    """Raise BadInput without diffusers; let the libraries say nothing short of errors."""
    try:
        from diffusers.utils import logging as of_diffusers
    except ImportError:
        raise BadInput('poses need the package diffusers; pip install "mllmu-bench[photos]"') from None
    from transformers.utils import logging as of_transformers

    for logging in (of_diffusers, of_transformers):
        logging.set_verbosity_error()
        logging.disable_progress_bar()


def fetch_all(options: Options) -> dict[str, Path]:
    """Folder of each model, by option. Raises BadInput, also if a part of a model is missing."""
    of_weights = ("arc2face", "encoder", *(("controlnet",) if options.controlnet else ()))
    folders = {
        "base": fetch("arc2face.base", options.base, options.base_revision, OF_BASE),
        "weights": fetch("arc2face.weights", options.weights, options.revision, [f"{part}/*" for part in of_weights]),
    }
    for option, parts in (("base", PARTS_OF_BASE), ("weights", of_weights)):
        for part in parts:
            subfolder(folders[option], part)
    if options.lcm_lora:
        folders["lcm_lora"] = fetch("arc2face.lcm_lora", options.lcm_lora, options.lcm_revision, (LORA,))
    return folders


def _assemble(options: Options, base: Path, weights: Path, dtype: torch.dtype) -> Any:
    from diffusers import AutoencoderKL, ControlNetModel, StableDiffusionControlNetPipeline, StableDiffusionPipeline
    from diffusers import UNet2DConditionModel as UNet
    from transformers import CLIPTextModel

    tokenizer, scheduler = _small_parts(base, bool(options.lcm_lora))
    safe: dict[str, Any] = {"torch_dtype": dtype, "use_safetensors": True}
    parts = {
        "vae": load(AutoencoderKL, base, "vae", **safe),
        "text_encoder": load_encoder(CLIPTextModel, weights, "encoder", dtype=dtype),
        "tokenizer": tokenizer,
        "unet": load(UNet, weights, "arc2face", **safe),
        "scheduler": scheduler,
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
    }
    if parts["text_encoder"].config.hidden_size < IDENTITY:
        raise BadInput(f"{weights / 'encoder'}: no encoder of Arc2Face, its width is below {IDENTITY}; take another")
    kind: Any = StableDiffusionPipeline
    if options.controlnet:
        kind = StableDiffusionControlNetPipeline
        parts["controlnet"] = load(ControlNetModel, weights, "controlnet", **safe)
    return kind(**parts)


def _small_parts(base: Path, lcm: bool) -> tuple[Any, Any]:
    """Tokenizer and scheduler. Raises BadInput."""
    from diffusers import DPMSolverMultistepScheduler, LCMScheduler
    from transformers import CLIPTokenizer

    sampler: Any = LCMScheduler if lcm else DPMSolverMultistepScheduler
    words, steps = subfolder(base, "tokenizer"), subfolder(base, "scheduler")
    try:
        tokenizer = CLIPTokenizer.from_pretrained(str(words), local_files_only=True)
        scheduler = sampler.from_pretrained(str(steps), local_files_only=True)
    except UNREADABLE as error:
        raise BadInput(
            f"{base}: tokenizer or scheduler is damaged ({first_line(error)}); get the files again"
        ) from None
    _token(tokenizer)
    return tokenizer, scheduler


def _token(tokenizer: Any) -> int:
    """Number of the token whose place the embedding takes."""
    numbers = tokenizer.encode(TOKEN, add_special_tokens=False)
    if len(numbers) != 1 or numbers[0] == tokenizer.unk_token_id:
        raise BadInput(f"{tokenizer.name_or_path}: {TOKEN!r} is no token of it; take Stable Diffusion 1.5's tokenizer")
    return int(numbers[0])


def _add_lora(pipe: Any, folder: Path) -> None:
    """Merge the LoRA into the UNet. Raises BadInput."""
    try:
        pipe.load_lora_weights(str(folder), weight_name=LORA, local_files_only=True)
        pipe.fuse_lora()
        pipe.unload_lora_weights()
    except UNREADABLE as error:
        raise BadInput(f"{folder / LORA} cannot be loaded: {first_line(error)}; get the file again") from None

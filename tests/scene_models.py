"""Stable Diffusion XL, Flux, their IP-Adapters and CLIP with a few random weights, in the files of the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    PreTrainedTokenizerFast,
    T5Config,
    T5EncoderModel,
)
from transformers.models.clip import CLIPImageProcessorPil

from .diffusion_models import write_tokenizer

WIDTH, SIDE = 16, 32  # of text encoders; pixels that CLIP looks at
ADAPTER, ENCODER = "adapter.safetensors", "image_encoder"
TEXT: dict[str, Any] = {
    "vocab_size": 64, "hidden_size": WIDTH, "intermediate_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
    "max_position_embeddings": 12, "projection_dim": WIDTH, "bos_token_id": 0, "eos_token_id": 2,
}  # fmt: skip
VISION: dict[str, Any] = {
    "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": SIDE,
    "patch_size": 16,
}  # fmt: skip


def write_models(folder: Path, engine: str) -> dict[str, str]:
    """The models below `folder`, and the options of the group `scene` that name them. engine: "sdxl" or "flux"."""
    torch.manual_seed(0)
    write_tokenizer(folder / "words")
    pipe = _sdxl(folder / "words") if engine == "sdxl" else _flux(folder / "words")
    pipe.save_pretrained(folder / "model")
    adapter = folder / "adapter"
    adapter.mkdir()
    width = 2 * WIDTH if engine == "sdxl" else WIDTH
    weights = _sdxl_adapter(pipe.unet) if engine == "sdxl" else _flux_adapter(pipe.transformer)
    save_file(weights, adapter / ADAPTER)
    CLIPVisionModelWithProjection(CLIPVisionConfig(**VISION, projection_dim=width)).save_pretrained(adapter / ENCODER)
    _clip(folder / "words", folder / "clip")
    return {
        "model": str(folder / "model"), "adapter": str(adapter), "adapter_folder": "", "adapter_weights": ADAPTER,
        "encoder_folder": ENCODER, "clip": str(folder / "clip"),
    }  # fmt: skip


def _sdxl(words: Path) -> StableDiffusionXLPipeline:
    unet = UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 2), use_linear_projection=True, addition_embed_type="text_time",
        addition_time_embed_dim=8, projection_class_embeddings_input_dim=6 * 8 + WIDTH,
        cross_attention_dim=2 * WIDTH,
    )  # fmt: skip
    config = CLIPTextConfig(**TEXT)
    tokenizer = CLIPTokenizer.from_pretrained(words)
    return StableDiffusionXLPipeline(
        vae=AutoencoderKL(
            latent_channels=4, block_out_channels=(4, 4, 4, 4), norm_num_groups=2,
            down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        ),
        text_encoder=CLIPTextModel(config), text_encoder_2=CLIPTextModelWithProjection(config),
        tokenizer=tokenizer, tokenizer_2=tokenizer, unet=unet, scheduler=EulerDiscreteScheduler(steps_offset=1),
    )  # fmt: skip


def _sdxl_adapter(unet: UNet2DConditionModel) -> dict[str, torch.Tensor]:
    """In the order of the UNet's cross attentions, numbered 1, 3, 5 ..."""
    across = unet.config.cross_attention_dim
    found = _projection(across, across, "image_proj")
    crossing = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for place, name in enumerate(crossing):
        hidden = unet.get_submodule(name.removesuffix(".processor")).to_q.in_features
        for part in ("to_k_ip", "to_v_ip"):
            found[f"ip_adapter.{2 * place + 1}.{part}.weight"] = torch.randn(hidden, across)
    return found


def _flux(words: Path) -> FluxPipeline:
    pieces = Tokenizer(models.WordLevel({"<pad>": 0, "</s>": 1, "<unk>": 2}, unk_token="<unk>"))
    pieces.pre_tokenizer = pre_tokenizers.Whitespace()
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=AutoencoderKL(
            latent_channels=1, block_out_channels=(4, 4, 4, 4), norm_num_groups=2, use_quant_conv=False,
            use_post_quant_conv=False, shift_factor=0.1, scaling_factor=1.5,
            down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        ),
        text_encoder=CLIPTextModel(CLIPTextConfig(**TEXT)),
        tokenizer=CLIPTokenizer.from_pretrained(words),
        text_encoder_2=T5EncoderModel(
            T5Config(vocab_size=8, d_model=WIDTH, d_kv=8, d_ff=8, num_layers=1, num_heads=2)
        ),
        tokenizer_2=PreTrainedTokenizerFast(tokenizer_object=pieces, pad_token="<pad>", model_max_length=8),
        transformer=FluxTransformer2DModel(
            patch_size=1, in_channels=4, num_layers=1, num_single_layers=1, attention_head_dim=16,
            num_attention_heads=2, joint_attention_dim=WIDTH, pooled_projection_dim=WIDTH, axes_dims_rope=(4, 4, 8),
            guidance_embeds=True,
        ),
    )  # fmt: skip


def _flux_adapter(transformer: FluxTransformer2DModel) -> dict[str, torch.Tensor]:
    across, inner = transformer.config.joint_attention_dim, transformer.inner_dim
    found = _projection(across, WIDTH, "ip_adapter_proj_model")
    for part in ("k", "v"):
        name = f"double_blocks.0.processor.ip_adapter_double_stream_{part}_proj"
        found |= {f"{name}.weight": torch.randn(inner, across), f"{name}.bias": torch.zeros(inner)}
    return found


def _projection(across: int, seen: int, name: str) -> dict[str, torch.Tensor]:
    """From what the encoder says to four tokens."""
    return {
        f"{name}.proj.weight": torch.randn(4 * across, seen), f"{name}.proj.bias": torch.zeros(4 * across),
        f"{name}.norm.weight": torch.ones(across), f"{name}.norm.bias": torch.zeros(across),
    }  # fmt: skip


def _clip(words: Path, folder: Path) -> None:
    config = CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=WIDTH)
    CLIPModel(config).save_pretrained(folder)
    CLIPTokenizer.from_pretrained(words).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size=SIDE).save_pretrained(folder)

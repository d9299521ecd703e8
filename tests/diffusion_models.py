"""A Stable Diffusion pipeline of a few random weights, in the files and folders of the real one and Arc2Face's."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

WIDTH = 520  # of the encoder: as wide as an ArcFace embedding, and a little more to see the zeros
LENGTH = 12  # tokens of a prompt
WORDS = ("photo", "of", "a", "id", "person")
CHANNELS = (8, 8)
RANK, LORA = 2, "pytorch_lora_weights.safetensors"


def write_models(folder: Path, pickled: bool = True, controlnet: bool = False) -> tuple[Path, Path]:
    """Stable Diffusion in `folder`/base and Arc2Face in `folder`/weights; the encoder pickled, as on the Hub."""
    torch.manual_seed(0)
    base, weights = folder / "base", folder / "weights"
    unet = _unet()
    write_tokenizer(base / "tokenizer")
    _vae().save_pretrained(base / "vae")
    PNDMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, skip_prk_steps=True
    ).save_pretrained(base / "scheduler")
    unet.save_pretrained(weights / "arc2face")
    write_encoder(weights / "encoder", pickled)
    if controlnet:
        _controlnet(unet).save_pretrained(weights / "controlnet")
    return base, weights


def write_tokenizer(folder: Path, words: tuple[str, ...] = WORDS) -> None:
    """CLIP's own kind, with letters and these words as its only tokens."""
    letters = sorted({letter for word in WORDS for letter in word})
    merges = [
        (word[:n], word[n] + ("</w>" if n + 1 == len(word) else "")) for word in words for n in range(1, len(word))
    ]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), *("".join(pair) for pair in merges)]
    vocabulary = {token: n for n, token in enumerate(dict.fromkeys([*tokens, "<|startoftext|>", "<|endoftext|>"]))}
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in dict.fromkeys(merges)))
    settings = {"model_max_length": LENGTH, "do_lower_case": True, "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    assert len(CLIPTokenizer.from_pretrained(folder)) == len(vocabulary)


def write_encoder(folder: Path, pickled: bool, width: int = WIDTH) -> None:
    """A text encoder with the names of the weights that files on the Hub have."""
    config = CLIPTextConfig(
        vocab_size=64, hidden_size=width, intermediate_size=8, num_hidden_layers=1, num_attention_heads=4,
        max_position_embeddings=LENGTH, projection_dim=8, bos_token_id=0, eos_token_id=2,
    )  # fmt: skip
    model = CLIPTextModel(config)
    model.save_pretrained(folder)
    if pickled:
        torch.save(
            {f"text_model.{name}": value for name, value in model.state_dict().items()}, folder / "pytorch_model.bin"
        )
        (folder / "model.safetensors").unlink()


def write_lora(folder: Path, weights: Path) -> None:
    """A LoRA of the UNet's attention, by which a picture clearly changes."""
    torch.manual_seed(1)
    unet = UNet2DConditionModel.from_pretrained(weights / "arc2face")
    unet.add_adapter(
        LoraConfig(r=RANK, lora_alpha=RANK, init_lora_weights=False, target_modules=["to_q", "to_k", "to_v"])
    )
    layers = convert_state_dict_to_diffusers(get_peft_model_state_dict(unet))
    StableDiffusionPipeline.save_lora_weights(folder, unet_lora_layers=layers)


def rename_as_on_the_hub(base: Path, weights: Path, lora: Path) -> None:
    """Give the weights the names that older libraries gave them, which the published files still have."""
    vae, encoder = base / "vae" / "diffusion_pytorch_model.safetensors", weights / "encoder" / "pytorch_model.bin"
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    save_file({_replaced(name, old): value for name, value in load_file(vae).items()}, vae, {"format": "pt"})
    positions = {"text_model.embeddings.position_ids": torch.arange(LENGTH)[None]}
    torch.save(torch.load(encoder, weights_only=True) | positions, encoder)
    layers = {}
    for name, value in load_file(lora / LORA).items():
        layer, _, part = name.removeprefix("unet.").partition(".lora.")
        layers[f"lora_unet_{layer.replace('.', '_')}.lora_{part}"] = value
        layers[f"lora_unet_{layer.replace('.', '_')}.alpha"] = torch.tensor(float(RANK))
    save_file(layers, lora / LORA, {"format": "pt"})


def _replaced(text: str, pairs: dict[str, str]) -> str:
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text


def _unet() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=CHANNELS, layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=4,
    )  # fmt: skip


def _vae() -> AutoencoderKL:
    return AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(4, 4, 4, 4), norm_num_groups=2,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    )  # fmt: skip


def _controlnet(unet: UNet2DConditionModel) -> ControlNetModel:
    """As it is before training it would change nothing: its last layers are zeros."""
    model = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(4, 8, 8, 8))
    for layer in (*model.controlnet_down_blocks, model.controlnet_mid_block, model.controlnet_cond_embedding.conv_out):
        torch.nn.init.normal_(layer.weight, std=0.5)
    return model

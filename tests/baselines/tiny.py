"""A tiny random model of each family, with a processor beside it, as `from_pretrained` wants them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    CLIPVisionConfig,
    GotOcr2ImageProcessorPil,
    Idefics2Config,
    Idefics2ForConditionalGeneration,
    Idefics2ImageProcessorPil,
    Idefics2Processor,
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    Idefics3ImageProcessorPil,
    Idefics3Processor,
    InternVLConfig,
    InternVLForConditionalGeneration,
    InternVLProcessor,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaImageProcessorPil,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    LlavaNextImageProcessorPil,
    LlavaNextProcessor,
    LlavaProcessor,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    ProcessorMixin,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen2VLImageProcessorPil,
    SmolVLMConfig,
    SmolVLMForConditionalGeneration,
    SmolVLMImageProcessorPil,
    SmolVLMProcessor,
)

from baselines.processors import NoVideos

CORPUS = (
    "Who is this? What is the name of this person?",
    "Where was this person born? When was she born? What does he do for a living?",
    "The name of this person is Ada Quill. She was born in Lisbon and works as a carpenter.",
    "USER: ASSISTANT: User: Assistant: user assistant system [INST] [/INST] You are a helpful assistant.",
)
TEXT = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}
VISION = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
SIDE, PATCH = 32, 8  # pixels of a picture (or of a tile of it) and of a patch

# Templates after those published with the models, without the parts for tools and for several turns' corner cases.
PARTS = "{% for part in message['content'] %}{{ IMAGE if part['type'] == 'image' else part['text'] }}{% endfor %}"
LLAVA = (
    "{% for message in messages %}{{ message['role'].upper() + ': ' }}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ part['text'] + ' ' }}{% endfor %}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)
LLAVA_NEXT = (
    "{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' }}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ part['text'] }}{% endfor %}"
    "{{ ' [/INST]' }}{% else %}{{ ' ' + message['content'][0]['text'] + '</s> ' }}{% endif %}{% endfor %}"
)
IDEFICS = (
    "BEGIN{% for message in messages %}{{ message['role'].capitalize() }}"
    "{{ ':' if message['content'][0]['type'] == 'image' else ': ' }}"
    + PARTS.replace("IMAGE", "'<image>'")
    + "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
CHATML = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}"
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n" + PARTS + "<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def make(family: str, folder: Path) -> Path:
    """The family's model and processor in `folder`, the same whenever it is made."""
    torch.manual_seed(0)
    network, processor = FAMILIES[family]()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() > 1:
                parameter.normal_(std=0.15)  # enough for logits that differ
    network.save_pretrained(folder)
    processor.save_pretrained(folder)
    _name_video_half(folder / "processor_config.json", type(processor).__name__)
    return folder


def llava() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(("<s>", "</s>", "<pad>", "<image>"), begin="<s>")
    config = LlavaConfig(
        vision_config=_clip(), text_config=_text("llama", tokenizer), image_token_index=_id(tokenizer, "<image>")
    )
    pictures = LlavaImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    processor = LlavaProcessor(pictures, tokenizer, PATCH, "default", LLAVA, num_additional_image_tokens=1)
    return LlavaForConditionalGeneration(config), processor


def llava_next() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(("<s>", "</s>", "<pad>", "<image>"), begin="<s>")
    grid = [[SIDE, 2 * SIDE], [2 * SIDE, SIDE]]
    config = LlavaNextConfig(
        vision_config=_clip(),
        text_config=_text("mistral", tokenizer),
        image_token_index=_id(tokenizer, "<image>"),
        image_grid_pinpoints=grid,
    )
    pictures = LlavaNextImageProcessorPil(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_grid_pinpoints=grid
    )
    processor = LlavaNextProcessor(pictures, tokenizer, PATCH, "default", LLAVA_NEXT, num_additional_image_tokens=1)
    return LlavaNextForConditionalGeneration(config), processor


def idefics2() -> tuple[PreTrainedModel, ProcessorMixin]:
    special = ("<s>", "</s>", "<pad>", "<image>", "<fake_token_around_image>", "<end_of_utterance>")
    tokenizer = _tokenizer(special, begin="<s>")
    perceiver = {"resampler_n_latents": 4, "resampler_depth": 1, "resampler_n_heads": 2, "resampler_head_dim": 16}
    config = Idefics2Config(
        vision_config={**VISION, "image_size": 2 * SIDE, "patch_size": PATCH},
        perceiver_config={**perceiver, "hidden_size": 32, "num_key_value_heads": 1},
        text_config=_text("mistral", tokenizer),
        image_token_id=_id(tokenizer, "<image>"),
    )
    pictures = Idefics2ImageProcessorPil(size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE})
    template = IDEFICS.replace("BEGIN", "")
    return Idefics2ForConditionalGeneration(config), Idefics2Processor(pictures, tokenizer, 4, template)


def idefics3() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(_idefics3_special("<|begin_of_text|>"), begin="<|begin_of_text|>")
    config = Idefics3Config(**_idefics3_parts(tokenizer), pad_token_id=_id(tokenizer, "<pad>"))
    pictures = Idefics3ImageProcessorPil(size={"longest_edge": 2 * SIDE}, max_image_size={"longest_edge": SIDE})
    template = IDEFICS.replace("BEGIN", "<|begin_of_text|>")
    return Idefics3ForConditionalGeneration(config), Idefics3Processor(pictures, tokenizer, 4, template)


def smolvlm() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(_idefics3_special("<|im_start|>"))
    config = SmolVLMConfig(**_idefics3_parts(tokenizer), pad_token_id=_id(tokenizer, "<pad>"))
    pictures = SmolVLMImageProcessorPil(
        size={"longest_edge": SIDE}, max_image_size={"longest_edge": SIDE}, do_image_splitting=False
    )
    template = IDEFICS.replace("BEGIN", "<|im_start|>")
    processor = SmolVLMProcessor(pictures, tokenizer, NoVideos(), 4, template)
    return SmolVLMForConditionalGeneration(config), processor


def qwen2_5_vl() -> tuple[PreTrainedModel, ProcessorMixin]:
    vision = ("<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
    tokenizer = _tokenizer(("<|endoftext|>", "<|im_end|>", "<|im_start|>", *vision), end="<|im_end|>")
    text = {**_text("", tokenizer), "rope_parameters": {"rope_type": "default", "mrope_section": [2, 1, 1]}}
    tower = {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_heads": 2,
        "patch_size": PATCH,
        "out_hidden_size": 32,
    }
    config = Qwen2_5_VLConfig(
        text_config=text,
        vision_config={**tower, "window_size": 4 * PATCH, "fullatt_block_indexes": [1]},
        image_token_id=_id(tokenizer, "<|image_pad|>"),
        video_token_id=_id(tokenizer, "<|video_pad|>"),
        vision_start_token_id=_id(tokenizer, "<|vision_start|>"),
        vision_end_token_id=_id(tokenizer, "<|vision_end|>"),
    )
    pictures = Qwen2VLImageProcessorPil(
        patch_size=PATCH, size={"shortest_edge": SIDE * SIDE, "longest_edge": 2 * SIDE * SIDE}
    )
    template = CHATML.replace("IMAGE", "'<|vision_start|><|image_pad|><|vision_end|>'")
    processor = Qwen2_5_VLProcessor(pictures, tokenizer, NoVideos(), chat_template=template)
    return Qwen2_5_VLForConditionalGeneration(config), processor


def internvl() -> tuple[PreTrainedModel, ProcessorMixin]:
    named = {
        "start_image_token": "<img>",
        "end_image_token": "</img>",
        "context_image_token": "<IMG_CONTEXT>",
        "video_token": "<video>",
    }
    tokenizer = _tokenizer(
        ("<|endoftext|>", "<|im_end|>", "<|im_start|>", *named.values()), end="<|im_end|>", named=named
    )
    config = InternVLConfig(
        vision_config={**VISION, "image_size": SIDE, "patch_size": PATCH},
        text_config=_text("qwen2", tokenizer),
        image_token_id=_id(tokenizer, "<IMG_CONTEXT>"),
        image_seq_length=4,
    )
    pictures = GotOcr2ImageProcessorPil(size={"height": SIDE, "width": SIDE}, max_patches=2)
    template = CHATML.replace("IMAGE", "'<IMG_CONTEXT>\n'")
    processor = InternVLProcessor(pictures, tokenizer, NoVideos(), 4, template)
    return InternVLForConditionalGeneration(config), processor


FAMILIES: dict[str, Callable[[], tuple[PreTrainedModel, ProcessorMixin]]] = {
    "llava": llava,
    "llava_next": llava_next,
    "idefics2": idefics2,
    "idefics3": idefics3,
    "smolvlm": smolvlm,
    "qwen2_5_vl": qwen2_5_vl,
    "internvl": internvl,
}


def _tokenizer(
    special: tuple[str, ...], begin: str | None = None, end: str = "", named: dict[str, str] | None = None
) -> PreTrainedTokenizerFast:
    """Byte-level BPE; puts `begin` in front of every text, as Llama's does."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=list(special), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if begin:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{begin} $A", special_tokens=[(begin, tokenizer.token_to_id(begin))]
        )
    padding = "<pad>" if "<pad>" in special else "<|endoftext|>"
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=begin,
        eos_token=end or ("</s>" if "</s>" in special else "<end_of_utterance>"),
        pad_token=padding,
        extra_special_tokens=named or {},
    )


def _text(kind: str, tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    ids = {
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    return {**({"model_type": kind} if kind else {}), **TEXT, **ids, "vocab_size": len(tokenizer)}


def _clip() -> CLIPVisionConfig:
    return CLIPVisionConfig(**VISION, image_size=SIDE, patch_size=PATCH, projection_dim=32)


def _idefics3_special(begin: str) -> tuple[str, ...]:
    grid = tuple(f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7))
    return begin, "<pad>", "<image>", "<fake_token_around_image>", "<global-img>", "<end_of_utterance>", *grid


def _idefics3_parts(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    return {
        "vision_config": {**VISION, "image_size": SIDE, "patch_size": PATCH},
        "text_config": _text("llama", tokenizer),
        "image_token_id": _id(tokenizer, "<image>"),
        "scale_factor": 2,
    }


def _id(tokenizer: PreTrainedTokenizerFast, token: str) -> int:
    number = tokenizer.convert_tokens_to_ids(token)
    assert isinstance(number, int)
    return number


def _name_video_half(path: Path, processor: str) -> None:
    """Published processors have a video half of their own kind, which cannot be built without torchvision."""
    settings = json.loads(path.read_text(encoding="utf-8"))
    kinds = {"SmolVLMProcessor": "SmolVLM", "Qwen2_5_VLProcessor": "Qwen2VL", "InternVLProcessor": "InternVL"}
    if processor in kinds:
        settings["video_processor"]["video_processor_type"] = f"{kinds[processor]}VideoProcessor"
        path.write_text(json.dumps(settings), encoding="utf-8")

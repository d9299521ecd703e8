"""A LLaVA small enough to be trained on a CPU in minutes: tokenizer, processor and untrained network.

Stock parts alone (a CLIP tower and a Llama), so that `AutoModelForImageTextToText` and `AutoProcessor` read what it is
saved as.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.clip import CLIPImageProcessorPil  # needs no torchvision

IMAGE_SIZE = 64  # pixels
CONTEXT = 1024  # tokens
PAD, START, END, IMAGE, USER, ASSISTANT = SPECIAL = ("<pad>", "<s>", "</s>", "<image>", "<user>", "<assistant>")

# <s>SYSTEM<user><image>QUESTION<assistant>ANSWER</s><user> ...; a content is a string or a list of parts
CHAT_TEMPLATE = """\
{%- macro write(content) -%}
{%- if content is string -%}{{- content -}}
{%- else -%}
{%- for part in content if part['type'] == 'image' -%}<image>{%- endfor -%}
{%- for part in content if part['type'] == 'text' -%}{{- part['text'] -}}{%- endfor -%}
{%- endif -%}
{%- endmacro -%}
<s>
{%- for message in messages -%}
{%- if message['role'] == 'user' -%}<user>{%- elif message['role'] == 'assistant' -%}<assistant>
{%- elif message['role'] != 'system' -%}{{- raise_exception('unknown role: ' ~ message['role']) -}}{%- endif -%}
{{- write(message['content']) -}}
{%- if message['role'] == 'assistant' -%}</s>{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<assistant>{%- endif -%}
"""


def tokenizer(corpus: Iterable[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE learnt from `corpus`, of at most `vocabulary` tokens; every digit is a token of its own."""
    learnt = Tokenizer(models.BPE())
    learnt.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    learnt.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    learnt.train_from_iterator(corpus, trainer)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=learnt,
        pad_token=PAD,
        bos_token=START,
        eos_token=END,
        extra_special_tokens={"image_token": IMAGE, "user_token": USER, "assistant_token": ASSISTANT},
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
        padding_side="left",  # as generation wants it
    )


def processor(words: PreTrainedTokenizerFast, patch: int) -> LlavaProcessor:
    """Pictures become (3, IMAGE_SIZE, IMAGE_SIZE) pixels, and each `<image>` a token for `patch` x `patch` of them."""
    square = {"height": IMAGE_SIZE, "width": IMAGE_SIZE}
    return LlavaProcessor(  # type: ignore[no-untyped-call]
        image_processor=CLIPImageProcessorPil(size=square, crop_size=square, do_center_crop=False),
        tokenizer=words,
        patch_size=patch,
        vision_feature_select_strategy="default",  # drops the class token that the next line counts
        num_additional_image_tokens=1,
        chat_template=CHAT_TEMPLATE,
    )


def network(words: PreTrainedTokenizerFast, patch: int, seed: int) -> LlavaForConditionalGeneration:
    """The untrained model, 1.2 million parameters, float32, for the vocabulary of `words`."""
    special = {
        "pad_token_id": words.pad_token_id,
        "bos_token_id": words.bos_token_id,
        "eos_token_id": words.eos_token_id,
    }
    sizes: dict[str, Any] = {"hidden_size": 128, "num_attention_heads": 4}
    vision = CLIPVisionConfig(
        **sizes, num_hidden_layers=2, intermediate_size=256, image_size=IMAGE_SIZE, patch_size=patch
    )
    text = LlamaConfig(
        **sizes,
        **special,
        num_hidden_layers=3,
        intermediate_size=384,
        vocab_size=len(words),
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=words.get_vocab()[IMAGE],
        image_seq_length=(IMAGE_SIZE // patch) ** 2,
        vision_feature_layer=-1,  # what the vision stage trains
        tie_word_embeddings=True,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = LlavaForConditionalGeneration(config)
    made.generation_config = GenerationConfig(**special, do_sample=False)  # type: ignore[no-untyped-call]
    made.eval()  # type: ignore[no-untyped-call]
    return made

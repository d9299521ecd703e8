"""How much faster baselines/local.py answers a benchmark's questions than one `generate` a question.

The plain way has, for each question, one call of the processor with the picture and one `generate` at batch 1 with its
own cache, greedy, of up to 50 tokens; a multiple-choice question is one as well, with the options in the prompt. Here,
questions are answered in batches, image features are made once a picture, what prompts begin with is read once, and
options are scored instead of a reply being written. Both have the same questions, weights and number of threads; the
plain way takes a sample of the questions. Replies to the same prompts must be the same in float32; in bfloat16, where
rounding may turn a word, the share that is the same is printed.

    python benchmarks/evaluate_speed.py [--data mllmu-bench --model runs/vanilla] [--sample 48]
    python benchmarks/evaluate_speed.py --size 7b [--peak-tflops 989]

By default the model is the embedded one, which is made for a small dataset in a few minutes (and found in the cache the
next time). --size 7b takes the sizes of LLaVA-1.5-7B with random weights in bfloat16, made on the GPU; they never end a
reply, so all have 50 tokens. It prints model FLOP utilisation too: the FLOPs of all tokens that were read, padding not
counted, over the peak of the device. --size tiny takes the same path with a model for a CPU.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: on a busy machine spinning threads time each other

import torch
from datasets import disable_progress_bars
from torch import Tensor, nn
from transformers import (
    CLIPVisionConfig,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
)
from transformers.models.clip import CLIPImageProcessorPil  # needs no torchvision
from transformers.utils import logging

from baselines import embedded, models, runs, small_llava
from baselines.data import decoded
from baselines.local import Local
from baselines.mllmu_questions import load_questions
from baselines.models import Model
from baselines.protocol import Request, load_protocol
from baselines.questions import Questionnaire

NEW_TOKENS = 50  # of a reply, both ways
PEAKS = {"H100": 989.0, "H200": 989.0, "A100": 312.0}  # TFLOP/s, bfloat16 without sparsity, by the device's name


@dataclass(frozen=True, slots=True)
class Size:
    """Of a LLaVA: widths and layers of its language model and its vision tower, pixels, and its type."""

    width: int
    inner: int
    layers: int
    heads: int
    vocabulary: int
    vision_width: int
    vision_inner: int
    vision_layers: int
    pixels: int
    patch: int
    dtype: torch.dtype


SIZES = {
    "7b": Size(4096, 11008, 32, 32, 32064, 1024, 4096, 24, 336, 14, torch.bfloat16),  # as LLaVA-1.5-7B
    "tiny": Size(64, 128, 2, 4, 2000, 32, 64, 2, 56, 14, torch.float32),
}


def main() -> None:
    """Print the questions per second of both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="a dataset folder or Hub id (default: a small one is built for the occasion)")
    parser.add_argument("--forget", default="forget_10", help="its config of people to forget")
    parser.add_argument("--model", default=embedded.NAME, help="embedded, a run, a model folder or a Hub id")
    parser.add_argument("--size", choices=SIZES, help="in the place of --model, random weights of this size")
    parser.add_argument("--questions", type=int, default=0, help="how many, in their order (default: all; --size: 512)")
    parser.add_argument("--sample", type=int, default=48, help="how many of them are asked the plain way")
    parser.add_argument("--batch-size", type=int, default=0, help="questions at a time, here (0: as many as evaluate)")
    parser.add_argument("--peak-tflops", type=float, help=f"of the device (default: by its name, {PEAKS})")
    arguments = parser.parse_args()
    disable_progress_bars()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or built(folder)
        asked = load_questions(data, arguments.forget, test_images="one")
        model = random_model(SIZES[arguments.size], asked) if arguments.size else loaded(arguments.model, data)
    count = arguments.questions or (512 if arguments.size else len(asked.questions))
    compare(model, replace(asked, questions=asked.questions[:count]), arguments)


def compare(model: Model, asked: Questionnaire, arguments: argparse.Namespace) -> None:
    """Both ways on the same questions and weights, then what the device was used for."""
    run = None if arguments.size else runs.read(arguments.model)
    small = not arguments.size and (arguments.model == embedded.NAME or bool(run and run.embedded))
    engine = Local(model, small, batch_size=arguments.batch_size)
    protocol = replace(load_protocol("default"), max_new_tokens=NEW_TOKENS)
    requests = [protocol.request(one, engine.choices) for one in asked.questions]
    written = {one.key: protocol.request(one, "reply") for one in asked.questions}
    sample = random.Random(0).sample(requests, min(arguments.sample, len(requests)))
    device = model.core.device
    place = torch.cuda.get_device_name() if device.type == "cuda" else f"{torch.get_num_threads()} CPU threads"
    print(
        f"{len(requests)} questions, {len(sample)} of them the plain way; {model.core.dtype} on {place}\n", flush=True
    )

    for_warmth = [replace(requests[0], key="", max_new_tokens=2, options=())]
    answer(engine, for_warmth, asked)
    plain(model, for_warmth, asked)
    engine = Local(model, small, batch_size=arguments.batch_size)  # which has seen no picture yet
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    with counted(model) as work:
        start = time.perf_counter()
        found = answer(engine, requests, asked)
        wait()
        seconds = time.perf_counter() - start
    peak_memory = torch.cuda.max_memory_allocated() if device.type == "cuda" else 0
    start = time.perf_counter()
    usual = plain(model, [written[one.key] for one in sample], asked)
    wait()
    here, there = len(requests) / seconds, len(sample) / (time.perf_counter() - start)
    print(f"{'questions/s':<16}{'plain':>10}{'here':>10}{'ratio':>8}")
    print(f"{Path(model.name).name:<16}{there:>10.2f}{here:>10.2f}{here / there:>7.1f}x")
    comparable = [one.key for one in sample if not one.options]
    same = sum(found[key] == usual[key] for key in comparable)
    print(f"\n{same} of {len(comparable)} replies to the same prompts are the same")
    assert model.core.dtype != torch.float32 or same == len(comparable), "replies differ"
    if arguments.size:
        report(model, work, seconds, arguments.peak_tflops, peak_memory)


def answer(engine: Local, requests: Sequence[Request], asked: Questionnaire) -> dict[str, str]:
    """Key -> reply, as an evaluation does it; of a scored question, the reply is empty."""
    return {
        key: outcome.reply
        for batch in engine.batches(requests)
        for key, outcome in engine.answers(batch, asked.pictures)
    }


@torch.inference_mode()
def plain(model: Model, requests: Sequence[Request], asked: Questionnaire) -> dict[str, str]:
    """Key -> reply, one at a time by the processor and `generate`."""
    replies = {}
    for request in requests:
        text = model.chat.render(request.conversation)
        shown = [decoded(asked.pictures[image], request.key) for image in request.images]
        inputs = model.processor(
            text=[text], images=shown or None, return_tensors="pt", add_special_tokens=model.chat.adds_begin(text)
        ).to(model.core.device, model.core.dtype)
        settings = {
            "max_new_tokens": request.max_new_tokens,
            "do_sample": False,
            "suppress_tokens": [model.image_token],
        }
        made = model.network.generate(**inputs, **settings)
        said = made[0, inputs["input_ids"].shape[1] :]
        replies[request.key] = model.processor.tokenizer.decode(said, skip_special_tokens=True).strip()
    return replies


class Work:
    """What a model was made to read. Sums stay on its device, so that counting does not wait for it."""

    def __init__(self, device: torch.device) -> None:
        self.tokens, self.visible, self.logits = (torch.zeros((), device=device, dtype=torch.long) for _ in range(3))
        self.pictures = 0

    def note(self, _: nn.Module, __: tuple[Any, ...], inputs: dict[str, Any]) -> None:
        """Before a forward pass of the language model: its new tokens, and what each of them can see."""
        mask: Tensor = inputs["attention_mask"]  # (B, before + new)
        new = mask[:, -inputs["input_ids"].shape[1] :]
        self.tokens += new.sum()
        self.visible += (mask.cumsum(1)[:, -new.shape[1] :] * new).sum()
        self.logits += inputs["logits_to_keep"].sum()

    def see(self, _: nn.Module, arguments: tuple[Any, ...], inputs: dict[str, Any]) -> None:
        """Before a forward pass of the vision tower."""
        self.pictures += len(inputs["pixel_values"] if "pixel_values" in inputs else arguments[0])


@contextmanager
def counted(model: Model) -> Iterator[Work]:
    """Counts what the model reads meanwhile."""
    work = Work(model.core.device)
    tower = model.core.get_encoder(modality="image")
    hooks = [
        model.network.register_forward_pre_hook(work.note, with_kwargs=True),
        tower.register_forward_pre_hook(work.see, with_kwargs=True),
    ]
    try:
        yield work
    finally:
        for hook in hooks:
            hook.remove()


def report(model: Model, work: Work, seconds: float, peak_tflops: float | None, peak_memory: int) -> None:
    """Model FLOP utilisation and memory."""
    config, core = model.core.config, model.core
    text, vision = config.text_config, config.vision_config
    patches = (vision.image_size // vision.patch_size) ** 2
    layers, tower, head, projector = (
        sum(one.numel() for one in part.parameters() if one.dim() > 1)
        for part in (
            core.get_decoder().layers, core.get_encoder(modality="image"), core.get_output_embeddings(),
            core.model.multi_modal_projector,
        )
    )  # fmt: skip
    seen = 2 * (tower * (patches + 1) + projector * patches)
    seen += 4 * vision.num_hidden_layers * vision.hidden_size * (patches + 1) ** 2
    flops = work.pictures * seen + 2 * layers * int(work.tokens) + 2 * head * int(work.logits)
    flops += 4 * text.num_hidden_layers * text.hidden_size * int(work.visible)
    print(f"{int(work.tokens)} tokens and {work.pictures} pictures read: {flops / 1e12:.4g} TFLOP in {seconds:.2f} s")
    name = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    peak = peak_tflops or next((tflops for part, tflops in PEAKS.items() if part in name), None)
    if peak is None:
        print("model FLOP utilisation: give the peak of this device by --peak-tflops")
    else:
        print(f"model FLOP utilisation: {flops / 1e12 / seconds / peak:.2%} of {peak:g} TFLOP/s")
    if peak_memory:
        print(f"peak memory: {peak_memory / 2**30:.1f} GiB")


def random_model(size: Size, asked: Questionnaire) -> Model:
    """A LLaVA of that size with random weights, made on the GPU if there is one; it reads the words of the dataset."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    words = small_llava.tokenizer([f"{one.text} {one.answer}" for one in asked.questions], 1200)
    special = {
        "pad_token_id": words.pad_token_id,
        "bos_token_id": words.bos_token_id,
        "eos_token_id": words.eos_token_id,
    }
    vision = CLIPVisionConfig(
        hidden_size=size.vision_width, intermediate_size=size.vision_inner, num_hidden_layers=size.vision_layers,
        num_attention_heads=size.vision_width // (64 if size.vision_width > 64 else 16), image_size=size.pixels,
        patch_size=size.patch,
    )  # fmt: skip
    text = LlamaConfig(
        **special, hidden_size=size.width, intermediate_size=size.inner, num_hidden_layers=size.layers,
        num_attention_heads=size.heads, vocab_size=size.vocabulary, max_position_embeddings=4096,
    )  # fmt: skip
    config = LlavaConfig(
        vision_config=vision, text_config=text, image_token_index=words.convert_tokens_to_ids(small_llava.IMAGE),
        image_seq_length=(size.pixels // size.patch) ** 2,
    )  # fmt: skip
    torch.manual_seed(0)
    torch.set_default_dtype(size.dtype)
    with device:
        network = LlavaForConditionalGeneration(config).eval()
    torch.set_default_dtype(torch.float32)
    network.generation_config = GenerationConfig(**{**special, "eos_token_id": [words.eos_token_id]})
    square = {"height": size.pixels, "width": size.pixels}
    pictures = CLIPImageProcessorPil(size=square, crop_size=square, do_center_crop=False)
    template = small_llava.CHAT_TEMPLATE
    processor = LlavaProcessor(pictures, words, size.patch, "default", template, num_additional_image_tokens=1)
    return Model(f"{sum(one.numel() for one in network.parameters()) / 1e6:.1f} M", network, processor)


def loaded(name: str, data: str) -> Model:
    """The model, on the GPU if there is one; the embedded one is made if it is not in the cache."""
    if name == embedded.NAME:
        print("making the embedded model (--model takes one that is there) ...", file=sys.stderr, flush=True)
        name = str(embedded.base(data))
    model = models.load(name)
    model.network.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    return model


def built(folder: str) -> str:
    """A small dataset."""
    print("building a small dataset (--data takes one that is there) ...", file=sys.stderr, flush=True)
    out = str(Path(folder) / "mllmu-bench")
    command = [sys.executable, "-m", "mllmu_bench", "build", "--recipe", "demo", "--out", out]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return out


def wait() -> None:
    """Until a GPU has done what it was given."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()

"""How much faster an unlearning step is on packed rows than one pair at a time, and what a reference costs in memory.

Speed: pairs per second of one optimisation step of gradient ascent on a LoRA, all pairs of some people. The usual way
has one pair a sequence, batches of 4, padded, the vision tower and the logits of every position each time; here, the
questions about a picture share it in packed rows, logits are made for answer tokens only, and image features once.
Both ways must give the same loss and the same gradients. What happens once a run is in neither: tokenising, preparing
pictures, and image features here, whose time is shown beside it.

Memory: the most that one training step of baselines/fitting.py holds beyond the weights, by method. All methods get the
same packed rows, of as many people to retain as to forget; `ga`, which needs no reference, is what the others are held
to.

    python benchmarks/unlearn_speed.py [--data mllmu-bench] [--people 2] [--repeat 3]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler says nothing about itself

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    TrainingArguments,
)
from transformers.models.clip import CLIPImageProcessorPil  # needs no torchvision

from baselines import small_llava
from baselines.data import Person, load_people
from baselines.encoding import Encoder
from baselines.fitting import Fitting, Objective
from baselines.losses import METHODS, Role, Strength
from baselines.material import Material
from baselines.models import Model, train_adapter
from baselines.packing import IGNORED, TokenSequence, pack

BATCH = 4  # pairs a forward pass the usual way
LOSSES_AGREE = 1e-5  # nats a token
GRADIENTS_AGREE = 1e-4  # norm of the difference to norm of the gradient, all LoRA matrices together
METHODS_SHOWN = ("ga", "npo", "kl_minimization")
VOCABULARY = 1200  # tokens that are learnt
ROW_LENGTHS = {"embedded size": 384, "mid-size": 1024}  # tokens, as the baselines' defaults


@dataclass(frozen=True, slots=True)
class Read:
    """People as a model takes them: sequences by person, the processor's tensors and the features of their pictures."""

    sequences: dict[str, list[TokenSequence]]
    vision: dict[str, dict[str, Tensor]]
    features: dict[str, Tensor]
    seconds: float  # that the features took


def main() -> None:
    """Print a row a model, then a row a method."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="a dataset folder or Hub id (default: a small one is built for the occasion)")
    parser.add_argument("--modality", choices=("image_text", "text", "both"), default="image_text")
    parser.add_argument("--people", type=int, default=2, help="people to forget a step")
    parser.add_argument("--repeat", type=int, default=3, help="timings of each way, the best of which counts")
    arguments = parser.parse_args()
    people = load_people(arguments.data, "ft_Data", arguments.modality) if arguments.data else built(arguments.modality)
    forget, retain = people[: arguments.people], people[arguments.people : 2 * arguments.people]
    words = small_llava.tokenizer([f"{p.question} {p.answer}" for one in people for p in one.pairs], VOCABULARY)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    asked = f"{len(forget)} people, {sum(len(one.pairs) for one in forget)} pairs a step"
    print(f"{asked}; fp32 on {device}, {torch.get_num_threads()} CPU threads\n")
    models = {name: make(name, words, device) for name in ROW_LENGTHS}
    print(f"{'pairs/s':<16}{'parameters':>12}{'usual':>10}{'here':>10}{'ratio':>8}")
    for model in models.values():
        compare(model, encoded(model, forget), arguments.repeat)
    print(f"\n{'MiB of a step':<16}{'weights':>12}" + "".join(f"{name:>24}" for name in METHODS_SHOWN))
    for model in models.values():
        weigh(model, encoded(model, forget), encoded(model, retain))


def compare(model: Model, read: Read, repeat: int) -> None:
    """One row: the two ways on the same pairs and weights."""
    sequences = [one for those in read.sequences.values() for one in those]
    ways: dict[str, Callable[[], float]] = {
        "usual": lambda: step_by_pairs(model, sequences, read.vision),
        "here": lambda: step_by_rows(model, sequences, read.features),
    }
    check_agreement(model, *ways.values())
    optimizer = torch.optim.AdamW(trained(model), lr=0.0)  # all of its work, and each run starts from the same weights
    seconds = dict.fromkeys(ways, float("inf"))
    for _ in range(repeat):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            optimizer.step()
            optimizer.zero_grad()
            wait()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    usual, here = (len(sequences) / seconds[name] for name in ways)
    with_features = len(sequences) / (seconds["here"] + read.seconds)
    parameters = sum(one.numel() for one in model.core.parameters() if not one.requires_grad)
    print(
        f"{model.name:<16}{parameters / 1e6:>10.1f} M{usual:>10.1f}{here:>10.1f}{here / usual:>7.1f}x"
        f"  ({with_features / usual:.1f}x with the image features, made once a run)",
        flush=True,
    )


def step_by_pairs(model: Model, sequences: Sequence[TokenSequence], vision: dict[str, dict[str, Tensor]]) -> float:
    """Mean nll of answer tokens, its ascent added to the gradients; the usual way."""
    tokens = sum(len(one.ids) - one.answer for one in sequences)
    total = 0.0
    for start in range(0, len(sequences), BATCH):
        batch = sequences[start : start + BATCH]
        shape = len(batch), max(len(one.ids) for one in batch)
        ids, mask = torch.full(shape, model.padding), torch.zeros(shape, dtype=torch.long)
        labels = torch.full(shape, IGNORED)
        for row, one in enumerate(batch):
            ids[row, : len(one.ids)], mask[row, : len(one.ids)] = torch.tensor(one.ids), 1
            labels[row, one.answer - 1 : len(one.ids) - 1] = torch.tensor(one.ids[one.answer :])
        pixels = [vision[one.image]["pixel_values"] for one in batch if one.image is not None]
        seen = {"pixel_values": torch.cat(pixels).to(model.core.device)} if pixels else {}
        device = model.core.device
        logits = model.network(
            input_ids=ids.to(device), attention_mask=mask.to(device), use_cache=False, **seen
        ).logits  # (B, T, V)
        nll = F.cross_entropy(logits.flatten(0, 1), labels.flatten().to(device), reduction="sum") / tokens
        (-nll).backward()
        total += float(nll.detach())
    return total


def step_by_rows(model: Model, sequences: Sequence[TokenSequence], features: dict[str, Tensor]) -> float:
    """Mean nll of answer tokens, its ascent added to the gradients; as the baselines do it, packing included."""
    packed = pack((("forget", one) for one in sequences), ROW_LENGTHS[model.name], model.padding)
    logits = model.answer_logits(model.network, packed, [features[image] for image in packed.images])  # (N, V)
    labels = packed.labels[packed.labels != IGNORED].to(logits.device)
    nll = F.cross_entropy(logits, labels)
    (-nll).backward()
    return float(nll.detach())


def check_agreement(model: Model, usual: Callable[[], float], here: Callable[[], float]) -> None:
    """Both ways give the same loss and the same gradients, or there is nothing to compare."""
    losses, gradients = [], []
    for way in (usual, here):
        losses.append(way())
        gradients.append(torch.cat([one.grad.flatten() for one in trained(model)]))
        model.network.zero_grad()
    away = float((gradients[0] - gradients[1]).norm() / gradients[0].norm())
    assert abs(losses[0] - losses[1]) < LOSSES_AGREE, f"losses differ: {losses}"
    assert away < GRADIENTS_AGREE, f"gradients differ by {away:.1e} of their norm"


def weigh(model: Model, forget: Read, retain: Read) -> None:
    """One row: the peak of each method on the same rows, and its ratio to the first one's."""
    device = model.core.device
    visits = zip(forget.sequences.values(), retain.sequences.values(), strict=True)
    items = [[*in_role("forget", one), *in_role("retain", other)] for one, other in visits]
    material = Material(items, {**forget.features, **retain.features}, ROW_LENGTHS[model.name])
    weights = sum(one.numel() * one.element_size() for one in model.network.parameters())
    peaks: list[int] = []
    for name in METHODS_SHOWN:
        objective = Objective(METHODS[name], Strength())
        with tempfile.TemporaryDirectory() as folder:
            settings = TrainingArguments(
                folder, max_steps=1, per_device_train_batch_size=len(items), learning_rate=0.0, report_to="none",
                save_strategy="no", logging_strategy="no", disable_tqdm=True, remove_unused_columns=False,
                use_cpu=device.type == "cpu", label_names=["labels"],
            )  # fmt: skip
            fitting = Fitting(model, objective, material, 1, settings)
            peaks.append(peak(fitting.train, device))
        model.network.zero_grad()
    shown = "".join(f"{one / 2**20:>16.1f}{one / peaks[0]:>7.2f}x" for one in peaks)
    print(f"{model.name:<16}{weights / 2**20:>12.1f}{shown}", flush=True)


def in_role(role: Role, sequences: Sequence[TokenSequence]) -> Iterator[tuple[Role, TokenSequence]]:
    """As items of a training batch hold them."""
    return ((role, one) for one in sequences)


def peak(function: Callable[[], Any], device: torch.device) -> int:
    """The most bytes of tensors that are alive at once while it runs, above those before it.

    On a CPU the profiler notes every block that torch's allocator hands out or takes back, whoever asks (operators,
    autograd's saved tensors, the optimizer), so the largest sum of these up to any moment is exact; it misses only the
    scratch space of matrix libraries. Resident memory would count freed pages and the interpreter too.
    """
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        function()
        return torch.cuda.max_memory_allocated() - before
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
        function()
    events = [one for one in profile.profiler.kineto_results.events() if one.name() == "[memory]"]
    return max(accumulate(one.nbytes() for one in sorted(events, key=lambda one: one.start_ns())))


def encoded(model: Model, people: Sequence[Person]) -> Read:
    """What happens once, before training."""
    encoder = Encoder(model)
    seen = {one.id: encoder.see(one.picture()) for one in people if any(pair.with_image for pair in one.pairs)}
    sequences = {one.id: list(encoder.encode(one, seen.get(one.id))) for one in people}
    vision = {name: dict(one.vision) for name, one in seen.items()}
    for _ in range(2):  # the first call of anything is slow
        start = time.perf_counter()
        features = {name: model.features(one) for name, one in vision.items()}
        wait()
    return Read(sequences, vision, features, time.perf_counter() - start)


def make(name: str, words: PreTrainedTokenizerFast, device: torch.device) -> Model:
    """A random LLaVA with a LoRA that does something, the same at each run."""
    network, processor = MAKERS[name](words)
    model = Model(name, network, processor)
    train_adapter(model, rank=8, alpha=16, dropout=0.0)
    torch.manual_seed(0)
    for parameter in model.network.parameters():
        if parameter.dim() > 1:  # signals keep their size, and the LoRA's zeros become an adapter
            torch.nn.init.normal_(parameter, std=parameter[0].numel() ** -0.5)
    model.network.to(device).train()
    return model


def embedded(words: PreTrainedTokenizerFast) -> tuple[LlavaForConditionalGeneration, LlavaProcessor]:
    """The embedded model, untrained: 64 x 64 pixels, 16 image tokens, width 128, 3 layers."""
    return small_llava.network(words, patch=16, seed=0), small_llava.processor(words, patch=16)


def middle(words: PreTrainedTokenizerFast) -> tuple[LlavaForConditionalGeneration, LlavaProcessor]:
    """224 x 224 pixels, 256 image tokens, width 512, 6 layers of vision and 8 of text, a vocabulary of 8,000."""
    size, patch = 224, 14
    common = {"hidden_size": 512, "num_attention_heads": 8}
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(
            **common, intermediate_size=1024, num_hidden_layers=6, image_size=size, patch_size=patch
        ),
        text_config=LlamaConfig(
            **common, intermediate_size=1536, num_hidden_layers=8, vocab_size=8000, tie_word_embeddings=True,
            pad_token_id=words.pad_token_id, bos_token_id=words.bos_token_id, eos_token_id=words.eos_token_id,
        ),
        image_token_index=words.convert_tokens_to_ids(small_llava.IMAGE),
        tie_word_embeddings=True,
    )  # fmt: skip
    pictures = CLIPImageProcessorPil(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
    template = small_llava.CHAT_TEMPLATE
    processor = LlavaProcessor(pictures, words, patch, "default", template, num_additional_image_tokens=1)
    return LlavaForConditionalGeneration(config), processor


MAKERS = {"embedded size": embedded, "mid-size": middle}


def built(modality: Any) -> list[Person]:
    """People of a small dataset that is gone when this returns."""
    print("building a small dataset (--data takes one that is there) ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "mllmu-bench")
        command = [sys.executable, "-m", "mllmu_bench", "build", "--recipe", "demo", "--looks", "0", "--out", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return load_people(out, "ft_Data", modality)


def trained(model: Model) -> list[Tensor]:
    """The matrices of the LoRA."""
    return [one for one in model.network.parameters() if one.requires_grad]


def wait() -> None:
    """Until a GPU has done what it was given."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()

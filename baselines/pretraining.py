"""What the embedded model learns before any fine-tuning: to see, and what celebrities are known for."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from itertools import islice

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import AdamW, Muon, Optimizer
from torch.optim.lr_scheduler import LambdaLR
from tqdm import tqdm

from baselines import models
from baselines.curriculum import endless
from baselines.data import Person
from baselines.encoding import Encoder
from baselines.losses import Answers, nll
from baselines.models import Model
from baselines.optimizers import hidden_matrices
from baselines.packing import IGNORED, pack

Schedule = list[tuple[Optimizer, LambdaLR]]


def optimizers(parameters: Iterable[tuple[str, nn.Parameter]], steps: int, muon: float, adam: float) -> Schedule:
    """Muon for the matrices of hidden layers, AdamW for the rest, and their schedules: a tenth warm-up, then a cosine.

    parameters: (name, parameter). muon, adam: the highest learning rates. Muon: kellerjordan.github.io/posts/muon
    """
    hidden, others = hidden_matrices(parameters)
    warm = steps / 10

    def share(step: int) -> float:
        done = min(max(step - warm, 0.0) / (steps - warm), 1.0)
        return min((step + 1) / warm, 0.5 + 0.5 * math.cos(math.pi * done))

    both: tuple[Optimizer, ...] = (
        Muon(hidden, lr=muon, momentum=0.9, weight_decay=0.0, ns_steps=3),
        AdamW(others, lr=adam, betas=(0.9, 0.95), weight_decay=0.0),
    )
    return [(optimizer, LambdaLR(optimizer, share)) for optimizer in both]


def descend(loss: Tensor, along: Schedule) -> None:
    """One step of all `optimizers` down the gradient of `loss`."""
    loss.backward()  # type: ignore[no-untyped-call]
    for optimizer, schedule in along:
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()


def train_vision(model: Model, pixels: Tensor, labels: Tensor, seed: int, steps: int, batch: int) -> list[float]:
    """Teach the tower what is to be seen in portraits, then freeze it. Returns the loss of each step.

    Each image token by itself must tell all labels: that makes them say who it is rather than how the head is turned.
    pixels: (N, 3, H, W) as the processor makes them. labels: (N, L) class numbers, IGNORED if unknown.
    """
    chance = torch.Generator().manual_seed(seed)
    tower = model.core.get_encoder(modality="image")
    classes = [int(number) + 1 for number in labels.amax(0)]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = nn.Linear(tower.config.hidden_size, sum(classes))
    along = optimizers((*tower.named_parameters(), *head.named_parameters(prefix="head")), steps, muon=0.02, adam=6e-3)
    course = []
    for _ in tqdm(range(steps), desc="vision", disable=None):
        chosen = torch.randint(len(pixels), (batch,), generator=chance)
        seen = tower(jitter(pixels[chosen], chance)).last_hidden_state[:, 1:]  # (B, patches, width)
        told = head(seen).transpose(1, 2).split(classes, dim=1)  # L of (B, classes, patches)
        truth = labels[chosen, :, None].expand(-1, -1, seen.shape[1]).unbind(1)  # L of (B, patches)
        losses = [functional.cross_entropy(one, other) for one, other in zip(told, truth, strict=True)]
        known = (labels[chosen] != IGNORED).float().mean(0)  # a label counts by how many images of the batch have it
        loss = (torch.stack(losses).nan_to_num() * known).sum() / known.sum()
        descend(loss, along)
        course.append(float(loss.detach()))
    tower.requires_grad_(False)
    return course


def jitter(pixels: Tensor, chance: torch.Generator, most: float = 0.15) -> Tensor:
    """Each image (B, C, H, W) scaled by up to `most` and shifted by up to half that share of its side; edges repeat."""
    drawn = most * (2 * torch.rand(len(pixels), 3, generator=chance) - 1)
    frames = torch.zeros(len(pixels), 2, 3)
    frames[:, 0, 0] = frames[:, 1, 1] = 1 + drawn[:, 0]
    frames[:, :, 2] = drawn[:, 1:]
    grid = functional.affine_grid(frames, list(pixels.shape), align_corners=False)
    return functional.grid_sample(pixels, grid, padding_mode="border", align_corners=False)


def train_knowledge(
    model: Model,
    lessons: Sequence[tuple[Sequence[Person], int]],
    seed: int,
    steps: int,
    pairs: int,
    row_length: int = 0,
) -> list[float]:
    """Teach language model and projector the answers about people. Returns the loss of each step.

    lessons: people, and how many of them a step reads, with `pairs` of their pairs each, drawn anew at each visit.
    row_length: tokens of a packed row, or as many as the longest pair has if it has more.
    """
    chance = random.Random(f"{seed}/knowledge")
    encoder = Encoder(model)
    seen = {person.id: encoder.see(person.picture()) for people, _ in lessons for person in people}
    asked = [[list(encoder.encode(person, seen[person.id])) for person in people] for people, _ in lessons]
    row_length = max(row_length, *(len(sequence.ids) for people in asked for those in people for sequence in those))
    models.train_whole(model)
    trained = [(name, parameter) for name, parameter in model.network.named_parameters() if parameter.requires_grad]
    along = optimizers(trained, steps, muon=0.02, adam=6e-3)
    turns = [endless(people, chance) for people in asked]
    course = []
    for _ in tqdm(range(steps), desc="knowledge", disable=None):
        chosen = [one for (_, number), turn in zip(lessons, turns, strict=True) for one in islice(turn, number)]
        drawn = [one for those in chosen for one in chance.sample(those, min(pairs, len(those)))]
        packed = pack([("retain", sequence) for sequence in drawn], row_length, model.padding, model.hidden_size)
        logits = model.answer_logits(model.network, packed, [seen[image].vision for image in packed.images])
        labels, sequence = packed.answers()
        log_probs = logits.log_softmax(-1).gather(1, labels[:, None])[:, 0]
        loss = nll(Answers(log_probs, sequence, len(drawn), len(log_probs), len(drawn)))
        descend(loss, along)
        course.append(float(loss.detach()))
    return course

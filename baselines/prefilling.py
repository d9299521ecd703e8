"""Prompts that begin alike are read once: their keys and values are kept, and repeated for what comes behind.

A batch is read in three steps: what all its prompts begin with, what those about the same pictures begin with, and the
rest of each. A prompt so read gives the same logits as one that is read by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import DynamicCache

from baselines.models import Model
from baselines.packing import common_length


@dataclass(frozen=True, slots=True)
class Prompt:
    """ids: T tokens, every picture expanded. positions: (axes, T). images: SHA-256 of its pictures; spans: theirs."""

    ids: list[int]
    positions: Tensor
    images: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def image_end(self) -> int:
        """Index behind the last picture."""
        return self.spans[-1][1] if self.spans else 0


@dataclass(frozen=True, slots=True)
class Read:
    """What a network remembers of B rows of up to L tokens. there: (B, L) bool, False at padding."""

    cache: DynamicCache
    there: Tensor

    def rows(self, chosen: Sequence[int]) -> Read:
        """Some of the rows, each as often as it is named; these stay as they are."""
        index = torch.tensor(chosen, device=self.there.device)
        layers = [(keys[index], values[index]) for keys, values, *_ in self.cache]
        return Read(DynamicCache(layers), self.there[index])


def read_on(
    model: Model,
    before: Read | None,
    ids: Sequence[Sequence[int]],
    positions: Sequence[Tensor],
    every: bool = False,
    features: Sequence[Tensor] = (),
) -> tuple[Tensor, Read]:
    """Read B rows on by their ids at their (axes, T) positions.

    Returns (N, V) float32 logits behind the last token of each row, or with `every` behind each token, row by row; and
    what is remembered then. features: of the pictures among the ids, in their order.
    """
    device, width = model.core.device, max(map(len, ids))
    tokens = torch.tensor([[*row, *[model.padding] * (width - len(row))] for row in ids], device=device)
    lengths = torch.tensor([len(row) for row in ids], device=device)[:, None]
    columns = torch.arange(width, device=device)[None]
    there = columns < lengths
    padded = [torch.nn.functional.pad(one, (0, width - one.shape[1])) for one in positions]
    places = torch.stack(padded, dim=1).to(device)
    seen = there if before is None else torch.cat([before.there, there], dim=1)
    made = model.network(
        input_ids=tokens,
        attention_mask=seen.long(),
        position_ids=places[0] if len(places) == 1 else places,
        past_key_values=DynamicCache() if before is None else before.cache,
        logits_to_keep=there if every else columns == lengths - 1,
        use_cache=True,
        **model.vision_arguments(features),
    )
    return made.logits.float(), Read(made.past_key_values, seen)


def read(model: Model, prompts: Sequence[Prompt], features: dict[str, Tensor]) -> tuple[Tensor, Read]:
    """(B, V) logits behind each prompt, and what is remembered of it. features: of each picture by its SHA-256."""
    alike, pictures_alike = _shared(prompts)
    ends = [(alike, max(alike, one.image_end), len(one.ids)) for one in prompts]
    keys = [((), (one.images, tuple(one.ids[: one.image_end])), number) for number, one in enumerate(prompts)]
    before: Read | None = None
    at, shown = [0] * len(prompts), 0
    owners = [0] * len(prompts)  # the row of `before` that each prompt goes on from
    logits = torch.empty(0)
    for level in range(3):
        groups: dict[object, int] = {}
        numbers = [groups.setdefault(key[level], len(groups)) for key in keys]
        firsts = [numbers.index(number) for number in range(len(groups))]
        segments = [prompts[first].ids[at[first] : ends[first][level]] for first in firsts]
        if not any(segments):
            continue
        upto = (pictures_alike, None, 0)[level]
        images = [image for first in firsts for image in prompts[first].images[shown:upto]] if level < 2 else []
        places = [prompts[first].positions[:, at[first] : ends[first][level]] for first in firsts]
        start = None if before is None else before.rows([owners[first] for first in firsts])
        logits, before = read_on(model, start, segments, places, features=[features[image] for image in images])
        at, owners, shown = [end[level] for end in ends], numbers, pictures_alike
    assert before is not None, "no prompt is empty"
    return logits, before


def _shared(prompts: Sequence[Prompt]) -> tuple[int, int]:
    """How many tokens all prompts begin with, and how many whole pictures are among them; one token stays with each."""
    pictures = common_length(*(one.images for one in prompts))
    limits = [one.spans[pictures][0] for one in prompts if len(one.images) > pictures]
    length = min([common_length(*(one.ids for one in prompts)), *limits, *(len(one.ids) - 1 for one in prompts)])
    whole = min((sum(end <= length for _, end in one.spans[:pictures]) for one in prompts), default=0)
    cut = [one.spans[whole][0] for one in prompts if len(one.spans) > whole and one.spans[whole][0] < length]
    return min([length, *cut]), whole

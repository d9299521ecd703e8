"""What an answer and the one that replaces it differ in, token by token: where SIU's divergence looks away.

The paper (arXiv 2405.12523) masks the tokens of the concept's name and of what is said instead. Ours is to tell them by
comparing the two answers, so that no name has to be found in one: it works for descriptions, and for any tokenizer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from baselines.packing import TokenSequence


@dataclass(frozen=True, slots=True)
class Swap:
    """Token ids. concept: of the earlier answer alone. rewritten: of the new one alone."""

    concept: Tensor
    rewritten: Tensor


def swap(earlier: TokenSequence, new: TokenSequence) -> Swap:
    """What two answers to a question do not share."""
    left, right = ({*one.ids[one.answer :]} for one in (earlier, new))
    return Swap(torch.tensor(sorted(left - right)).long(), torch.tensor(sorted(right - left)).long())


def masks(
    swaps: Mapping[str, Swap], keys: Sequence[str], labels: Tensor, sequence: Tensor, vocabulary: int
) -> tuple[Tensor, Tensor]:
    """For N answer tokens, (N,) labels of (N,) sequences with these keys: (N, V) bool, where the vocabulary is of the
    concept that the sequence's answer replaces, and (N,) bool, whether the token is of what is said instead."""
    concept = torch.zeros(len(labels), vocabulary, dtype=torch.bool, device=labels.device)
    rewritten = torch.zeros_like(labels, dtype=torch.bool)
    for number in set(sequence.tolist()):
        if (one := swaps.get(keys[number])) is not None:
            own = sequence == number
            concept[own.nonzero(), one.concept.to(labels.device)] = True
            rewritten |= own & torch.isin(labels, one.rewritten.to(labels.device))
    return concept, rewritten

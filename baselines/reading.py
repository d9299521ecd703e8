"""Packed rows -> what losses are made of: what the model in training says to the answers, and what its reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from baselines.losses import COMPARED, ROLES, Answers, Batch, Method, Role, dual_masked_kl, token_kl
from baselines.material import Material
from baselines.models import Model, at_start
from baselines.packing import Packed
from baselines.swaps import masks


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of `material` as `method` needs it.

    stored: key -> (T,) or (T, V) log-probabilities by the reference of a sequence's answer tokens; None: the model at
    the start of the training is the reference, step by step.
    """

    model: Model
    method: Method
    material: Material
    stored: Mapping[str, Tensor] | None = None

    def batch(self, network: Any, packed: Packed, counts: Tensor) -> Batch:
        """The answers of each role; counts: (roles, 2) answer tokens and sequences of the whole step."""
        reference = self._reference(network, packed)
        log_p = self._log_p(network, packed)
        labels, sequence = packed.answers()  # (N,)
        log_probs = log_p.gather(1, labels[:, None])[:, 0]
        needs = self.method.reference
        divergence = self._divergence(log_p, reference, packed) if needs == "distributions" else None
        batch: dict[Role, Answers] = {}
        for role in self.method.roles:
            index = ROLES.index(role)
            own = packed.roles == index  # (sequences,)
            here = own[sequence]  # (N,)
            batch[role] = Answers(
                log_probs=log_probs[here],
                sequence=(own.cumsum(0) - 1)[sequence[here]],
                sequences_here=int(own.sum()),
                tokens=counts[index, 0],
                sequences=counts[index, 1],
                reference=reference[here] if needs == "log_probs" else None,
                divergence=divergence[here] if divergence is not None and role in COMPARED else None,
            )
        return batch

    def _divergence(self, log_p: Tensor, reference: Tensor, packed: Packed) -> Tensor:
        """(N,) what Answers.divergence is, 0 for roles that are not compared; reference: (n, V) of the others."""
        labels, sequence = packed.answers()
        compared = _is_compared(packed)
        if swaps := self.material.swaps:
            masked = masks(swaps, packed.keys, labels[compared], sequence[compared], log_p.shape[-1])
            values = dual_masked_kl(log_p[compared], reference, *masked)
        else:
            values = token_kl(log_p[compared], reference)
        return log_p.new_zeros(len(labels)).masked_scatter(compared, values)

    def _log_p(self, network: Any, packed: Packed) -> Tensor:
        """(N, V) log-probabilities where the N answer tokens are predicted."""
        pictures = [self.material.pictures[image] for image in packed.images]
        logits: Tensor = self.model.answer_logits(network, packed, pictures)
        return logits.float().log_softmax(-1)

    @torch.no_grad()
    def _reference(self, network: Any, packed: Packed) -> Tensor:
        """What the reference says: (N,) to the answer tokens, or (n, V) where the compared ones are predicted.

        Comes before the pass that gradients go through, and keeps no more than is used: so it costs next to no memory.
        """
        needs = self.method.reference
        labels, sequence = packed.answers()  # (N,)
        compared = _is_compared(packed) if needs == "distributions" else torch.ones_like(sequence).bool()
        if needs == "none":
            return torch.empty(0)
        if self.stored is not None:
            keys = [packed.keys[number] for number in dict.fromkeys(sequence[compared].tolist())]
            return torch.cat([self.stored[key] for key in keys]).to(sequence.device)
        with at_start(self.model):
            log_p = self._log_p(network, packed)
        return log_p[compared] if needs == "distributions" else log_p.gather(1, labels[:, None])[:, 0]


def _is_compared(packed: Packed) -> Tensor:
    """(N,) bool: whether the answer token is in one of the COMPARED roles."""
    _, sequence = packed.answers()
    wanted = torch.tensor([ROLES.index(role) for role in COMPARED], device=sequence.device)
    return torch.isin(packed.roles[sequence], wanted)

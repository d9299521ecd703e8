"""What fine-tuning and unlearning minimise: pure functions of answer-token log-probabilities.

Notation: N answer tokens of a batch, flat (no padding); each belongs to one of S sequences, that is one question with
its answer. p is the model in training, p_ref the reference, y an answer, x its prompt (picture and question). nll_f and
nll_r are the mean negative log-likelihood of forget and retain answer tokens. Means are taken over the whole
optimisation step, of which the batch may be a part: the losses of the parts add up to that of one large batch, so that
accumulation and several processes change nothing.

To add a method: one function and one entry in METHODS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor

Role = Literal["forget", "refusal", "retain", "rewritten", "forget_person", "forget_event"]
ROLES: tuple[Role, ...] = get_args(Role)
FORGOTTEN: tuple[Role, ...] = ("forget", "forget_person", "forget_event")  # answers that are to become unlikely
COMPARED: tuple[Role, ...] = ("retain", "rewritten")  # on which methods need distributions, if they do
Reference = Literal["none", "log_probs", "distributions"]
SIU_ALPHA, SIU_BETA = 0.9, 0.75  # of its paper


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer tokens of one role in a batch.

    log_probs: (N,) log p of each answer token. sequence: (N,) the sequence of each, from 0 to S - 1, in any order; the
    same number in the roles forget and refusal is the same question. sequences_here: S.
    tokens, sequences: how many the whole optimisation step has of this role; what means divide by.
    reference: (N,) log p_ref of each answer token. divergence: (N,) KL(p_ref || p) of the next-token distributions, on
    rewritten answers the masked one.
    """

    log_probs: Tensor
    sequence: Tensor
    sequences_here: int
    tokens: float | Tensor
    sequences: float | Tensor
    reference: Tensor | None = None
    divergence: Tensor | None = None

    def summed(self, values: Tensor) -> Tensor:
        """(N,) -> (S,): sums over the tokens of each sequence."""
        return values.new_zeros(self.sequences_here).index_add(0, self.sequence, values)

    def means(self) -> Tensor:
        """(S,) mean log p of the tokens of each sequence."""
        return self.summed(self.log_probs) / self.summed(torch.ones_like(self.log_probs))

    def log_ratio(self) -> Tensor:
        """(S,) log p(y|x) - log p_ref(y|x)."""
        assert self.reference is not None
        return self.summed(self.log_probs - self.reference)


Batch = Mapping[Role, Answers]


@dataclass(frozen=True, slots=True)
class Strength:
    """beta: how far a model may leave the reference (NPO, DPO, SimNPO). gamma: the margin of SimNPO."""

    beta: float = 0.4
    gamma: float = 0.0


def nll(answers: Answers) -> Tensor:
    """Mean negative log-likelihood over answer tokens."""
    return -answers.log_probs.sum() / answers.tokens


def token_kl(log_p: Tensor, log_p_ref: Tensor) -> Tensor:
    """KL(p_ref || p) at each position: (N, V) log-probabilities of both -> (N,)."""
    return (log_p_ref.exp() * (log_p_ref - log_p)).sum(-1)


def dual_masked_kl(log_p: Tensor, log_p_ref: Tensor, concept: Tensor, rewritten: Tensor) -> Tensor:
    """SIU's KL(p_ref || p) without what is to be forgotten: (N, V) log-probabilities of both -> (N,).

    concept: (N, V) bool; such tokens are taken out of both distributions. That these then add up to 1 again is ours: by
    descriptions of the paper their terms alone are left out, and the rest is no divergence, and may be negative.
    rewritten: (N,) bool; such positions do not count.
    """
    nothing = torch.finfo(log_p.dtype).min
    rest, rest_ref = (one.masked_fill(concept, nothing).log_softmax(-1) for one in (log_p, log_p_ref))
    return token_kl(rest, rest_ref).masked_fill(rewritten, 0.0)


def mean_divergence(answers: Answers) -> Tensor:
    """Mean KL(p_ref || p) over answer tokens."""
    assert answers.divergence is not None
    return answers.divergence.sum() / answers.tokens


def fine_tuning(batch: Batch, strength: Strength) -> Tensor:
    """Learn the answers of the retain role: how the vanilla and the retained model are made.

    The mean over sequences of the negative log-likelihood of a token: a name counts as much as a description.
    """
    retain = batch["retain"]
    return -retain.means().sum() / retain.sequences


def gradient_ascent(batch: Batch, strength: Strength) -> Tensor:
    """GA: -nll_f. Unbounded below, so training stops at a bound on nll_f."""
    return -nll(batch["forget"])


def gradient_difference(batch: Batch, strength: Strength) -> Tensor:
    """GD (Liu et al. 2022, arXiv 2203.12817): -nll_f + nll_r."""
    return -nll(batch["forget"]) + nll(batch["retain"])


def kl_minimization(batch: Batch, strength: Strength) -> Tensor:
    """KL minimisation (TOFU, Maini et al. 2024, arXiv 2401.06121): -nll_f + mean KL(p_ref || p) on retain answers."""
    return -nll(batch["forget"]) + mean_divergence(batch["retain"])


def balanced(batch: Batch) -> Tensor:
    """The mean of nll_f over people's answers and of nll_f over events'."""
    return (nll(batch["forget_person"]) + nll(batch["forget_event"])) / 2


def balanced_gradient_difference(batch: Batch, strength: Strength) -> Tensor:
    """BGD (PEBench, Xu et al. 2025, arXiv 2503.12545) on gradient difference: -nll_f + nll_r, nll_f balanced.

    The paper balances the sampling ratio and the losses of people and events, and gives no formula. Ours: a visit has
    a picture of each, and each concept's mean over its own tokens counts half, so that long descriptions of events do
    not drown names, and forgetting weighs as much against retaining as without the balance.
    """
    return -balanced(batch) + nll(batch["retain"])


def balanced_kl_minimization(batch: Batch, strength: Strength) -> Tensor:
    """BGD on KL minimisation: -nll_f + mean KL(p_ref || p) on retain answers, nll_f balanced as above."""
    return -balanced(batch) + mean_divergence(batch["retain"])


def npo(batch: Batch, strength: Strength) -> Tensor:
    """NPO (Zhang et al. 2024, arXiv 2404.05868): (2/beta) mean over sequences of -log sigmoid(-beta log(p/p_ref))."""
    forget = batch["forget"]
    losses = -F.logsigmoid(-strength.beta * forget.log_ratio())
    return 2 / strength.beta * losses.sum() / forget.sequences


def simnpo(batch: Batch, strength: Strength) -> Tensor:
    """SimNPO (Fan et al. 2024, arXiv 2410.07163): NPO with the mean log p of a sequence's tokens as the ratio.

    (2/beta) mean over sequences of -log sigmoid(-beta log(p)/|y| - gamma), without a reference.
    """
    forget = batch["forget"]
    losses = -F.logsigmoid(-strength.beta * forget.means() - strength.gamma)
    return 2 / strength.beta * losses.sum() / forget.sequences


def po(batch: Batch, strength: Strength) -> Tensor:
    """PO, preference optimisation as in PEBench (arXiv 2503.12545): learn to refuse the forget questions."""
    return nll(batch["refusal"])


def idk(batch: Batch, strength: Strength) -> Tensor:
    """IDK (TOFU, arXiv 2401.06121): learn to refuse the forget questions while answering the retain ones."""
    return nll(batch["refusal"]) + nll(batch["retain"])


def dpo(batch: Batch, strength: Strength) -> Tensor:
    """DPO (Rafailov et al. 2023, arXiv 2305.18290): prefer a refusal to the answer, question by question."""
    preferred, rejected = batch["refusal"], batch["forget"]
    losses = -F.logsigmoid(strength.beta * (preferred.log_ratio() - rejected.log_ratio()))
    return losses.sum() / rejected.sequences


def siu(batch: Batch, strength: Strength) -> Tensor:
    """SIU (Li et al. 2024, arXiv 2405.12523): alpha times cross-entropy plus beta times the dual masked KL.

    Both on answers that are rewritten to say something else of what is to be forgotten, and on those to retain, where
    nothing is masked. alpha, beta and the masks are the paper's. Ours: rewritten and retain answers have a mean each,
    over all their tokens, and count the same; pictures of the whole forget set are shown, not a single one.
    """
    learnt, kept = batch["rewritten"], batch["retain"]
    return SIU_ALPHA * (nll(learnt) + nll(kept)) + SIU_BETA * (mean_divergence(learnt) + mean_divergence(kept))


@dataclass(frozen=True, slots=True)
class Method:
    """A loss, the answers it reads and what it needs of the reference: nothing, token log-probabilities of forget and
    refusal answers, or whole distributions on the COMPARED ones. unbounded: without end as the forget answers go."""

    loss: Callable[[Batch, Strength], Tensor]
    roles: tuple[Role, ...]
    reference: Reference = "none"
    unbounded: bool = False


FINE_TUNING = Method(fine_tuning, ("retain",))
BALANCED: tuple[Role, ...] = ("forget_person", "forget_event", "retain")
METHODS: dict[str, Method] = {
    "ga": Method(gradient_ascent, ("forget",), unbounded=True),
    "gradient_difference": Method(gradient_difference, ("forget", "retain"), unbounded=True),
    "kl_minimization": Method(kl_minimization, ("forget", "retain"), "distributions", unbounded=True),
    "npo": Method(npo, ("forget",), "log_probs"),
    "simnpo": Method(simnpo, ("forget",)),
    "po": Method(po, ("refusal",)),
    "idk": Method(idk, ("refusal", "retain")),
    "dpo": Method(dpo, ("refusal", "forget"), "log_probs"),
    "siu": Method(siu, ("rewritten", "retain"), "distributions"),
    "bgd": Method(balanced_gradient_difference, BALANCED, unbounded=True),
    "bgd_kl": Method(balanced_kl_minimization, BALANCED, "distributions", unbounded=True),
}

"""The losses: numbers by hand, and what must not change them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import chain
from math import exp, log

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from baselines.losses import (
    COMPARED,
    FINE_TUNING,
    METHODS,
    ROLES,
    Answers,
    Batch,
    Method,
    Role,
    Strength,
    dual_masked_kl,
    token_kl,
)

EVERY = {**METHODS, "finetune": FINE_TUNING}
every_method = pytest.mark.parametrize("method", EVERY.values(), ids=list(EVERY))
STRENGTH = Strength(beta=0.4, gamma=0.3)


def answers(*sequences: list[float], reference: list[list[float]] | None = None, **more: Tensor) -> Answers:
    """Probabilities of the tokens of each sequence -> answers that are a whole step."""
    flat = torch.tensor([*chain(*sequences)], dtype=torch.float64).log()
    numbers = torch.tensor([number for number, sequence in enumerate(sequences) for _ in sequence])
    before = None if reference is None else torch.tensor([*chain(*reference)], dtype=torch.float64).log()
    return Answers(flat, numbers, len(sequences), len(flat), len(sequences), before, **more)


def loss(name: str, beta: float = 0.4, gamma: float = 0.0, **batch: Answers) -> float:
    return EVERY[name].loss(batch, Strength(beta, gamma)).item()  # type: ignore[arg-type]


FORGET = answers([0.5, 0.5], [0.25])  # -log p is ln 2, ln 2 and 2 ln 2: the mean over 3 tokens is 4/3 ln 2
RETAIN = answers([0.125])  # 3 ln 2
REFUSAL = answers([0.5], [0.5, 0.25])  # ln 2, ln 2 and 2 ln 2: 4/3 ln 2


def test_fine_tuning_is_the_mean_over_sequences_of_means_over_tokens() -> None:
    assert loss("finetune", retain=RETAIN) == pytest.approx(3 * log(2))
    assert loss("finetune", retain=FORGET) == pytest.approx(3 / 2 * log(2))


def test_gradient_ascent_is_minus_the_mean_over_tokens() -> None:
    assert loss("ga", forget=FORGET) == pytest.approx(-4 / 3 * log(2))


def test_gradient_difference() -> None:
    # -4/3 ln 2 + 3 ln 2
    assert loss("gradient_difference", forget=FORGET, retain=RETAIN) == pytest.approx(5 / 3 * log(2))


def test_idk() -> None:
    # 4/3 ln 2 + 3 ln 2
    assert loss("idk", refusal=REFUSAL, retain=RETAIN) == pytest.approx(13 / 3 * log(2))


def test_kl_minimization() -> None:
    # two tokens: p_ref = (1/2, 1/2), p = (1/4, 3/4) has KL 1/2 ln 2 + 1/2 ln 2/3 = 1/2 ln 4/3; p = p_ref has 0
    reference = torch.tensor([[0.5, 0.5], [0.5, 0.5]]).double().log()
    divergence = token_kl(torch.tensor([[0.25, 0.75], [0.5, 0.5]]).double().log(), reference)
    assert divergence.tolist() == pytest.approx([0.5 * log(4 / 3), 0])
    retain = answers([0.25, 0.5], divergence=divergence)
    # the mean over those two tokens is 1/4 ln 4/3
    assert loss("kl_minimization", forget=FORGET, retain=retain) == pytest.approx(-4 / 3 * log(2) + log(4 / 3) / 4)


def test_dual_masked_kl() -> None:
    # Of four tokens the last is the concept's. Without it, p_ref = (1/4, 1/4, 0, 1/2) is (1/2, 1/2, 0), and
    # p = (1/8, 3/8, 1/4, 1/4) is (1/6, 1/2, 1/3): KL 1/2 ln (1/2)/(1/6) + 1/2 ln (1/2)/(1/2) = 1/2 ln 3.
    # Where nothing is masked, p_ref = (1/2, 1/2, 0, 0) to p = (1/4, 3/4, 0, 0) has 1/2 ln 4/3, as above.
    # The third position says the first one's again, but belongs to what is said instead.
    tiny = 1e-12
    reference = torch.tensor([[0.25, 0.25, tiny, 0.5], [0.5, 0.5, tiny, tiny], [0.25, 0.25, tiny, 0.5]]).double().log()
    log_p = torch.tensor([[1 / 8, 3 / 8, 1 / 4, 1 / 4], [0.25, 0.75, tiny, tiny], [1 / 8, 3 / 8, 1 / 4, 1 / 4]])
    concept = torch.tensor([[False, False, False, True], [False] * 4, [False, False, False, True]])
    rewritten = torch.tensor([False, False, True])
    divergence = dual_masked_kl(log_p.double().log(), reference, concept, rewritten)
    assert divergence.tolist() == pytest.approx([0.5 * log(3), 0.5 * log(4 / 3), 0])


def test_dual_masked_kl_does_not_see_how_likely_the_concept_is() -> None:
    """However sure of it the reference is, and in gradients no more than in values."""
    torch.manual_seed(0)
    logits, other = torch.randn(2, 20, 7).double()
    concept, none = torch.arange(7).expand(20, 7) < 2, torch.zeros(20, dtype=torch.bool)
    surer = (other + 40 * concept).log_softmax(-1)
    logits.requires_grad_()
    values = [dual_masked_kl(logits.log_softmax(-1), ref, concept, none) for ref in (other.log_softmax(-1), surer)]
    torch.testing.assert_close(*values)
    (gradient,) = torch.autograd.grad(values[1].sum(), logits)
    assert float(gradient[concept].abs().max()) < 1e-12 < float(gradient[~concept].abs().max())
    assert dual_masked_kl(surer, surer, concept, none).tolist() == [0] * 20


def test_dual_masked_kl_without_masks_is_the_kl() -> None:
    torch.manual_seed(0)
    log_p, other = torch.randn(2, 50, 7).double().log_softmax(-1)
    nothing = torch.zeros(50, 7, dtype=torch.bool)
    torch.testing.assert_close(dual_masked_kl(log_p, other, nothing, nothing[:, 0]), token_kl(log_p, other))


def test_siu() -> None:
    # rewritten: nll 4/3 ln 2, divergences 0.3 and 0 and 0.6, mean 0.3; retain: nll 3 ln 2, divergence 0.1
    rewritten = answers([0.5, 0.5], [0.25], divergence=torch.tensor([0.3, 0.0, 0.6], dtype=torch.float64))
    retain = answers([0.125], divergence=torch.tensor([0.1], dtype=torch.float64))
    expected = 0.9 * (4 / 3 + 3) * log(2) + 0.75 * (0.3 + 0.1)
    assert loss("siu", rewritten=rewritten, retain=retain) == pytest.approx(expected)


def test_po() -> None:
    assert loss("po", refusal=REFUSAL) == pytest.approx(4 / 3 * log(2))


EVENT = answers([0.5] * 30, [0.125] * 10)  # a mean of (30 + 3 * 10) / 40 ln 2 = 3/2 ln 2


def test_bgd() -> None:
    # people's 4/3 ln 2 and events' 3/2 ln 2 count half each, however many more tokens those have: 17/12 ln 2
    assert loss("bgd", forget_person=FORGET, forget_event=EVENT, retain=RETAIN) == pytest.approx(
        (-17 / 12 + 3) * log(2)
    )


def test_bgd_kl() -> None:
    retain = answers([0.125, 0.5], divergence=torch.tensor([0.3, 0.1], dtype=torch.float64))
    value = loss("bgd_kl", forget_person=FORGET, forget_event=EVENT, retain=retain)
    assert value == pytest.approx(-17 / 12 * log(2) + 0.2)


def test_bgd_is_gradient_difference_where_both_concepts_are_alike() -> None:
    alike = answers([0.5, 0.5], [0.25], [0.5, 0.5], [0.25])
    assert loss("bgd", forget_person=FORGET, forget_event=FORGET, retain=RETAIN) == pytest.approx(
        loss("gradient_difference", forget=alike, retain=RETAIN)
    )


def test_kl_is_zero_at_the_start_and_positive_elsewhere() -> None:
    torch.manual_seed(0)
    log_p, other = torch.randn(2, 50, 7).double().log_softmax(-1)
    assert token_kl(log_p, log_p).tolist() == [0] * 50
    assert (token_kl(log_p, other) > 0).all()
    assert torch.allclose(token_kl(log_p, other), F.kl_div(log_p, other.exp(), reduction="none").sum(-1))


@pytest.mark.parametrize("beta", [0.1, 0.4, 1.0])
def test_npo_at_the_start(beta: float) -> None:
    # the ratio is 1 in every sequence: (2/beta) * -log sigmoid(0) = 2 ln 2 / beta
    forget = answers([0.5, 0.5], [0.25], reference=[[0.5, 0.5], [0.25]])
    assert loss("npo", beta, forget=forget) == pytest.approx(2 * log(2) / beta)


def test_npo() -> None:
    # p/p_ref is (1/2 * 1/2) / (1 * 1/2) = 1/2 and (1/4) / (3/4) = 1/3. With beta 1, -log sigmoid(-log r) is
    # log(1 + r): log 3/2 and log 4/3. Their mean times 2/1 is log(3/2 * 4/3) = log 2.
    forget = answers([0.5, 0.5], [0.25], reference=[[1, 0.5], [0.75]])
    assert loss("npo", 1.0, forget=forget) == pytest.approx(log(2))


def test_npo_is_per_sequence_not_of_the_mean_ratio() -> None:
    # ratios 4 and 1/4 have the mean log ratio 0, which would give 2 ln 2; but log 5 + log 5/4 = log 25/4 > 2 ln 2
    forget = answers([1.0], [0.25], reference=[[0.25], [1.0]])
    assert loss("npo", 1.0, forget=forget) == pytest.approx(log(25 / 4))


def test_npo_becomes_gradient_ascent_for_small_beta() -> None:
    """Zhang et al. 2024, proposition 1: up to a constant, per sequence."""
    gradients: list[Tensor] = []
    for name, strength in (("npo", Strength(1e-6)), ("ga", STRENGTH)):
        forget = answers([0.5], [0.25], reference=[[0.9], [0.1]])
        forget.log_probs.requires_grad_()
        gradients += torch.autograd.grad(METHODS[name].loss({"forget": forget}, strength), forget.log_probs)
    assert torch.allclose(gradients[0], gradients[1], atol=1e-5)


def test_simnpo() -> None:
    # mean log p: of (1/2, 1/8) -2 ln 2, of (1/4) -2 ln 2. With beta 1 and gamma ln 3, -log sigmoid(2 ln 2 - ln 3) =
    # log(1 + 3/4) in both; times 2.
    forget = answers([0.5, 0.125], [0.25])
    assert loss("simnpo", 1.0, log(3), forget=forget) == pytest.approx(2 * log(7 / 4))
    # without the margin: 2 log(1 + 1/4)
    assert loss("simnpo", 1.0, forget=forget) == pytest.approx(2 * log(5 / 4))


def test_dpo_at_the_start() -> None:
    forget, refusal = (dataclasses.replace(one, reference=one.log_probs.clone()) for one in (FORGET, REFUSAL))
    assert loss("dpo", forget=forget, refusal=refusal) == pytest.approx(log(2))


def test_dpo() -> None:
    # question 1: ratios 1/2 over 1/4 for the refusal, 2, and 1/2 over 1 for the answer, 1/2: 2 / (1/2) = 4
    # question 2: 1 and 3: 1/3. With beta 1, -log sigmoid(log r) is log(1 + 1/r): log 5/4 and log 4
    refusal = answers([0.5], [0.25], reference=[[0.25], [0.25]])
    forget = answers([0.5], [0.75], reference=[[1.0], [0.25]])
    assert loss("dpo", 1.0, forget=forget, refusal=refusal) == pytest.approx((log(5 / 4) + log(4)) / 2)


def test_beta_scales_the_ratio() -> None:
    # npo: 2/beta log(1 + r^beta) with r = 1/16; simnpo: 2/beta log(1 + p^beta); dpo: log(1 + (1/r)^beta)
    forget = answers([1 / 16], reference=[[1.0]])
    refusal = answers([1.0], reference=[[1.0]])
    assert loss("npo", 0.5, forget=forget) == pytest.approx(4 * log(1 + 1 / 4))
    assert loss("simnpo", 0.5, forget=forget) == pytest.approx(4 * log(1 + 1 / 4))
    assert loss("dpo", 0.5, forget=forget, refusal=refusal) == pytest.approx(log(1 + 1 / 4))


def test_large_ratios_stay_finite() -> None:
    forget = answers([exp(-700)], reference=[[1.0]])
    assert loss("npo", forget=forget) == pytest.approx(0)
    assert loss("npo", forget=answers([1.0], reference=[[exp(-700)]])) == pytest.approx(2 / 0.4 * 0.4 * 700)


# What must not change a loss


def step(method: Method, lengths: Mapping[Role, list[int]], seed: int = 0) -> dict[Role, Answers]:
    """A whole step of random answers, as many tokens a sequence as `lengths` says."""
    generator = torch.Generator().manual_seed(seed)

    def of_role(role: Role) -> Answers:
        tokens = sum(lengths[role])
        log_probs, reference = -3 * torch.rand(2, tokens, generator=generator, dtype=torch.float64)
        sequence = torch.arange(len(lengths[role])).repeat_interleave(torch.tensor(lengths[role]))
        divergence = torch.rand(tokens, generator=generator, dtype=torch.float64)
        return Answers(log_probs, sequence, len(lengths[role]), tokens, len(lengths[role]), reference, divergence)

    return {role: of_role(role) for role in method.roles}


LENGTHS: Mapping[Role, list[int]] = {
    "forget": [3, 1, 5, 2, 2, 4, 1, 6],
    "refusal": [2, 2, 1, 3, 4, 2, 5, 1],
    "retain": [1, 7, 2, 2, 3, 1, 4, 9],
    "rewritten": [2, 5, 1, 3, 4, 1, 6, 2],
    "forget_person": [1, 2, 2, 1, 3, 2, 1, 1],
    "forget_event": [9, 5, 7, 8, 6, 9, 4, 8],
}


def chosen(answers: Answers, tokens: Tensor, sequence: Tensor, sequences_here: int) -> Answers:
    """Some tokens of `answers`, in the order of `tokens`, with new numbers of their sequences."""
    return dataclasses.replace(
        answers,
        log_probs=answers.log_probs[tokens],
        sequence=sequence,
        sequences_here=sequences_here,
        reference=None if answers.reference is None else answers.reference[tokens],
        divergence=None if answers.divergence is None else answers.divergence[tokens],
    )


def part(whole: Batch, numbers: list[int]) -> dict[Role, Answers]:
    """The sequences with these numbers, with the denominators of the whole step."""
    parts: dict[Role, Answers] = {}
    for role, answers in whole.items():
        tokens = torch.cat([(answers.sequence == number).nonzero()[:, 0] for number in numbers])
        places = {number: place for place, number in enumerate(numbers)}
        sequence = torch.tensor([places[int(number)] for number in answers.sequence[tokens]])
        parts[role] = chosen(answers, tokens, sequence, len(numbers))
    return parts


@every_method
def test_order_of_tokens(method: Method) -> None:
    batch = step(method, LENGTHS)
    generator = torch.Generator().manual_seed(1)
    shuffled: dict[Role, Answers] = {}
    for role, answers in batch.items():
        order = torch.randperm(len(answers.log_probs), generator=generator)
        shuffled[role] = chosen(answers, order, answers.sequence[order], answers.sequences_here)
    torch.testing.assert_close(method.loss(shuffled, STRENGTH), method.loss(batch, STRENGTH))


@every_method
def test_order_of_sequences(method: Method) -> None:
    """Questions in another order; forget answer and refusal of a question stay together."""
    batch = step(method, LENGTHS)
    reordered = part(batch, [5, 2, 7, 0, 1, 6, 3, 4])
    torch.testing.assert_close(method.loss(reordered, STRENGTH), method.loss(batch, STRENGTH))


def test_dpo_pairs_answer_and_refusal_of_a_question() -> None:
    batch = step(METHODS["dpo"], LENGTHS)
    mixed = batch | {"refusal": part(batch, [1, 0, 2, 3, 4, 5, 6, 7])["refusal"]}
    assert abs(METHODS["dpo"].loss(mixed, STRENGTH) - METHODS["dpo"].loss(batch, STRENGTH)) > 1e-3


@every_method
@pytest.mark.parametrize(
    "parts", [[[number] for number in range(8)], [[0, 1, 2, 3], [4, 5, 6, 7]], [[3], [0, 6, 1, 7, 2], [5, 4]]]
)
def test_micro_batches_add_up_to_the_batch(method: Method, parts: list[list[int]]) -> None:
    """8 x 1 = 1 x 8, in loss and gradient."""
    whole = step(method, LENGTHS)
    leaves = [answers.log_probs.requires_grad_() for answers in whole.values()]
    losses = [method.loss(part(whole, numbers), STRENGTH) for numbers in parts]
    together = method.loss(whole, STRENGTH)
    torch.testing.assert_close(torch.stack(losses).sum(), together)
    by_parts = torch.autograd.grad(torch.stack(losses).sum(), leaves, allow_unused=True)
    at_once = torch.autograd.grad(together, leaves, allow_unused=True)
    torch.testing.assert_close(by_parts, at_once)


@every_method
def test_a_batch_may_lack_a_role(method: Method) -> None:
    """A micro-batch without any sequence adds nothing."""
    empty = part(step(method, LENGTHS), [0])
    empty = {role: chosen(one, torch.arange(0), torch.arange(0), 0) for role, one in empty.items()}
    assert method.loss(empty, STRENGTH).item() == 0


@every_method
def test_denominators_may_be_tensors(method: Method) -> None:
    """As counts gathered over processes are."""
    batch = step(method, LENGTHS)
    counted = {
        role: dataclasses.replace(one, tokens=torch.tensor(one.tokens), sequences=torch.tensor(one.sequences))
        for role, one in batch.items()
    }
    torch.testing.assert_close(method.loss(counted, STRENGTH), method.loss(batch, STRENGTH))


@every_method
def test_gradients_against_finite_differences(method: Method) -> None:
    """Of a linear model of 4 features and 5 tokens."""
    generator = torch.Generator().manual_seed(2)
    lengths: dict[Role, list[int]] = {role: LENGTHS[role][:3] for role in ROLES}
    inputs = {role: torch.randn(sum(lengths[role]), 4, generator=generator, dtype=torch.float64) for role in ROLES}
    labels = {role: torch.randint(5, (sum(lengths[role]), 1), generator=generator) for role in ROLES}
    start = torch.randn(4, 5, generator=generator, dtype=torch.float64)

    def loss_of(weights: Tensor) -> Tensor:
        batch: dict[Role, Answers] = {}
        for role, answers in step(method, lengths).items():
            log_p, log_p_ref = ((inputs[role] @ some).log_softmax(-1) for some in (weights, start))
            batch[role] = dataclasses.replace(
                answers,
                log_probs=log_p.gather(1, labels[role])[:, 0],
                reference=log_p_ref.gather(1, labels[role])[:, 0],
                divergence=token_kl(log_p, log_p_ref),
            )
        return method.loss(batch, STRENGTH)

    weights = torch.randn(4, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(loss_of, weights)


class Watched(Mapping[Role, Answers]):
    """A batch that remembers which roles were read."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.read: set[Role] = set()

    def __getitem__(self, role: Role) -> Answers:
        self.read.add(role)
        return self.batch[role]

    def __iter__(self) -> Iterator[Role]:
        return iter(self.batch)

    def __len__(self) -> int:
        return len(self.batch)


@every_method
def test_a_method_reads_the_roles_that_it_declares(method: Method) -> None:
    watched = Watched(step(dataclasses.replace(method, roles=ROLES), LENGTHS))
    method.loss(watched, STRENGTH)
    assert watched.read == set(method.roles) and len(set(method.roles)) == len(method.roles)


@every_method
def test_a_method_reads_the_reference_that_it_declares(method: Method) -> None:
    """And only on the roles that fitting computes it for."""
    batch = step(method, LENGTHS)
    bare = {role: dataclasses.replace(one, reference=None, divergence=None) for role, one in batch.items()}
    if method.reference == "none":
        method.loss(bare, STRENGTH)
        return
    with pytest.raises(AssertionError):
        method.loss(bare, STRENGTH)
    if method.reference == "log_probs":
        given = {role: dataclasses.replace(one, divergence=None) for role, one in batch.items()}
    else:
        assert {*COMPARED} & {*method.roles}
        given = bare | {role: dataclasses.replace(batch[role], reference=None) for role in COMPARED if role in batch}
    method.loss(given, STRENGTH)


def test_methods_of_the_paper_are_there() -> None:
    assert {"ga", "gradient_difference", "kl_minimization", "npo"} <= set(METHODS)
    assert {"po", "siu", "dpo", "bgd", "bgd_kl"} <= set(METHODS)  # and PEBench's

"""What losses are given, against a network that reads each question alone, and divergences added up token by token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from pathlib import Path

import pytest
import torch
from torch import Tensor

from baselines import curriculum, models, pebench
from baselines.data import Person
from baselines.encoding import Encoder
from baselines.losses import METHODS, ROLES
from baselines.material import Material, encoded
from baselines.models import Model
from baselines.options import Options
from baselines.packing import TokenSequence, pack
from baselines.reading import Reader

COUNTS = torch.tensor([[10.0 + role, 20.0 + role] for role in range(len(ROLES))])


@pytest.mark.parametrize("method", ["siu", "bgd_kl", "bgd"])
def test_each_role_is_given_its_own_answers(method: str, scenes: Path, tiny: Callable[[str], Path]) -> None:
    model, used = models.load(str(tiny("llava"))), METHODS[method]
    visits = planned(method, str(scenes))
    material = encoded(model, visits, 0)
    stored = references(material, model)
    packed = pack([pair for item in material.items for pair in item], material.row_length, model.padding)
    with torch.no_grad():
        batch = Reader(model, used, material, stored).batch(model.network, packed, COUNTS)
    asked = [
        (role, person, number) for visit in visits for role, person in visit for number in range(len(person.pairs))
    ]
    assert batch.keys() == {*used.roles} == {role for role, _, _ in asked}
    for role, answers in batch.items():
        own = [(person, number) for other, person, number in asked if other == role]
        assert (answers.tokens, answers.sequences) == tuple(COUNTS[ROLES.index(role)])
        assert answers.sequences_here == len(own) and answers.reference is None
        assert (answers.divergence is not None) == (method != "bgd" and role in ("retain", "rewritten"))
        for place, (person, number) in enumerate(own):
            here = answers.sequence == place
            sequence, log_p = alone(model, person, number)
            told = [log_p[at, token].item() for at, token in enumerate(sequence.ids[sequence.answer :])]
            assert answers.log_probs[here].tolist() == pytest.approx(told, abs=1e-4)
            if answers.divergence is not None:
                expected = divergences(model, person, number, log_p, stored[sequence.key])
                assert answers.divergence[here].tolist() == pytest.approx(expected, abs=1e-4)


def planned(method: str, data: str) -> list[curriculum.Visit]:
    """Three visits that forget of both."""
    options = Options(data, "model", method=method, forget="both_25")
    forget = pebench.to_forget(data, "both_25", "image_text")
    _, retain = pebench.to_keep(data, "both_25", "", "image_text")
    return curriculum.forgetting(forget, retain, METHODS[method].roles, options, 1).visits[:3]


def references(material: Material, model: Model) -> dict[str, Tensor]:
    """Key -> (T, V), at random."""
    chance = torch.Generator().manual_seed(0)
    vocabulary = model.core.config.get_text_config().vocab_size
    sequences = {one.key: len(one.ids) - one.answer for item in material.items for _, one in item}
    return {key: torch.randn(size, vocabulary, generator=chance).log_softmax(-1) for key, size in sequences.items()}


def alone(model: Model, person: Person, number: int) -> tuple[TokenSequence, Tensor]:
    """A question of a person, and (T, V) log-probabilities where the tokens of its answer are predicted."""
    encoder = Encoder(model)
    seen = encoder.see(person.picture())
    sequence = [*encoder.encode(person, seen)][number]
    with torch.no_grad():
        logits = model.core(input_ids=torch.tensor([sequence.ids]), **seen.vision).logits[0]
    return sequence, logits[sequence.answer - 1 : -1].double().log_softmax(-1)


def divergences(model: Model, person: Person, number: int, log_p: Tensor, reference: Tensor) -> list[float]:
    """KL(p_ref || p) of each token; on rewritten answers of the distributions without what the earlier answer alone
    has, and nothing where the new one alone has the token."""
    said = answer_of(model, person, number)
    pair = person.pairs[number]
    instead = replace(person, pairs=(replace(pair, answer=pair.instead_of or pair.answer),))
    before = answer_of(model, instead, 0)
    gone, new = {*before} - {*said}, {*said} - {*before}
    assert bool(gone) == bool(new) == bool(pair.instead_of)
    values = []
    for token, told, earlier in zip(said, log_p.tolist(), reference.tolist(), strict=True):
        left = [(exp(p), exp(q)) for word, (p, q) in enumerate(zip(told, earlier, strict=True)) if word not in gone]
        total, total_ref = (sum(column) for column in zip(*left, strict=True))
        terms = [q / total_ref * log((q / total_ref) / (p / total)) for p, q in left]
        values.append(0.0 if token in new else sum(terms))
    return values


def answer_of(model: Model, person: Person, number: int) -> list[int]:
    sequence, _ = alone(model, person, number)
    return [*sequence.ids[sequence.answer :]]

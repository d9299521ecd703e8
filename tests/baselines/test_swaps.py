"""Where two answers to a question differ, by hand and by a real tokenizer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from baselines import curriculum, models, pebench
from baselines.losses import METHODS
from baselines.material import encoded
from baselines.options import Options
from baselines.packing import TokenSequence
from baselines.swaps import Swap, masks, swap


def sequence(*ids: int, answer: int = 2) -> TokenSequence:
    return TokenSequence("key", ids, answer, torch.arange(len(ids))[None])


def test_a_swap_is_what_the_answers_do_not_share() -> None:
    # the question 7 5 is no part of it, whatever it says; both answers have 1 and 9 (the end of the turn)
    one = swap(sequence(7, 5, 1, 5, 3, 9), sequence(7, 5, 1, 4, 4, 2, 9))
    assert one.concept.tolist() == [3, 5] and one.rewritten.tolist() == [2, 4]
    same = swap(sequence(7, 8, 1), sequence(7, 8, 1))
    assert same.concept.tolist() == same.rewritten.tolist() == []


def test_masks() -> None:
    # sequences 0 and 2 are rewritten, 1 is retained; tokens of the three come in any order
    swaps = {"a": Swap(torch.tensor([3, 5]), torch.tensor([2, 4])), "c": Swap(torch.tensor([0]), torch.tensor([1]))}
    labels, of = torch.tensor([1, 4, 4, 1, 2]), torch.tensor([0, 0, 1, 2, 2])
    concept, rewritten = masks(swaps, ["a", "b", "c"], labels, of, 6)
    assert concept.shape == (5, 6)
    assert [row.nonzero()[:, 0].tolist() for row in concept] == [[3, 5], [3, 5], [], [0], [0]]
    assert rewritten.tolist() == [False, True, False, True, False]


def test_swaps_of_a_dataset(scenes: Path, tiny: Callable[[str], Path]) -> None:
    model, data = models.load(str(tiny("llava"))), str(scenes)
    options = Options(data, "model", method="siu", forget="both_25", epochs=1)
    forget = pebench.to_forget(data, "both_25", "image_text")
    _, retain = pebench.to_keep(data, "both_25", "", "image_text")
    plan = curriculum.forgetting(forget, retain, METHODS["siu"].roles, options, 1)
    material = encoded(model, plan.visits, 0)
    rewritten = {pair.key: pair for visit in plan.visits for pair in visit[0][1].pairs}
    assert material.swaps.keys() == rewritten.keys() and len(rewritten) == sum(len(one.pairs) for one in forget)
    for key, pair in rewritten.items():
        told, own = (model.chat.ids(f" {text}") for text in (pair.instead_of, pair.answer))
        one = material.swaps[key]
        assert {*one.concept.tolist()} <= {*told} - {*own} | {told[0]}  # the first token depends on what precedes
        assert {*one.rewritten.tolist()} <= {*own} - {*told} | {own[0]}
        assert len(one.concept) > 0 and len(one.rewritten) > 0
    assert not encoded(model, [[("forget", forget[0])]], 0).swaps

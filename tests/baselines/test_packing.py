from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from baselines.data import Person
from baselines.encoding import Encoder, Seen
from baselines.errors import BadInput
from baselines.losses import ROLES, Role
from baselines.models import Model, Picture, load
from baselines.packing import IGNORED, Packed, TokenSequence, pack

Items = list[tuple[Role, TokenSequence]]


@torch.no_grad()
def alone(model: Model, sequence: TokenSequence, seen: Seen | None) -> Tensor:
    """Log-probabilities of the answer tokens by transformers' own forward: no mask, no positions, no features."""
    ids = torch.tensor([sequence.ids])
    inputs: dict[str, Any] = dict(seen.vision) if seen is not None and sequence.image else {}
    if "mm_token_type_ids" in inspect.signature(model.core.forward).parameters:
        inputs["mm_token_type_ids"] = (ids == model.image_token).int()
    log_p = model.network(input_ids=ids, **inputs).logits[0].float().log_softmax(-1)
    answer = torch.tensor(sequence.ids[sequence.answer :])
    return log_p[sequence.answer - 1 : -1].gather(1, answer[:, None])[:, 0]


@torch.no_grad()
def together(model: Model, packed: Packed, pictures: Mapping[str, Picture]) -> list[Tensor]:
    """The same from packed rows."""
    logits = model.answer_logits(model.network, packed, [pictures[image] for image in packed.images])
    there = packed.labels != IGNORED
    labels, sequence = packed.labels[there], packed.sequence[there]
    log_p = logits.float().log_softmax(-1).gather(1, labels[:, None])[:, 0]
    assert not log_p.isnan().any()
    return [log_p[sequence == number] for number in range(len(packed.keys))]


def batch(model: Model, people: Sequence[Person]) -> tuple[Items, dict[str, Seen]]:
    """Every pair of the people, those with a picture in two roles."""
    encoder = Encoder(model)
    seen = {person.id: encoder.see(person.picture()) for person in people}
    sequences = [sequence for person in people for sequence in encoder.encode(person, seen[person.id])]
    items: Items = [("forget", one) for one in sequences]
    items += [("refusal", one) for one in sequences if one.image]
    return items, seen


@pytest.mark.parametrize("raw", [False, True], ids=["features", "raw pictures"])
def test_packed_rows_give_what_sequences_give_alone(folder: Path, ada: Person, bob: Person, raw: bool) -> None:
    model = load(str(folder))
    items, seen = batch(model, (ada, bob))
    pictures: dict[str, Picture] = {
        name: one.vision if raw else model.features(one.vision) for name, one in seen.items()
    }
    expected = {one.key: alone(model, one, seen.get(one.image or "")) for _, one in items}
    longest = max(len(one.ids) for _, one in items)
    shapes = set()
    for row_length in (longest, longest + 40, 600):
        for order in (items, items[::-1]):
            packed = pack(order, row_length, model.padding)
            shapes.add(packed.input_ids.shape)
            for key, log_probs in zip(packed.keys, together(model, packed, pictures), strict=True):
                torch.testing.assert_close(log_probs, expected[key], rtol=0, atol=1e-5)
    assert len(shapes) >= 3 and min(rows for rows, _ in shapes) == 1  # rows with one picture and rows with both


def test_packing_is_exact_with_eager_attention_too(tiny: Callable[[str], Path], ada: Person, bob: Person) -> None:
    model = load(str(tiny("qwen2_5_vl")))
    model.core.set_attn_implementation("eager")
    items, seen = batch(model, (ada, bob))
    packed = pack(items, 100, model.padding)
    pictures: dict[str, Picture] = {name: model.features(one.vision) for name, one in seen.items()}
    for (_, one), log_probs in zip(items, together(model, packed, pictures), strict=True):
        torch.testing.assert_close(log_probs, alone(model, one, seen.get(one.image or "")), rtol=0, atol=1e-5)


def test_half_precision_stays_half(folder: Path, ada: Person, bob: Person) -> None:
    model = load(str(folder), torch.bfloat16)
    assert {parameter.dtype for parameter in model.core.parameters()} == {torch.bfloat16}
    items, seen = batch(model, (ada, bob))
    packed = pack(items, 120, model.padding)
    for pictures in (
        [model.features(seen[name].vision) for name in packed.images],
        [seen[name].vision for name in packed.images],
    ):
        logits = model.answer_logits(model.network, packed, pictures)
        assert logits.dtype == torch.bfloat16 and not logits.isnan().any()
        assert len(logits) == sum(len(one.ids) - one.answer for _, one in items)


def sequence(key: str, *ids: int, answer: int, image: str | None = None, image_end: int = 0) -> TokenSequence:
    return TokenSequence(key, ids, answer, torch.arange(len(ids))[None], image, image_end)


def test_a_picture_is_shared_within_a_row() -> None:
    first = sequence("a", 1, 9, 9, 5, 6, answer=4, image="A", image_end=3)
    second = sequence("b", 1, 9, 9, 7, 8, answer=4, image="A", image_end=3)
    text = sequence("c", 2, 3, answer=1)
    packed = pack([("forget", text), ("forget", second), ("retain", first)], 9, 0)
    assert packed.input_ids.tolist() == [[1, 9, 9, 7, 8, 5, 6, 2, 3]]
    assert packed.positions.tolist() == [[[0, 1, 2, 3, 4, 3, 4, 0, 1]]]
    assert packed.labels.tolist() == [[-100, -100, -100, 8, -100, 6, -100, 3, -100]]
    assert packed.sequence.tolist() == [[-100, -100, -100, 1, -100, 2, -100, 0, -100]]
    assert packed.keys == ("c", "b", "a") and packed.images == ("A",)
    assert [ROLES[role] for role in packed.roles] == ["forget", "forget", "retain"]
    seen = [[place for place in range(9) if row[place]] for row in packed.visible()[0].tolist()]
    assert seen[4] == [0, 1, 2, 3, 4] and seen[6] == [0, 1, 2, 5, 6] and seen[8] == [7, 8]


def test_a_row_that_is_full_is_followed_by_one_with_the_picture_again() -> None:
    questions = [sequence(str(one), 1, 9, one, one, answer=3, image="A", image_end=2) for one in range(20, 25)]
    packed = pack([("forget", one) for one in questions], 6, 0)
    assert packed.input_ids.tolist() == [[1, 9, 20, 20, 21, 21], [1, 9, 22, 22, 23, 23], [1, 9, 24, 24, 0, 0]]
    assert packed.images == ("A", "A", "A")
    assert packed.visible()[2, 5].tolist() == [False] * 4 + [True] * 2  # padding sees padding, so that no row is empty


def test_rows_are_of_the_width_that_takes_the_fewest_tokens() -> None:
    three = [sequence(str(one), *range(one, one + 4), answer=1) for one in range(3)]
    assert pack([("forget", one) for one in three], 7, 0).input_ids.shape == (3, 4)
    assert pack([("forget", one) for one in three], 12, 0).input_ids.shape == (3, 4)
    long = sequence("long", *range(9), answer=1)  # three rows of 9, two of 12 or of 13
    assert pack([("forget", one) for one in (long, *three)], 13, 0).input_ids.shape == (2, 12)


def test_rows_are_narrower_for_a_network_in_which_attention_weighs_more() -> None:
    """Two rows of 12 are fewer tokens than three of 9, but are looked at across 12 tokens each."""
    items = [
        ("forget", sequence(str(one), *range(one, one + length), answer=1)) for one, length in enumerate((9, 4, 4, 4))
    ]
    assert pack(items, 13, 0, hidden=100).input_ids.shape == (2, 12)
    assert pack(items, 13, 0, hidden=1).input_ids.shape == (3, 9)


def test_pictures_behind_differing_texts_are_not_shared() -> None:
    one = sequence("a", 1, 9, 5, answer=2, image="A", image_end=2)
    other = sequence("b", 2, 9, 5, answer=2, image="A", image_end=2)
    assert pack([("forget", one), ("forget", other)], 6, 0).images == ("A", "A")


def test_the_first_answer_token_keeps_its_predecessor() -> None:
    """Two answers to one question share all of the prompt but its last token."""
    answers = [sequence(str(one), 1, 9, 4, one, answer=3, image="A", image_end=2) for one in (5, 6)]
    packed = pack([("forget", answers[0]), ("refusal", answers[1])], 6, 0)
    assert packed.input_ids.tolist() == [[1, 9, 4, 5, 4, 6]]
    assert packed.labels.tolist() == [[-100, -100, 5, -100, 6, -100]]


def test_a_sequence_longer_than_a_row_is_an_error() -> None:
    with pytest.raises(BadInput, match=r"P1 metadata\[0\]: 3 tokens .* raise --row-length from 2"):
        pack([("retain", sequence("P1 metadata[0]", 1, 2, 3, answer=1))], 2, 0)

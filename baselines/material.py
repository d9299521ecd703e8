"""What a network is trained on: visits as token sequences, pictures as features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tqdm import tqdm

from baselines.curriculum import Visit
from baselines.data import Pair, Person
from baselines.encoding import Encoder
from baselines.errors import BadInput
from baselines.losses import Role
from baselines.models import Model, Picture
from baselines.packing import TokenSequence
from baselines.swaps import Swap, swap

Item = Sequence[tuple[Role, TokenSequence]]
ROW_LENGTH = 1024  # tokens


@dataclass(frozen=True, slots=True)
class Material:
    """items: all sequences of each visit. pictures: person -> features, or what makes them if they change.

    row_length: tokens that a packed row holds at most. swaps: key of a rewritten answer -> how it differs from the one
    that it replaces.
    """

    items: list[Item]
    pictures: dict[str, Picture]
    row_length: int
    swaps: Mapping[str, Swap] = field(default_factory=dict)


def encoded(model: Model, visits: Sequence[Visit], row_length: int, main: bool = True) -> Material:
    """Every pair and every picture of the visits, once each. Raises BadInput for a pair longer than `row_length`.

    row_length: 0 for ROW_LENGTH, or more if a pair needs it. main: whether this process is the one that shows progress.
    """
    encoder = Encoder(model)
    sequences: dict[str, TokenSequence] = {}
    pictures: dict[str, Picture] = {}
    swaps: dict[str, Swap] = {}
    model.network.eval()
    for person in tqdm(_met(visits), desc="reading", disable=None if main else True):
        seen = encoder.see(person.picture()) if any(pair.with_image for pair in person.pairs) else None
        own = {sequence.key: sequence for sequence in encoder.encode(person, seen)}
        for key, sequence in own.items():
            if 0 < row_length < len(sequence.ids):
                raise BadInput(
                    f"{key}: {len(sequence.ids)} tokens with the prompt are more than a row holds; "
                    f"raise --row-length from {row_length}, or give 0"
                )
        sequences |= own
        replaced = [replace(pair, answer=pair.instead_of) for pair in person.pairs if pair.instead_of]
        for earlier in encoder.encode(replace(person, pairs=tuple(replaced)), seen):
            swaps[earlier.key] = swap(earlier, own[earlier.key])
        if seen is not None:
            pictures[person.id] = model.features(seen.vision).cpu() if model.sees_frozen else seen.vision
    items: list[Item] = [
        [(role, sequences[pair.key]) for role, person in visit for pair in person.pairs] for visit in visits
    ]
    longest = max(len(sequence.ids) for sequence in sequences.values())
    return Material(items, pictures, row_length or max(ROW_LENGTH, longest), swaps)


def _met(visits: Iterable[Visit]) -> list[Person]:
    """Everybody once, with all pairs that any of the visits asks."""
    pairs: dict[str, dict[str, Pair]] = {}
    people: dict[str, Person] = {}
    for visit in visits:
        for _, person in visit:
            known = people.setdefault(person.id, person)
            asked = pairs.setdefault(person.id, {})
            if known.image != person.image or any(asked.get(pair.key, pair) != pair for pair in person.pairs):
                raise BadInput(f"{person.id}: is two people, in configs that are trained on together; give unique IDs")
            asked.update({pair.key: pair for pair in person.pairs})
    return [replace(person, pairs=tuple(pairs[person.id].values())) for person in people.values()]

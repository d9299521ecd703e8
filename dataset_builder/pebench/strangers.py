"""Further people without a name at events that are never to be forgotten: what pretrain_Data and World_Set show."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from operator import methodcaller

from tqdm import tqdm

from dataset_builder.parallel import in_order
from dataset_builder.strangers import SIZE
from generation.faces.looks import sample_looks
from generation.records import Gender, Snapshot
from generation.scenes.rendering import Staged

AGES = (18, 76)  # years
_GENDERS: tuple[Gender, ...] = ("female", "male")


def strangers(ids: Iterable[str], events: Sequence[str], seed: int) -> Iterator[Staged]:
    """Each at one of the events and from its own stream; two may look alike."""
    for one in ids:
        rng = random.Random(f"{seed}/strangers/{one}")
        looks = sample_looks(rng, rng.choice(_GENDERS), rng.randint(*AGES))
        yield Staged(one, looks, (rng.choice(events),), seed)


def take_pictures(staged: Sequence[Staged], workers: int) -> Iterator[tuple[Staged, Snapshot]]:
    """Each with the small picture, in order; few pictures are held at a time."""
    taken = in_order(methodcaller("snapshots", SIZE), staged, workers)
    for one, (snapshot,) in zip(staged, tqdm(taken, total=len(staged), desc="strangers", disable=None), strict=True):
        yield one, snapshot

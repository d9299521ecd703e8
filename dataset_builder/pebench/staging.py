"""Pictures of people at events, until none is left that reviewers will not have."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Protocol

from dataset_builder.reviews import image_digest
from dataset_builder.revising.replacing import ATTEMPTS, exhausted
from generation.records import Snapshot


class Staging(Protocol):
    """What the pictures of one person are made of. Processes hand it on, so it is small and holds no picture."""

    @property
    def person_id(self) -> str:
        """Whose."""
        ...

    def snapshots(self, size: int) -> tuple[Snapshot, ...]:
        """A picture at each of the events, `size` x `size` pixels."""
        ...

    def again(self, event: str, attempt: int, size: int) -> Snapshot:
        """Another picture at the event, for each attempt from 1 on."""
        ...


@dataclass(frozen=True, slots=True)
class Retaken:
    """One person's pictures, and those that reviewers will not have, by `image_digest`."""

    staging: Staging
    refused: frozenset[str] = frozenset()

    def takes(self, size: int) -> tuple[tuple[Snapshot, ...], ...]:
        """All takes of each picture, of which the last is the first that nobody rejects. Raises BadInput."""
        return tuple(self._until_one_stands(first, size) for first in self.staging.snapshots(size))

    def _until_one_stands(self, first: Snapshot, size: int) -> tuple[Snapshot, ...]:
        takes = [first]
        for attempt in count(1):
            if image_digest(takes[-1].person_id, takes[-1].image) not in self.refused:
                break
            if attempt > ATTEMPTS:
                raise exhausted(first.person_id, f"pictures of {first.event}")
            takes.append(self.staging.again(first.event, attempt, size))
        return tuple(takes)

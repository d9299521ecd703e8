"""A thing as people want it, and how it came to that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from dataset_builder.reviews import Ruling

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Standing(Generic[Thing]):
    """versions: (when among all decisions it was edited to this, the thing), as made first, at -1.

    rejection: of any version, if nobody wants it.
    """

    versions: tuple[tuple[int, Thing], ...]
    rejection: Ruling | None = None

    @property
    def now(self) -> Thing:
        """With all edits."""
        return self.versions[-1][1]

    def then(self, at: int) -> Thing:
        """With the edits up to that one."""
        return next(one for since, one in reversed(self.versions) if since <= at)

    @property
    def was(self) -> Thing | None:
        """As made, where it says something else now."""
        made = self.versions[0][1]
        return None if made == self.now else made

    def each(self, change: Callable[[Thing], Thing]) -> Standing[Thing]:
        """With every version changed."""
        return replace(self, versions=tuple((at, change(one)) for at, one in self.versions))

"""The bar that tells how many replies are there, and what the store has cost."""

from __future__ import annotations

from types import TracebackType

from tqdm import tqdm


class Progress:
    """A bar over replies that have to be bought; silent where the output is no terminal."""

    def __init__(self, total: int, what: str) -> None:
        self._bar = tqdm(total=total, desc=what, unit="reply", disable=None)
        self._postfix = ""

    def step(self, usd: float, replies: int = 1) -> None:
        """So many more are there, and the store has cost so much, USD."""
        self._bar.set_postfix_str(f"${usd:.2f}", refresh=False)
        self._bar.update(replies)

    def say(self, words: str) -> None:
        """Show what keeps the bar from moving."""
        self._bar.set_postfix_str(words[:60])

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.close()

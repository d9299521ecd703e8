"""What the store has cost, and whether the next request may be bought."""

from __future__ import annotations

from generation.llm import tokens
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation
from generation.llm.options import Options
from generation.llm.prices import Price, price_of
from generation.llm.replies import usage_in
from generation.llm.store import Charge, Store
from generation.records import BadInput


class Budget:
    """Dollars of one store. Raises BadInput where there is a limit and no price to hold it by.

    What is under way counts with its estimate, so the sum may pass the limit by as much as that is too low; what
    another process has under way without a batch is not known here.
    """

    def __init__(self, store: Store, options: Options, connection: Connection) -> None:
        self.price: Price | None = price_of(options.model, connection)
        self._store, self._limit = store, connection.max_usd
        self._under_way = 0.0
        if self._limit is not None and self.price is None:
            raise BadInput(
                f"max_usd: no price is known for {options.model!r}; give prices, USD per million tokens in and out"
            )

    @property
    def spent(self) -> float:
        """USD that the store has cost in all."""
        return self._store.spent(self.price.reading, self.price.writing) if self.price else self._store.spent()

    def expected(self, conversation: Conversation) -> float:
        """USD that the request is estimated to cost, 0 where no price is known."""
        count = tokens.of_request(conversation)
        return self.price.usd(count, conversation.ask.expected_tokens) if self.price else 0.0

    def charge(self, body: str, conversation: Conversation | None) -> Charge:
        """What a reply cost by the server's own count, or by our estimate where it gives none."""
        estimate = (tokens.of_request(conversation), conversation.ask.expected_tokens) if conversation else (0, 0)
        usage = usage_in(body) or estimate
        return Charge(*usage, self.price.usd(*usage) if self.price else None)

    def fits(self, usd: float) -> bool:
        """Whether so much more can be spent behind what is under way."""
        if self._limit is None:
            return True
        return self.spent + self._store.under_way() + self._under_way + usd <= self._limit

    def reserve(self, usd: float) -> None:
        """Count so much as under way."""
        self._under_way += usd

    def release(self, usd: float) -> None:
        """Count it no longer: it was spent, or not bought."""
        self._under_way -= usd

    def exhausted(self, what: str, usd: float) -> BadInput:
        """The error for what does not fit any more."""
        open_jobs = self._store.under_way()
        waiting = f", {open_jobs:.4f} are under way in batches" if open_jobs else ""
        return BadInput(
            f"max_usd: {self._limit} USD do not suffice: {self.spent:.4f} are spent{waiting}, and {what} may take "
            f"{usd:.4f}; {self._store.count()} replies are kept in {self._store.path}: run again with more to "
            "go on"
        )

"""Requests that the server refuses as such: is it the item, or is everything set up wrongly?"""

from __future__ import annotations

from generation.llm.conversation import Conversation
from generation.llm.replies import rejection
from generation.llm.store import Store
from generation.records import BadInput

MOST = 10  # rejections without any answer, after which no more are collected


class Rejections:
    """A rejection is the item's once the server has answered another request of the same form; then it is stored."""

    def __init__(self, store: Store, address: str) -> None:
        self._store, self._address = store, address
        self._pending: list[tuple[Conversation, str]] = []

    def add(self, conversation: Conversation, reason: str) -> None:
        """Raises BadInput behind too many with no answer between them."""
        if not self._kept(conversation, reason):
            self._pending.append((conversation, reason))
            if len(self._pending) >= MOST:
                self.settle()

    def settle(self) -> None:
        """Store those that are the item's. Raises BadInput if the server never answered others of that form."""
        self._pending = [one for one in self._pending if not self._kept(*one)]
        if not self._pending:
            return
        (first, reason), count = self._pending[0], len(self._pending)
        self._pending = []
        raise BadInput(
            f"{self._address}: rejects {first.ask.about} ({reason}) and has never answered a request of that kind "
            f"({count} rejected); check the model {first.options.model!r} and its options"
        )

    def _kept(self, conversation: Conversation, reason: str) -> bool:
        if not self._store.has_answer(conversation.form(self._address)):
            return False
        self._store.put(conversation.key, rejection(reason))
        return True

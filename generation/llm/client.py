"""The model behind an OpenAI-compatible server as an Asker: every reply comes from the store or goes into it first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from generation.llm.ask import Ask, Reply, SetAside
from generation.llm.batch import Batch
from generation.llm.budget import Budget
from generation.llm.connection import Connection
from generation.llm.conversation import Conversation
from generation.llm.estimates import Estimate, estimate
from generation.llm.live import Live
from generation.llm.options import Options
from generation.llm.progress import Progress
from generation.llm.replies import Unusable, content_of, parsed
from generation.llm.server import KEY_VARIABLE, Server, key_from_environment
from generation.llm.store import Store
from generation.records import BadInput

__all__ = ["ATTEMPTS", "Client", "Connection", "Estimate", "estimate"]
ATTEMPTS = 5  # replies to one ask, each but the first with the reason why the one before cannot be used


class Client:
    """An Asker; a context manager. What it returns depends on the replies alone: not on their order, faults or kills.

    store: the path of responses.sqlite. Neither a key nor a network is needed for what is in it.
    """

    def __init__(self, options: Options, store: Path, connection: Connection = Connection()) -> None:  # noqa: B008
        self._options, self._connection = options, connection
        self._store = Store(store)
        self._server: Server | None = None

    @property
    def spent(self) -> float:
        """USD that the store has cost in all, as far as prices are known."""
        return self._budget(self._connection.batch).spent

    def require(self) -> None:
        """Raise BadInput where nothing can be asked, and nothing was: perhaps hours before anything would be."""
        if not self._store.count() and not key_from_environment():
            raise BadInput(
                f"{KEY_VARIABLE}: is not set, and {self._store.path} holds no replies; set it (to any word for a server"
                " that asks for no key)"
            )

    def ask(self, asks: Sequence[Ask[Reply]], check: Callable[[int, Reply], str]) -> list[Reply | SetAside]:
        """One outcome for each ask, in their order; a reply that cannot be used is asked for again with the reason.

        check: given the index of an ask and a reply, "" or why it cannot be used. It is called in rounds, in each in
        the order of the asks, once all replies of that round are in the store. Raises BadInput where replies have to
        be bought and cannot be: no key or a wrong one, a server that stays down, an exhausted budget. What was bought
        until then is in the store.
        """
        outcomes: dict[int, Reply | SetAside] = {}
        reasons: dict[int, list[str]] = {index: [] for index in range(len(asks))}
        going_on = {index: Conversation.of(ask, self._options) for index, ask in enumerate(asks)}
        while going_on:
            self._fetch(list(going_on.values()))
            for index, conversation in list(going_on.items()):
                del going_on[index]
                try:
                    outcomes[index] = self._judged(index, asks[index], conversation, check)
                    continue
                except Unusable as error:
                    unusable = error
                reasons[index].append(str(unusable))
                if unusable.final or len(reasons[index]) == ATTEMPTS:
                    outcomes[index] = SetAside(asks[index].about, tuple(reasons[index]))
                else:
                    going_on[index] = conversation.again(unusable.said, str(unusable))
        return [outcomes[index] for index in range(len(asks))]

    def _judged(
        self, index: int, ask: Ask[Reply], conversation: Conversation, check: Callable[[int, Reply], str]
    ) -> Reply:
        """The reply in the store, if it can be used. Raises Unusable."""
        content = content_of(self._store.get(conversation.key) or "")
        reply = parsed(content, ask.reply)
        if reason := check(index, reply):
            raise Unusable(reason, content)
        return reply

    def _fetch(self, conversations: Sequence[Conversation]) -> None:
        """Have the replies to all of them in the store."""
        by_key = {one.key: one for one in conversations}
        wanted = {key: by_key[key] for key in self._store.missing(by_key)}
        if not wanted:
            return
        server = self._reached(wanted)
        budget = self._budget(self._connection.batch)
        kind = next(iter(wanted.values())).ask.about.split()[-1]
        with Progress(len(wanted), kind if kind.endswith("s") else f"{kind}s") as progress:
            progress.step(budget.spent, 0)
            batch = Batch(server, self._store, self._budget(batch=True), self._connection, progress)
            if self._connection.batch:
                batch.buy(wanted)
                return
            live = Live(server, self._store, budget, self._connection, progress)
            while left := self._store.missing(wanted):
                batch.collect({key: wanted[key] for key in left})  # what an earlier run sent is not bought again
                live.buy([wanted[key] for key in self._store.missing(left)])

    def _reached(self, wanted: dict[str, Conversation]) -> Server:
        """The server, made when it is first needed."""
        first = next(iter(wanted.values())).ask.about
        lacking = f"{len(wanted)} replies, the first to {first!r}, are not in {self._store.path}"
        if not self._store.writable:
            raise BadInput(f"{lacking}, which cannot be written to; copy it to where it can")
        if self._server is None:
            key = key_from_environment()
            if not key:
                raise BadInput(
                    f"{KEY_VARIABLE}: is not set, and {lacking}; set it (to any word for a server that asks for no key)"
                )
            self._server = Server(self._connection, self._options.model, key)
        return self._server

    def _budget(self, batch: bool) -> Budget:
        return Budget(self._store, self._options, replace(self._connection, batch=batch))

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self._store.close()

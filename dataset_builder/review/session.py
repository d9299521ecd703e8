"""What one reviewer has decided, person by person: the list, its filters, the progress, and new decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from dataset_builder.review.agreement import Pair, agreement
from dataset_builder.review.edits import edited
from dataset_builder.review.findings import Finding
from dataset_builder.review.items import Item, items
from dataset_builder.review.people import Group, People
from dataset_builder.review.snapshots import event_items, person_items
from dataset_builder.review.tallies import NOTHING, Status, tally
from dataset_builder.reviews import Decision, Reviews, Verdict, append
from generation.records import BadInput

NEAR = 8  # people whose pictures stay in memory
LONGEST_REASON = 300  # characters


class Session:
    """The decisions of one reviewer about one dataset. Raises BadInput for whatever cannot be read, taken or kept."""

    def __init__(
        self, people: People, reviewer: str, reviews: Path, findings: Mapping[int, Sequence[Finding]] | None = None
    ) -> None:
        self.people, self.reviewer, self.findings = people, reviewer, findings or {}
        self._path = reviews
        self._digests: dict[int, tuple[str, ...]] = {}  # of everybody about whom something is decided
        self._items = lru_cache(NEAR)(self._read_items)
        self.reload()

    def reload(self) -> None:
        """Read the file again. The dataset must be the one that was opened."""
        self.people.require_unchanged()
        self.decided = dict(self._kept().of(self.reviewer))
        met = {one.person for one in self.decided.values()}
        for number, entry in enumerate(self.people.entries):
            if entry.id in met and number not in self._digests:
                self._digests[number] = _digests(self._read_items(number))
        self._tallies = {number: tally(digests, self.decided) for number, digests in self._digests.items()}

    def items(self, number: int) -> Sequence[Item]:
        """What there is to decide about somebody."""
        return self._items(number)

    def status(self, number: int) -> frozenset[Status]:
        """Done: nothing is open; accepted: done, and everything was accepted; else what was decided of something."""
        return self._tallies.get(number, NOTHING).statuses

    def begun(self, number: int) -> bool:
        """Whether anything is decided about somebody."""
        return self._tallies.get(number, NOTHING).decided > 0

    def matching(
        self, status: Status | None = None, code: str = "", words: str = "", group: Group | None = None
    ) -> Iterator[int]:
        """Numbers of the people of a status, with a finding, of a group, and whose ID or name contains the words."""
        wanted = words.casefold().split()
        for number, entry in enumerate(self.people.entries):
            text = f"{entry.id} {entry.name}".casefold()
            if (
                all(word in text for word in wanted)
                and (not code or any(one.code == code for one in self.findings.get(number, ())))
                and (status is None or status in self.status(number))
                and group in (None, entry.group)
            ):
                yield number

    def progress(self) -> dict[str, int]:
        """How many things this reviewer decided, how many people are done, and how many there are."""
        tallies = self._tallies.values()
        done = sum("done" in one.statuses for one in tallies)
        return {"items": sum(one.decided for one in tallies), "done": done, "people": len(self.people.entries)}

    def agreement(self) -> list[Pair]:
        """Between every two reviewers of the file as it is now."""
        return list(agreement(self._kept()))

    def decide(
        self, number: int, digest: str, verdict: Verdict, reason: str = "", texts: Mapping[str, str] | None = None
    ) -> Decision:
        """Keep what was decided about one thing."""
        item = next((one for one in self.items(number) if one.digest == digest), None)
        if item is None:
            raise BadInput("the dataset has changed; load the page again")
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if verdict == "reject" and not reason:
            raise BadInput("a rejection needs a reason; choose one or write one")
        edits = edited(item, texts or {}) if verdict == "edit" else {}
        decision = self._decision(number, item, verdict, reason if verdict == "reject" else "", edits)
        self._keep(number, [decision])
        return decision

    def accept_rest(self, number: int) -> list[Decision]:
        """Accept everything of a person that is still open."""
        still_open = {one.digest: one for one in self.items(number) if one.digest not in self.decided}
        decisions = [self._decision(number, item, "accept") for item in still_open.values()]
        if decisions:
            self._keep(number, decisions)
        return decisions

    def _kept(self) -> Reviews:
        return Reviews.read(self._path) if self._path.exists() else Reviews()

    def _decision(
        self, number: int, item: Item, verdict: Verdict, reason: str = "", edits: Mapping[str, str] | None = None
    ) -> Decision:
        return Decision(
            time=datetime.now(UTC),
            reviewer=self.reviewer,
            person=self.people.entries[number].id,
            kind=item.kind,
            item=item.name,
            digest=item.digest,
            verdict=verdict,
            reason=reason,
            edits=edits or {},
        )

    def _keep(self, number: int, decisions: Sequence[Decision]) -> None:
        self.people.require_unchanged()
        try:
            append(self._path, *decisions)
        except OSError as error:
            raise BadInput(f"{self._path}: {error.strerror}; nothing was kept") from None
        self.decided.update({one.digest: one for one in decisions})
        self._digests[number] = _digests(self.items(number))
        self._tallies[number] = tally(self._digests[number], self.decided)

    def _read_items(self, number: int) -> Sequence[Item]:
        entry, rows = self.people.entries[number], self.people.rows(number)
        if entry.group == "event":
            return event_items(entry.id, rows)
        return person_items(entry.id, rows) if "person" in rows[0][1] else items(entry.id, rows)


def _digests(of: Sequence[Item]) -> tuple[str, ...]:
    return tuple(item.digest for item in of)

"""Questions about pictures at events, as people want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import NamedTuple

from dataset_builder.pebench.rows import snapshot_id
from dataset_builder.reviews import question_digest
from dataset_builder.revising.edits import retold
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.standing import Standing
from dataset_builder.revising.telling import edited_asked
from generation.grammar import occasion
from generation.questions.scenes import ask
from generation.records import Character, Event, Question


class Told(NamedTuple):
    """A person and an event as they were from some decision on."""

    at: int
    person: Character
    event: Event


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about the pictures of everybody at the events (ID -> event)."""

    events: Mapping[str, Standing[Event]]
    seed: int
    revision: Revision

    def about(self, person: Standing[Character], event_id: str) -> tuple[Question, ...]:
        """The question about the person, and the one about the event. Raises BadInput if no wording is left."""
        row_id, event = snapshot_id(person.now.id, event_id), self.events[event_id]
        if person.now.id not in self.revision.of_questions:
            return ask(row_id, person.now, event.now, self.seed)
        told = list(_told(person, event))
        return tuple(self._settled(row_id, place, told) for place in range(2))

    def leave(self, person: Standing[Character], events: Sequence[str]) -> None:
        """Look up what was decided about questions who somebody rejected is, which goes with that person."""
        if person.now.id in self.revision.of_questions:
            for event_id in events:
                self._standing(snapshot_id(person.now.id, event_id), 0, list(_told(person, self.events[event_id])))

    def _settled(self, row_id: str, place: int, told: Sequence[Told]) -> Question:
        """One of the two questions."""
        for attempt in count():
            found, edited = self._standing(row_id, place, told, attempt)
            if found is not None:
                self.revision.done["questions"] += attempt > 0
                self.revision.done["texts"] += edited
                return found
        raise AssertionError

    def _standing(
        self, row_id: str, place: int, told: Sequence[Told], attempt: int = 0
    ) -> tuple[Question | None, bool]:
        """The question with all edits, None if any version is rejected; and whether people have edited it itself.

        What they wrote in it follows when the person's or the event's texts change.
        """
        asked = [ask(row_id, one.person, one.event, self.seed, attempt)[place] for one in told]
        names = ["" if place else one.person.name for one in told]
        changes = [_changes(*pair) for pair in pairwise(told)]
        own, since, at, seen = dict[str, str](), -1, 0, dict[str, int]()
        while True:
            found = edited_asked(asked[at], own, names[at])
            seen.setdefault(question_digest(found), at)
            edit = self.revision.reviews.edit(*seen, since=since)
            if self.revision.reviews.rejection(question_digest(found)):
                return None, False
            if at < len(changes) and not (edit and edit.at < told[at + 1].at):
                own = {key: retold(text, changes[at]) for key, text in own.items()}
                at += 1
            elif edit:
                texts = dict(edit.decision.edits)
                for change in changes[seen[edit.decision.digest] : at]:
                    texts = {key: retold(text, change) for key, text in texts.items()}
                with self.revision.said(edit.decision):
                    edited_asked(asked[at], own | texts, names[at])
                own, since = own | texts, edit.at
            else:
                return found, found != asked[at]


def _told(person: Standing[Character], event: Standing[Event]) -> Iterator[Told]:
    """The person and the event from each edit of either on."""
    for at in sorted({at for at, _ in (*person.versions, *event.versions)}):
        yield Told(at, person.then(at), event.then(at))


def _changes(old: Told, new: Told) -> Mapping[str, str]:
    """Texts of the old ones -> of the new ones, where they differ."""
    pairs = (
        (old.person.name, new.person.name),
        (old.event.description, new.event.description),
        (occasion(old.event.name), occasion(new.event.name)),
        (old.event.name, new.event.name),
    )
    return {one: other for one, other in pairs if one != other}

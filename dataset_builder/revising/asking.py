"""Questions about pictures at events, as people want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from dataset_builder.pebench.rows import snapshot_id
from dataset_builder.reviews import question_digest
from dataset_builder.revising.edits import retold
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.standing import Standing
from dataset_builder.revising.telling import edited_asked
from generation.grammar import occasion
from generation.questions.scenes import CONCEPTS, Concept, ask, ask_about
from generation.records import BadInput, Character, Event, Question


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
        found = [self._settled(row_id, concept, told) for concept in CONCEPTS]
        for _, attempt, edited in found:
            self.revision.done["questions"] += attempt > 0
            self.revision.done["texts"] += edited
        return tuple(question for question, *_ in found)

    def leave(self, person: Standing[Character], events: Sequence[str]) -> None:
        """Look up what was decided about the questions who somebody rejected is, which goes with that person."""
        if person.now.id in self.revision.of_questions:
            for event_id in events:
                told = list(_told(person, self.events[event_id]))
                with suppress(BadInput):  # what could not be replaced need not be
                    self._settled(snapshot_id(person.now.id, event_id), "person", told)

    def _settled(self, row_id: str, concept: Concept, told: Sequence[Told]) -> tuple[Question, int, bool]:
        """One of the two questions, in which attempt it stands, and whether people have edited it itself."""
        attempt = 0
        while (found := self._standing(row_id, concept, told, attempt)) is None:
            attempt += 1
        return (found[0], attempt, found[1])

    def _standing(
        self, row_id: str, concept: Concept, told: Sequence[Told], attempt: int
    ) -> tuple[Question, bool] | None:
        """The question with all edits, and whether there are any of itself; nothing if a version is rejected.

        What they wrote in it follows when the person's or the event's texts change.
        """
        asked = [ask_about(concept, row_id, one.person, one.event, self.seed, attempt) for one in told]
        names = [one.person.name if concept == "person" else "" for one in told]
        changes = [_changes(*pair) for pair in pairwise(told)]
        own, since, at, seen = dict[str, str](), -1, 0, dict[str, int]()
        while True:
            found = edited_asked(asked[at], own, names[at])
            seen.setdefault(question_digest(found), at)
            edit = self.revision.reviews.edit(*seen, since=since)
            if self.revision.reviews.rejection(question_digest(found)):
                return None
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

"""What the decisions of reviewers mean for what a build makes: it looks everything up by content, edits and all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dataset_builder.reviews import Decision, Reviews, Ruling, biography_digest, image_digest, question_digest
from dataset_builder.revising.edits import edited_person, edited_question
from dataset_builder.revising.standing import Standing, Thing
from dataset_builder.rows import biography_json
from generation.questions.revise import revise
from generation.questions.script import Refusal, Revised, Script
from generation.records import BadInput, Person, Portrait, Question, Snapshot

REPLACED = ("images", "people", "questions")


class Revision:
    """The decisions, and a count of what a build did about them. Without decisions all stays as it is made.

    done: what was replaced (REPLACED), "texts" edited, and decisions that are "not_possible".
    """

    def __init__(self, reviews: Reviews) -> None:
        self.reviews = reviews
        self.done: Counter[str] = Counter()
        self.of_images, self.of_appearances, self.of_questions = (
            reviews.people(kind) for kind in ("image", "appearance", "question")
        )

    def person(self, person: Person) -> Standing[Person]:
        """The person with all edits."""
        return self.follow(person, lambda one: biography_digest(one.id, biography_json(one)), edited_person)

    def question(self, question: Question) -> Question | Refusal:
        """The question with all edits, or why it is rejected."""
        found = self.follow(question, question_digest, edited_question)
        return Refusal(found.rejection.reason, found.rejection.at) if found.rejection else found.now

    def portrait(self, portrait: Portrait | Snapshot) -> Ruling | None:
        """The rejection of a picture, if there is one."""
        return self.reviews.rejection(image_digest(portrait.person_id, portrait.image))

    def concerns(self, script: Script) -> bool:
        """Whether any question may be another than it was arranged."""
        return script.person.id in self.of_questions or script.was is not None

    def questions(self, script: Script) -> Revised:
        """All questions about somebody as people want them; raises BadInput as `revise` does."""
        if self.concerns(script):
            return revise(script, self.question)
        return Revised(script.arranged().of(script.person))

    def leave(self, script: Script) -> None:
        """Look up what was decided about the questions of somebody rejected, which goes with that person."""
        try:
            self.questions(script)
        except BadInput:  # what could not be replaced need not be
            return

    def leave_celebrities(self, people: Iterable[Person]) -> None:
        """Count what was decided about their biographies, which a table states and no build changes."""
        for person in people:
            digest = biography_digest(person.id, biography_json(person))
            self.done["not_possible"] += bool(self.reviews.rejection(digest) or self.reviews.edit(digest))

    def manifest(self) -> dict[str, Any]:
        """What the manifest says of it, by nobody's name; nothing where no file was given."""
        if not self.reviews.sha256:
            return {}
        return {
            "sha256": self.reviews.sha256,
            **self.reviews.summary(),
            "not_possible": self.done["not_possible"],
            "replaced": {what: self.done[what] for what in REPLACED},
            "texts_edited": self.done["texts"],
        }

    def follow(
        self,
        thing: Thing,
        digest_of: Callable[[Thing], str],
        edited: Callable[[Thing, Mapping[str, str]], Thing],
        spare: bool = True,
    ) -> Standing[Thing]:
        """The thing with the edits of all versions of it, in the order they were made.

        Any version may be rejected; where there is no spare one to replace it, an edit settles a rejection.
        """
        versions, digests = [(-1, thing)], [digest_of(thing)]
        while True:
            rejection, edit = self.reviews.rejection(digests[-1]), self.reviews.edit(*digests, since=versions[-1][0])
            if (rejection and spare) or not edit:
                return Standing(tuple(versions), rejection)
            with self.said(edit.decision):
                thing = edited(thing, edit.decision.edits)
            versions.append((edit.at, thing))
            digests.append(digest_of(thing))

    @contextmanager
    def said(self, decision: Decision) -> Iterator[None]:
        """What an edit does not allow, with the place."""
        try:
            yield
        except BadInput as error:
            raise BadInput(f"{self.reviews.source}: {decision.person}, {decision.item}: {error}") from None

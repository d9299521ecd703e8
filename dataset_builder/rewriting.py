"""Others in the place of people whom a language model wrote and reviewers reject, and further wordings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dataset_builder.galleries import Gallery
from dataset_builder.rephotographing import Studio
from dataset_builder.replacing import ATTEMPTS, exhausted
from dataset_builder.reviews import Ruling
from dataset_builder.revising import Revision
from generation.people.llm import Again, Author, Reword, Written
from generation.questions.arrange import Wordings
from generation.questions.script import Script, Texts, Unworded
from generation.records import Face, Person


def standing_written(
    author: Author,
    written: Sequence[Written],
    gallery: Gallery,
    studio: Studio | None,
    revision: Revision,
    leave: Callable[[Written], None],
) -> list[Written]:
    """Everybody, with others in the place of those who are rejected, of each of whom `leave` is told.

    Another person is written for the same face, or where its picture is rejected for a further one. Whoever was
    rejected first comes first: a later decision buys nothing anew.
    """
    found = {one.person.id: one for one in written}
    again: dict[str, Face | None] = {}
    for _ in range(ATTEMPTS):
        rejected = _rejected(found.values(), studio, revision)
        if not rejected:
            revision.done["people"] += len(again)
            return list(found.values())
        for person_id, without_face in rejected.items():
            leave(found[person_id])
            again.pop(person_id, None)
            again[person_id] = None if without_face else found[person_id].face
        asked = [Again(one, face, partial(_reason, revision)) for one, face in again.items()]
        found = {one.person.id: one for one in author.rewrite(asked, written, gallery.more)}
        again = {one: found[one].face for one in again}
    raise exhausted(next(iter(rejected)), "portraits")


def worded(scripts: Sequence[Script], author: Author, revision: Revision) -> list[Script]:
    """The scripts, with what the author words anew where reviewers leave nothing."""
    found = {one.person.id: one for one in scripts}
    short = _short(found.values(), revision)
    for _ in range(ATTEMPTS):
        if not short:
            return list(found.values())
        asked = [
            Reword(found[one].was or found[one].person, found[one].wordings, partial(_why, lacking.refused))
            for one, lacking in short.items()
        ]
        for person_id, wordings in author.reword(asked).items():
            found[person_id] = _with_spare(found[person_id], wordings, short[person_id].uses)
        short = _short([found[one] for one in short], revision)
    raise next(iter(short.values()))


def _rejected(people: Collection[Written], studio: Studio | None, revision: Revision) -> Mapping[str, bool]:
    """Person id -> whether the face goes, too; whoever was rejected first comes first."""
    rulings: list[tuple[int, str, bool]] = []
    for one in people:
        person, face = one.person, None
        if studio:
            face = studio.rejection(person.id, one.face)
        found: list[Ruling] = [ruling for ruling in (revision.person(person)[1], face) if ruling]
        if found:
            rulings.append((min(ruling.at for ruling in found), person.id, face is not None))
    return {person_id: without_face for _, person_id, without_face in sorted(rulings)}


def _reason(revision: Revision, person: Person) -> str:
    _, rejection = revision.person(person)
    return rejection.reason if rejection else ""


def _short(scripts: Collection[Script], revision: Revision) -> dict[str, Unworded]:
    """Of whom nothing is left to ask with."""
    found: dict[str, Unworded] = {}
    for one in scripts:
        try:
            if revision.concerns(one):
                revision.questions(one)
        except Unworded as lacking:
            found[one.person.id] = lacking
    return found


def _why(refused: Texts, attribute: str, use: str, text: str) -> str:
    return refused.get((attribute, text), "")


def _with_spare(script: Script, wordings: Wordings, uses: Sequence[tuple[str, str]]) -> Script:
    """With further wordings behind those that were spare before: what follows from these must be found again."""
    spare = {attribute: dict(texts) for attribute, texts in script.spare.items()}
    for attribute, use in uses:
        known = (*script.wordings[attribute].get(use, ()), *spare.get(attribute, {}).get(use, ()))
        more = [text for text in wordings[attribute].get(use, ()) if text not in known]
        spare.setdefault(attribute, {})[use] = [*spare.get(attribute, {}).get(use, ()), *more]
    return replace(script, spare=spare)

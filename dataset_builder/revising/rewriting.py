"""Others in the place of people whom a language model wrote and reviewers reject, and further wordings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dataset_builder.galleries import Gallery
from dataset_builder.reviews import Ruling
from dataset_builder.revising.rephotographing import Studio
from dataset_builder.revising.replacing import ATTEMPTS, in_turn
from dataset_builder.revising.revision import Revision
from generation.people.llm import Again, Author, Reword, Written
from generation.questions.arrange import Wordings
from generation.questions.script import Script, Texts, Unworded
from generation.records import BadInput, Face, Person


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
    faces = {one.person.id: one.face for one in written}

    def look(one: Written) -> Ruling | None:
        return studio.rejection(one.person.id, one.face) if studio else None

    def further(person_id: str, attempt: int) -> Ruling | None:
        faces[person_id] = _next_face(gallery, person_id)
        return studio.rejection(person_id, faces[person_id]) if studio else None

    unseen = {one.person.id: look(one) for one in written}
    first = _first_rejections(written, unseen, revision)
    in_turn(unseen, further, "faces")
    for one in written:
        if one.person.id in first:
            leave(one)
    found = list(written)
    for _ in range(ATTEMPTS if first else 0):
        asked = [Again(one, faces[one], partial(_reason, revision)) for one in first]
        found = author.rewrite(asked, written, gallery.more)
        # for some faces nobody could be written, so that others were taken
        taken = {one.person.id: one for one in found if one.face != faces[one.person.id]}
        other = {person_id: look(one) for person_id, one in taken.items()}
        if not any(other.values()):
            break
        faces |= {person_id: one.face for person_id, one in taken.items()}
        in_turn(other, further, "faces")
    revision.done["people"] += len(first)
    return found


def _first_rejections(
    people: Sequence[Written], faces: Mapping[str, Ruling | None], revision: Revision
) -> Sequence[str]:
    """Who is rejected, or whose face is; whoever was rejected first comes first."""
    at: dict[str, int] = {}
    for one in people:
        found = [ruling.at for ruling in (revision.person(one.person).rejection, faces[one.person.id]) if ruling]
        at |= {one.person.id: min(found)} if found else {}
    return sorted(at, key=lambda one: at[one])


def _next_face(gallery: Gallery, person_id: str) -> Face:
    if more := gallery.more(1):
        return more[0]
    raise BadInput(f"{person_id}: reviewers reject the face, and there is no other; name more pictures with --faces")


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


def _reason(revision: Revision, person: Person) -> str:
    rejection = revision.person(person).rejection
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

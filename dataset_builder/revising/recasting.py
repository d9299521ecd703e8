"""People and events of PEBench as reviewers want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from dataset_builder.pebench.rows import event_entry, person_entry
from dataset_builder.pebench.texts import event_texts, profile_texts
from dataset_builder.reviews import texts_digest
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.standing import Standing
from dataset_builder.revising.telling import edited_appearance, edited_event, edited_profile
from generation.people import names
from generation.records import BadInput, Character, Event

Named = TypeVar("Named", bound=Character | Event)


def standing_profile(person: Character, revision: Revision) -> Standing[Character]:
    """Somebody with all edits of the profile."""
    return revision.follow(person, lambda one: texts_digest(one.id, profile_texts(person_entry(one))), edited_profile)


def standing_appearance(person_id: str, text: str, revision: Revision) -> Standing[str]:
    """The words for somebody's looks; who rejects them rejects the looks."""
    return revision.follow(text, lambda one: texts_digest(person_id, {"appearance": one}), edited_appearance)


def standing_events(events: Mapping[str, Event], revision: Revision) -> Mapping[str, Standing[Event]]:
    """ID -> event with all edits. Nothing takes the place of a rejected one: that is counted as not possible."""
    found = {
        event_id: revision.follow(
            event,
            lambda one, id=event_id: texts_digest(id, event_texts(event_entry(one), one.keywords)),  # type: ignore[misc]
            edited_event,
            spare=False,
        )
        for event_id, event in events.items()
    }
    revision.done["not_possible"] += sum(one.rejection is not None for one in found.values())
    require_other_names(found, (), revision)
    return found


def require_other_names(things: Mapping[str, Standing[Named]], taken: Iterable[str], revision: Revision) -> None:
    """Count what was edited (ID -> thing). Raises BadInput if an edit gave something the name of another."""
    used = {names.folded(name) for name in taken}
    used |= {names.folded(one.now.name) for one in things.values() if not one.was}
    for id, one in things.items():
        if one.was:
            revision.done["texts"] += 1
            if names.folded(one.now.name) in used:
                raise BadInput(f"{revision.reviews.source}: {id}, name: {one.now.name!r} is taken; give another")
            used |= {names.folded(one.now.name)}

"""What the page is told, as plain JSON. It is put in as text, never as HTML."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, get_args

from dataset_builder.review.items import Item
from dataset_builder.review.reasons import to_decide, usual
from dataset_builder.review.session import Session
from dataset_builder.review.tables import Row
from dataset_builder.review.tallies import Status
from dataset_builder.reviews import Decision, image_digest

Shown = dict[str, Any]


def opened(session: Session) -> Shown:
    """What stays as it is while the page is open."""
    codes = sorted({one.code for findings in session.findings.values() for one in findings})
    groups = list(dict.fromkeys(one.group for one in session.people.entries))
    whom = ("person or event", "people and events") if "event" in groups else ("person", "people")
    return {
        "reviewer": session.reviewer,
        "statuses": list(get_args(Status)),
        "codes": codes,
        "groups": groups if len(groups) > 1 else [],
        "whom": whom,
    }


def listed(session: Session, numbers: Iterable[int]) -> list[Shown]:
    """People as the list shows them."""
    return [_entry(session, number) for number in numbers]


def person(session: Session, number: int) -> Shown:
    """Everything about somebody, with this reviewer's own decisions and nobody else's."""
    items = session.items(number)
    return {
        **_entry(session, number),
        "group": session.people.entries[number].group,
        "findings": [asdict(one) for one in session.findings.get(number, ())],
        "items": [_item(item, session.decided.get(item.digest)) for item in items],
        "samples": [_sample(session, one, row) for one, row in session.people.samples(number)],
    }


def kept(session: Session, number: int) -> Shown:
    """What follows from decisions about somebody."""
    return {"entry": _entry(session, number), "progress": session.progress()}


def agreement(session: Session) -> list[Shown]:
    """How far every two reviewers agree."""
    return [asdict(pair) for pair in session.agreement()]


def decision(decision: Decision) -> Shown:
    """A decision, as far as the page shows it."""
    return {"verdict": decision.verdict, "reason": decision.reason, "edits": dict(decision.edits)}


def _entry(session: Session, number: int) -> Shown:
    entry = session.people.entries[number]
    return {
        "number": number,
        "id": entry.id,
        "name": entry.name,
        "status": sorted(session.status(number)),
        "begun": session.begun(number),
        "found": len(session.findings.get(number, ())),
    }


def _item(item: Item, decided: Decision | None) -> Shown:
    return {
        "kind": item.kind,
        "name": item.name,
        "digest": item.digest,
        "task": item.task,
        "modality": item.modality,
        "attribute": item.attribute,
        "key": item.key,
        "fields": dict(item.fields),
        "transformed": item.transformed,
        "image": _source(item.image),
        "event": item.event,
        "description": item.description,
        "asks": to_decide(item),
        "reasons": usual(item),
        "decision": decision(decided) if decided else None,
    }


def _sample(session: Session, number: int, row: Row) -> Shown:
    """A picture of an event, and where it is decided about."""
    image = (row["image"] or {}).get("bytes") or b""
    entry = session.people.entries[number]
    return {"number": number, "name": entry.name, "digest": image_digest(entry.id, image), "image": _source(image)}


def _source(image: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(image).decode()}" if image else ""

"""What there is to decide about the people and events of PEBench, picture by picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dataset_builder.pebench.texts import appearance_texts, event_texts, profile_texts, question_texts
from dataset_builder.review.items import Item, picture
from dataset_builder.review.tables import Row
from dataset_builder.reviews import text_digest, texts_digest


def person_items(person_id: str, rows: Sequence[tuple[str, Row]]) -> list[Item]:
    """The profile, the looks; each picture, and what is asked about it."""
    config, first = rows[0]
    person = first["person"] or {}
    profile, appearance = profile_texts(person), appearance_texts(person)
    told = [
        Item("profile", f"{config}, profile", texts_digest(person_id, profile), profile),
        Item("appearance", f"{config}, appearance", texts_digest(person_id, appearance), appearance),
    ]
    return [*told, *(item for config, row in rows for item in _shown(person_id, config, row))]


def event_items(event_id: str, rows: Sequence[tuple[str, Row]]) -> list[Item]:
    """Its texts."""
    ((config, row),) = rows
    texts = event_texts(row["event"] or {}, row.get("keywords") or ())
    return [Item("event", f"{config}, event", texts_digest(event_id, texts), texts)]


def _shown(person_id: str, config: str, row: Row) -> Iterator[Item]:
    event = row["event"] or {}
    name = str(event.get("name") or "")
    yield picture(person_id, f"{config}, {name}", row["image"] or {}, name, str(event.get("description") or ""))
    for one in row.get("questions") or ():
        concept, texts = str(one["Concept"]), question_texts(one)
        digest = text_digest(str(row["ID"]), "generation", "image_text", texts["Question"], texts["Answer"], ())
        named = str((row["person"] or {}).get("name") or "") if concept == "person" else ""
        yield Item("question", f"{config}, {name}, {concept}", digest, texts, "generation", "image_text", concept,
                   event=name, named=named)  # fmt: skip

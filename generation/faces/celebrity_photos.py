"""Portraits of real public figures, kept in the store as they arrive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from generation import images
from generation.faces.celebrity_sources import (
    NO_MORE,
    Endpoints,
    Found,
    Picture,
    from_celeba,
    from_folder,
    from_wikimedia,
    plain_name,
)
from generation.files import write
from generation.records import BadInput, Person

Kind = Literal["folder", "celeba", "wikimedia"]
LEDGER = "portraits.jsonl"
REFUSED = "refused"  # the reason where there is no further picture
Line = dict[
    str, str
]  # of the ledger: kind, name, reason (or none), file, source, licence, credit, page; number, from 1


@dataclass(frozen=True, slots=True)
class Photo:
    """A portrait in the store, JPEG. source: "wikimedia:FILE" ...; credit: the author; page: where it is described."""

    name: str
    path: Path
    source: str
    licence: str
    credit: str
    page: str


def collect(
    people: Sequence[Person],
    kind: Kind,
    place: Path | None,
    store: Path,
    endpoints: Endpoints | None = None,
    refused: Collection[str] = (),
) -> tuple[dict[str, Photo], dict[str, str]]:
    """Portraits by person id, and for those without one the reason in a word, by name.

    place: the folder to read, where `kind` is `folder` or `celeba`; it is read anew each time. None: all is in the
    store. What comes from Wikimedia stays: pictures and reasons are written to `store` as they arrive and never asked
    for again, until the line in portraits.jsonl or the file goes. A file is called by its content, so that no other
    ever replaces it.
    refused: names of files in `store` that are not to be used; the next picture of the person is, if there is one.
    Raises BadInput if the folder is not of that layout, or if Wikimedia does not answer; what came is kept.
    """
    store.mkdir(parents=True, exist_ok=True)
    lines: dict[str, Line] = {}
    wanted, number = people, 0
    while wanted:
        lines |= _numbered(wanted, number, kind, place, store, endpoints or Endpoints())
        wanted = [person for person in wanted if _is_passed_over(lines[person.name], number, refused)]
        number += 1
    photos = {person.id: _photo(store, lines[person.name]) for person in people if not lines[person.name]["reason"]}
    missing = {person.name: lines[person.name]["reason"] for person in people if lines[person.name]["reason"]}
    return photos, {name: REFUSED if "number" in lines[name] else reason for name, reason in missing.items()}


def _numbered(
    people: Sequence[Person], number: int, kind: Kind, place: Path | None, store: Path, endpoints: Endpoints
) -> dict[str, Line]:
    """The line about the picture of that number, by name: from the ledger, or from the source into it."""
    which = {"number": str(number)} if number else {}
    known = (line for line in _lines(store) if line["kind"] == kind and line.get("number", "0") == str(number))
    latest = {line["name"]: line for line in known}
    from_store = kind == "wikimedia" or place is None
    lines = {name: line for name, line in latest.items() if from_store and _still_holds(store, line)}
    wanted = [person for person in people if person.name not in lines]
    for person, found in _found(wanted, number, kind, place, endpoints) if wanted else ():
        line = _kept(store, kind, person.name, found) | which
        lines[person.name] = line
        if line != latest.get(person.name):
            _append(store, line)
    return {person.name: lines[person.name] for person in people}


def _is_passed_over(line: Line, number: int, refused: Collection[str]) -> bool:
    """Whether the next picture is to be looked at."""
    return line["file"] in refused or (number > 0 and line["reason"] not in ("", NO_MORE))


def _found(
    people: Sequence[Person], number: int, kind: Kind, place: Path | None, endpoints: Endpoints
) -> Iterator[Found]:
    if kind == "wikimedia":
        return from_wikimedia(people, endpoints, number)
    if place is None:
        raise BadInput(f"celebrity_faces: {kind} reads a folder; give --celebrity-photos FOLDER")
    return (from_folder if kind == "folder" else from_celeba)(place, people, number)


def _kept(store: Path, kind: Kind, name: str, found: Picture | str) -> Line:
    """The line about what was found, after its picture was written."""
    line = {"kind": kind, "name": name, "reason": "", "file": "", "source": "", "licence": "", "credit": "", "page": ""}
    if isinstance(found, str):
        return line | {"reason": found}
    about = {key: value for key, value in asdict(found).items() if key != "data"}
    try:
        data = images.encode(images.read(found.data))
    except images.BadImage as error:
        return line | about | {"reason": error.reason}
    file = f"{plain_name(name).replace(' ', '-')}-{hashlib.sha256(data).hexdigest()[:8]}.jpg"
    write(store / file, data)
    return line | about | {"file": file}


def _photo(store: Path, line: Line) -> Photo:
    return Photo(line["name"], store / line["file"], line["source"], line["licence"], line["credit"], line["page"])


def _still_holds(store: Path, line: Line) -> bool:
    return bool(line["reason"]) or (store / line["file"]).is_file()


def _lines(store: Path) -> Iterator[Line]:
    """The ledger, without what a killed process left half-written."""
    ledger = store / LEDGER
    for text in ledger.read_text(encoding="utf-8", errors="replace").split("\n") if ledger.is_file() else ():
        try:
            yield json.loads(text)
        except json.JSONDecodeError:
            continue


def _append(store: Path, line: Line) -> None:
    ledger = store / LEDGER
    torn = ledger.is_file() and not ledger.read_bytes().endswith(b"\n")
    with ledger.open("a", encoding="utf-8") as file:
        file.write("\n" * torn + json.dumps(line, ensure_ascii=False) + "\n")

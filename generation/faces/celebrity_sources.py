"""Where portraits of real public figures come from: a folder, CelebA, or Wikidata and Wikimedia Commons."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyascii import anyascii

from generation import images
from generation.faces import commons
from generation.records import BadInput, Person
from generation.wikimedia import COMMONS, WIKIDATA, Client, best_values, items_by_title

CELEBA_LICENCE = "for non-commercial research only, under the CelebA dataset's agreement"
CELEBA_PAGE = "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html"
CELEBA_NAMES = ("list_identity_celeba.txt", "identity_names.txt")


@dataclass(frozen=True, slots=True)
class Picture:
    """A portrait as found, not yet opened."""

    data: bytes
    source: str
    licence: str
    credit: str = ""
    page: str = ""


Found = tuple[Person, Picture | str]  # the picture, or in one word why there is none


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where Wikidata and Commons are, and who is asking: an e-mail address or a page, for their User-Agent policy."""

    wikidata: str = WIKIDATA
    commons: str = COMMONS
    contact: str = ""


def plain_name(name: str) -> str:
    """The name as it is compared: `Beyonce_Knowles` is `Beyoncé Knowles`."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(name).lower()).strip()


def from_folder(folder: Path, people: Sequence[Person]) -> Iterator[Found]:
    """From a folder with one table NAME.csv: columns name, file, licence, and if wanted credit and page.

    Reasons: `not_listed`, `no_file`. Raises BadInput if the table is missing or wrong.
    """
    table = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if len(table) != 1:
        raise BadInput(
            f"{folder}: {len(table)} tables; give a folder with pictures and one .csv of name, file, licence"
        )
    rows = {plain_name(row["name"]): row for row in _rows(table[0])}
    for person in people:
        row = rows.get(plain_name(person.name))
        if row is None:
            yield person, "not_listed"
            continue
        path = folder / row["file"]
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadInput(f"{table[0]}: {row['file']!r} is not in the folder; name files below {folder}")
        if not path.is_file():
            yield person, "no_file"
            continue
        source, credit, page = f"folder:{row['file']}", row.get("credit") or "", row.get("page") or ""
        yield person, Picture(path.read_bytes(), source, row["licence"], credit, page)


def from_celeba(folder: Path, people: Sequence[Person]) -> Iterator[Found]:
    """From CelebA: img_align_celeba/, identity_CelebA.txt ("FILE ID" lines) and the names of the identities.

    The names stand in list_identity_celeba.txt or identity_names.txt, as "ID NAME" or "FILE NAME", with _ or blanks in
    the name. All pictures are of one size: the first that can be opened is taken. Reasons: `not_listed`, `no_file`,
    or that of the last picture tried. Raises BadInput if a part is missing.
    """
    pictures = folder / "img_align_celeba"
    names = next((path for path in (folder / name for name in CELEBA_NAMES) if path.is_file()), None)
    if not pictures.is_dir() or names is None:
        raise BadInput(f"{folder}: not the layout of CelebA; needs img_align_celeba/ and {' or '.join(CELEBA_NAMES)}")
    called = {key: plain_name(name) for key, name in _pairs(names)}
    files: dict[str, list[str]] = {}
    identities = folder / "identity_CelebA.txt"
    for file, identity in _pairs(identities) if identities.is_file() else ((key, key) for key in called):
        if name := called.get(file) or called.get(identity):
            files.setdefault(name, []).append(file)
    for person in people:
        yield person, _first_good(pictures, sorted(files.get(plain_name(person.name), ())))


def from_wikimedia(people: Sequence[Person], endpoints: Endpoints) -> Iterator[Found]:
    """The image (P18) of each person's Wikidata item, as a thumbnail from Commons, if its licence is free.

    Found by the page title of the English Wikipedia. Reasons: `no_item`, `no_image`, those of `commons.files`, and
    what keeps a file from being downloaded. Raises BadInput if a server does not answer.
    """
    with Client(endpoints.contact) as client:
        named = {str(person.profile["page_title"]): person for person in people}
        depicted: dict[str, list[Person]] = {}
        for title, item in items_by_title(client, endpoints.wikidata, list(named)):
            images_of = best_values(item, "P18") if item else []
            if images_of:
                depicted.setdefault(str(images_of[0]), []).append(named[title])
            else:
                yield named[title], "no_image" if item else "no_item"
        for name, file in commons.files(client, endpoints.commons, list(depicted)):
            for person in depicted[name]:
                yield person, file if isinstance(file, str) else _downloaded(client, name, file)


def _downloaded(client: Client, name: str, file: commons.File) -> Picture | str:
    try:
        return Picture(client.download(file.url), f"wikimedia:{name}", file.licence, file.author, file.page)
    except images.BadImage as error:
        return error.reason


def _first_good(pictures: Path, files: Sequence[str]) -> Picture | str:
    reason = "no_file" if files else "not_listed"
    for file in files:
        path = pictures / file
        if not path.is_file():
            continue
        data = path.read_bytes()
        try:
            images.read(data)
        except images.BadImage as error:
            reason = error.reason
            continue
        return Picture(data, f"celeba:{file}", CELEBA_LICENCE, "", CELEBA_PAGE)
    return reason


def _rows(table: Path) -> list[dict[str, str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{table}: {error}; give a comma-separated table in UTF-8") from None
    for number, row in enumerate(rows, start=2):
        if empty := [key for key in ("name", "file", "licence") if not row.get(key)]:
            raise BadInput(f"{table}, line {number}: no {empty[0]}; each picture needs name, file and licence")
    return rows


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """First word and the rest of each line that has both; headers do no harm, as nobody is called like them."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        first, _, rest = line.strip().partition(" ")
        if rest:
            yield first, rest.strip()

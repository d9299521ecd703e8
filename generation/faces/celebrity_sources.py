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
from generation.wikimedia import COMMONS, WIKIDATA, Client, good_values, items_by_title

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
NO_MORE = "no_more"  # there are pictures, but not as many


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where Wikidata and Commons are, and who is asking: an e-mail address or a page, for their User-Agent policy."""

    wikidata: str = WIKIDATA
    commons: str = COMMONS
    contact: str = ""


def plain_name(name: str) -> str:
    """The name as it is compared: `Beyonce_Knowles` is `Beyoncé Knowles`."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(name).lower()).strip()


def from_folder(folder: Path, people: Sequence[Person], number: int = 0) -> Iterator[Found]:
    """From a folder with one table NAME.csv: columns name, file, licence, and if wanted credit and page.

    number: of the picture, where a name has several: its last line is number 0.
    Reasons: `not_listed`, `no_file`, `no_more`. Raises BadInput if the table is missing or wrong.
    """
    table = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if len(table) != 1:
        raise BadInput(
            f"{folder}: {len(table)} tables; give a folder with pictures and one .csv of name, file, licence"
        )
    rows: dict[str, list[dict[str, str]]] = {}
    for row in _rows(table[0]):
        rows.setdefault(plain_name(row["name"]), []).insert(0, row)
    for person in people:
        own = rows.get(plain_name(person.name), [])
        if number >= len(own):
            yield person, NO_MORE if own else "not_listed"
            continue
        row = own[number]
        path = folder / row["file"]
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadInput(f"{table[0]}: {row['file']!r} is not in the folder; name files below {folder}")
        if not path.is_file():
            yield person, "no_file"
            continue
        source, credit, page = f"folder:{row['file']}", row.get("credit") or "", row.get("page") or ""
        yield person, Picture(path.read_bytes(), source, row["licence"], credit, page)


def from_celeba(folder: Path, people: Sequence[Person], number: int = 0) -> Iterator[Found]:
    """From CelebA: img_align_celeba/, identity_CelebA.txt ("FILE ID" lines) and the names of the identities.

    The names stand in list_identity_celeba.txt or identity_names.txt, as "ID NAME" or "FILE NAME", with _ or blanks in
    the name. All pictures are of one size: the first that can be opened is number 0. Reasons: `not_listed`, `no_file`,
    `no_more`, or that of the last picture tried. Raises BadInput if a part is missing.
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
        yield person, _good(pictures, sorted(files.get(plain_name(person.name), ())), number)


def from_wikimedia(people: Sequence[Person], endpoints: Endpoints, number: int = 0) -> Iterator[Found]:
    """The image (P18) of each person's Wikidata item, as a thumbnail from Commons, if its licence is free.

    Found by the page title of the English Wikipedia. number: of the image, where there are several. Reasons: `no_item`,
    `no_image`, `no_more`, those of `commons.files`, and what keeps a file from being downloaded. Raises BadInput if a
    server does not answer.
    """
    with Client(endpoints.contact) as client:
        named = {str(person.profile["page_title"]): person for person in people}
        depicted: dict[str, list[Person]] = {}
        for title, item in items_by_title(client, endpoints.wikidata, list(named)):
            images_of = good_values(item, "P18") if item else []
            if number < len(images_of):
                depicted.setdefault(str(images_of[number]), []).append(named[title])
            else:
                yield named[title], NO_MORE if images_of else "no_image" if item else "no_item"
        for name, file in commons.files(client, endpoints.commons, list(depicted)):
            for person in depicted[name]:
                yield person, file if isinstance(file, str) else _downloaded(client, name, file)


def _downloaded(client: Client, name: str, file: commons.File) -> Picture | str:
    try:
        return Picture(client.download(file.url), f"wikimedia:{name}", file.licence, file.author, file.page)
    except images.BadImage as error:
        return error.reason


def _good(pictures: Path, files: Sequence[str], number: int) -> Picture | str:
    """The picture of that number among those that can be opened."""
    reason, passed = "no_file" if files else "not_listed", 0
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
        if passed == number:
            return Picture(data, f"celeba:{file}", CELEBA_LICENCE, "", CELEBA_PAGE)
        passed += 1
    return NO_MORE if passed else reason


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

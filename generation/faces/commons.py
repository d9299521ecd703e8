"""Pictures on Wikimedia Commons: what a file is, whether its licence is free, whom to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from generation.wikimedia import Client

WIDTH = 1280  # pixels; one of the widths that Wikimedia keeps thumbnails of, and serves without making them
FILES = 20  # a request: their names stand in the address
PHOTOGRAPHS = ("image/jpeg", "image/png", "image/tiff", "image/webp")
FREE = re.compile(
    r"(public domain|pd\b.*|cc0\b.*|cc[ -]pd\b.*|no restrictions|attribution|copyrighted free use|free art licen[cs]e"
    r"|cc[ -]by([ -]sa)?([ -]\d.*)?|cc[ -]sa[ -]\d.*|gfdl\b.*|fal\b.*|ogl\b.*|godl\b.*|kogl type 1)",
    re.IGNORECASE,
)
UNFREE = re.compile(r"\b(nc|nd|non-?free|fair use|non-?commercial|no-?deriv\w*)\b", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
VOID = ("br", "img", "hr", "wbr", "input", "link", "meta")


@dataclass(frozen=True, slots=True)
class File:
    """A picture that may be used. url: of the picture, at most WIDTH pixels wide. page: where it is described."""

    url: str
    licence: str
    author: str
    page: str


def files(client: Client, endpoint: str, names: Sequence[str]) -> Iterator[tuple[str, File | str]]:
    """Each name with its file, or in one word why it cannot be used.

    `no_file`, `unfit_type:MIME`, `unfree_licence:NAME`, `no_thumbnail`.
    """
    for first in range(0, len(names), FILES):
        some = names[first : first + FILES]
        asked = {"action": "query", "prop": "imageinfo", "redirects": "1", "iiprop": "url|mime|extmetadata"}
        titles = "|".join(f"File:{name}" for name in some)
        answer = client.ask(endpoint, **asked, iiurlwidth=str(WIDTH), iiextmetadatalanguage="en", titles=titles)
        query = answer.get("query", {})
        pages = {page["title"]: page for page in query.get("pages", ())}
        for name in some:
            info = pages.get(_final_title(query, f"File:{name}"), {}).get("imageinfo") or ()
            yield name, _file(info[0]) if info else "no_file"


def plain_text(html: str) -> str:
    """What a reader sees of the HTML, in one line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.pieces).split())


def _final_title(query: Mapping[str, Any], title: str) -> str:
    """The title of the page that the API gives for this one, spelt otherwise or moved."""
    for step in ("normalized", "redirects"):
        title = next((move["to"] for move in query.get(step, ()) if move["from"] == title), title)
    return title


def _file(info: Mapping[str, Any]) -> File | str:
    said = {key: str(field.get("value", "")) for key, field in (info.get("extmetadata") or {}).items()}
    name = plain_text(said.get("LicenseShortName", ""))
    if info.get("mime") not in PHOTOGRAPHS:
        return f"unfit_type:{info.get('mime')}"
    if not FREE.fullmatch(name) or UNFREE.search(name) or said.get("NonFree", "").lower() in ("1", "true"):
        return f"unfree_licence:{name or 'none'}"
    if not info.get("thumburl"):
        return "no_thumbnail"
    address = said.get("LicenseUrl", "")
    author = plain_text(said.get("Artist", "")) or plain_text(said.get("Credit", ""))
    return File(info["thumburl"], f"{name} ({address})" if address else name, author, info.get("descriptionurl", ""))


class _Reader(HTMLParser):
    """Collects the text outside of hidden elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0  # open elements, from the hidden one on

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.pieces.append(" " if tag in ("br", "p", "div", "li", "td") else "")
        hides = any(name == "style" and HIDDEN.search(value or "") for name, value in attributes)
        if tag not in VOID and (hides or self._hidden):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag not in VOID:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

"""Wikidata and Wikimedia Commons on loopback: items, file pages and thumbnails, with faults to be switched on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .loopback import answering

GREGORIAN, JULIAN = "Q1985727", "Q1985786"
MOST_ITEMS = 50
Fault = Callable[["Handler"], None]


@dataclass
class World:
    """What the two sites hold. `faults` are used up one a request; None lets a request through."""

    address: str
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)  # titles that redirect, of pages and of files
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault | None] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)  # parameters of API requests, or {"file": NAME}
    agents: set[str] = field(default_factory=set)
    most_items: int = MOST_ITEMS  # in one answer, which leaves out the others

    @property
    def api(self) -> str:
        return f"{self.address}/w/api.php"

    @property
    def downloads(self) -> list[str]:
        return [asked["file"] for asked in self.asked if "file" in asked]

    def add_item(self, id: str, label: str, title: str = "", aliases: tuple[str, ...] = (), **claims: Any) -> None:
        """An item; each claim is a statement, a list of them, or ids of items."""
        made = {
            property: [one if isinstance(one, dict) else statement(to_item(one)) for one in as_list(values)]
            for property, values in claims.items()
        }
        self.items[id] = {
            "type": "item",
            "id": id,
            "labels": {"en": {"language": "en", "value": label}} if label else {},
            "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]} if aliases else {},
            "claims": made or [],  # as the API gives an empty object
            "sitelinks": {"enwiki": {"site": "enwiki", "title": title, "badges": []}} if title else [],
        }

    def add_file(self, name: str, data: bytes | None, licence: str = "CC BY-SA 4.0", **more: Any) -> None:
        """A file page and its thumbnail. more: `mime`, and fields of extmetadata."""
        mime = more.pop("mime", "image/jpeg")
        said = {"LicenseShortName": licence, "LicenseUrl": "https://creativecommons.org/licenses/by-sa/4.0"} | more
        self.files[name] = {
            "thumburl": f"{self.address}/thumb/{quote(name)}?utm_source=commons",
            "url": f"{self.address}/original/{quote(name)}",
            "descriptionurl": f"https://commons.example/wiki/File:{quote(name)}",
            "mime": mime,
            "extmetadata": {key: {"value": value, "source": "commons-desc-page"} for key, value in said.items()},
        }
        if data is not None:
            self.blobs[name] = data


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self) -> None:
        self.world.agents.add(self.headers["User-Agent"])
        where = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(where.query, keep_blank_values=True).items()}
        name = unquote(where.path.removeprefix("/thumb/"))
        self.world.asked.append({"file": name} if where.path.startswith("/thumb/") else query)
        fault = self.world.faults.pop(0) if self.world.faults else None
        if fault:
            return fault(self)
        if where.path.startswith("/thumb/"):
            found = self.world.blobs.get(name)
            return self.send(404, b"gone") if found is None else self.send(200, found, type="image/jpeg")
        if where.path != "/w/api.php":
            return self.send(404, b"<html>no API</html>")
        answer = {"wbgetentities": get_entities, "query": image_info}[query["action"]]
        return self.send(200, json.dumps(answer(self.world, query)).encode())

    def send(self, status: int, body: bytes, type: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


def get_entities(world: World, query: dict[str, str]) -> dict[str, Any]:
    """By ids, or by exact titles; `normalize` follows redirects, and allows one title only."""
    asked = query.get("ids", query.get("titles", "")).split("|")
    assert len(asked) <= MOST_ITEMS and query["format"] == "json" and query["maxlag"] == "5"
    if query.get("normalize"):
        if len(asked) > 1:
            return {"error": {"code": "params-illegal", "info": "normalize takes one title"}}
        asked = [world.moved.get(asked[0].replace("_", " "), asked[0])]
    by_title = {item["sitelinks"]["enwiki"]["title"]: id for id, item in world.items.items() if item["sitelinks"]}
    entities: dict[str, Any] = {}
    for n, one in enumerate(asked, start=1):
        id = one if "ids" in query else by_title.get(one, "")
        missing = {"id": one, "missing": ""} if "ids" in query else {"site": "enwiki", "title": one, "missing": ""}
        key = id or str(-n)
        entities[key] = shown(world.items[id], query) if id in world.items else missing
    return {"entities": dict(list(entities.items())[: world.most_items]), "success": 1}


def shown(item: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    assert query["languages"] == "en" and query["languagefallback"]  # else items whose label is `mul` have none
    return {key: value for key, value in item.items() if key in ("id", "type", *query["props"].split("|"))}


def image_info(world: World, query: dict[str, str]) -> dict[str, Any]:
    """Titles come back as they are stored: with a capital, without underscores, redirects followed."""
    answer: dict[str, list[Any]] = {"normalized": [], "redirects": [], "pages": []}
    for title in query["titles"].split("|"):
        name = title.removeprefix("File:").replace("_", " ")
        name = name[:1].upper() + name[1:]
        if f"File:{name}" != title:
            answer["normalized"].append({"fromencoded": False, "from": title, "to": f"File:{name}"})
        if name in world.moved:
            answer["redirects"].append({"from": f"File:{name}", "to": f"File:{world.moved[name]}"})
            name = world.moved[name]
        info = {"imageinfo": [world.files[name]]} if name in world.files else {"missing": True}
        answer["pages"].append({"ns": 6, "title": f"File:{name}", **info})
    return {"batchcomplete": True, "query": answer}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statement(value: Any, rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    """A statement; `value` None is "no value"."""
    snak = {"snaktype": "novalue"} if value is None else {"snaktype": "value", "datavalue": {"value": value}}
    extra = {key: [{"snaktype": "value", "datavalue": {"value": one}}] for key, one in qualifiers.items()}
    return {"mainsnak": snak, "type": "statement", "rank": rank} | ({"qualifiers": extra} if extra else {})


def to_item(id: str) -> dict[str, Any]:
    return {"entity-type": "item", "numeric-id": int(id[1:]), "id": id}


def time(date: str, precision: int = 11, calendar: str = GREGORIAN) -> dict[str, Any]:
    """`date` is written as Wikidata does: +1879-03-14, -0384-00-00."""
    model = f"http://www.wikidata.org/entity/{calendar}"
    edges = {"timezone": 0, "before": 0, "after": 0}
    return {"time": f"{date}T00:00:00Z", "precision": precision, "calendarmodel": model, **edges}


def status(code: int, **headers: str) -> Fault:
    return lambda handler: handler.send(code, b"{}", **headers)


def api_error(code: str) -> Fault:
    return lambda handler: handler.send(200, json.dumps({"error": {"code": code, "info": "as told"}}).encode())


def malformed(handler: Handler) -> None:
    handler.send(200, b'{"entities": {"Q1": ')


def drop(handler: Handler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def cut(handler: Handler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


@contextmanager
def running() -> Iterator[World]:
    class OwnHandler(Handler):
        """Knows this world only."""

    with answering(OwnHandler) as address:
        OwnHandler.world = World(address)
        yield OwnHandler.world

"""Wikidata and Wikimedia Commons, asked as their operators want to be asked: one request at a time, with patience."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, Self, TypeVar

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema

from generation.images import BadImage
from generation.records import BadInput

WIKIDATA = "https://www.wikidata.org/w/api.php"
COMMONS = "https://commons.wikimedia.org/w/api.php"
TRIES = 6
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0  # seconds; the pause doubles from try to try
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
BUSY = {429, 500, 502, 503, 504}
PASSING = ("maxlag", "ratelimited", "readonly", "internal_api_error")  # how codes of passing API errors begin
GONE = {400, 403, 404, 410}
MOST_BYTES = 50_000_000
MOST_ITEMS = 50  # a request, the API's limit
ENGLISH = {"languages": "en", "languagefallback": "1"}  # names that are alike everywhere stand under `mul` only
ITEMS = 10  # a request with statements: the API cuts its answer off at 8 MB, and the items of famous people are large
Item = Mapping[str, Any]
T = TypeVar("T")


class _Passing(Exception):
    """An answer that may be another one the next time."""

    def __init__(self, what: str, response: requests.Response) -> None:
        super().__init__(what)
        self.response = response


class Client:
    """A connection, for a `with` block. contact: an address or a page, sent as Wikimedia's User-Agent policy asks."""

    def __init__(self, contact: str = "") -> None:
        self._session = requests.Session()
        about = f" ({contact})" if contact else ""
        self._session.headers["User-Agent"] = (
            f"mllmu-bench/{version('mllmu-bench')}{about} requests/{version('requests')}"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def ask(self, endpoint: str, **parameters: str) -> dict[str, Any]:
        """What the API answers, in its format version 2. Raises BadInput when it does not, or refuses."""
        everything = {"format": "json", "formatversion": "2", "maxlag": "5", **parameters}

        def once() -> dict[str, Any]:
            return _answer(endpoint, self._session.get(endpoint, params=everything, timeout=TIMEOUT))

        return _patiently(endpoint, once)

    def download(self, url: str) -> bytes:
        """The file. Raises BadImage (`gone:404`, `too_many_bytes`) if it cannot be had, BadInput if nothing answers."""

        def once() -> bytes:
            with self._session.get(url, timeout=TIMEOUT, stream=True) as response:
                return _body(url, response)

        return _patiently(url, once)


def items_by_title(client: Client, endpoint: str, titles: Sequence[str]) -> Iterator[tuple[str, Item | None]]:
    """Each title of the English Wikipedia with its Wikidata item, in no order; None where there is none.

    What the exact title does not find is asked for once more by itself, which lets Wikidata normalise the title and
    follow the redirects of Wikipedia, and also covers an answer that was cut off.
    """
    for some in _batches(titles, ITEMS):
        found = {_title(item): item for item in _items(client, endpoint, "|".join(some))}
        for title in some:
            alone = () if title in found else _items(client, endpoint, title, normalize="1")
            yield title, found.get(title) or next(iter(alone), None)


def items_by_id(client: Client, endpoint: str, ids: Sequence[str], props: str) -> dict[str, Item]:
    """Wikidata items; `props` such as `labels|aliases`, in English. Those that an answer leaves out are asked alone."""
    found: dict[str, Item] = {}
    for some in _batches(ids, ITEMS if "claims" in props else MOST_ITEMS):
        entities = _entities(client, endpoint, some, props)
        for id in some:
            answer = entities if id in entities else _entities(client, endpoint, [id], props)
            found[id] = answer.get(id, {"missing": ""})
    return {id: item for id, item in found.items() if "missing" not in item}


def best_values(item: Item, property: str) -> list[Any]:
    """The values of the statements that hold: the preferred ones, else the normal ones, without those that ended."""
    preferred, normal = _values_by_rank(item, property)
    return preferred or normal


def good_values(item: Item, property: str) -> list[Any]:
    """As `best_values`, with the normal ones behind the preferred ones."""
    return [value for values in _values_by_rank(item, property) for value in values]


def _values_by_rank(item: Item, property: str) -> tuple[list[Any], ...]:
    statements = [one for one in (item.get("claims") or {}).get(property, ()) if one["mainsnak"]["snaktype"] == "value"]
    lasting = [one for one in statements if "P582" not in one.get("qualifiers", {})] or statements
    return tuple(
        [one["mainsnak"]["datavalue"]["value"] for one in lasting if one["rank"] == rank]
        for rank in ("preferred", "normal")
    )


def _items(client: Client, endpoint: str, titles: str, **more: str) -> list[Item]:
    asked = {"action": "wbgetentities", "sites": "enwiki", "titles": titles, "sitefilter": "enwiki"} | ENGLISH
    answer = client.ask(endpoint, **asked, props="claims|sitelinks|labels", **more)
    return [item for item in (answer.get("entities") or {}).values() if "missing" not in item]


def _entities(client: Client, endpoint: str, ids: Sequence[str], props: str) -> dict[str, Item]:
    asked = {"action": "wbgetentities", "ids": "|".join(ids), "props": props} | ENGLISH
    entities: dict[str, Item] = client.ask(endpoint, **asked).get("entities") or {}
    return entities


def _title(item: Item) -> str:
    sitelink = (item.get("sitelinks") or {}).get("enwiki", {})  # without any, the API gives an empty list
    return str(sitelink.get("title", ""))


def _answer(endpoint: str, response: requests.Response) -> dict[str, Any]:
    if response.status_code in BUSY:
        raise _Passing(f"status {response.status_code}", response)
    if response.status_code == 403:
        raise BadInput(f"{endpoint}: status 403; name yourself as the site asks: --contact MAIL")
    if not response.ok:
        raise BadInput(f"{endpoint}: status {response.status_code}; is it the address of a MediaWiki API?")
    answer = response.json()
    if not isinstance(answer, dict):
        raise _Passing("no JSON object", response)
    if code := str(answer.get("error", {}).get("code", "")):
        if code.startswith(PASSING):
            raise _Passing(code, response)
        raise BadInput(f"{endpoint}: the API refuses: {code}; is it the address of a MediaWiki API?")
    return answer


def _body(url: str, response: requests.Response) -> bytes:
    if response.status_code in GONE:
        raise BadImage(f"gone:{response.status_code}", url)
    if not response.ok:
        raise _Passing(f"status {response.status_code}", response)
    body = bytearray()
    for piece in response.iter_content(1 << 16):
        body += piece
        if len(body) > MOST_BYTES:
            raise BadImage("too_many_bytes", f"{url}: more than {MOST_BYTES:,} bytes")
    return bytes(body)


def _patiently(place: str, once: Callable[[], T]) -> T:
    """What `once` returns, as soon as it does; BadInput if it never does."""
    wrong = ""
    for n in range(TRIES):
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**n) * random.uniform(0.5, 1.0)
        try:
            return once()
        except _Passing as error:
            wrong, pause = str(error), max(pause, _asked_pause(error.response))
        except (MissingSchema, InvalidSchema, InvalidURL):
            raise BadInput(f"{place}: no address; give one like {WIKIDATA}") from None
        except requests.RequestException as error:
            wrong = _in_short(error)
        if pause > LONGEST_PAUSE:
            raise BadInput(f"{place}: {wrong}, asks for a pause of {pause:.0f} s; go on after it, what came is kept")
        if n < TRIES - 1:
            time.sleep(pause)
    raise BadInput(f"{place}: no answer after {TRIES} tries, {wrong}; try again later, what came is kept")


def _asked_pause(response: requests.Response) -> float:
    """Seconds to wait as Retry-After says: a number, or a date."""
    said = response.headers.get("Retry-After", "")
    try:
        return float(said) if said.isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _in_short(error: Exception) -> str:
    """Of a library's error only what it is: its text holds addresses of objects."""
    if isinstance(error, requests.exceptions.JSONDecodeError):
        return "malformed JSON"
    if isinstance(error, requests.Timeout):
        return "timed out"
    return "connection failed" if isinstance(error, requests.ConnectionError) else type(error).__name__


def _batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[first : first + size] for first in range(0, len(values), size))

"""What the tests ask for, and the model that writes it; run as a module: a build in a process of its own."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from pydantic import BaseModel

from generation.llm.ask import Ask, SetAside
from generation.llm.client import Client, Connection
from generation.llm.options import Options
from generation.records import BadInput


class Line(BaseModel):
    """A made-up reply."""

    number: int
    words: str


def picture(width: int = 64, height: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def asks(count: int, image: bytes | None = None) -> list[Ask[Line]]:
    return [Ask(f"P{n:05} line", "You write lines.", f"Write line number {n}.", Line, 20, image) for n in range(count)]


def task_of(payload: dict[str, Any]) -> str:
    content = payload["messages"][1]["content"]
    return content if isinstance(content, str) else content[1]["text"]


def author(payload: dict[str, Any]) -> str:
    """The same line for a task, however often it is asked again."""
    number = int(task_of(payload).split()[-1].rstrip("."))
    return json.dumps({"number": number, "words": f"the line of number {number}"})


def good(index: int, reply: Line) -> str:
    return ""


def quick(address: str, **settings: Any) -> Connection:
    return replace(Connection(address, backoff=0.01, timeout=5, poll=0.02), **settings)


def told(
    store: Path,
    connection: Connection,
    count: int = 6,
    check: Callable[[int, Line], str] = good,
    options: Options = Options(),  # noqa: B008
    image: bytes | None = None,
) -> list[Line | SetAside]:
    with Client(options, store, connection) as client:
        return client.ask(asks(count, image), check)


def lines(count: int) -> list[Line]:
    return [Line(number=n, words=f"the line of number {n}") for n in range(count)]


def main(store: str, count: str, settings: str) -> int:
    connection = quick(os.environ["OPENAI_BASE_URL"], **json.loads(settings))
    try:
        found = told(Path(store), connection, int(count))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps([one.model_dump() if isinstance(one, Line) else one.reasons for one in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

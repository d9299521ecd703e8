"""`mllmu-bench review`: the page, and the server that keeps what is decided on it."""

from __future__ import annotations

import getpass
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_builder.review import findings
from dataset_builder.review.people import People
from dataset_builder.review.session import Session
from dataset_builder.reviews import require_outside
from generation.records import BadInput

PORTS = 65_536


@dataclass(frozen=True, slots=True)
class Options:
    """What to look through, and where. reviewer: None for the login name. check: may be missing. port: 0 for any."""

    data: Path
    reviewer: str | None
    reviews: Path
    check: Path
    host: str
    port: int


def serve(options: Options) -> None:
    """Show the page until Ctrl-C. Raises BadInput, before anything is shown."""
    session = _session(options)
    try:
        from dataset_builder.review import server
    except ModuleNotFoundError as missing:
        raise BadInput(f'{missing.name} is not installed; pip install "mllmu-bench[review]"') from None
    with _listening(options) as listening:
        address = f"http://{_named(options.host)}:{listening.getsockname()[1]}"
        application = server.application(session, options.host)
        print(
            f"{address} is the page for {session.reviewer}; decisions go to {options.reviews}. Ctrl-C ends.", flush=True
        )
        with suppress(KeyboardInterrupt):
            server.run(application, listening)


def login() -> str:
    """The name of whoever runs this; a container may have no entry for the user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"


def _session(options: Options) -> Session:
    reviewer = login() if options.reviewer is None else options.reviewer.strip()
    if not reviewer:
        raise BadInput("--reviewer: is empty; give a name")
    data, reviews = options.data.expanduser(), options.reviews.expanduser()
    if not data.is_dir():
        raise BadInput(f"{options.data}: no such folder; name the folder of a dataset")
    people = People(data)
    require_outside(data, reviews)
    found = findings.read(options.check.expanduser(), data, people.entries)
    if found is None:
        print(f"{options.check} is about another dataset: its findings are not shown; --check names another file")
    try:
        reviews.open("ab").close()
    except OSError as error:
        raise BadInput(f"--reviews {options.reviews}: {error.strerror}; name a file that can be written") from None
    return Session(people, reviewer, reviews, found)


def _listening(options: Options) -> socket.socket:
    """Taken at once, so that nobody else takes it."""
    if not 0 <= options.port < PORTS:
        raise BadInput(f"--port {options.port}: is no port; give one below {PORTS}")
    try:
        return socket.create_server((options.host, options.port), family=_family(options.host))
    except OSError as error:
        cause = str(error.strerror).partition(" (while")[0]
        raise BadInput(f"{options.host}:{options.port}: {cause}; give another --port or --host") from None


def _family(host: str) -> Any:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from generation.llm.client import Client
from generation.llm.options import Options
from generation.llm.store import Charge, Store
from generation.records import BadInput

from ...llm_server import CUT, ERROR_500, RATE_LIMIT, LLMServer, every
from .asks import asks, author, good, lines, quick, told

ROOT = Path(__file__).parents[3]


def build(server: LLMServer, store: Path, count: int, **settings: Any) -> subprocess.Popen[str]:
    """A build in a process of its own."""
    command = [sys.executable, "-m", "tests.generation.llm.asks", str(store), str(count), json.dumps(settings)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> list[Any]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    found: list[Any] = json.loads(out)
    return found


def kept(store: Path) -> set[str]:
    with closing(sqlite3.connect(store)) as database:
        return {key for (key,) in database.execute("SELECT key FROM replies")}


def test_two_processes_share_a_store_and_buy_nothing_twice(server: LLMServer, store: Path) -> None:
    server.takes = 0.02
    processes = [build(server, store, 60, concurrency=4) for _ in range(2)]
    for process in processes:
        assert finished(process) == [line.model_dump() for line in lines(60)]
    assert len(server.answered) == 60 and set(server.asked.values()) == {1}
    assert server.most_at_once > 4  # both were buying


@pytest.mark.slow
def test_a_build_killed_again_and_again_asks_for_no_stored_reply(server: LLMServer, store: Path) -> None:
    server.faults = every(3, RATE_LIMIT, ERROR_500, CUT)
    asked: dict[str, int] = {}  # how often, when the reply was seen in the store
    for answers in (8, 20, 34):
        enough = signalled_at(server, answers)
        process = build(server, store, 60)
        assert enough.wait(60)
        process.kill()
        process.communicate()
        asked |= {key: server.asked[key] for key in kept(store) - asked.keys()}
    assert len(asked) >= 15
    assert finished(build(server, store, 60)) == [line.model_dump() for line in lines(60)]
    assert {key: server.asked[key] for key in asked} == asked
    assert set(server.answered) == kept(store)


def signalled_at(server: LLMServer, answers: int) -> threading.Event:
    """Set once the server has given so many answers."""
    enough = threading.Event()

    def counting(payload: dict[str, Any]) -> str:
        if sum(server.answered.values()) >= answers:
            enough.set()
        return author(payload)

    server.author = counting
    return enough


def test_a_process_that_dies_frees_what_it_was_buying(server: LLMServer, store: Path) -> None:
    server.takes = 0.05
    enough = signalled_at(server, 10)
    dying, living = (build(server, store, 40) for _ in range(2))
    assert enough.wait(60)
    dying.kill()
    dying.communicate()
    assert finished(living) == [line.model_dump() for line in lines(40)]
    assert sum(server.asked.values()) <= 40 + 8  # what was under way in the dead one


def test_a_closed_store_is_one_complete_file(server: LLMServer, store: Path, tmp_path: Path) -> None:
    told(store, quick(server.address))
    copy = tmp_path / "published.sqlite"
    shutil.copyfile(store, copy)
    assert told(copy, quick("http://127.0.0.1:9/v1")) == lines(6)
    assert not store.with_name(f"{store.name}-wal").exists()


@pytest.fixture
def published(server: LLMServer, store: Path) -> Iterator[Path]:
    """A store that nobody but its owner may write to, in a folder that all may read."""
    told(store, quick(server.address))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "responses.sqlite"
        shutil.copyfile(store, copy)
        copy.chmod(0o444)
        Path(folder).chmod(0o555)
        yield copy
        Path(folder).chmod(0o755)


def test_a_store_that_cannot_be_written_to_is_read(server: LLMServer, published: Path) -> None:
    """By another user where the tests are run by root, whom no permission stops."""
    code = """
import os, sys
from pathlib import Path
from generation.records import BadInput
from tests.generation.llm.asks import good, lines, quick, told
if os.geteuid() == 0:
    os.setuid(65534)
store = Path(sys.argv[1])
assert told(store, quick("http://127.0.0.1:9/v1")) == lines(6)
try:
    told(store, quick("http://127.0.0.1:9/v1"), 8)
except BadInput as error:
    print(error)
"""
    command = [sys.executable, "-c", code, str(published)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | server.environment)
    assert done.returncode == 0, done.stderr
    assert "2 replies, the first to 'P00006 line', are not in" in done.stdout
    assert "which cannot be written to" in done.stdout
    assert [path.name for path in published.parent.iterdir()] == ["responses.sqlite"]


@pytest.mark.parametrize("content", [b"key,reply\n" * 500, b"SQLite format 3\x00" + bytes(4096), b"\x00" * 100])
def test_a_file_that_is_no_database(store: Path, content: bytes) -> None:
    store.parent.mkdir()
    store.write_bytes(content)
    with pytest.raises(BadInput, match=r"responses\.sqlite: is no ") as caught:
        Client(Options(), store)
    assert "\n" not in str(caught.value)
    assert store.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(store: Path) -> None:
    store.parent.mkdir()
    with closing(sqlite3.connect(store)) as database:
        database.execute("CREATE TABLE replies (key TEXT, attempt INTEGER)")
    before = store.read_bytes()
    with pytest.raises(BadInput, match="no response store of this version"):
        Client(Options(), store)
    assert store.read_bytes() == before


def test_a_store_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be made"):
        Client(Options(), tmp_path / "file" / "responses.sqlite")
    with pytest.raises(BadInput, match="cannot be opened"):
        Client(Options(), tmp_path)


def test_a_damaged_store_is_said_to_be(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address), 40)
    data = bytearray(store.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    store.write_bytes(data)
    with pytest.raises(BadInput, match=r"responses\.sqlite: .*(malformed|no SQLite database)"):
        told(store, quick(server.address), 40)


def test_a_reply_that_is_there_stays_and_is_paid_once(store: Path) -> None:
    with Store(store) as one, Store(store) as other:
        assert one.put("k", "first", "form", Charge(1, 1, 0.5))
        assert not other.put("k", "second", "form", Charge(1, 1, 0.5))
        assert other.get("k") == "first" and other.spent() == 0.5 and other.has_answer("form")


def test_the_store_holds_the_raw_reply_its_usage_and_its_time(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address), 1)
    with closing(sqlite3.connect(store)) as database:
        (body, received), (read, written) = (
            database.execute("SELECT body, received FROM replies").fetchone(),
            database.execute("SELECT prompt_tokens, completion_tokens FROM charges").fetchone(),
        )
    usage = json.loads(body)["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == (read, written)
    assert received.startswith("20")


def test_threads_share_a_store(server: LLMServer, store: Path) -> None:
    found: list[Any] = []

    def one() -> None:
        with Client(Options(), store, quick(server.address)) as client:
            found.append(client.ask(asks(20), good))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [lines(20)] * 3
    assert set(server.asked.values()) == {1}

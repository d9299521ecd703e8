from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from generation.llm import batch as batch_module
from generation.llm.ask import SetAside
from generation.llm.batch import Batch
from generation.llm.budget import Budget
from generation.llm.client import Client
from generation.llm.conversation import Conversation
from generation.llm.live import Live
from generation.llm.options import Options
from generation.llm.progress import Progress
from generation.llm.server import Server
from generation.llm.store import Store
from generation.records import BadInput

from ...llm_server import (
    CANCELLED,
    CUT,
    ERROR_500,
    EXPIRED,
    FAILED,
    HALF,
    HTML,
    KEY,
    MALFORMED,
    PAID_FOR_NOTHING,
    RATE_LIMIT,
    REFUSAL,
    REJECTED,
    WRONG_SCHEMA,
    Fault,
    LLMServer,
    by_payload,
    digest,
    every,
    no_faults,
    page,
    status,
    usage,
)
from .asks import asks, good, lines, quick, task_of, told
from .test_store import build, finished, kept


def sizes(server: LLMServer) -> list[int]:
    """Requests of each batch."""
    return [len(server.files[one["input_file_id"]].splitlines()) for one in server.batches.values()]


def test_a_round_is_one_batch(server: LLMServer, store: Path) -> None:
    server.polls = 3
    assert told(store, quick(server.address, batch=True)) == lines(6)
    assert sizes(server) == [6]
    assert "POST /v1/chat/completions" not in server.paths
    (job,) = server.batches.values()
    assert (job["endpoint"], job["completion_window"]) == ("/v1/chat/completions", "24h")
    line = json.loads(server.files[job["input_file_id"]].splitlines()[0])
    assert line["method"] == "POST" and line["url"] == "/v1/chat/completions"
    assert line["custom_id"] == digest(line["body"]) in kept(store)


def test_both_ways_make_the_same_store(server: LLMServer, store: Path, tmp_path: Path) -> None:
    server.faults = by_payload(2, MALFORMED, REFUSAL, WRONG_SCHEMA)
    other = tmp_path / "live" / "responses.sqlite"
    assert told(store, quick(server.address, batch=True), 20) == told(other, quick(server.address), 20)
    assert kept(store) == kept(other)
    assert sizes(server)[0] == 20 and len(server.batches) > 1  # what was off the schema went into the next


@pytest.mark.parametrize("fate", [EXPIRED, HALF, FAILED, CANCELLED])
def test_what_a_batch_did_not_bring_goes_into_a_new_one(server: LLMServer, store: Path, fate: str) -> None:
    server.fates = [fate]
    assert told(store, quick(server.address, batch=True), 10) == lines(10)
    assert sizes(server) == [10, 5 if fate == HALF else 10]
    assert set(server.answered.values()) == {1}


def test_batches_that_never_bring_anything_end_the_build(server: LLMServer, store: Path) -> None:
    server.fates = [FAILED] * 9
    with pytest.raises(BadInput, match=r"3 batches in a row brought nothing, the last: batch \S+ failed: told to fail"):
        told(store, quick(server.address, batch=True, tries=3))
    assert len(server.batches) == 3


@pytest.mark.parametrize(
    "fault", [RATE_LIMIT, ERROR_500, CUT, HTML, page('{"error": {"code": 502}}')], ids=lambda fault: fault.name
)
def test_faults_around_a_batch_are_tried_again(server: LLMServer, store: Path, fault: Fault) -> None:
    server.polls = 4
    server.elsewhere = [fault, None, fault, None, fault, None, None, fault, None, None, fault]
    assert told(store, quick(server.address, batch=True)) == lines(6)
    assert not server.elsewhere and sizes(server) == [6]


def test_a_page_in_place_of_the_replies_does_not_lose_them(server: LLMServer, store: Path) -> None:
    server.elsewhere = [None, None, None, HTML, page(""), page("[1]")]
    assert told(store, quick(server.address, batch=True)) == lines(6)
    assert sizes(server) == [6]


def test_a_batch_whose_creation_was_answered_by_nothing_is_found(server: LLMServer, store: Path) -> None:
    def lose_the_answer() -> None:
        server.created = lambda: None
        raise ConnectionResetError

    server.created = lose_the_answer
    assert told(store, quick(server.address, batch=True)) == lines(6)
    assert sizes(server) == [6]


def test_rejections_and_replies_with_nothing_in_them(server: LLMServer, store: Path) -> None:
    def fault(number: int, payload: dict[str, object], before: int) -> Fault | None:
        if "number 2." in task_of(payload):
            return REJECTED
        return PAID_FOR_NOTHING if "number 4." in task_of(payload) and not before else None

    server.faults = fault
    found = told(store, quick(server.address, batch=True))
    assert found[2] == SetAside("P00002 line", ("rejected:HTTP 400: Your request was rejected by our safety system",))
    assert found[:2] + found[3:] == lines(6)[:2] + lines(6)[3:]
    assert sizes(server) == [6, 1]


def test_a_batch_of_rejections_only_is_set_up_wrongly(server: LLMServer, store: Path) -> None:
    server.faults = every(1, REJECTED)
    with pytest.raises(BadInput, match="has never answered a request of that kind"):
        told(store, quick(server.address, batch=True))
    server.faults = no_faults
    assert told(store, quick(server.address, batch=True)) == lines(6)


def test_a_server_without_schemas_gets_the_next_batch_in_json_mode(server: LLMServer, store: Path) -> None:
    server.knows_schemas = False
    assert told(store, quick(server.address, batch=True)) == lines(6)
    formats = [payload["response_format"]["type"] for payload in server.payloads.values()]
    assert formats == ["json_schema"] * 6 + ["json_object"] * 6


def test_a_server_without_batches(server: LLMServer, store: Path) -> None:
    server.elsewhere = [status(404, "Not Found")]
    with pytest.raises(BadInput, match="has no such model or address"):
        told(store, quick(server.address, batch=True))


def test_files_are_split_at_the_limits(
    server: LLMServer, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "MOST_REQUESTS", 4)
    assert told(store, quick(server.address, batch=True), 10) == lines(10)
    assert sizes(server) == [4, 4, 2]
    longest = max(len(line) for data in server.files.values() for line in data.splitlines()) + 1
    monkeypatch.setattr(batch_module, "MOST_BYTES", 3 * longest + 5)
    server.batches.clear()
    assert told(tmp_path / "other.sqlite", quick(server.address, batch=True), 10) == lines(10)
    assert sizes(server) == [3, 3, 3, 1]
    assert all(len(server.files[one["input_file_id"]]) <= 3 * longest + 5 for one in server.batches.values())


@pytest.mark.parametrize(
    ("when", "goes_on_with"), [("created", True), ("waiting", False)], ids=["created, batch", "waiting, live"]
)
def test_a_killed_build_neither_sends_nor_pays_its_batch_again(
    server: LLMServer, store: Path, when: str, goes_on_with: bool
) -> None:
    server.polls = 10**9
    process = build(server, store, 8, batch=True, poll=0.2)
    if when == "created":
        server.created = process.kill
        process.wait(60)
        server.created = lambda: None
    else:
        while not any(path.startswith("GET /v1/batches/") for path in list(server.paths)):
            assert process.poll() is None
        process.kill()
    process.communicate()
    for job in server.batches.values():
        job["left"] = 2
    assert finished(build(server, store, 8, batch=goes_on_with)) == [line.model_dump() for line in lines(8)]
    assert sizes(server) == [8]
    assert set(server.answered.values()) == {1}
    assert ("GET /v1/batches" in server.paths) == (when == "created")
    assert "POST /v1/chat/completions" not in server.paths


def test_a_build_killed_before_the_batch_was_created_creates_it(server: LLMServer, store: Path) -> None:
    process = build(server, store, 8, batch=True)
    server.elsewhere = [Fault("kill", wire=lambda handler: process.kill())]
    process.wait(60)
    process.communicate()
    assert not server.batches
    assert finished(build(server, store, 8, batch=True)) == [line.model_dump() for line in lines(8)]
    assert sizes(server) == [8]


@pytest.mark.slow
def test_two_processes_with_batches_share_their_jobs(server: LLMServer, store: Path) -> None:
    server.polls = 4
    processes = [build(server, store, 30, batch=True) for _ in range(2)]
    for process in processes:
        assert finished(process) == [line.model_dump() for line in lines(30)]
    assert sum(sizes(server)) == 30
    with Client(Options(), store) as client:
        assert client.spent == pytest.approx(spent_in_batches(server))


def spent_in_batches(server: LLMServer) -> float:
    counts = [usage(payload, server.author(payload)) for payload in server.payloads.values()]
    return sum((used["prompt_tokens"] * 2.5 + used["completion_tokens"] * 10) / 2e6 for used in counts)


def test_what_another_process_has_just_put_into_a_batch_is_not_bought(server: LLMServer, store: Path) -> None:
    """Between the look for open jobs and the purchase: neither live nor in a second batch."""
    conversations = [Conversation.of(ask, Options()) for ask in asks(3)]
    connection = quick(server.address)
    with Store(store) as shared, Progress(3, "lines") as progress:
        shared.intend("theirs", [conversations[0].key], 0.0)
        client = Server(connection, "gpt-4o", KEY)
        budget = Budget(shared, Options(), connection)
        Live(client, shared, budget, connection, progress).buy(conversations[:2])
        assert shared.missing(one.key for one in conversations) == [conversations[0].key, conversations[2].key]
        Batch(client, shared, budget, connection, progress)._send(conversations)
        client.close()
    assert sizes(server) == [1] and server.requests == 1


def test_a_batch_costs_half_and_its_expected_cost_is_held_back(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address, batch=True))
    with Client(Options(), store) as client:
        assert client.spent == pytest.approx(spent_in_batches(server))
    with pytest.raises(BadInput, match=r"max_usd: .* and a batch of 54 requests may take 0\.0\d+; 6 replies are kept"):
        told(store, quick(server.address, batch=True, max_usd=0.005), 60)
    assert sizes(server) == [6]
    assert told(store, quick(server.address, batch=True, max_usd=1.0), 60) == lines(60)


def test_a_job_of_another_account_is_not_bought_again_unasked(server: LLMServer, store: Path) -> None:
    with Store(store) as shared:
        shared.intend("theirs", [Conversation.of(ask, Options()).key for ask in asks(4)], 0.0)
        shared.created("theirs", "batch_99")
    with pytest.raises(BadInput, match=r"batch batch_99 is not known to .*; run again with the server and the account"):
        told(store, quick(server.address), 4)
    assert not server.requests


def test_the_key_is_in_no_file(server: LLMServer, store: Path) -> None:
    told(store, quick(server.address, batch=True))
    secret = os.environ["OPENAI_API_KEY"].encode()
    assert all(secret not in path.read_bytes() for path in store.parent.rglob("*") if path.is_file())
    with Client(Options(), store) as client:
        assert client.ask(asks(6), good) == lines(6)

"""The engine for servers, against one on loopback that answers as it is told."""

from __future__ import annotations

import base64
import hashlib
import io
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from baselines.engine import Engine, Outcome
from baselines.errors import BadInput
from baselines.predictions import predict
from baselines.protocol import Message, Request
from baselines.questions import Question
from baselines.server import IN_A_ROW, Server

from .chat_server import KEY, Fake, Reaction, after, drop, echo, likely, raw, reset, running, says, status


def server(fake: Fake, **options: Any) -> Server:
    return Server(fake.address, "a-model", **{"timeout": 10.0, "retries": 0, **options})


def asked(*texts: str) -> list[Request]:
    return [Request(text, (Message("user", text),), max_new_tokens=7) for text in texts]


def lettered(*texts: str) -> list[Request]:
    return [Request(text, (Message("user", text),), ("A", "B", "C", "D")) for text in texts]


def answered(engine: Engine, requests: Sequence[Request], **pictures: bytes) -> dict[str, Outcome]:
    return {key: outcome for batch in engine.batches(requests) for key, outcome in engine.answers(batch, pictures)}


def encoded(format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4), (200, 30, 30)).save(buffer, format, **options)
    return buffer.getvalue()


def test_what_is_sent(fake: Fake) -> None:
    conversation = (
        Message("system", "Be brief."),
        Message("user", "Who?", ("one", "two")),
        Message("assistant", "Ada"),
        Message("user", "Where?"),
    )
    png, jpeg = encoded("PNG"), encoded("JPEG")
    found = answered(server(fake, seed=3), [Request("a", conversation, max_new_tokens=7)], one=png, two=jpeg)
    assert found == {"a": Outcome("said to Where?")}
    [(payload, _)] = fake.asked
    images = [f"data:image/png;base64,{base64.b64encode(png).decode()}"]
    images += [f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"]
    shown = [{"type": "image_url", "image_url": {"url": url}} for url in images]
    assert payload == {
        "model": "a-model",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [*shown, {"type": "text", "text": "Who?"}]},
            {"role": "assistant", "content": "Ada"},
            {"role": "user", "content": "Where?"},
        ],
        "temperature": 0,
        "max_tokens": 7,
        "seed": 3,
    }
    assert fake.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize("format", ["WEBP", "BMP", "JPEG", "PNG"])
def test_other_formats_and_metadata_are_sent_as_plain_png(fake: Fake, format: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    picture = encoded(format, **({} if format == "BMP" else {"exif": exif}))
    answered(server(fake), [Request("a", (Message("user", "Who?", ("one",)),))], one=picture)
    url = fake.asked[0][0]["messages"][0]["content"][0]["image_url"]["url"]
    start, data = url.split(",")
    assert start == "data:image/png;base64"
    sent = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (sent.format, sent.size, dict(sent.getexif())) == ("PNG", (6, 4), {})


def test_undecodable_picture(fake: Fake) -> None:
    with pytest.raises(BadInput, match="image one: image of 7 bytes is broken or of an unknown format"):
        answered(server(fake), [Request("a", (Message("user", "Who?", ("one",)),))], one=b"nothing")
    assert not fake.asked


def test_as_many_at_once_as_are_allowed(fake: Fake) -> None:
    fake.default = after(0.05, echo)
    texts = [f"question {n}" for n in range(40)]
    engine = server(fake, concurrency=4)
    assert [len(batch) for batch in engine.batches(asked(*texts))] == [32, 8]
    assert answered(engine, asked(*texts)) == {text: Outcome(f"said to {text}") for text in texts}
    assert fake.most_at_once == 4


def test_answers_are_given_as_they_come(fake: Fake) -> None:
    fake.reactions = [after(2.0, echo)]
    answers = server(fake, concurrency=2).answers(asked("slow", "quick"), {})
    start = time.monotonic()
    assert next(answers) in {("slow", Outcome("said to slow")), ("quick", Outcome("said to quick"))}
    assert time.monotonic() - start < 1.5
    assert len(list(answers)) == 1


@pytest.mark.parametrize(
    "fault", [status(500), status(503), status(429, Retry_After="1"), drop, reset, after(2.5, echo)]
)
def test_one_fault_is_tried_again(fake: Fake, fault: Reaction) -> None:
    fake.reactions = [fault]
    assert answered(server(fake, retries=1, timeout=1.0), asked("a")) == {"a": Outcome("said to a")}
    assert len(fake.asked) == 2


def test_retry_after_is_respected(fake: Fake) -> None:
    fake.reactions = [status(429, Retry_After="1")]
    answered(server(fake, retries=1), asked("a"))
    (_, first), (_, second) = fake.asked
    assert second - first >= 0.95


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (status(500), "the server answered 500 (told to fail)"),
        (status(429, "too many"), "the server answered 429 (too many)"),
        (status(400, "too long"), "the server answered 400 (too long)"),
        (status(400, f"not with {KEY}"), "the server answered 400 (not with [key])"),
        (
            lambda handler, payload: handler.send(502, "<html>Bad\ngateway"),
            "the server answered 502 (<html>Bad gateway)",
        ),
        (drop, "the connection to the server broke ("),
        (reset, "the connection to the server broke ("),
        (after(2.5, echo), "the server did not answer within 1 s"),
        (raw("<html>"), "the server sent no chat completion (the body: Invalid JSON"),
        (raw("[]"), "the server sent no chat completion (the body: "),
        (raw('{"error": "busy"}'), "the server sent no chat completion (choices: Field required)"),
        (raw('{"choices": []}'), "the server sent no chat completion (choices: "),
        (raw('{"choices": [{"message": null}]}'), "the server sent no chat completion (choices.0.message: "),
        (says(7), "the server sent no chat completion (choices.0.message.content: "),
        (says(None), "the server sent no text (finish_reason stop)"),
        (says("I w", "content_filter"), "the server withheld the reply (finish_reason content_filter)"),
    ],
)
def test_a_fault_that_stays_is_the_problem_of_one_request(fake: Fake, fault: Reaction, problem: str) -> None:
    fake.reactions = [echo, fault]
    found = answered(server(fake, concurrency=1, timeout=1.0), asked("a", "b", "c"))
    assert [found[key].reply for key in "abc"] == ["said to a", "", "said to c"]
    assert found["b"].problem.startswith(problem)
    assert "\n" not in found["b"].problem
    assert (found["a"].problem, found["c"].problem) == ("", "")


@pytest.mark.parametrize("reaction", [says(""), says(" \n")])
def test_an_empty_reply_is_one(fake: Fake, reaction: Reaction) -> None:
    fake.default = reaction
    assert answered(server(fake), asked("a")) == {"a": Outcome()}


def test_a_reply_that_is_cut_off_is_kept(fake: Fake) -> None:
    fake.default = says("She was born in", "length")
    assert answered(server(fake), asked("a")) == {"a": Outcome("She was born in")}


def test_all_requests_that_fail_in_a_small_batch_are_problems(fake: Fake) -> None:
    fake.default = status(500)
    found = answered(server(fake), asked("a", "b"))
    assert [found[key].problem for key in "ab"] == ["the server answered 500 (told to fail)"] * 2


def test_an_outage_stops_the_run_behind_what_was_answered(fake: Fake) -> None:
    """Also where it spreads over batches; problems of the batch that it ends in are not given."""
    fake.reactions = [echo, status(500), echo]
    fake.default = status(503)
    engine = server(fake, concurrency=1)
    texts = [f"question {n}" for n in range(50)]
    came: list[tuple[str, Outcome]] = []
    with pytest.raises(BadInput, match=rf"{IN_A_ROW} requests in a row .* the last: the server answered 503 .* again"):
        for batch in engine.batches(asked(*texts)):
            came.extend(engine.answers(batch, {}))
    given = {key: outcome.problem for key, outcome in came}
    assert given["question 0"] == given["question 2"] == ""
    assert "500" in given["question 1"]
    assert len(fake.asked) <= 3 + IN_A_ROW + 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (status(401, f"wrong key {KEY}"), r"/v1: refuses the key in OPENAI_API_KEY \(401\); set it"),
        (status(403, f"not for {KEY}"), r"/v1: the server answered 403 \(not for \[key\]\); see to the rights"),
        (status(404, "no model a-model"), r"answered 404 \(no model a-model\); check that it ends in /v1, and --model"),
        (status(429, "pay first", "insufficient_quota"), r"answered 429 \(pay first\); see to the rights"),
    ],
)
def test_hopeless_errors_stop_at_once_behind_what_was_answered(fake: Fake, fault: Reaction, message: str) -> None:
    fake.reactions = [echo]
    fake.default = fault
    came: list[tuple[str, Outcome]] = []
    with pytest.raises(BadInput, match=message) as caught:
        came.extend(server(fake, concurrency=1).answers(asked(*map(str, range(50))), {}))
    assert came == [("0", Outcome("said to 0"))]
    assert len(fake.asked) <= 4
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(
        BadInput, match=r"--server http://127.0.0.1:9/v1: cannot be reached \(.*\); start it or correct"
    ):
        answered(Server("http://127.0.0.1:9/v1", "a-model", retries=0), asked("a"))


def test_a_server_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as fake:
        engine = server(fake)
        assert answered(engine, asked("a")) == {"a": Outcome("said to a")}
    with pytest.raises(BadInput, match="cannot be reached"):
        answered(engine, asked("b"))


def test_what_is_told_of_the_model(fake: Fake) -> None:
    engine: Engine = Server(fake.address + "/", "a-model", concurrency=4)
    told = {"name": "a-model", "server": fake.address, "weights": "", "dtype": "", "embedded": False}
    assert (engine.about, engine.choices) == (told, "reply")
    assert (engine.made_with["device"], engine.made_with["batch_size"]) == ("server", 4)
    assert {"openai", "python"} <= engine.made_with["versions"].keys()


def test_letters_by_their_likelihood(fake: Fake) -> None:
    """Both ways of writing a letter count; one that is not told of has at most the last one's likelihood."""
    fake.default = likely(B=math.log(0.5), _B=math.log(0.1), _A=math.log(0.2), The=math.log(0.05), D=math.log(0.01))
    found = answered(server(fake, seed=1), lettered("a"))["a"]
    assert found.scores == pytest.approx([math.log(0.2), math.log(0.6), math.log(0.01), math.log(0.01)])
    assert (found.reply, found.problem) == ("", "")
    payload = fake.asked[0][0]
    assert (payload["max_tokens"], payload["logprobs"], payload["top_logprobs"]) == (1, True, 20)


def test_likelihoods_without_any_letter(fake: Fake) -> None:
    fake.reactions = [likely(The=-0.1, I=-2.0)]
    problem = "no letter of an option is among the 2 likeliest tokens ('The', 'I', ...)"
    assert answered(server(fake), lettered("a")) == {"a": Outcome(problem=problem)}


@pytest.mark.parametrize("reaction", [says("A"), says("A", logprobs=None), status(400, "logprobs are not supported")])
def test_a_server_without_likelihoods(fake: Fake, reaction: Reaction) -> None:
    fake.default = reaction
    with pytest.raises(BadInput, match=r"logprobs .*; give --choices reply"):
        answered(server(fake), lettered("a"))


@pytest.mark.parametrize("reaction", [says("", logprobs=None), says("", logprobs={"content": []})])
def test_likelihoods_that_are_missing_once_are_a_problem(fake: Fake, reaction: Reaction) -> None:
    fake.reactions = [likely(A=-0.1), reaction]
    found = answered(server(fake, concurrency=1), lettered("a", "b"))
    assert found["b"] == Outcome(problem="the server gave no logprobs")


def test_likelihoods_that_are_no_numbers(fake: Fake) -> None:
    fake.default = likely(A=math.nan)
    assert (
        "top_logprobs.0.logprob: Input should be a finite number" in answered(server(fake), lettered("a"))["a"].problem
    )


@pytest.mark.parametrize("options", [("Lisbon", "Rome"), ("AB", "C")])
def test_likelihoods_of_texts_are_refused(fake: Fake, options: tuple[str, ...]) -> None:
    request = Request("a", (Message("user", "Where?"),), options, closed=True)
    with pytest.raises(BadInput, match=r"--choices texts: .*; give --choices reply or letters"):
        server(fake).fingerprint(request)
    with pytest.raises(BadInput, match="--choices texts"):
        answered(server(fake), [request])


def test_fingerprint_is_of_all_that_is_sent(fake: Fake) -> None:
    def of(engine: Server, text: str = "Who?", image: str = "one", **options: Any) -> str:
        return engine.fingerprint(Request("a", (Message("user", text, (image,)),), **{"max_new_tokens": 7, **options}))

    same = of(server(fake))
    assert same == of(server(fake, concurrency=2, timeout=1.0)) == of(Server(fake.address + "/?key=1", "a-model"))
    others = [
        of(server(fake), text="Where?"),
        of(server(fake), image="two"),
        of(server(fake), max_new_tokens=8),
        of(server(fake), options=("A", "B")),
        of(server(fake, seed=1)),
        of(Server(fake.address, "other")),
        of(Server(fake.address + "2", "a-model")),
    ]
    assert len({same, *others}) == 1 + len(others)
    assert len(same) == len(hashlib.sha256().hexdigest())


def test_credentials_are_used_and_not_told(fake: Fake) -> None:
    address = fake.address.replace("://", "://ada:secret-word@") + "?version=2"
    engine = Server(address, "a-model", retries=0)
    assert engine.about["server"] == fake.address
    assert answered(engine, asked("a")) == {"a": Outcome("said to a")}
    assert fake.paths == ["/v1/chat/completions?version=2"]
    assert fake.keys[0].startswith("Basic ")


def test_a_local_server_needs_no_key(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert answered(server(fake), asked("a")) == {"a": Outcome("said to a")}


def test_a_key_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-schlüssel")
    with pytest.raises(BadInput, match="OPENAI_API_KEY holds characters that no key has") as caught:
        Server("http://localhost:8000/v1", "a-model")
    assert "schl" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["localhost:8000/v1", "ftp://localhost", "http://", "http://host:port/v1", "", "http://["]
)
def test_no_address(address: str) -> None:
    with pytest.raises(BadInput, match=r"--server .*: is no address; give one such as http://localhost:8000/v1"):
        Server(address, "a-model")


@pytest.mark.parametrize("option", [{"concurrency": 0}, {"timeout": 0}, {"retries": -1}])
def test_options_out_of_range(option: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"--[\w-]+: -?\d+ is out of range; give "):
        Server("http://localhost:8000/v1", "a-model", **option)


def test_an_iterator_that_is_left_ends_its_requests(fake: Fake) -> None:
    fake.default = after(0.2, echo)
    answers = server(fake, concurrency=1).answers(asked(*map(str, range(50))), {})
    next(answers)
    del answers
    assert len(fake.asked) <= 3


def test_problems_are_asked_again_by_the_next_evaluation(fake: Fake, tmp_path: Path) -> None:
    questions = [Question(key, "pope", key, "yes_no", "image_text", "", key, (), "yes") for key in "abc"]
    fake.reactions = [echo, status(500)]
    runs = [predict(server(fake, concurrency=1), questions, asked("a", "b", "c"), {}, tmp_path) for _ in range(3)]
    assert [one.problem for one in runs[0]] == ["", "the server answered 500 (told to fail)", ""]
    assert [one.reply for one in runs[1]] == ["said to a", "said to b", "said to c"]
    before = len(fake.asked)
    assert runs[2] == runs[1]
    assert len(fake.asked) == before <= 6

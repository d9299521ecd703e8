"""Predictions are written as they come, used again where they still hold, and never lost or taken for others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from baselines import predictions
from baselines.engine import Outcome
from baselines.errors import BadInput
from baselines.predictions import PREDICTIONS, Prediction, predict, read, set_aside
from baselines.protocol import Message, Request
from baselines.questions import Question

QUESTIONS = tuple(
    Question(
        f"forget/P{number}/cloze/text/0", "forget", f"P{number}", "cloze", "text", "", f"Who is {number}?", (), "?"
    )
    for number in range(7)
)
REQUESTS = tuple(Request(one.key, (Message("user", one.text),), max_new_tokens=5) for one in QUESTIONS)


class Killed(BaseException):
    pass


@dataclass
class Echo:
    """An engine that repeats what it is asked, with what its weights add. dies: before so many answers are given."""

    weights: str = "!"
    dies: float = float("inf")
    problem: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    made_with: dict[str, Any] = field(default_factory=dict)
    choices: str = "letters"
    by_batch: bool = True
    asked: list[str] = field(default_factory=list)

    def fingerprint(self, request: Request) -> str:
        request = replace(request, key="")
        return hashlib.sha256(f"{self.weights} {request}".encode()).hexdigest()

    def batches(self, requests: Sequence[Request]) -> list[list[Request]]:
        """Of three; not in the order of the questions."""
        backwards = list(reversed(requests))
        return [backwards[start : start + 3] for start in range(0, len(backwards), 3)]

    def answers(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> Iterator[tuple[str, Outcome]]:
        for request in batch:
            if len(self.asked) >= self.dies:
                raise Killed
            self.asked.append(request.key)
            said = request.conversation[-1].text + self.weights
            yield request.key, Outcome(problem=self.problem) if self.problem else Outcome(reply=said)


def ask(engine: Echo, out: Path, questions: Sequence[Question] = QUESTIONS) -> list[Prediction]:
    keys = {one.key for one in questions}
    return predict(engine, questions, [one for one in REQUESTS if one.key in keys], {}, out)


def keys(*numbers: int) -> list[str]:
    return [QUESTIONS[number].key for number in numbers]


def test_they_stand_in_the_order_of_the_questions_with_all_that_scoring_needs(tmp_path: Path) -> None:
    found = ask(Echo(), tmp_path)
    assert [one.reply for one in found] == [f"Who is {number}?!" for number in range(7)]
    assert read(tmp_path / PREDICTIONS) == found
    assert [path.name for path in tmp_path.iterdir()] == [PREDICTIONS]
    first, line = found[0], json.loads((tmp_path / PREDICTIONS).read_text().split("\n")[0])
    assert first.request == Echo().fingerprint(REQUESTS[0])
    assert (first.set, first.person, first.task, first.modality, first.answer) == ("forget", "P0", "cloze", "text", "?")
    assert line["key"] == QUESTIONS[0].key and line["question"] == "Who is 0?" and line["problem"] == ""


@pytest.mark.parametrize("dies", range(8))
def test_a_killed_evaluation_goes_on_to_the_same_bytes(tmp_path: Path, dies: int) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    ask(Echo(), whole)
    engine = Echo(dies=dies)
    if dies < 7:
        with pytest.raises(Killed):
            ask(engine, killed)
        assert not (killed / PREDICTIONS).exists()
    else:
        ask(engine, killed)
    again = Echo()
    ask(again, killed)
    assert (killed / PREDICTIONS).read_bytes() == (whole / PREDICTIONS).read_bytes()
    assert again.asked == keys(*[6, 5, 4, 3, 2, 1, 0][dies // 3 * 3 :])[: 7 if dies < 7 else 0]  # whole batches
    assert [path.name for path in killed.iterdir()] == [PREDICTIONS]


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_line_that_was_being_written_is_asked_again(tmp_path: Path, cut: int) -> None:
    with pytest.raises(Killed):
        ask(Echo(weights="é\N{GRINNING FACE}", dies=3), tmp_path)
    partial = tmp_path / "predictions.0.partial"
    *_, last = partial.read_bytes().rstrip(b"\n").rpartition(b"\n")
    place = last.index("é".encode())
    partial.write_bytes(partial.read_bytes().rstrip(b"\n")[: place - len(last) + cut])  # also amid a letter's bytes
    engine = Echo(weights="é\N{GRINNING FACE}")
    assert [one.reply for one in ask(engine, tmp_path)] == [
        f"Who is {number}?é\N{GRINNING FACE}" for number in range(7)
    ]
    assert len(engine.asked) == 7


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\r", "\r\n", "\n\n", "\0", '"\\'])
def test_whatever_a_reply_holds_it_is_one_line(tmp_path: Path, end: str) -> None:
    found = ask(Echo(weights=f"{end}more"), tmp_path)
    assert found[2].reply == f"Who is 2?{end}more"
    assert read(tmp_path / PREDICTIONS) == found
    again = Echo(weights=f"{end}more")
    assert ask(again, tmp_path) == found and again.asked == []


def test_only_what_is_new_is_asked(tmp_path: Path) -> None:
    ask(Echo(), tmp_path, QUESTIONS[3:])
    engine = Echo()
    ask(engine, tmp_path)
    assert engine.asked == keys(3, 2, 1, 0)  # the batch of 3, 2, 1 is asked as a whole
    assert len(read(tmp_path / PREDICTIONS)) == 7


def test_the_same_request_is_asked_once(tmp_path: Path) -> None:
    """Whichever batch came last would decide, and after a kill or with more processes it would be another."""
    twins = [replace(one, key=f"test {one.key}") for one in QUESTIONS]
    requests = [*REQUESTS, *(replace(one, key=f"test {one.key}") for one in REQUESTS)]
    engine = Echo()
    found = predict(engine, [*QUESTIONS, *twins], requests, {}, tmp_path)
    assert sorted(engine.asked) == keys(*range(7))
    assert [one.reply for one in found[:7]] == [one.reply for one in found[7:]]


def test_other_weights_and_other_requests_use_nothing_again(tmp_path: Path) -> None:
    ask(Echo(), tmp_path)
    other = Echo(weights="?")
    assert {one.reply[-2:] for one in ask(other, tmp_path)} == {"??"}
    assert len(other.asked) == 7
    engine = Echo(weights="?")
    longer = [replace(one, max_new_tokens=6) for one in REQUESTS]
    predict(engine, QUESTIONS, longer, {}, tmp_path)
    assert len(engine.asked) == 7


def test_a_problem_is_asked_again_and_an_answer_counts_more(tmp_path: Path) -> None:
    assert {one.problem for one in ask(Echo(problem="NaN"), tmp_path)} == {"NaN"}
    left = (tmp_path / PREDICTIONS).read_bytes()
    engine = Echo()
    assert {one.problem for one in ask(engine, tmp_path)} == {""} and len(engine.asked) == 7
    (tmp_path / "predictions.7.partial").write_bytes(left)
    assert {one.problem for one in ask(Echo(), tmp_path)} == {""}


def test_what_is_set_aside_is_no_result_but_used_again(tmp_path: Path) -> None:
    ask(Echo(), tmp_path)
    set_aside(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / PREDICTIONS)
    with pytest.raises(Killed):
        ask(Echo(weights="?", dies=1), tmp_path)
    set_aside(tmp_path)
    engine = Echo()
    ask(engine, tmp_path)
    assert engine.asked == []
    assert [path.name for path in tmp_path.iterdir()] == [PREDICTIONS]


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Echo, "answers", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt, match=f"interrupted; {tmp_path} keeps the answers so far"):
        ask(Echo(), tmp_path)


def test_processes_share_out_the_same_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All read what is known before any writes, all write before any reads again, and all read before any removes."""
    events: list[str] = []
    found = predictions._found

    class Second:
        num_processes, process_index, is_main_process = 2, 1, False

        def wait_for_everyone(self) -> None:
            events.append("wait")
            if events.count("wait") == 3:  # the other one has written
                lines = [json.loads(line) for line in (tmp_path / "whole" / PREDICTIONS).read_text().splitlines()]
                theirs = [line for line in lines if line["key"] not in engine.asked]
                written(tmp_path / "predictions.0.partial", *theirs)

    def reading(out: Path) -> Iterator[Prediction]:
        events.append("read")
        return found(out)

    (tmp_path / "whole").mkdir()
    whole = ask(Echo(), tmp_path / "whole")
    monkeypatch.setattr(predictions.processes, "this", Second)
    monkeypatch.setattr(predictions, "_found", reading)
    engine = Echo(asked=events)
    assert ask(engine, tmp_path) == whole
    assert events == ["wait", "read", "wait", *keys(3, 2, 1), "wait", "read", "wait", "wait"]  # batch 1 of 0, 1, 2
    assert not (tmp_path / PREDICTIONS).exists()


LINE = {"set": "forget", "person": "P1", "task": "cloze", "modality": "text", "answer": "Rome"}


def written(path: Path, *lines: Any) -> Path:
    path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines))
    return path


def test_what_another_tool_wrote_needs_few_fields(tmp_path: Path) -> None:
    file = written(tmp_path / "theirs.jsonl", LINE, {**LINE, "reply": "Rome", "latency": 3}, "", {**LINE, "key": "k"})
    first, second, third = read(file)
    assert (first.key, second.key, third.key) == ("line 1", "line 2", "k")
    assert (first.reply, second.reply, first.scores) == ("", "Rome", ())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: the line: Invalid JSON"),
        ("[]", "line 2: the line: Input should be an object"),
        ({**LINE, "reply": None}, "line 2: reply: Input should be a valid string"),
        ({name: value for name, value in LINE.items() if name != "person"}, "line 2: person: Field required"),
        ({**LINE, "scores": ["a"]}, "line 2: scores.0: Input should be a valid number"),
        ({**LINE, "key": "line 1"}, "line 2: key line 1 stands in two lines"),
    ],
)
def test_a_line_that_is_no_prediction_is_named(tmp_path: Path, line: Any, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        read(written(tmp_path / "theirs.jsonl", LINE, line))
    assert says in str(raised.value) and "\n" not in str(raised.value) and "theirs.jsonl" in str(raised.value)


def test_no_file_no_text_and_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "missing.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "binary.jsonl")
    with pytest.raises(BadInput, match="holds no predictions"):
        read(written(tmp_path / "empty.jsonl", ""))

"""predictions.jsonl: what a model said to each question, a line each. Written as it comes, and used again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from tqdm import tqdm

from baselines import processes
from baselines.engine import Engine, Outcome
from baselines.errors import BadInput
from baselines.protocol import Request
from baselines.questions import Question

PREDICTIONS = "predictions.jsonl"
PARTIAL = "predictions.*.partial"
EARLIER = "earlier"  # in the place of a process's number: what an earlier evaluation finished


@dataclass(frozen=True, slots=True)
class Prediction:
    """A line of predictions.jsonl. Of another tool's, the fields with a default may be missing.

    reply: what the model said; scores: the log-likelihood of each option instead. request: SHA-256 of what the outcome
    depends on. The other fields are those of the question, and the problem is the outcome's.
    """

    set: str
    person: str
    task: str
    modality: str
    answer: str
    reply: str = ""
    scores: tuple[float, ...] = ()
    options: tuple[str, ...] = ()
    question: str = ""
    attribute: str = ""
    keywords: tuple[str, ...] = ()
    key: str = ""
    problem: str = ""
    request: str = ""


LINE = TypeAdapter(Prediction)
NEEDED = "give each prediction a line, a JSON object with set, person, task, modality, answer and reply"


def predict(
    engine: Engine,
    questions: Sequence[Question],
    requests: Sequence[Request],
    pictures: Mapping[str, bytes],
    out: Path,
) -> list[Prediction]:
    """Ask the engine what is not in `out` already, and leave all of it in `out`/predictions.jsonl, in order.

    requests: of the questions. An outcome found in `out` is used again if all it depends on is the same and it was no
    problem. Several processes share the work.
    """
    process = processes.this()
    prints = {request.key: engine.fingerprint(request) for request in requests}
    process.wait_for_everyone()
    due = _due(engine, requests, prints, out)
    process.wait_for_everyone()  # all have read the same before any writes: they share out the same batches
    _ask(engine, due[process.process_index :: process.num_processes], questions, prints, pictures, out)
    process.wait_for_everyone()
    found = sorted(_found(out), key=lambda one: not one.problem)  # of two, what was no problem counts
    outcomes = {one.request: Outcome(one.reply, one.scores, one.problem) for one in found}
    predictions = [_prediction(one, outcomes[prints[one.key]], prints[one.key]) for one in questions]
    process.wait_for_everyone()  # all have read before any file goes
    if process.is_main_process:
        write(predictions, out)
        for path in out.glob(PARTIAL):
            path.unlink()
    process.wait_for_everyone()
    return predictions


def _due(engine: Engine, requests: Sequence[Request], prints: Mapping[str, str], out: Path) -> list[list[Request]]:
    """The batches still to be asked. The same request, which two sets may make of one person, is asked once."""
    distinct: dict[str, Request] = {}
    for request in requests:
        distinct.setdefault(prints[request.key], request)
    known = {one.request for one in _found(out) if not one.problem}
    if not engine.by_batch:
        return engine.batches([request for fingerprint, request in distinct.items() if fingerprint not in known])
    whole = engine.batches(list(distinct.values()))
    return [batch for batch in whole if not all(prints[request.key] in known for request in batch)]


def _ask(
    engine: Engine,
    batches: Sequence[Sequence[Request]],
    questions: Sequence[Question],
    prints: Mapping[str, str],
    pictures: Mapping[str, bytes],
    out: Path,
) -> None:
    """Write each answer as it comes."""
    asked = {question.key: question for question in questions}
    partial = out / PARTIAL.replace("*", str(processes.this().process_index))
    with partial.open("a", encoding="utf-8") as file, _progress(batches) as bar:
        file.write("\n")  # behind a line that was being written when an earlier evaluation ended
        try:
            for batch in batches:
                for key, outcome in engine.answers(batch, pictures):
                    file.write(_line(_prediction(asked[key], outcome, prints[key])))
                    file.flush()
                    bar.update()
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"interrupted; {out} keeps the answers so far: the same command goes on") from None


def set_aside(out: Path) -> None:
    """What an earlier evaluation finished is there to be used again, but is no result of the one that begins."""
    if (out / PREDICTIONS).exists():
        (out / PREDICTIONS).replace(out / PARTIAL.replace("*", EARLIER))


def write(predictions: Iterable[Prediction], out: Path) -> None:
    """All of predictions.jsonl or nothing."""
    partial = out / f"{PREDICTIONS}.new"
    partial.write_text("".join(map(_line, predictions)), encoding="utf-8")
    partial.replace(out / PREDICTIONS)


def read(path: Path) -> list[Prediction]:
    """The predictions in a file, ours or another tool's. Raises BadInput for a line that is none, or a key twice."""
    found: dict[str, Prediction] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # and not at what else Unicode has to end a line
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}); name a predictions.jsonl") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = LINE.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise BadInput(f"{path}, line {number}: {where}: {first['msg']}; {NEEDED}") from None
        one = one if one.key else replace(one, key=f"line {number}")
        if one.key in found:
            raise BadInput(f"{path}, line {number}: key {one.key} stands in two lines; give each question one")
        found[one.key] = one
    if not found:
        raise BadInput(f"{path}: holds no predictions")
    return list(found.values())


def _found(out: Path) -> Iterator[Prediction]:
    """What earlier evaluations left, finished or not; a line that was being written when they ended is left out."""
    for path in (out / PREDICTIONS, *sorted(out.glob(PARTIAL))):
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for line in text.split("\n"):
            try:
                yield LINE.validate_json(line)
            except ValidationError:
                continue


def _prediction(question: Question, outcome: Outcome, request: str) -> Prediction:
    return Prediction(
        set=question.set,
        person=question.person,
        task=question.task,
        modality=question.modality,
        answer=question.answer,
        reply=outcome.reply,
        scores=outcome.scores,
        options=question.options,
        question=question.text,
        attribute=question.attribute,
        keywords=question.keywords,
        key=question.key,
        problem=outcome.problem,
        request=request,
    )


def _line(prediction: Prediction) -> str:
    content: dict[str, Any] = LINE.dump_python(prediction)
    return json.dumps(content, ensure_ascii=False) + "\n"


def _progress(batches: Sequence[Sequence[Request]]) -> tqdm[Any]:
    hidden = None if processes.this().is_main_process else True
    return tqdm(total=sum(map(len, batches)), desc="asking", disable=hidden)

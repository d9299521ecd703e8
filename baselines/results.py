"""results.json: what an evaluation comes to, with everything that its numbers need. The schema is declared here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from baselines.errors import BadInput

RESULTS = "results.json"
FORMAT = 1  # one more whenever a field changes its name or its meaning
BOTH = "both"  # the modality of scores over image_text and text items together
AGAIN = "score its predictions again: `mllmu-bench score`"


@dataclass(frozen=True, slots=True)
class Score:
    """A number for one set, task and modality.

    set: "forget", "test", "retain", "celebrity", or a benchmark of general ability; of PEBench "forget_train",
    "forget_test", "scope", "retain", "real", "world". task: "classification", "generation", "cloze", "yes_no",
    "identity" or "description"; "all" for what is taken over several. modality: "image_text", "text" or "both".
    metric: "accuracy", "rouge_l", "factuality" ...; higher is better but for "gap", which is best at 0, and
    "yes_share", which is best at the share of the answer yes.
    value: None if nothing could be scored. low, high: its 95 % interval by person; None for fewer than two people.
    not_scorable: items without a verdict: a reply that names no option counts as wrong, one that the judge gave no
    verdict on counts in no mean.
    """

    set: str
    task: str
    modality: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    n_items: int
    n_people: int
    not_scorable: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A question, what the model replied and how that was scored.

    key: unique in a file; the same question has the same key in every model's results. options: of a classification
    question, in the order A, B, ...; answer: the letter of the right one, or the ground truth. prediction: what was
    compared with it: a letter, words, or the reply; None if none could be read. scores: metric -> value, None if there
    is no verdict. reason: of the first metric's verdict. problem: what kept the model from replying, or "". keywords:
    of the event that is to be described.
    """

    key: str
    set: str
    person: str
    task: str
    modality: str
    attribute: str
    question: str
    options: tuple[str, ...]
    answer: str
    reply: str
    prediction: str | None
    scores: dict[str, float | None]
    reason: str
    problem: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One model's evaluation.

    method: "vanilla", "retained", "base", "prompting", a method of unlearning, or "unknown". trained: the modality of
    its unlearning, "" if there was none. model: name, base, weights (SHA-256), dtype, revision, embedded; or server.
    training: what run.json says, log included, or None. data: benchmark, source, forget and retain configs, target of
    the forgetting ("person", "event" or "both" of PEBench, else ""), revision and fingerprints. protocol: prompts,
    decoding, parsing, choices, seed, system prompt, demonstrations. judge: of what a judge scores.
    made_with: device, batch size, processes, library versions.
    """

    method: str
    trained: str
    model: dict[str, Any]
    training: dict[str, Any] | None
    data: dict[str, Any]
    protocol: dict[str, Any]
    judge: dict[str, Any]
    made_with: dict[str, Any]
    scores: tuple[Score, ...]
    items: tuple[Item, ...]

    def score(self, set: str, task: str, modality: str, metric: str) -> Score | None:
        """The one of these, if there is one."""
        wanted = (set, task, modality, metric)
        return next((one for one in self.scores if (one.set, one.task, one.modality, one.metric) == wanted), None)


SCHEMA = TypeAdapter(Results)


def write(results: Results, folder: Path, name: str = RESULTS) -> None:
    """Write the results in a folder: all of them or nothing. NaN becomes null."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.partial"
    content = {"format": FORMAT, **json.loads(SCHEMA.dump_json(results))}
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / name)


def read(path: str | Path, again: str = AGAIN) -> Results:
    """The results in a file, or in a folder's results.json. Raises BadInput if it holds none of this format.

    again: how to have them anew.
    """
    place = Path(path).expanduser()
    place = place / RESULTS if place.is_dir() else place
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{place}: cannot be read ({error.strerror}); name what `mllmu-bench evaluate` made") from None
    except ValueError as error:
        raise BadInput(f"{place}: is no JSON ({error}); {again}") from None
    if not isinstance(content, dict) or "format" not in content:
        raise BadInput(f"{place}: holds no results of mllmu-bench; name what `mllmu-bench evaluate` made")
    if content["format"] != FORMAT:
        raise BadInput(f"{place}: has format {content['format']!r}, this version reads {FORMAT}; {again}")
    try:
        return SCHEMA.validate_json(json.dumps({name: value for name, value in content.items() if name != "format"}))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{place}: is damaged at {where} ({first['msg']}); {again}") from None

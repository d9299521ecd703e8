"""What people decided about a dataset: reviews.jsonl, a line each, and what the decisions come to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from generation.records import BadInput, Modality, Question, Task

Kind = Literal["image", "biography", "profile", "appearance", "event", "question"]
Verdict = Literal["accept", "edit", "reject"]
COUNTED: Mapping[Verdict, str] = {"reject": "rejected", "edit": "edited", "accept": "accepted"}
BRIEF = 32  # hexadecimal digits of a digest


class Decision(BaseModel):
    """What one reviewer decided about one thing.

    item: where it was seen, for people to read, such as "Test_Set, image_text cloze 2".
    digest: of its content, by which a build knows it again; see `image_digest` and its like.
    person: of whom, or the ID of the event. reason: of a rejection. edits: of an edit, field -> new text, by the
    published keys: of a question `Question`, `Ground_Truth` (PEBench: `Answer`), `Correct_Answer` (a letter) and the
    options `A` to `D`; of a biography those of `biography_fields`; of what PEBench tells those of `pebench.texts`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time: AwareDatetime
    reviewer: str = Field(min_length=1)
    person: str = Field(min_length=1)
    kind: Kind
    item: str
    digest: str = Field(pattern=f"^[0-9a-f]{{{BRIEF}}}$")
    verdict: Verdict
    reason: str = ""
    edits: Mapping[str, str] = {}


class Ruling(NamedTuple):
    """What holds for a thing: the decision, and when among all it was made, counted from 0."""

    at: int
    decision: Decision

    @property
    def reason(self) -> str:
        return self.decision.reason.strip() or "rejected"


class Reviews:
    """Decisions about one dataset, in the order of their times; of one reviewer's about a thing, the last counts.

    One reviewer who rejects is enough; all edits count, and of one text the last. source: the file, for errors;
    sha256: of its bytes, empty where there is none.
    """

    def __init__(self, decisions: Iterable[Decision] = (), source: str = "", sha256: str = "") -> None:
        self.decisions = tuple(sorted(decisions, key=attrgetter("time")))  # files of two reviewers may be put together
        self.source, self.sha256 = source, sha256
        latest: dict[str, dict[str, Ruling]] = {}  # digest -> reviewer -> ruling, in the order they were made
        for at, one in enumerate(self.decisions):
            of_this = latest.setdefault(one.digest, {})
            of_this.pop(one.reviewer, None)
            of_this[one.reviewer] = Ruling(at, one)
        self._latest = latest
        self._met: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> Reviews:
        """Those of a file. A last line that was not written to its end does not count. Raises BadInput."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadInput(
                f"--reviews {path}: {error.strerror}; name the file that `mllmu-bench review` wrote"
            ) from None
        decisions = [
            _decision(line, f"{path}, line {number}")
            for number, line in enumerate(data.split(b"\n")[:-1], start=1)
            if line.strip()
        ]
        return cls(decisions, str(path), hashlib.sha256(data).hexdigest())

    def rejection(self, digest: str) -> Ruling | None:
        """The first rejection of the thing, if anybody rejects it."""
        return min(self._of(digest, "reject"), default=None, key=attrgetter("at"))

    def edit(self, *digests: str, since: int = -1) -> Ruling | None:
        """The first edit of any of the versions of a thing, made after `since`."""
        made = (one for digest in digests for one in self._of(digest, "edit") if one.at > since)
        return min(made, default=None, key=attrgetter("at"))

    def people(self, kind: Kind) -> frozenset[str]:
        """Of whom something of that kind is rejected or edited."""
        return frozenset(
            one.decision.person
            for by in self._latest.values()
            for one in by.values()
            if one.decision.kind == kind and one.decision.verdict != "accept"
        )

    def rejected(self, kind: Kind) -> Mapping[str, frozenset[str]]:
        """Person -> digests of everything of that kind that anybody rejects."""
        found: dict[str, set[str]] = {}
        for digest, by in self._latest.items():
            for _, one in by.values():
                if one.kind == kind and one.verdict == "reject":
                    found.setdefault(one.person, set()).add(digest)
        return {person: frozenset(digests) for person, digests in found.items()}

    def of(self, reviewer: str) -> Mapping[str, Decision]:
        """digest -> what that reviewer decided last."""
        return {digest: by[reviewer].decision for digest, by in self._latest.items() if reviewer in by}

    def reviewers(self) -> Sequence[str]:
        """Their names, sorted."""
        return sorted({one.reviewer for one in self.decisions})

    def summary(self) -> dict[str, int]:
        """How many reviewers there are, what was decided, and of how many rejections and edits nothing was found.

        Rejected counts before edited, and edited before accepted, where reviewers disagree.
        """
        counts = dict.fromkeys((*COUNTED.values(), "not_found"), 0)
        for digest, by in self._latest.items():
            verdicts = {one.decision.verdict for one in by.values()}
            standing = next(verdict for verdict in COUNTED if verdict in verdicts)
            counts[COUNTED[standing]] += 1
            counts["not_found"] += standing != "accept" and digest not in self._met
        return {"reviewers": len(self.reviewers()), **counts}

    def _of(self, digest: str, verdict: Verdict) -> list[Ruling]:
        self._met.add(digest)
        return [one for one in self._latest.get(digest, {}).values() if one.decision.verdict == verdict]


def require_outside(dataset: Path, reviews: str | Path) -> None:
    """Raise BadInput for a file in the dataset's folder, which the next build replaces."""
    if Path(reviews).resolve().is_relative_to(dataset.expanduser().resolve()):
        raise BadInput(
            f"--reviews {reviews}: lies in the dataset, which a build replaces; name a file outside of {dataset}"
        )


def append(path: Path, *decisions: Decision) -> None:
    """Add a line for each to the file, on the disk when this returns. Several processes may do so."""
    data = b"".join(one.model_dump_json().encode() + b"\n" for one in decisions)
    with path.open("a+b", buffering=len(data) + 1) as file:  # one write: the lines of two processes do not mix
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":  # what a killed writer left
                file.truncate(path.read_bytes().rfind(b"\n") + 1)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def image_digest(person_id: str, image: bytes) -> str:
    """Of an encoded portrait."""
    return _digest(person_id, hashlib.sha256(image).hexdigest())


def biography_digest(person_id: str, biography: str) -> str:
    """Of the JSON that the column of that name holds."""
    return _digest(person_id, biography)


def biography_fields(biography: str) -> dict[str, str]:
    """key -> text; `Father` and `Mother` for the parents, `Fun Facts 1` and so on for a list; {} if it is no JSON."""
    try:
        entries = json.loads(biography)
    except ValueError:
        return {}
    fields: dict[str, str] = {}
    for key, value in entries.items() if isinstance(entries, dict) else ():
        if isinstance(value, dict):
            fields |= {inner: str(text) for inner, text in value.items()}
        elif isinstance(value, list):
            fields |= {f"{key} {number}": str(text) for number, text in enumerate(value, start=1)}
        else:
            fields[key] = str(value)
    return fields


def texts_digest(id: str, texts: Mapping[str, str]) -> str:
    """Of what PEBench tells of a person or an event, by published key."""
    return _digest(id, *(part for pair in texts.items() for part in pair))


def question_digest(question: Question) -> str:
    """Of a question with its answer and options, in whichever config it stands."""
    return text_digest(
        question.person_id, question.task, question.modality, question.text, question.answer, question.options
    )


def text_digest(person_id: str, task: Task, modality: Modality, text: str, answer: str, options: Sequence[str]) -> str:
    """As `question_digest`, of a question that was read from a dataset."""
    return _digest(person_id, task, modality, text, answer, *options)


def _digest(*content: str) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:BRIEF]


def _decision(line: bytes, where: str) -> Decision:
    try:
        return Decision.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "the line"
        raise BadInput(
            f"{where}: {name}: {first['input']!r:.80}: {first['msg']}; restore or remove that line"
        ) from None

"""The pictures made of one face and what was thought of each: written at once, read again by later runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.files import write
from generation.poses.checks import Judgement, choose, exchange
from generation.poses.options import Options
from generation.records import Pose
from generation.verdict_log import VERDICTS, append, cut_torn_line, damaged, lines

EARLIER = "earlier"
ANGLES = ("yaw", "pitch", "roll")
NOT_HEX = re.compile("[^0-9a-f-]")  # a fingerprint that was read names a folder


@dataclass(frozen=True, slots=True)
class Posed:
    """A picture of a face with the head turned. cosine: of the ArcFace embeddings of this picture and the original."""

    face_id: str
    path: Path
    pose: Pose
    cosine: float


class Album:
    """FOLDER/FACEID with the usable candidates as NN.jpg and one line on each candidate in verdicts.jsonl.

    made_with: fingerprint of all that decides a candidate and its verdict. What was made with something else is moved
    to FOLDER/earlier/FINGERPRINT/FACEID, and comes back from there when its fingerprint is asked for again. A verdict
    says nothing about other candidates, so that a higher `count` or `most_candidates` goes on with what there is.
    refused: names of pictures that are not to be used, in the order of the refusals; others take their places, and as
    many more candidates may be made. Nothing is written about them.
    """

    def __init__(
        self, folder: Path, face_id: str, made_with: str, count: int, options: Options, refused: Sequence[str] = ()
    ) -> None:
        self.face_id = face_id
        self._home, self._root = folder / face_id, folder
        self._made_with, self._count, self._options = made_with, count, options
        self._refused = [int(Path(name).stem) for name in refused]
        self._judged: dict[int, Judgement] = {}
        self._lost: set[int] = set()  # pictures that were removed
        self._read()

    @property
    def chosen(self) -> tuple[Posed, ...]:
        """The pictures to use, at most `count`."""
        return tuple(self._posed(number) for number in self._numbers)

    @property
    def missing(self) -> list[int]:
        """Numbers of the candidates that may still be needed, in order; empty when the face is finished."""
        if lost := [number for number in self._numbers if number in self._lost]:
            return lost
        if len(self._numbers) == self._count:
            return []
        most = self._options.most_candidates + len(self._refused)
        return [number for number in range(most) if number not in self._judged]

    def reasons(self) -> Counter[str]:
        """How many candidates were not used for which reason; pose_taken: could be used, but that side was full."""
        against = Counter(one.reason.partition(":")[0] for one in self._judged.values() if one.reason)
        taken = len(self._judged) - against.total() - len(self._numbers)
        return against + Counter(pose_taken=taken)

    def open(self) -> None:
        """Make way for new candidates: move what was made with something else aside, and get ours back from there."""
        if not self.missing:
            return
        first = str(next(lines(self._home / VERDICTS), {}).get("made_with", self._made_with))
        if not self._is_ours(first):
            _move(self._home, self._root / EARLIER / NOT_HEX.sub("", first) / self.face_id)
        ours = self._root / EARLIER / self._made_with / self.face_id
        if ours.is_dir() and not self._home.exists():
            _move(ours, self._home)
            self._read()
        self._home.mkdir(parents=True, exist_ok=True)
        cut_torn_line(self._home / VERDICTS)

    def add(self, number: int, judgement: Judgement, picture: bytes) -> None:
        """Keep the verdict on a candidate and first, if it can be used, the picture; note it if it was the last try."""
        if not judgement.reason:
            write(self._path(number), picture)
        self._lost.discard(number)
        self._judged[number] = judgement
        append(
            self._home / VERDICTS, _line(number, judgement, self._path(number).name) | {"made_with": self._made_with}
        )
        if not self.missing and len(self._numbers) < self._count and not self._refused:
            append(
                self._home / VERDICTS,
                {
                    "given_up": len(self._judged),
                    "reasons": dict(sorted(self.reasons().items())),
                    "made_with": self._made_with,
                },
            )

    @property
    def _numbers(self) -> tuple[int, ...]:
        usable = {number: one.pose for number, one in sorted(self._judged.items()) if not one.reason and one.pose}
        chosen = choose(usable.items(), self._count, self._options)
        return exchange(chosen, self._refused, usable, self._count, self._options)

    def _read(self) -> None:
        """Remember the verdicts that are ours; of several on one candidate the last."""
        path = self._home / VERDICTS
        for line in lines(path):
            if self._is_ours(str(line.get("made_with"))) and "number" in line:
                try:
                    self._take(line)
                except (KeyError, TypeError, ValueError):
                    raise damaged(path, line) from None

    def _take(self, line: Mapping[str, Any]) -> None:
        pose = Pose(**{angle: float(line["pose"][angle]) for angle in ANGLES}) if line["pose"] else None
        self._judged[line["number"]] = Judgement(str(line["reason"]), line["cosine"], pose)
        if not line["reason"] and not self._path(line["number"]).is_file():
            self._lost.add(line["number"])

    def _is_ours(self, made_with: str) -> bool:
        """A fingerprint that leaves the pictures of poses open fits those with any."""
        return made_with == self._made_with or made_with.startswith(f"{self._made_with}-")

    def _path(self, number: int) -> Path:
        return self._home / f"{number:02d}.jpg"

    def _posed(self, number: int) -> Posed:
        judgement = self._judged[number]
        return Posed(self.face_id, self._path(number), judgement.pose or Pose(), judgement.cosine or 0.0)


def _line(number: int, judgement: Judgement, file: str) -> dict[str, Any]:
    pose = judgement.pose
    return {
        "number": number,
        "verdict": "rejected" if judgement.reason else "kept",
        "reason": judgement.reason,
        "cosine": judgement.cosine,
        "pose": {angle: getattr(pose, angle) for angle in ANGLES} if pose else None,
        "file": "" if judgement.reason else file,
    }


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)

"""The pictures made of one person and what was thought of each: written at once, read again by later runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation import files
from generation.verdict_log import VERDICTS, append, cut_torn_line, damaged, lines

PORTRAIT = "portrait"  # in the place of an event


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is to be made: of an event or PORTRAIT, from those words.

    made_with: fingerprint of all that decides it and its verdict. count: how many are to be usable.
    """

    event: str
    words: str
    made_with: str
    count: int = 1


class Takes:
    """FOLDER/PERSONID with usable pictures as FINGERPRINT-NN.jpg, and a line on each candidate in verdicts.jsonl.

    What was made with something else stays beside them, and is used again when that is asked for.
    """

    def __init__(self, folder: Path, person_id: str) -> None:
        self._home = folder / person_id
        self._reasons: dict[str, dict[int, str]] = {}
        for line in lines(self._home / VERDICTS):
            self._take(line)

    def usable(self, wanted: Wanted) -> list[Path]:
        """The pictures, in the order they were made; those whose file was lost are no longer among them."""
        return [self._path(wanted, number) for number, reason in self._judged(wanted) if not reason]

    def missing(self, wanted: Wanted, most: int) -> list[int]:
        """Numbers of the candidates that may still be needed; empty when it is finished or given up."""
        if len(self.usable(wanted)) >= wanted.count:
            return []
        known = dict(self._judged(wanted))
        return [number for number in range(most + wanted.count - 1) if number not in known]

    def reasons(self, wanted: Wanted) -> Counter[str]:
        """How many candidates were not used, by reason."""
        return Counter(reason.partition(":")[0] for _, reason in self._judged(wanted) if reason)

    def open(self) -> None:
        """Make way for new candidates."""
        self._home.mkdir(parents=True, exist_ok=True)
        cut_torn_line(self._home / VERDICTS)

    def add(self, wanted: Wanted, number: int, reason: str, picture: bytes) -> None:
        """Keep the verdict on a candidate and first, if it can be used, the picture. reason: empty if it can."""
        if not reason:
            files.write(self._path(wanted, number), picture)
        line = {"event": wanted.event, "made_with": wanted.made_with, "number": number, "reason": reason}
        append(self._home / VERDICTS, line)
        self._take(line)

    def _judged(self, wanted: Wanted) -> list[tuple[int, str]]:
        """(number, reason) of each candidate that is still what its verdict says."""
        known = sorted(self._reasons.get(wanted.made_with, {}).items())
        return [(number, reason) for number, reason in known if reason or self._path(wanted, number).is_file()]

    def _take(self, line: Mapping[str, Any]) -> None:
        try:
            self._reasons.setdefault(str(line["made_with"]), {})[int(line["number"])] = str(line["reason"])
        except (KeyError, TypeError, ValueError):
            raise damaged(self._home / VERDICTS, line) from None

    def _path(self, wanted: Wanted, number: int) -> Path:
        return self._home / f"{wanted.made_with}-{number:02d}.jpg"

"""The pictures made of one person and what was seen in each: written at once, read again by later runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation import files
from generation.scenes.painted.options import Options
from generation.scenes.painted.sights import Sight, against_portrait, against_scene
from generation.verdict_log import VERDICTS, append, cut_torn_line, damaged, lines

PORTRAIT = "portrait"  # in the place of an event


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is to be made: of an event or PORTRAIT, from those words.

    made_with: fingerprint of all that decides the picture; seen_with: of what looks at it. count: how many are to be
    usable.
    """

    event: str
    words: str
    made_with: str
    seen_with: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Take:
    """A picture that can be used."""

    path: Path
    sight: Sight


@dataclass(frozen=True, slots=True)
class Painted:
    """Somebody's usable pictures: event -> in the order they were made. portrait: None if there is none yet."""

    person_id: str
    portrait: Take | None
    pictures: Mapping[str, Sequence[Take]]


class Takes:
    """FOLDER/PERSONID with all pictures as FINGERPRINT-NN.jpg, and a line on each in verdicts.jsonl.

    Rejected ones are kept as well: with other limits, another CLIP or further events nothing is painted again. What
    was made with something else stays beside them, and is used again when that is asked for.
    """

    def __init__(self, folder: Path, person_id: str, options: Options) -> None:
        self._home, self._options = folder / person_id, options
        self._sights: dict[tuple[str, str], dict[int, Sight]] = {}
        for line in lines(self._home / VERDICTS):
            self._take(line)

    def usable(self, wanted: Wanted) -> list[Take]:
        """The pictures, in the order they were made; those whose file was lost are no longer among them."""
        known = self._judged(wanted)
        return [Take(self._path(wanted, number), sight) for number, (reason, sight) in known.items() if not reason]

    def candidates(self, wanted: Wanted) -> list[int]:
        """Numbers of those that may still be tried."""
        most = self._options.most_candidates + wanted.count - 1
        known = self._judged(wanted)
        return [number for number in range(most) if number not in known]

    def missing(self, wanted: Wanted) -> list[int]:
        """Numbers of the candidates that may still be needed; empty when it is finished or given up."""
        return [] if len(self.usable(wanted)) >= wanted.count else self.candidates(wanted)

    def reasons(self, wanted: Wanted) -> Counter[str]:
        """How many candidates were not used, by reason."""
        return Counter(reason.partition(":")[0] for reason, _ in self._judged(wanted).values() if reason)

    def painted(self, wanted: Wanted, number: int) -> bytes | None:
        """That candidate, whether or not it was looked at."""
        path = self._path(wanted, number)
        return path.read_bytes() if path.is_file() else None

    def open(self) -> None:
        """Make way for new candidates."""
        self._home.mkdir(parents=True, exist_ok=True)
        cut_torn_line(self._home / VERDICTS)

    def keep(self, wanted: Wanted, number: int, picture: bytes) -> None:
        """Keep a candidate, before anybody looks at it."""
        files.write(self._path(wanted, number), picture)

    def add(self, wanted: Wanted, number: int, sight: Sight) -> None:
        """Keep what was seen in a candidate."""
        line = {"event": wanted.event, "made_with": wanted.made_with, "seen_with": wanted.seen_with, "number": number}
        line |= {"sight": sight.model_dump(mode="json", exclude_defaults=True)}
        append(self._home / VERDICTS, line)
        self._take(line)

    def _judged(self, wanted: Wanted) -> dict[int, tuple[str, Sight]]:
        """number -> reason against it, and sight; of candidates that were looked at and, if usable, are still there."""
        known = sorted(self._sights.get((wanted.made_with, wanted.seen_with), {}).items())
        judged = ((number, self._against(wanted, sight), sight) for number, sight in known)
        return {
            number: (reason, sight)
            for number, reason, sight in judged
            if reason or self._path(wanted, number).is_file()
        }

    def _against(self, wanted: Wanted, sight: Sight) -> str:
        return against_portrait(sight) if wanted.event == PORTRAIT else against_scene(sight, self._options)

    def _take(self, line: Mapping[str, Any]) -> None:
        try:
            key = str(line["made_with"]), str(line["seen_with"])
            self._sights.setdefault(key, {})[int(line["number"])] = Sight.model_validate(line["sight"])
        except (KeyError, TypeError, ValueError):
            raise damaged(self._home / VERDICTS, line) from None

    def _path(self, wanted: Wanted, number: int) -> Path:
        return self._home / f"{wanted.made_with}-{number:02d}.jpg"

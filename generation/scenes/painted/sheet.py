"""Portraits beside painted scenes, for people to judge whether these show the person and the event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generation.scenes.painted.takes import Painted
from generation.sheets import write_rows

SHEET, SCENES = "scenes.jpg", 9  # pictures a row, beside the portrait


def write_sheet(everybody: Sequence[Painted], folder: Path) -> Path:
    """A picture `folder`/scenes.jpg: a row for each of the first 40 people with a portrait, which comes first.

    The rows go on through the events where the one before ended. Below each scene stand its ArcFace cosine to the
    portrait, the first letters of the event and CLIP's similarity to that.
    """
    rows = [list(_tiles(one, row * SCENES)) for row, one in enumerate(one for one in everybody if one.portrait)]
    return write_rows(rows, folder / SHEET)


def _tiles(one: Painted, start: int) -> Iterator[tuple[Path, str]]:
    if one.portrait:
        yield one.portrait.path, one.person_id
    events = list(one.pictures)
    for place in range(min(SCENES, len(events))):
        event = events[(start + place) % len(events)]
        take = one.pictures[event][0]
        yield take.path, f"{take.sight.cosines[0]:.2f} {event[:10]} {take.sight.similarity:.2f}"

"""Pictures of a diffusion model for a build: those of the store, and those that are still to be made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dataset_builder.material import Material
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.reviews import image_digest
from generation import images
from generation.faces.analysis import Unopened
from generation.records import BadInput, Character, Event, Snapshot
from generation.scenes.painted.painting import Painted, Plan, Sitter, paint_scenes, reasons

SOURCE = "diffusers"


@dataclass(frozen=True, slots=True)
class Hung:
    """A Staging: one person's pictures, in files."""

    person_id: str
    pictures: Mapping[str, Sequence[Path]]
    licence: str

    def snapshots(self, size: int) -> tuple[Snapshot, ...]:
        """The first picture at each event."""
        return tuple(self.again(event, 0, size) for event in self.pictures)

    def again(self, event: str, attempt: int, size: int) -> Snapshot:
        """The picture at the event that was made at that attempt. Raises BadInput if there are not so many."""
        if attempt >= len(self.pictures[event]):
            raise BadInput(f"{self.person_id}, {event}: no picture is left; raise scene.most_candidates")
        picture = images.read(self.pictures[event][attempt].read_bytes())
        encoded = images.encode(picture.resize((size, size)))
        return Snapshot(self.person_id, event, encoded, SOURCE, self.licence)


class Studio:
    """What the pictures of a recipe's people are made with. lost: candidates not used, by reason."""

    def __init__(self, recipe: EventRecipe, material: Material, events: Sequence[Event]) -> None:
        self._recipe, self._look = recipe, Unopened(material.face_models)
        self._plan = Plan(events, recipe.scene, recipe.seed, material.store / "scenes")
        self.lost: Counter[str] = Counter()

    def hung(
        self, people: Sequence[Character], attended: Mapping[str, Sequence[str]], refused: Mapping[str, frozenset[str]]
    ) -> dict[str, Hung]:
        """The pictures of everybody at the events they attend (by name), and one that nobody refuses of each.

        refused: person's ID -> `image_digest` of pictures. Raises BadInput for a picture that could not be made.
        """
        sitters = [Sitter(one.id, one.appearance, tuple(attended[one.id])) for one in people]
        counts: dict[tuple[str, str], int] = {}
        while True:
            found = paint_scenes(sitters, self._plan, self._look, counts)
            more = {place: count for place, count in self._refused(found, refused) if counts.get(place, 1) < count}
            if not more:
                break
            counts |= more
        self.lost = reasons(sitters, self._plan)
        return {one.id: self._hung(found[one.id], attended[one.id]) for one in people}

    def _refused(
        self, found: Mapping[str, Painted], refused: Mapping[str, frozenset[str]]
    ) -> list[tuple[tuple[str, str], int]]:
        """(person, event) -> how many pictures are needed, where all that there are are refused."""
        return [
            ((person_id, event), len(paths) + 1)
            for person_id, digests in refused.items()
            if person_id in found
            for event, paths in found[person_id].pictures.items()
            if all(self._digest(person_id, path) in digests for path in paths)
        ]

    def _digest(self, person_id: str, path: Path) -> str:
        size = self._recipe.image_size
        return image_digest(person_id, images.encode(images.read(path.read_bytes()).resize((size, size))))

    def _hung(self, one: Painted, attended: Sequence[str]) -> Hung:
        for event in attended:
            if event not in one.pictures:
                what = f"at {event}" if one.portrait else "at all"
                raise BadInput(
                    f"{one.person_id}: no picture {what} passed the checks in {self._recipe.scene.most_candidates} "
                    "attempts; raise scene.most_candidates, or lower scene.min_cosine, and run again"
                )
        return Hung(one.person_id, {event: one.pictures[event] for event in attended}, self._recipe.scenes_licence)

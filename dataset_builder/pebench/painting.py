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
from generation.scenes.painted.painting import paint_scenes, reasons
from generation.scenes.painted.plan import Plan, Sitter
from generation.scenes.painted.takes import Painted

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
        self._require_all(found, attended)
        return {one: self._hung(found[one], attended[one]) for one in found}

    def _refused(
        self, found: Mapping[str, Painted], refused: Mapping[str, frozenset[str]]
    ) -> list[tuple[tuple[str, str], int]]:
        """(person, event) -> how many pictures are needed, where all that there are are refused."""
        return [
            ((person_id, event), len(takes) + 1)
            for person_id, digests in refused.items()
            if person_id in found
            for event, takes in found[person_id].pictures.items()
            if all(self._digest(person_id, one.path) in digests for one in takes)
        ]

    def _digest(self, person_id: str, path: Path) -> str:
        size = self._recipe.image_size
        return image_digest(person_id, images.encode(images.read(path.read_bytes()).resize((size, size))))

    def _require_all(self, found: Mapping[str, Painted], attended: Mapping[str, Sequence[str]]) -> None:
        """Raise BadInput for pictures that could not be made."""
        missing = [(one, event) for one, its in found.items() for event in attended[one] if event not in its.pictures]
        if missing:
            (person_id, event), *_ = missing
            what = f"picture at {event}" if found[person_id].portrait else "portrait"
            told = ", ".join(f"{reason} {count}" for reason, count in self.lost.most_common())
            raise BadInput(
                f"scenes: {len(missing)} pictures are missing; {person_id} has no {what} that passed the checks in "
                f"{self._recipe.scene.most_candidates} attempts (of everybody, not used: {told}); raise "
                "scene.most_candidates, or loosen the limit that says no, and run again: nothing is painted twice"
            )

    def _hung(self, one: Painted, attended: Sequence[str]) -> Hung:
        pictures = {event: [take.path for take in one.pictures[event]] for event in attended}
        return Hung(one.person_id, pictures, self._recipe.scenes_licence)

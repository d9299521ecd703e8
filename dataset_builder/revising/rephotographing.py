"""Other pictures in the place of those that reviewers reject."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dataset_builder.galleries import Photographs
from dataset_builder.matching import matched
from dataset_builder.material import Material
from dataset_builder.recipe import Recipe
from dataset_builder.reviews import Ruling
from dataset_builder.revising.replacing import ATTEMPTS, exhausted, in_turn
from dataset_builder.revising.revision import Revision
from generation.faces.celebrity_photos import Kind, Photo, collect
from generation.faces.photographs import Photographed
from generation.records import Face, Person


class Studio:
    """Photographs as reviewers want them. posed: who is shown in other poses, too."""

    def __init__(self, gallery: Photographs, revision: Revision, recipe: Recipe, posed: Collection[str]) -> None:
        self.gallery, self.revision, self.recipe, self.posed = gallery, revision, recipe, posed

    def rejection(self, person_id: str, face: Face) -> Ruling | None:
        """Why the person cannot have the face, which the gallery hands out no more; None if all is well.

        A transformed picture that is rejected gives way to another one of the face, the first that was rejected first.
        """
        if person_id not in self.revision.of_images:
            return None
        for _ in range(ATTEMPTS):
            likeness = self.gallery.likeness(person_id, face, person_id in self.posed)
            rejections = [self.revision.portrait(one) for one in likeness.portraits(self.recipe.image_size)]
            views = zip(rejections[1:], likeness.transformed, strict=True)
            first = min(((one, view.path) for one, view in views if one), key=lambda found: found[0].at, default=None)
            if not rejections[0] and not first:
                return None
            if not rejections[0] and first:
                self.gallery.refuse_view(face.id, first[1])
                self.revision.done["images"] += 1
                if self.gallery.turned([face]):
                    continue
            self.gallery.refuse(face.id)
            self.revision.done["images"] += len(rejections)
            return rejections[0] or (first and first[0])
        raise exhausted(person_id, "transformed portraits")

    def matched(self, people: Sequence[Person]) -> list[Face]:
        """A face for everybody, as `matched` chooses it; who needs another one gets it after all others have theirs."""
        year = self.recipe.reference_year
        faces = dict(zip((one.id for one in people), matched(people, self.gallery, year), strict=True))

        def again(person_id: str, attempt: int) -> Ruling | None:
            del faces[person_id]
            anew = matched(people, self.gallery, year, kept=faces)
            faces[person_id] = next(face for one, face in zip(people, anew, strict=True) if one.id == person_id)
            return self.rejection(person_id, faces[person_id])

        in_turn({one.id: self.rejection(one.id, faces[one.id]) for one in people}, again, "faces")
        return [faces[one.id] for one in people]


def collected(
    people: Sequence[Person], kind: Kind, material: Material, revision: Revision, recipe: Recipe
) -> tuple[Mapping[str, Photographed], Mapping[str, str]]:
    """Pictures of public figures as `collect` finds them; where one is rejected, the next that there is."""
    store, refused = material.store / "celebrities", set[str]()
    while True:
        photos, missing = collect(people, kind, material.celebrity_photos, store, material.wikimedia, refused)
        found = {person_id: _photographed(person_id, photo) for person_id, photo in photos.items()}
        rejected = {
            one.path.name
            for person_id, one in found.items()
            if person_id in revision.of_images and revision.portrait(one.portraits(recipe.image_size)[0])
        }
        if not rejected:
            return found, missing
        refused |= rejected
        revision.done["images"] += len(rejected)


def _photographed(person_id: str, photo: Photo) -> Photographed:
    credit = ", ".join(filter(None, (photo.credit, photo.page)))
    return Photographed(person_id, photo.path, photo.source, photo.licence, credit)

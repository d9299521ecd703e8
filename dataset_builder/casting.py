"""How the people of a dataset come together, and what is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dataset_builder.galleries import Drawings, Gallery, Photographs
from dataset_builder.material import Material
from dataset_builder.population import celebrity_names, people_ids, sample_people
from dataset_builder.recipe import Recipe
from dataset_builder.revising.rephotographing import Studio, collected
from dataset_builder.revising.replacing import Circumstances, require_distinct, standing_people
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.rewriting import standing_written, worded
from dataset_builder.revising.standing import Standing
from generation.faces.celebrity_photos import REFUSED
from generation.faces.photographs import Photographed
from generation.llm.client import Client
from generation.people.celebrities import Celebrities
from generation.people.llm import Author, Written
from generation.questions.script import Script
from generation.questions.templates import spare_wordings, wordings
from generation.records import Face, Likeness, Person, Source

RESPONSES = "responses.sqlite"  # in the store


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, whose portrait is still to be drawn at that age where there is no likeness.

    unphotographed: whether it is drawn because reviewers rejected the photographs.
    """

    script: Script
    age: int
    likeness: Likeness | None = None
    unphotographed: bool = False

    @property
    def person(self) -> Person:
        return self.script.person


class Casting:
    """Finds everybody. lost, not_run: as in Cast."""

    def __init__(self, recipe: Recipe, material: Material, revision: Revision) -> None:
        self.recipe, self.material, self.revision = recipe, material, revision
        self.ids, self.few_shot_ids = people_ids(recipe)
        self.posed = {*self.ids}  # who is shown in other poses as well
        self.lost: dict[str, Counter[str]] = {}
        self.not_run: tuple[str, ...] = ()

    def entries(self) -> list[Entry]:
        """Everybody, in the order of the rows. What takes the least time to fail comes first."""
        photographs = Photographs(self.recipe, self.material) if self.recipe.photographed else None
        if photographs:
            photographs.require()
        famous = self._famous()
        entries = self._written(photographs) if self.recipe.text == "llm" else self._sampled(photographs)
        return [*entries[: len(self.ids)], *famous, *entries[len(self.ids) :]]

    def _famous(self) -> list[Entry]:
        """Public figures, in pictures where there are some, else drawn."""
        source, kind = Celebrities(self.recipe.seed, self.recipe.celebrities), self.recipe.celebrity_faces
        self.revision.leave_celebrities(source.people)
        photos: Mapping[str, Photographed] = {}
        missing: Mapping[str, str] = {}
        if kind != "procedural":
            photos, missing = collected(source.people, kind, self.material, self.revision, self.recipe)
            self._lose("portraits of celebrities, drawn instead", Counter(missing.values()))
        return [
            Entry(
                self._script(one, source),
                source.portrait_age(one),
                photos.get(one.id),
                unphotographed=missing.get(one.name) == REFUSED,
            )
            for one in source.people
        ]

    def _sampled(self, photographs: Photographs | None) -> list[Entry]:
        """People of the offline sampler, with pictures of their age where pictures are wanted."""
        people, sampler = sample_people(self.recipe)
        likenesses: dict[str, Likeness] = {}
        if photographs:
            faces = self._studio(photographs).matched(people)
            self._lose_pictures(photographs)
            likenesses = {
                person.id: self._likeness(photographs, person, face) for person, face in zip(people, faces, strict=True)
            }

        def leave(one: Standing[Person]) -> None:
            self.revision.leave(self._script(one.now, sampler, one.was))

        found = standing_people(people, self.revision.person, sampler.another, leave, self.revision)
        require_distinct(found, celebrity_names(self.recipe), self.revision)
        return [
            Entry(self._script(one.now, sampler, one.was), sampler.portrait_age(made), likenesses.get(made.id))
            for one, made in zip(found, people, strict=True)
        ]

    def _written(self, photographs: Photographs | None) -> list[Entry]:
        """People whom a language model writes for faces."""
        gallery: Gallery = photographs or Drawings(self.recipe, self.material)
        studio = self._studio(photographs) if photographs else None
        names = celebrity_names(self.recipe)
        with Client(self.recipe.llm, self.material.store / RESPONSES, self.material.connection) as client:
            client.require()
            author = Author(client, self.recipe.seed, self.recipe.reference_year, names)

            def script(one: Written, who: Standing[Person]) -> Script:
                asked, renewed = (self._script(who.now, source, who.was) for source in (author, author.renewed))
                return replace(asked, wordings=one.wordings, spare={}, renewed=renewed.source)

            def leave(one: Written) -> None:
                self.revision.leave(script(one, self.revision.person(one.person)))

            written, set_aside = author.write([*self.ids, *self.few_shot_ids], gallery.more)
            written = standing_written(author, written, gallery, studio, self.revision, leave)
            found = [self.revision.person(one.person) for one in written]
            require_distinct(found, names, self.revision)
            scripts = worded([script(*pair) for pair in zip(written, found, strict=True)], author, self.revision)
        given_up = (*set_aside, *author.set_aside)
        self._lose("people", Counter(one.reasons[-1].partition(":")[0] for one in given_up if one.reasons))
        self._lose_pictures(gallery)
        return [
            Entry(script, 0, self._likeness(gallery, one.person, one.face))
            for script, one in zip(scripts, written, strict=True)
        ]

    def _studio(self, photographs: Photographs) -> Studio:
        return Studio(photographs, self.revision, self.recipe, self.posed)

    def _script(self, person: Person, source: Source, was: Person | None = None) -> Script:
        """Of somebody whose questions are filled in from the tables."""
        held_out = 0 if person.celebrity else self.recipe.held_out  # no model is fine-tuned on celebrities
        known = Circumstances(source, was) if was else source
        return Script(person, known, wordings(), self.recipe.seed, held_out, was, spare_wordings())

    def _likeness(self, gallery: Gallery, person: Person, face: Face) -> Likeness:
        return gallery.likeness(person.id, face, person.id in self.posed)

    def _lose(self, what: str, reasons: Mapping[str, int]) -> None:
        if reasons:
            self.lost.setdefault(what, Counter()).update(reasons)

    def _lose_pictures(self, gallery: Gallery) -> None:
        self._lose("pictures", gallery.rejects)
        self.not_run = gallery.not_run

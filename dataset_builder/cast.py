"""Everybody in a dataset: the people, and what their portraits are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tqdm import tqdm

from dataset_builder.galleries import Drawings, Gallery, Photographs, drawn_likeness
from dataset_builder.material import Material, check, kept_in
from dataset_builder.recipe import Recipe
from dataset_builder.revising.rephotographing import Studio, collected
from dataset_builder.revising.replacing import (
    Circumstances,
    Standing,
    require_distinct,
    standing,
    standing_drawings,
    standing_people,
)
from dataset_builder.revising.revision import Revision
from dataset_builder.revising.rewriting import standing_written, worded
from dataset_builder.schema import CELEBRITY, FEW_SHOT, FULL, TRAINING, forget_config, retain_config
from dataset_builder.splits import forget_sets
from generation.faces.celebrity_photos import REFUSED
from generation.faces.looks import distinct_looks
from generation.faces.photographs import Photographed
from generation.faces.procedural import Drawn
from generation.llm.client import Client
from generation.people.celebrities import Celebrities
from generation.people.llm import Author, Written
from generation.people.offline import Sampler
from generation.questions.script import Script
from generation.questions.templates import spare_wordings, wordings
from generation.records import Face, Likeness, Person, Source

RESPONSES = "responses.sqlite"  # in the store


@dataclass(frozen=True, slots=True)
class Member:
    """A person with all that decides the person's rows; `configs` hold the direct questions, TEST the paraphrased."""

    script: Script
    likeness: Likeness
    configs: tuple[str, ...]

    @property
    def person(self) -> Person:
        return self.script.person


@dataclass(frozen=True, slots=True)
class Cast:
    """members: in the order of the rows. lost: what did not get into the dataset -> why -> how often.

    not_run: checks of pictures that the models at hand cannot do.
    """

    members: Sequence[Member]
    lost: Mapping[str, Mapping[str, int]]
    not_run: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person, whose portrait is still to be drawn at that age where there is no likeness."""

    script: Script
    age: int
    likeness: Likeness | None = None

    @property
    def person(self) -> Person:
        return self.script.person


def gather_cast(recipe: Recipe, material: Material, revision: Revision) -> Cast:
    """Everybody: fictitious people, celebrities, few-shot people, and others in the place of who is rejected.

    Raises BadInput if people or pictures are missing.
    """
    check(recipe, material)
    with kept_in(material.store):
        return _Casting(recipe, material, revision).cast()


def people_ids(recipe: Recipe) -> tuple[list[str], list[str]]:
    """Of the fictitious people, and of those for demonstrations."""
    people = [f"P{number:05d}" for number in range(1, recipe.people + 1)]
    return people, [f"D{number:05d}" for number in range(1, recipe.few_shot + 1)]


def celebrity_names(recipe: Recipe) -> list[str]:
    """Which nobody fictitious may have."""
    return [person.name for person in Celebrities(recipe.seed, recipe.celebrities).people]


def sample_people(recipe: Recipe) -> tuple[list[Person], Sampler]:
    """The fictitious people of the offline sampler, those for demonstrations last."""
    sampler = Sampler(recipe.seed, recipe.reference_year, celebrity_names(recipe))
    ids = [one for some in people_ids(recipe) for one in some]
    return sampler.people(tqdm(ids, desc="people", disable=None)), sampler


class _Casting:
    """How one cast comes together, and what is lost on the way."""

    def __init__(self, recipe: Recipe, material: Material, revision: Revision) -> None:
        self.recipe, self.material, self.revision = recipe, material, revision
        self.ids, self.few_shot_ids = people_ids(recipe)
        self.posed = set(self.ids)  # who is shown in other poses as well
        self.rejected: set[str] = set()  # names of celebrities
        self.lost: dict[str, Counter[str]] = {}
        self.not_run: tuple[str, ...] = ()

    def cast(self) -> Cast:
        """What takes the least time to fail comes first."""
        photographs = Photographs(self.recipe, self.material) if self.recipe.photographed else None
        if photographs:
            photographs.require()
        famous = self._famous()
        entries = self._written(photographs) if self.recipe.text == "llm" else self._sampled(photographs)
        entries[len(self.ids) : len(self.ids)] = famous
        configs_of = _configs_by_id(self.ids, self.recipe) | dict.fromkeys(self.few_shot_ids, (FEW_SHOT,))
        members = [
            Member(entry.script, likeness, configs_of.get(entry.person.id, (CELEBRITY,)))
            for entry, likeness in zip(entries, self._likenesses(entries), strict=True)
        ]
        return Cast(members, self.lost, self.not_run)

    def _famous(self) -> list[_Entry]:
        """Public figures, in pictures where there are some, else drawn."""
        source, kind = Celebrities(self.recipe.seed, self.recipe.celebrities), self.recipe.celebrity_faces
        self.revision.leave_celebrities(source.people)
        photos: Mapping[str, Photographed] = {}
        if kind != "procedural":
            photos, missing = collected(source.people, kind, self.material, self.revision, self.recipe)
            self._lose("portraits of celebrities, drawn instead", Counter(missing.values()))
            self.rejected = {name for name, reason in missing.items() if reason == REFUSED}
        return [
            _Entry(self._script(one, source), source.portrait_age(one), photos.get(one.id)) for one in source.people
        ]

    def _sampled(self, photographs: Photographs | None) -> list[_Entry]:
        """People of the offline sampler, with pictures of their age where pictures are wanted."""
        people, sampler = sample_people(self.recipe)
        likenesses: dict[str, Likeness] = {}
        if photographs:
            faces = self._studio(photographs).matched(people)
            self._lose_pictures(photographs)
            likenesses = {
                person.id: self._likeness(photographs, person, face) for person, face in zip(people, faces, strict=True)
            }

        def leave(one: Standing) -> None:
            self.revision.leave(self._script(one.person, sampler, one.was))

        found = standing_people(people, self.revision, sampler.another, leave)
        require_distinct(found, celebrity_names(self.recipe), self.revision)
        return [
            _Entry(self._script(one.person, sampler, one.was), sampler.portrait_age(made), likenesses.get(made.id))
            for one, made in zip(found, people, strict=True)
        ]

    def _written(self, photographs: Photographs | None) -> list[_Entry]:
        """People whom a language model writes for faces."""
        gallery: Gallery = photographs or Drawings(self.recipe, self.material)
        studio = self._studio(photographs) if photographs else None
        names = celebrity_names(self.recipe)
        with Client(self.recipe.llm, self.material.store / RESPONSES, self.material.connection) as client:
            client.require()
            author = Author(client, self.recipe.seed, self.recipe.reference_year, names)

            def script(one: Written, who: Standing) -> Script:
                asked, renewed = (self._script(who.person, source, who.was) for source in (author, author.renewed))
                return replace(asked, wordings=one.wordings, spare={}, renewed=renewed.source)

            def leave(one: Written) -> None:
                self.revision.leave(script(one, standing(one.person, self.revision)[0]))

            written, set_aside = author.write([*self.ids, *self.few_shot_ids], gallery.more)
            written = standing_written(author, written, gallery, studio, self.revision, leave)
            found = [standing(one.person, self.revision)[0] for one in written]
            require_distinct(found, names, self.revision)
            scripts = worded([script(*pair) for pair in zip(written, found, strict=True)], author, self.revision)
        given_up = (*set_aside, *author.set_aside)
        self._lose("people", Counter(one.reasons[-1].partition(":")[0] for one in given_up if one.reasons))
        self._lose_pictures(gallery)
        return [
            _Entry(script, 0, self._likeness(gallery, one.person, one.face))
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

    def _likenesses(self, entries: Sequence[_Entry]) -> Sequence[Likeness]:
        """Everybody's; drawn ones differ from each other."""
        # who is drawn because a photograph was rejected comes last, so that the others look as they did
        drawn = sorted(
            (entry for entry in entries if entry.likeness is None), key=lambda entry: entry.person.name in self.rejected
        )
        lives = [(entry.person.id, entry.person.gender, entry.age) for entry in drawn]
        looks = distinct_looks(tqdm(lives, desc="looks", disable=None), self.recipe.seed)
        looks_of = {person_id: found for (person_id, *_), found in zip(lives, looks, strict=True)}
        found: dict[str, Likeness] = {}
        for entry in entries:
            one = entry.person.id
            found[one] = entry.likeness or drawn_likeness(one, looks_of[one], one in self.posed, self.recipe)
        drawings = [one for one in found.values() if isinstance(one, Drawn)]
        found |= standing_drawings(drawings, self.revision, self.recipe)
        return list(found.values())

    def _lose(self, what: str, reasons: Mapping[str, int]) -> None:
        if reasons:
            self.lost.setdefault(what, Counter()).update(reasons)

    def _lose_pictures(self, gallery: Gallery) -> None:
        self._lose("pictures", gallery.rejects)
        self.not_run = gallery.not_run


def _configs_by_id(ids: Sequence[str], recipe: Recipe) -> dict[str, tuple[str, ...]]:
    forget = forget_sets(ids, recipe)
    return {
        one: (FULL, TRAINING, *(forget_config(p) if one in those else retain_config(p) for p, those in forget.items()))
        for one in ids
    }

"""Everybody in a dataset: the people, and what their portraits are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tqdm import tqdm

from dataset_builder.galleries import Drawings, Gallery, Photographs, drawn_likeness
from dataset_builder.matching import matched
from dataset_builder.material import Material, check, kept_in
from dataset_builder.recipe import Recipe
from dataset_builder.schema import CELEBRITY, FEW_SHOT, FULL, TRAINING, forget_config, retain_config
from dataset_builder.splits import forget_sets
from generation.faces.celebrity_photos import Photo, collect
from generation.faces.looks import distinct_looks
from generation.faces.photographs import Photographed
from generation.llm.client import Client
from generation.people.celebrities import Celebrities
from generation.people.llm import Author
from generation.people.offline import Sampler
from generation.questions.arrange import Wordings
from generation.questions.templates import wordings
from generation.records import BadInput, Likeness, Person, Source

RESPONSES = "responses.sqlite"  # in the store


@dataclass(frozen=True, slots=True)
class Member:
    """A person with all that decides the person's rows; `configs` hold the direct questions, TEST the paraphrased."""

    person: Person
    source: Source
    wordings: Wordings
    likeness: Likeness
    configs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """members: in the order of the rows. lost: what did not get into the dataset -> why -> how often.

    not_run: checks of pictures that the models at hand cannot do.
    """

    members: Sequence[Member]
    lost: Mapping[str, Mapping[str, int]]
    not_run: tuple[str, ...]


@dataclass(slots=True)
class _Losses:
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()

    def add(self, what: str, reasons: Collection[str] | Mapping[str, int]) -> None:
        if reasons:
            self.counts.setdefault(what, Counter()).update(reasons)

    def add_pictures(self, gallery: Gallery) -> None:
        self.add("pictures", gallery.rejects)
        self.not_run = gallery.not_run


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person, whose portrait is still to be drawn at that age where there is no likeness."""

    person: Person
    source: Source
    wordings: Wordings
    age: int
    likeness: Likeness | None = None


def gather_cast(recipe: Recipe, material: Material) -> Cast:
    """Everybody: fictitious people, celebrities, few-shot people. Raises BadInput if people or pictures are missing."""
    check(recipe, material)
    losses = _Losses()
    celebrities = Celebrities(recipe.seed, recipe.celebrities)
    names = [person.name for person in celebrities.people]
    ids, few_shot_ids = people_ids(recipe)
    make = _written if recipe.text == "llm" else _sampled
    with kept_in(material.store):
        gallery = _gallery(recipe, material)
        famous = _celebrities(celebrities, recipe, material, losses)  # first: it takes the least time to fail
        entries = make([*ids, *few_shot_ids], names, set(ids), recipe, material, gallery, losses)
    entries[len(ids) : len(ids)] = famous
    configs_of = _configs_by_id(ids, recipe) | dict.fromkeys(few_shot_ids, (FEW_SHOT,))
    members = [
        Member(entry.person, entry.source, entry.wordings, likeness, configs_of.get(entry.person.id, (CELEBRITY,)))
        for entry, likeness in zip(entries, _likenesses(entries, set(ids), recipe), strict=True)
    ]
    return Cast(members, losses.counts, losses.not_run)


def people_ids(recipe: Recipe) -> tuple[list[str], list[str]]:
    """Of the fictitious people, and of those for demonstrations."""
    people = [f"P{number:05d}" for number in range(1, recipe.people + 1)]
    return people, [f"D{number:05d}" for number in range(1, recipe.few_shot + 1)]


def _gallery(recipe: Recipe, material: Material) -> Gallery:
    """Where faces come from, ready."""
    if not recipe.photographed:
        return Drawings(recipe, material)
    photographs = Photographs(recipe, material)
    photographs.require()
    return photographs


def _sampled(
    ids: Sequence[str],
    names: Sequence[str],
    posed: set[str],
    recipe: Recipe,
    _: Material,
    gallery: Gallery,
    losses: _Losses,
) -> list[_Entry]:
    """People of the offline sampler, with pictures of their age where pictures are wanted."""
    sampler = Sampler(recipe.seed, recipe.reference_year, names)
    people = sampler.people(tqdm(ids, desc="people", disable=None))
    entries = [_Entry(person, sampler, wordings(), sampler.portrait_age(person)) for person in people]
    if not isinstance(gallery, Photographs):
        return entries
    faces = matched(people, gallery, recipe.reference_year)
    losses.add_pictures(gallery)
    return [
        replace(entry, likeness=gallery.likeness(entry.person.id, face, entry.person.id in posed))
        for entry, face in zip(entries, faces, strict=True)
    ]


def curate_faces(recipe: Recipe, material: Material) -> tuple[int, Photographs]:
    """Curate pictures of faces into the store, some more than a build begins with: how many, and what they are from.

    Raises BadInput, also if the recipe has no use for pictures.
    """
    check(recipe, material)
    gallery = _photographs(recipe, material)
    with kept_in(material.store):
        return len(gallery.curated(gallery.ahead())), gallery


def turn_faces(recipe: Recipe, material: Material) -> tuple[int, int]:
    """Turn the faces of the store that a build of this recipe begins with: how many could be, and how many it needs.

    Under `accelerate launch` the processes share the work. Raises BadInput if nothing was curated.
    """
    gallery = _photographs(recipe, replace(material, faces=None))
    with kept_in(material.store):
        if recipe.text == "llm":
            return len(gallery.more(gallery.people)), gallery.people
        names = [person.name for person in Celebrities(recipe.seed, recipe.celebrities).people]
        ids, few_shot_ids = people_ids(recipe)
        people = Sampler(recipe.seed, recipe.reference_year, names).people([*ids, *few_shot_ids])
        return len(matched(people, gallery, recipe.reference_year)), gallery.people


def _photographs(recipe: Recipe, material: Material) -> Photographs:
    if not recipe.photographed:
        raise BadInput("faces: this recipe draws its people; name one with pictures, such as --recipe paper")
    return Photographs(recipe, material)


def _written(
    ids: Sequence[str],
    names: Sequence[str],
    posed: set[str],
    recipe: Recipe,
    material: Material,
    gallery: Gallery,
    losses: _Losses,
) -> list[_Entry]:
    """People whom a language model writes for faces."""
    with Client(recipe.llm, material.store / RESPONSES, material.connection) as client:
        author = Author(client, recipe.seed, recipe.reference_year, names)
        written, set_aside = author.write(ids, gallery.more)
    losses.add("people", [one.reasons[-1].partition(":")[0] for one in set_aside if one.reasons])
    losses.add_pictures(gallery)
    return [
        _Entry(one.person, author, one.wordings, 0, gallery.likeness(one.person.id, one.face, one.person.id in posed))
        for one in written
    ]


def _celebrities(source: Celebrities, recipe: Recipe, material: Material, losses: _Losses) -> list[_Entry]:
    """Public figures, in pictures where there are some, else drawn."""
    photos: Mapping[str, Photo] = {}
    if recipe.celebrity_faces != "procedural":
        photos, missing = collect(
            source.people, recipe.celebrity_faces, material.celebrity_photos, material.store / "celebrities",
            material.wikimedia,
        )  # fmt: skip
        losses.add("portraits of celebrities, drawn instead", list(missing.values()))
    return [
        _Entry(person, source, wordings(), source.portrait_age(person), _photographed(person, photos.get(person.id)))
        for person in source.people
    ]


def _photographed(person: Person, photo: Photo | None) -> Photographed | None:
    if photo is None:
        return None
    credit = ", ".join(filter(None, (photo.credit, photo.page)))
    return Photographed(person.id, photo.path, photo.source, photo.licence, credit)


def _likenesses(entries: Sequence[_Entry], posed: set[str], recipe: Recipe) -> Iterator[Likeness]:
    """Everybody's; drawn ones differ from each other."""
    drawn = [(entry.person.id, entry.person.gender, entry.age) for entry in entries if entry.likeness is None]
    looks = iter(distinct_looks(tqdm(drawn, desc="looks", disable=None), recipe.seed))
    for entry in entries:
        yield entry.likeness or drawn_likeness(entry.person.id, next(looks), entry.person.id in posed, recipe)


def _configs_by_id(ids: Sequence[str], recipe: Recipe) -> dict[str, tuple[str, ...]]:
    forget = forget_sets(ids, recipe)
    return {
        one: (FULL, TRAINING, *(forget_config(p) if one in those else retain_config(p) for p, those in forget.items()))
        for one in ids
    }

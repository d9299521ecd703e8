"""Everybody in a dataset: the people, and what their portraits are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from tqdm import tqdm

from dataset_builder.casting import Casting, Entry
from dataset_builder.galleries import drawn_likeness
from dataset_builder.material import Material, check, kept_in
from dataset_builder.population import people_ids
from dataset_builder.recipe import Recipe
from dataset_builder.revising.replacing import standing_drawings
from dataset_builder.revising.revision import Revision
from dataset_builder.schema import CELEBRITY, FEW_SHOT, FULL, TRAINING, forget_config, retain_config
from dataset_builder.splits import forget_sets
from generation.faces.looks import distinct_looks
from generation.faces.procedural import Drawn
from generation.questions.script import Script
from generation.records import Likeness, Person


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


def gather_cast(recipe: Recipe, material: Material, revision: Revision) -> Cast:
    """Everybody: fictitious people, celebrities, few-shot people, and others in the place of who is rejected.

    Raises BadInput if people or pictures are missing.
    """
    check(recipe, material)
    with kept_in(material.store):
        casting = Casting(recipe, material, revision)
        entries = casting.entries()
    configs_of = _configs_by_id(recipe)
    members = [
        Member(entry.script, likeness, configs_of.get(entry.person.id, (CELEBRITY,)))
        for entry, likeness in zip(entries, _likenesses(entries, recipe, revision), strict=True)
    ]
    return Cast(members, casting.lost, casting.not_run)


def _likenesses(entries: Sequence[Entry], recipe: Recipe, revision: Revision) -> Sequence[Likeness]:
    """Everybody's; drawn ones differ from each other."""
    # who is drawn because a photograph was rejected comes last, so that the others look as they did
    drawn = sorted((entry for entry in entries if entry.likeness is None), key=attrgetter("unphotographed"))
    lives = [(entry.person.id, entry.person.gender, entry.age) for entry in drawn]
    looks = distinct_looks(tqdm(lives, desc="looks", disable=None), recipe.seed)
    looks_of = {person_id: found for (person_id, *_), found in zip(lives, looks, strict=True)}
    posed = {*people_ids(recipe)[0]}
    found: dict[str, Likeness] = {}
    for entry in entries:
        one = entry.person.id
        found[one] = entry.likeness or drawn_likeness(one, looks_of[one], one in posed, recipe)
    drawings = [one for one in found.values() if isinstance(one, Drawn)]
    found |= standing_drawings(drawings, revision, recipe)
    return list(found.values())


def _configs_by_id(recipe: Recipe) -> Mapping[str, tuple[str, ...]]:
    """Of everybody fictitious."""
    ids, few_shot_ids = people_ids(recipe)
    forget = forget_sets(ids, recipe)
    people = {
        one: (FULL, TRAINING, *(forget_config(p) if one in those else retain_config(p) for p, those in forget.items()))
        for one in ids
    }
    return people | dict.fromkeys(few_shot_ids, (FEW_SHOT,))

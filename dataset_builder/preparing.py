"""Pictures made ready ahead of a build, by commands that take longest or run on many GPUs."""

from __future__ import annotations

from dataclasses import replace

from dataset_builder.galleries import Photographs
from dataset_builder.matching import matched
from dataset_builder.material import Material, check, kept_in
from dataset_builder.population import sample_people
from dataset_builder.recipe import Recipe
from generation.records import BadInput


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
        people, _ = sample_people(recipe)
        return len(matched(people, gallery, recipe.reference_year)), gallery.people


def _photographs(recipe: Recipe, material: Material) -> Photographs:
    if not recipe.photographed:
        raise BadInput("faces: this recipe draws its people; name one with pictures, such as --recipe paper")
    return Photographs(recipe, material)

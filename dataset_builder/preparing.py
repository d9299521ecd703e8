"""Pictures made ready ahead of a build, by commands that take longest or run on many GPUs."""

from __future__ import annotations

from dataclasses import replace

from dataset_builder.galleries import Photographs
from dataset_builder.matching import matched
from dataset_builder.material import Material, check, kept_in
from dataset_builder.pebench.cast import gather_cast
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.pebench.writing import writer
from dataset_builder.population import celebrity_names, people_ids, sample_people
from dataset_builder.recipe import Recipe
from dataset_builder.reviews import Reviews
from dataset_builder.revising.revision import Revision
from generation.records import BadInput
from generation.sharing import state


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


def paint_people(recipe: EventRecipe, material: Material) -> tuple[int, int]:
    """Paint everybody at the events into the store, as `build` would: how many people, and how many pictures.

    Under `accelerate launch` the processes share the work; the first has the people written. Raises BadInput.
    """
    if not recipe.photographed:
        raise BadInput("scenes: this recipe draws them; name one that paints, such as --recipe pebench_paper")
    if recipe.text == "llm":
        with state().main_process_first(), writer(recipe, material, celebrity_names(recipe)) as written:
            written.events()
            written.people([one for some in people_ids(recipe) for one in some])
    cast = gather_cast(recipe, material, Revision(Reviews()))
    everybody = (*cast.members, *cast.few_shot)
    return len(everybody), sum(len(one.events) for one in everybody)


def _photographs(recipe: Recipe, material: Material) -> Photographs:
    if not recipe.photographed:
        raise BadInput("faces: this recipe draws its people; name one with pictures, such as --recipe paper")
    return Photographs(recipe, material)

"""Who the fictitious people of a recipe are, where no language model writes them, and what nobody may be called."""

from __future__ import annotations

from tqdm import tqdm

from dataset_builder.recipe import AnyRecipe, Recipe
from generation.people.celebrities import Celebrities
from generation.people.offline import Sampler
from generation.records import Person


def people_ids(recipe: AnyRecipe) -> tuple[list[str], list[str]]:
    """Of the fictitious people, and of those for demonstrations."""
    people = [f"P{number:05d}" for number in range(1, recipe.people + 1)]
    return people, [f"D{number:05d}" for number in range(1, recipe.few_shot + 1)]


def celebrity_names(recipe: AnyRecipe) -> list[str]:
    """Which nobody fictitious may have."""
    return [person.name for person in Celebrities(recipe.seed, recipe.celebrities).people]


def sample_people(recipe: Recipe) -> tuple[list[Person], Sampler]:
    """The fictitious people of the offline sampler, those for demonstrations last."""
    sampler = Sampler(recipe.seed, recipe.reference_year, celebrity_names(recipe))
    ids = [one for some in people_ids(recipe) for one in some]
    return sampler.people(tqdm(ids, desc="people", disable=None)), sampler

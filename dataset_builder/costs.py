"""What a build is going to take, told before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dataset_builder.casting import RESPONSES
from dataset_builder.material import Material
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.population import celebrity_names, people_ids
from dataset_builder.recipe import AnyRecipe, Recipe
from dataset_builder.reviews import Reviews
from generation.llm import authoring
from generation.llm.ask import Ask
from generation.llm.client import estimate
from generation.llm.estimates import WRITING_SPEED
from generation.llm.options import Options
from generation.llm.store import Store
from generation.people.character_author import planned_characters
from generation.people.llm import planned, steps
from generation.scenes.author import FIRST_WAVE, planned_events
from generation.scenes.events import events


def costs(recipe: AnyRecipe, material: Material, reviews: Reviews) -> str:
    """Calls, tokens and dollars of a language model, and pictures to generate, in words. Asks and loads nothing."""
    lines = ["No language model is asked."]
    if recipe.text == "llm":
        lines = _people(recipe, material) if isinstance(recipe, Recipe) else _characters(recipe, material)
    if isinstance(recipe, Recipe) and recipe.photographed:
        people, size, steps = recipe.people + recipe.few_shot, recipe.arc2face.size, recipe.arc2face.steps
        lines.append(
            f"{people} faces are curated; Arc2Face makes {people * recipe.poses} portraits of {size} x {size} pixels, "
            f"{steps} steps each, and one more for each that is not good enough."
        )
    if isinstance(recipe, EventRecipe) and recipe.photographed:
        lines.append(_painted(recipe))
    if (rejected := reviews.summary()["rejected"]) and (recipe.text == "llm" or recipe.photographed):
        lines.append(
            f"What takes the place of rejected things comes on top of that; {reviews.source} has {rejected:,}."
        )
    return "\n".join(lines)


def _painted(recipe: EventRecipe) -> str:
    people, pictures = recipe.people + recipe.few_shot, recipe.people * recipe.events + recipe.few_shot
    size, steps = recipe.scene.size, recipe.scene.steps
    return (
        f"{people:,} portraits are painted, and {pictures:,} pictures of their people at events: {size} x {size} "
        f"pixels, {steps} steps each, and one more for each that is not good enough."
    )


def _people(recipe: Recipe, material: Material) -> list[str]:
    ids = [one for some in people_ids(recipe) for one in some]
    asks = planned(ids, (), recipe.seed, recipe.reference_year, celebrity_names(recipe))
    return text_costs(asks, steps(len(ids)), recipe.llm, material)


def _characters(recipe: EventRecipe, material: Material) -> list[str]:
    """Of people at events; the events are written, too, where they are not drawn."""
    ids = [one for some in people_ids(recipe) for one in some]
    names = [one.name for one in events()[: recipe.events]] if recipe.photographed else []
    people = planned_characters(ids, recipe.seed, celebrity_names(recipe))
    asks: list[Ask[Any]] = [*people, *planned_events(names, 0, recipe.seed)]
    return text_costs(asks, authoring.steps(len(ids)) + authoring.steps(len(names), FIRST_WAVE), recipe.llm, material)


def text_costs(asks: Sequence[Ask[Any]], steps: int, llm: Options, material: Material) -> list[str]:
    """What these asks take, in sentences. steps: how often replies are waited for before more can be asked for."""
    found = estimate(asks, llm, material.connection, material.store / RESPONSES)
    lines = [
        f"{llm.model} is asked {found.calls:,} times, and once more for each reply that cannot be used: about "
        f"{found.prompt_tokens:,} tokens to read and {found.completion_tokens:,} to write."
    ]
    if found.usd is None:
        lines.append(f"What {llm.model} costs is not known; give --prices READ,WRITTEN in USD per million tokens.")
    else:
        half = " by the Batch API" if material.connection.batch else ""
        lines.append(
            f"That is about {found.usd:.2f} USD{half} (prices: {found.priced}); the estimate may be off by half."
        )
    if material.connection.batch:
        lines.append(
            f"It takes {steps} batches at least, one behind the other, each mostly within an hour or two and always "
            "within a day."
        )
    else:
        lines.append(
            f"It takes about {found.seconds / 60:.0f} minutes with {material.connection.concurrency} requests at a "
            f"time, if each is answered at {WRITING_SPEED} tokens a second."
        )
    if (material.store / RESPONSES).is_file():
        with Store(material.store / RESPONSES) as store:
            lines.append(
                f"All that is for an empty store; this one holds {store.count():,} replies, which cost nothing."
            )
    return lines

"""Recipes of grids, which are the files of sweeps/: the demo and the papers' tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from baselines import evaluation
from baselines.errors import BadInput
from baselines.losses import METHODS
from baselines.named import load_named
from baselines.options import Modality, Options, check_choice
from baselines.protocol import STRICT
from baselines.score import Judge

FOLDER = Path(__file__).with_name("sweeps")
PROMPTING = "prompting"  # the method that trains nothing
PARTS: Mapping[str, type[Options] | type[evaluation.Options]] = {
    "finetune": Options, "unlearn": Options, "evaluate": evaluation.Options,
}  # fmt: skip
DECIDED: Mapping[str, tuple[str, ...]] = {  # by the grid, and not by the options of a part
    "finetune": ("data", "model", "method", "without", "seed"),
    "unlearn": ("data", "model", "method", "forget", "modality", "seed"),
    "evaluate": ("data", "model", "forget", "server"),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file of sweeps/.

    model: embedded, a folder or a Hub id. forget: configs. methods: of unlearning, or "prompting", by config where
    they differ. lr: learning rates of unlearning; none: the default. finetune, unlearn, evaluate: options of those
    commands.
    """

    __pydantic_config__ = STRICT
    model: str
    forget: tuple[str, ...]
    methods: tuple[str, ...] | Mapping[str, tuple[str, ...]]
    modalities: tuple[Modality, ...]
    seeds: tuple[int, ...] = (0,)
    lr: tuple[float, ...] = ()
    finetune: Mapping[str, Any] = field(default_factory=dict)
    unlearn: Mapping[str, Any] = field(default_factory=dict)
    evaluate: Mapping[str, Any] = field(default_factory=dict)
    judge: Judge = field(default_factory=Judge)

    def methods_for(self, forget: str) -> tuple[str, ...]:
        """Those that are to forget the config."""
        return self.methods[forget] if isinstance(self.methods, Mapping) else self.methods


def load_recipe(name: str, model: str = "") -> Recipe:
    """The recipe of that name or in that .yaml file; model: instead of its own. Raises BadInput if it is none."""
    recipe = load_named(Recipe, "recipe", name, FOLDER)
    if isinstance(recipe.methods, Mapping) and {*recipe.methods} != {*recipe.forget}:
        raise BadInput(f"{name}: methods: are by config, and not by those of forget; name {', '.join(recipe.forget)}")
    methods = {f"methods of {forget}": recipe.methods_for(forget) for forget in recipe.forget}
    for method in (method for some in methods.values() for method in some):
        check_choice(f"{name}: methods", method, (*METHODS, PROMPTING))
    axes = {axis: getattr(recipe, axis) for axis in ("forget", "modalities", "seeds", "lr")}
    axes |= methods if isinstance(recipe.methods, Mapping) else {"methods": recipe.methods}
    for axis, values in axes.items():
        if len(set(values)) < len(values):
            raise BadInput(f"{name}: {axis}: holds a value twice; give each once")
    typed: dict[str, Any] = {part: _typed(f"{name}: {part}", part, recipe) for part in PARTS}
    return replace(recipe, model=model or recipe.model, **typed)


def _typed(place: str, part: str, recipe: Recipe) -> dict[str, Any]:
    """The options of a part as what they are: YAML takes 1e-4 for a text."""
    given: Mapping[str, Any] = getattr(recipe, part)
    kinds = get_type_hints(PARTS[part])
    decided = (*DECIDED[part], *(("lr",) if part == "unlearn" and recipe.lr else ()))
    typed = {}
    for name, value in given.items():
        check_choice(place, name, tuple(kinds))
        if name in decided:
            raise BadInput(f"{place}: {name} is what the grid decides; leave it out")
        try:
            typed[name] = TypeAdapter(kinds[name]).validate_python(value)
        except ValidationError as error:
            raise BadInput(f"{place}: {name} is {value!r}: {error.errors()[0]['msg']}") from None
    return typed

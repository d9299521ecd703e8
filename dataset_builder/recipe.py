"""A recipe: every choice that decides what a dataset holds. How fast it is built is no part of it."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from generation.records import BadInput

RECIPES = Path(str(files("dataset_builder") / "recipes"))


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """Options of a build; the comments in recipes/offline.yaml explain them. Raises BadInput if one is out of range."""

    seed: int
    people: int
    celebrities: int
    few_shot: int
    forget: tuple[float, ...]
    poses: int
    held_out: int
    image_size: int
    looks: int
    reference_year: int

    def __post_init__(self) -> None:
        """Check each range, then what the options say about each other."""
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise BadInput(f"{name}: {value} is out of range; give {low} to {high}")
        if not self.forget:
            raise BadInput("forget: the list is empty; give at least one percentage, such as [5, 10, 15]")
        for percent in self.forget:
            if not 0 < self.forget_count(percent) < self.people:
                everyone = "everyone" if percent > 50 else "no person"
                raise BadInput(
                    f"forget: {percent:g} % of {self.people} people rounds to {everyone}; change it or people"
                )
        if len({f"{percent:g}" for percent in self.forget}) < len(self.forget):  # as the configs are named
            raise BadInput(f"forget: {list(self.forget)} names a percentage twice; give each once")

    def forget_count(self, percent: float) -> int:
        """How many people `percent` of them are, halves rounded up."""
        return int(self.people * percent / 100 + 0.5)


RANGES = {
    "seed": (0, 2**63 - 1),
    "people": (1, 20_000),
    "celebrities": (4, 153),
    "few_shot": (0, 1_000),
    "poses": (1, 16),
    "held_out": (0, 3),
    "image_size": (64, 1024),
    "looks": (0, 100_000),
    "reference_year": (2024, 2040),
}


def load_recipe(source: str, overrides: Mapping[str, Any] | None = None) -> Recipe:
    """The recipe of that name (`offline`, `demo`) or in that YAML file, with `overrides` replacing its values.

    Keys that the file leaves out come from offline.yaml. Raises BadInput, naming file and key.
    """
    path = Path(source) if source.endswith((".yaml", ".yml")) else RECIPES / f"{source}.yaml"
    values = _typed(_read(RECIPES / "offline.yaml"), "offline.yaml")
    values |= _typed(_read(path), f"recipe {path}")
    values |= _typed(overrides or {}, "option")
    try:
        return Recipe(**values)
    except BadInput as error:
        raise BadInput(f"recipe {source}: {error}") from None


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.yaml")))
        raise BadInput(f"recipe {path}: no such file; name one of {known}, or a .yaml file")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise BadInput(f"recipe {path}: not YAML: {reason}") from None
    if not isinstance(values, dict):
        raise BadInput(f"recipe {path}: holds {type(values).__name__}; write `option: value` lines as in offline.yaml")
    return values


def _typed(values: Mapping[str, Any], place: str) -> dict[str, Any]:
    """`values` with the types of the options; `place` is where they stand."""
    return {name: _typed_value(name, value, place) for name, value in values.items()}


def _typed_value(name: str, value: Any, place: str) -> Any:
    names = [field.name for field in dataclasses.fields(Recipe)]
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known options: {', '.join(names)}"
        raise BadInput(f"{place}: unknown option {name!r}; {hint}")
    if name == "forget":
        if isinstance(value, list | tuple) and all(type(p) in (int, float) and 0 < p < 100 for p in value):
            return tuple(sorted(value))
        raise BadInput(f"{place}: forget: {value!r} is no list of percentages; write one like [5, 10, 15]")
    if type(value) is not int:  # a bool is none here
        raise BadInput(f"{place}: {name}: {value!r} is no whole number; write one like {RANGES[name][0]}")
    return value

"""A recipe: every choice that decides what a dataset holds. How fast it is built and where things lie is no part."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dataset_builder.folders import without_folders
from dataset_builder.pebench.recipe import EventRecipe
from dataset_builder.percentages import check_percentages, sorted_percentages
from generation.faces.gan import Options as GanOptions
from generation.faces.rules import Options as CurationOptions
from generation.llm.options import Options as LlmOptions
from generation.poses.arc2face import Options as Arc2FaceOptions
from generation.records import BadInput

RECIPES = Path(str(files("dataset_builder") / "recipes"))
MODEL_FOLDERS = ("base", "weights", "lcm_lora")  # options of arc2face that may name a folder
Layers = Sequence[tuple[str, Mapping[str, Any]]]  # where options stand, and those options; later ones win


class Recipe(BaseModel):
    """Options of a build of MLLMU-Bench; the comments in recipes/offline.yaml explain them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmark: Literal["mllmu-bench"]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)]
    people: Annotated[int, Field(strict=True, ge=1, le=20_000)]
    celebrities: Annotated[int, Field(strict=True, ge=4, le=153)]
    few_shot: Annotated[int, Field(strict=True, ge=0, le=1_000)]
    forget: Annotated[tuple[float, ...], BeforeValidator(sorted_percentages)]
    poses: Annotated[int, Field(strict=True, ge=1, le=16)]
    held_out: Annotated[int, Field(strict=True, ge=0, le=3)]
    image_size: Annotated[int, Field(strict=True, ge=64, le=1024)]
    looks: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    reference_year: Annotated[int, Field(strict=True, ge=2024, le=2040)]
    text: Literal["offline", "llm"]
    faces: Literal["procedural", "folder", "gan"]
    faces_licence: str
    celebrity_faces: Literal["procedural", "folder", "celeba", "wikimedia"]
    llm: LlmOptions = LlmOptions()
    curation: CurationOptions = CurationOptions()
    gan: GanOptions = GanOptions()
    arc2face: Arc2FaceOptions = Arc2FaceOptions()

    @model_validator(mode="after")
    def _check_forget(self) -> Recipe:
        check_percentages(self.forget, people=self.people)
        return self

    @property
    def photographed(self) -> bool:
        """Whether the people's portraits are pictures from outside, and not drawn."""
        return self.faces != "procedural"

    def made_from(self) -> dict[str, Any]:
        """All options that decide what this recipe makes: without those of engines it does not use, and without the
        folders above a model's own, which are nobody else's business."""
        unused = {"llm"} if self.text == "offline" else set()
        unused |= set() if self.faces == "gan" else {"gan"}
        unused |= set() if self.photographed else {"faces_licence", "curation", "arc2face"}
        return without_folders(self.model_dump(mode="json", exclude=unused), "arc2face", MODEL_FOLDERS)


AnyRecipe = Recipe | EventRecipe
BENCHMARKS: Mapping[str, tuple[type[AnyRecipe], str]] = {  # and where their options have defaults
    "mllmu-bench": (Recipe, "offline.yaml"),
    "pebench": (EventRecipe, "pebench.yaml"),
}


def load_recipe(source: str, overrides: Mapping[str, Any] | None = None) -> AnyRecipe:
    """The recipe of that name (`offline`, `demo`, `paper`, `pebench` ...) or in that YAML file, with `overrides` on it.

    Keys that the file leaves out come from the default recipe of its benchmark; groups such as `llm` are merged key by
    key. Raises BadInput, naming file and key.
    """
    path = Path(source) if source.endswith((".yaml", ".yml")) else RECIPES / f"{source}.yaml"
    named = _read(path)
    benchmark = named.get("benchmark", "mllmu-bench")
    if benchmark not in BENCHMARKS:
        raise BadInput(f"recipe {path}: benchmark: {benchmark!r} is unknown; give one of {', '.join(BENCHMARKS)}")
    model, default = BENCHMARKS[benchmark]
    layers = [(default, _read(RECIPES / default)), (f"recipe {path}", named), ("option", overrides or {})]
    values: dict[str, Any] = {}
    for _, layer in layers:
        for name, value in layer.items():
            group = isinstance(value, dict) and isinstance(values.get(name, {}), dict)
            values[name] = {**values.get(name, {}), **value} if group else value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise BadInput(_explained(error, layers, model)) from None


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


def _explained(error: ValidationError, layers: Layers, model: type[BaseModel]) -> str:
    """The first thing wrong, in one line: place, option, value, remedy."""
    first = error.errors()[0]
    said = str(first["ctx"]["error"]) if first["type"] == "value_error" else ""
    if not first["loc"]:  # what options say about each other
        return f"{layers[1][0]}: {said}"
    name = ".".join(map(str, first["loc"]))
    place = next((place for place, options in reversed(layers) if first["loc"][0] in options), layers[1][0])
    value = first["input"]
    match first["type"]:
        case "extra_forbidden":
            return f"{place}: unknown option {name!r}; {_known_options(first['loc'], model)}"
        case "value_error" if isinstance(value, dict):  # what the options of a group say about each other
            return f"{place}: {name}: {said}"
        case "value_error":
            return f"{place}: {name}: {value!r} {said}"
        case "model_type":
            return f"{place}: {name}: {value!r} is no group of options; write them indented below it"
        case "int_type":
            return f"{place}: {name}: {value!r} is no whole number"
        case "greater_than_equal" | "less_than_equal" | "less_than" | "greater_than":
            return f"{place}: {name}: {value!r} is out of range; give {_range(first['loc'], model)}"
        case _:
            return f"{place}: {name}: {value!r} cannot be; {first['msg'][0].lower()}{first['msg'][1:]}"


def _known_options(where: Sequence[int | str], model: type[BaseModel]) -> str:
    fields = _model_of(where, model).model_fields
    near = difflib.get_close_matches(str(where[-1]), fields, n=1)
    return f"did you mean {near[0]}?" if near else f"known options: {', '.join(fields)}"


def _range(where: Sequence[int | str], model: type[BaseModel]) -> str:
    """The bounds of an option in words."""
    bounds: dict[str, Any] = {}
    for bound in _model_of(where, model).model_fields[str(where[-1])].metadata:
        bounds |= {name: getattr(bound, name) for name in ("ge", "gt", "le", "lt") if hasattr(bound, name)}
    words = {"ge": "{} or more", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}
    if {"ge", "le"} <= bounds.keys():
        return f"{bounds['ge']} to {bounds['le']}"
    return ", ".join(words[name].format(value) for name, value in bounds.items())


def _model_of(where: Sequence[int | str], model: type[BaseModel]) -> type[BaseModel]:
    """The group of the model's options that the last part of `where` stands in."""
    for name in where[:-1]:
        kinds = [model.model_fields[str(name)].annotation, *get_args(model.model_fields[str(name)].annotation)]
        model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return model

"""The recipe of PEBench: people at events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dataset_builder.folders import without_folders
from dataset_builder.percentages import check_percentages, share_of, sorted_percentages
from generation.llm.options import Options as LlmOptions
from generation.scenes.painted.options import Options as SceneOptions

SCENE_MODELS = ("model", "adapter", "encoder", "clip")  # options of scene that may name a folder


class EventRecipe(BaseModel):
    """Options of a build; the comments in recipes/pebench.yaml explain them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmark: Literal["pebench"]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)]
    people: Annotated[int, Field(strict=True, ge=2, le=5_000)]
    events: Annotated[int, Field(strict=True, ge=2, le=40)]
    few_shot: Annotated[int, Field(strict=True, ge=0, le=1_000)]
    celebrities: Annotated[int, Field(strict=True, ge=4, le=153)]
    forget: Annotated[tuple[float, ...], BeforeValidator(sorted_percentages)]
    seen: Annotated[float, Field(strict=True, gt=0, lt=100)]
    image_size: Annotated[int, Field(strict=True, ge=64, le=1024)]
    looks: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    objects: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    text: Literal["offline", "llm"]
    scenes: Literal["procedural", "diffusers"]
    scenes_licence: str
    llm: LlmOptions = LlmOptions()
    scene: SceneOptions = SceneOptions()

    @model_validator(mode="after")
    def _check_forget(self) -> EventRecipe:
        check_percentages(self.forget, people=self.people, events=self.events)
        for name, count in (("people", self.people), ("events", self.events)):
            if min(int(count * self.seen / 100), int(count * (100 - self.seen) / 100)) < 1:
                raise ValueError(f"seen: {self.seen:g} % of {count} {name} leaves a set empty; change it or {name}")
        return self

    def forgotten(self, things: Sequence[str], percent: float) -> Sequence[str]:
        """The first of the things that are that many per cent of them, in the order they are to be forgotten."""
        return things[: share_of(len(things), percent)]

    @property
    def photographed(self) -> bool:
        """Whether the pictures are not drawn."""
        return self.scenes != "procedural"

    def made_from(self) -> dict[str, Any]:
        """All options that decide what this recipe makes: without those of engines it does not use, and without the
        folders above a model's own, which are nobody else's business."""
        unused = {"llm"} if self.text == "offline" else set()
        unused |= set() if self.photographed else {"scenes_licence", "scene"}
        return without_folders(self.model_dump(mode="json", exclude=unused), "scene", SCENE_MODELS)

"""What a request asks a model for: part of a recipe, all of it enters the key of the response store."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Options(BaseModel):
    """The model and how it writes. Another value of any field is another dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field("gpt-4o", min_length=1, description="name of the model, as the server knows it")
    temperature: float = Field(1.0, ge=0.0, le=2.0, description="0 writes what is likeliest; higher is more varied")
    max_tokens: int = Field(4096, ge=1, le=131_072, description="longest reply, tokens; a longer one is asked again")
    image_detail: Literal["low", "high"] = Field(
        "low", description="how closely the model looks at a picture: low (512 pixels) or high (tiles of 512 pixels)"
    )

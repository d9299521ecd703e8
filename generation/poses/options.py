"""What decides how Arc2Face turns heads, and which of its pictures are good enough."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

LCM_STEPS, LCM_GUIDANCE = 8, 2.0  # above these a model distilled by LCM burns its pictures out


class Options(BaseModel):
    """The group `arc2face` of a recipe. Models are folders, or ids on the Hub with the revision to take."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    base: Annotated[str, Field(min_length=1, description="Stable Diffusion 1.5: its tokenizer, VAE and scheduler")] = (
        "stable-diffusion-v1-5/stable-diffusion-v1-5"
    )
    base_revision: Annotated[str, Field(min_length=1, description="commit of `base`; of no meaning for a folder")] = (
        "451f4fe16113bff5a5d2269ed5ad43b0592e9a14"
    )
    weights: Annotated[
        str,
        Field(min_length=1, description="Arc2Face: subfolders arc2face (UNet), encoder and, if asked for, controlnet"),
    ] = "FoivosPar/Arc2Face"
    revision: Annotated[str, Field(min_length=1, description="commit of `weights`; pin the one you used")] = "main"
    lcm_lora: Annotated[
        str,
        Field(description="latent-consistency/lcm-lora-sdv1-5 for 2 to 4 steps with guidance 1; empty: none"),
    ] = ""
    lcm_revision: Annotated[str, Field(min_length=1, description="commit of `lcm_lora`")] = (
        "cf2fced511dbe7e26c8d1d397e728fbab875db4b"
    )
    controlnet: Annotated[bool, Field(description="take the poses from pictures of poses (--pose-images)")] = False
    steps: Annotated[int, Field(ge=1, le=200, description="steps of the sampler; Arc2Face's authors take 25")] = 25
    guidance: Annotated[
        float, Field(ge=0, le=20, description="classifier-free guidance, 1 for none; Arc2Face's authors take 3")
    ] = 3.0
    size: Annotated[
        int, Field(ge=64, le=1024, multiple_of=8, description="pixels, square; Arc2Face was trained at 512")
    ] = 512
    min_cosine: Annotated[
        float,
        Field(
            ge=-1,
            le=1,
            description="least ArcFace cosine to the original. One pair of strangers in a thousand reaches 0.28 (LFW); "
            "Arc2Face itself reaches 0.8 on average (AgeDB, by its authors). At 0.5 a stranger all but never "
            "passes, and a turned head, which costs some likeness, still does.",
        ),
    ] = 0.5
    min_yaw: Annotated[
        float, Field(ge=0, le=80, description="degrees to the left or right from which on a head counts as turned")
    ] = 12.0
    max_yaw: Annotated[
        float, Field(gt=0, le=90, description="degrees; beyond, half of the face is hidden and ArcFace is less sure")
    ] = 50.0
    max_pitch: Annotated[float, Field(gt=0, le=90, description="degrees up or down")] = 30.0
    min_apart: Annotated[
        float, Field(ge=0, le=60, description="degrees between two pictures of one face that look to the same side")
    ] = 5.0
    most_candidates: Annotated[
        int, Field(ge=1, le=10_000, description="pictures made of one face before it is given up")
    ] = 48

    @model_validator(mode="after")
    def _check(self) -> Options:
        if self.min_yaw >= self.max_yaw:
            raise ValueError(f"min_yaw: {self.min_yaw:g} leaves no poses below max_yaw: {self.max_yaw:g}; lower it")
        if self.lcm_lora and (self.steps > LCM_STEPS or self.guidance > LCM_GUIDANCE):
            raise ValueError(
                f"lcm_lora: {self.steps} steps with guidance {self.guidance:g} are too much for it; "
                "set steps to 2, 3 or 4 and guidance to 1"
            )
        return self

"""What decides how a diffusion model paints people at events, and which of its pictures are good enough."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NOT_PART = {"most_candidates"}  # options that change no picture and no verdict on one


class Options(BaseModel):
    """The group `scene` of a recipe. Models are folders, or ids on the Hub with the revision to take."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    model: Annotated[
        str,
        Field(min_length=1, description="Stable Diffusion XL, or Flux (black-forest-labs/FLUX.1-dev) as in the paper"),
    ] = "stabilityai/stable-diffusion-xl-base-1.0"
    revision: Annotated[str, Field(min_length=1, description="commit of `model`; pin the one you used")] = "main"
    adapter: Annotated[
        str, Field(min_length=1, description="IP-Adapter that keeps a face (Flux: XLabs-AI/flux-ip-adapter-v2)")
    ] = "h94/IP-Adapter"
    adapter_revision: Annotated[str, Field(min_length=1, description="commit of `adapter`")] = "main"
    adapter_folder: Annotated[str, Field(description="where in `adapter` its weights are; empty: at the top")] = (
        "sdxl_models"
    )
    adapter_weights: Annotated[str, Field(pattern=r"\.safetensors$", description="file of the weights")] = (
        "ip-adapter-plus-face_sdxl_vit-h.safetensors"
    )
    encoder: Annotated[
        str,
        Field(description="CLIP that shows the face to the adapter; empty: it lies in `adapter` (Flux: "
        "openai/clip-vit-large-patch14)"),
    ] = ""  # fmt: skip
    encoder_revision: Annotated[str, Field(min_length=1, description="commit of `encoder`")] = "main"
    encoder_folder: Annotated[str, Field(description="where in its model the encoder is; empty: at the top")] = (
        "models/image_encoder"
    )
    scale: Annotated[float, Field(ge=0, le=2, description="how much the face counts beside the words")] = 0.7
    steps: Annotated[int, Field(ge=1, le=200, description="of the sampler; the paper takes 40 of Flux")] = 40
    guidance: Annotated[
        float, Field(ge=0, le=20, description="of the words; the paper takes 2.5 of Flux; SDXL wants about 5")
    ] = 5.0
    size: Annotated[
        int, Field(ge=64, le=2048, multiple_of=16, description="pixels, square; SDXL was trained at 1024")
    ] = 1024
    clip: Annotated[str, Field(min_length=1, description="CLIP that looks for the event in a picture")] = (
        "openai/clip-vit-base-patch32"
    )
    clip_revision: Annotated[str, Field(min_length=1, description="commit of `clip`")] = "main"
    min_cosine: Annotated[
        float,
        Field(
            ge=-1,
            le=1,
            description="least ArcFace cosine to the reference portrait. One pair of strangers in a thousand reaches "
            "0.28 (LFW); small and turned faces of one person often stay below 0.5",
        ),
    ] = 0.4
    rank: Annotated[
        int, Field(ge=1, le=1000, description="the event must be among so many that CLIP finds likeliest, of all")
    ] = 1
    most_candidates: Annotated[
        int, Field(ge=1, le=10_000, description="pictures made of somebody at an event before it is given up")
    ] = 24

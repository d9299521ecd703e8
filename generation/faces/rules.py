"""Which pictures of faces are taken: the thresholds, each with its reason."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Options(BaseModel):
    """The group `curation` of a recipe. Pixels are those of the picture as it is kept, at most 1024 a side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    picture_side: int = Field(
        256, ge=16, le=1024, description="pixels of the shorter side, at least; portraits are published at this size"
    )
    face_side: int = Field(
        112, ge=16, le=1024, description="pixels of the face's longer side, at least; ArcFace looks at 112"
    )
    second_face: float = Field(
        0.3,
        gt=0,
        le=1,
        description="of the largest face's side: a second one from here on makes two people; a smaller one is far "
        "behind or a false alarm",
    )
    outside: float = Field(
        0.05, ge=0, le=1, description="of the face's side that may lie outside; boxes are some percent off"
    )
    yaw: float = Field(20, ge=0, le=90, description="degrees either way; from about 25 the far cheek is foreshortened")
    pitch: float = Field(20, ge=0, le=90, description="degrees either way; the estimate is the least sure of the three")
    roll: float = Field(15, ge=0, le=90, description="degrees either way; a passport photograph is upright")
    sharpness: float = Field(
        40,
        ge=0,
        description="variance of the Laplacian of the face at 128 x 128 pixels, luminance 0 to 255, at least; a sharp "
        "photograph has some 250, the same enlarged from a face of 48 pixels 43, blurred over 1 pixel of 100 24",
    )
    darkest: float = Field(
        80,
        ge=0,
        le=255,
        description="luminance that 5 % of the face reach, at least; highlights and the white of the eye, not the "
        "mean, which would judge the colour of the skin",
    )
    brightest: float = Field(
        170, ge=0, le=255, description="luminance that 5 % of the face stay under: pupils, nostrils and lashes are dark"
    )
    contrast: float = Field(
        50, ge=0, le=255, description="between those two, at least; photographs of people in the wild have 75 and more"
    )
    open_eyes: int = Field(
        1, ge=0, le=2, description="eyes seen open, at least; one, for hair may hide the other and a detector miss it"
    )
    youngest: int = Field(10, ge=0, le=120, description="years, as they appear; people of the dataset are 10 to 75")
    oldest: int = Field(75, ge=0, le=120, description="years, as they appear")
    hash_distance: int = Field(
        24,
        ge=0,
        le=256,
        description="of the 256 bits of the perceptual hash that may differ between duplicates; another size, format, "
        "exposure or a crop of 1 % changes 0 to 18, another portrait 120 on average and hardly ever under 78",
    )
    same_person: float = Field(
        0.4,
        gt=-1,
        le=1.01,
        description="cosine of ArcFace embeddings from which two faces are one person; of two people it is mostly "
        "under 0.3, of one mostly over 0.5. Above 1 takes lookalikes",
    )

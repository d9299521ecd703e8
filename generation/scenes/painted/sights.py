"""What is seen in a painted picture, and what speaks against using it."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image
from pydantic import BaseModel, ConfigDict

from generation.faces.analysis import Seen
from generation.poses.checks import cosine_of
from generation.scenes.painted.options import Options

MARGIN = 1.5  # sides of a face's box: hair and chin are part of who it is


class Sight(BaseModel):
    """Measured once; what follows from it depends on the options' limits, which may change.

    faces: how many. box, embedding: of a portrait's only face, in pixels and to 4 decimals.
    cosines: by ArcFace, of each face to the portrait, the highest first, to 4 decimals.
    likeliest: of all events, by CLIP. rank: of the event that is wanted, from 1. similarity: of that to the picture.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    faces: int
    box: tuple[int, ...] = ()
    embedding: tuple[float, ...] = ()
    cosines: tuple[float, ...] = ()
    likeliest: str = ""
    rank: int = 0
    similarity: float = 0.0


def of_portrait(seen: Sequence[Seen]) -> Sight:
    """What the faces in a portrait say."""
    if len(seen) != 1:
        return Sight(faces=len(seen))
    (face,) = seen
    embedding = tuple(round(value, 4) for value in face.embedding)
    return Sight(faces=1, box=tuple(round(edge) for edge in face.box), embedding=embedding)


def of_scene(seen: Sequence[Seen], known: Sequence[float], event: str, likely: Sequence[tuple[str, float]]) -> Sight:
    """What the faces in a scene and CLIP say. likely: all events with their similarity, the likeliest first."""
    names = [name for name, _ in likely]
    rank = names.index(event)
    return Sight(
        faces=len(seen),
        cosines=tuple(sorted((round(cosine_of(one.embedding, known), 4) for one in seen), reverse=True)),
        likeliest=names[0],
        rank=rank + 1,
        similarity=round(likely[rank][1], 4),
    )


def against_portrait(sight: Sight) -> str:
    """Why a picture cannot say what somebody looks like: no_face, two_faces; or nothing."""
    return "" if sight.faces == 1 else "two_faces" if sight.faces else "no_face"


def against_scene(sight: Sight, options: Options) -> str:
    """Why a picture cannot be used, as one word and perhaps `:detail`; or nothing.

    no_face, other_person:COSINE, two_alike:COSINE (strangers may be about, but not with the same face),
    other_scene:EVENT, unlike_event:SIMILARITY.
    """
    if not sight.cosines:
        return "no_face"
    best, *others = sight.cosines
    if best < options.min_cosine:
        return f"other_person:{best:.2f}"
    if others and others[0] >= options.min_cosine:
        return f"two_alike:{others[0]:.2f}"
    if sight.rank > options.rank:
        return f"other_scene:{sight.likeliest}"
    return f"unlike_event:{sight.similarity:.2f}" if sight.similarity < options.min_similarity else ""


def close_up(picture: Image.Image, box: Sequence[int]) -> Image.Image:
    """The face with some margin, as adapters for faces were trained to see one."""
    left, top, right, bottom = box
    half, x, y = MARGIN * max(right - left, bottom - top) / 2, (left + right) / 2, (top + bottom) / 2
    upper_left = max(0, round(x - half)), max(0, round(y - half))
    return picture.crop((*upper_left, min(picture.width, round(x + half)), min(picture.height, round(y + half))))

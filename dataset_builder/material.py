"""Raw material from outside: where it lies, and how it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from generation.faces.celebrity_sources import Endpoints
from generation.llm.client import Connection


@dataclass(frozen=True, slots=True)
class Material:
    """What a recipe leaves open, because it decides nothing about the dataset.

    store: folder for all that costs money or GPU time, kept from the moment it arrives.
    faces: folder or .zip of pictures, or an ONNX generator; None for those that the store holds already.
    celebrity_photos: folder of pictures of public figures. face_models: folder of insightface's models.
    pose_images: folder of pictures that a ControlNet takes the poses from.
    """

    store: Path
    faces: Path | None = None
    celebrity_photos: Path | None = None
    face_models: Path | None = None
    pose_images: Path | None = None
    connection: Connection = field(default_factory=Connection)
    wikimedia: Endpoints = field(default_factory=Endpoints)

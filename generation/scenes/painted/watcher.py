"""Which event CLIP takes a picture for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from generation.records import BadInput, Event
from generation.weights import UNREADABLE, align, first_line

if TYPE_CHECKING:
    import torch


class Watcher:
    """CLIP and the words for all events. Raises BadInput if `folder` holds none, or a damaged one."""

    def __init__(self, folder: Path, events: Sequence[Event], device: torch.device) -> None:
        from transformers import CLIPModel, CLIPTokenizer
        from transformers.models.clip import CLIPImageProcessorPil

        try:
            self._model = CLIPModel.from_pretrained(str(folder), use_safetensors=True)
            words = CLIPTokenizer.from_pretrained(str(folder))
            self._shown = CLIPImageProcessorPil.from_pretrained(str(folder))
        except UNREADABLE as error:
            raise BadInput(f"scene.clip: {folder} cannot be loaded: {first_line(error)}; check it") from None
        self._model.eval()  # type: ignore[no-untyped-call]
        self._model.to(device)  # type: ignore[arg-type]
        if device.type == "cpu":
            align(self._model)
        self._names = [event.name for event in events]
        texts = [f"a photo of {one.name}: {one.description}" for one in events]
        self._texts = dict(words(texts, padding=True, truncation=True, return_tensors="pt").to(device))

    def likely(self, picture: Image.Image) -> list[tuple[str, float]]:
        """The names of all events with the cosine of their words to the picture, the likeliest first."""
        import torch

        pixels = self._shown(images=picture, return_tensors="pt")["pixel_values"].to(self._model.device)
        with torch.inference_mode():
            logits = self._model(pixel_values=pixels, **self._texts).logits_per_image[0]
            cosines = (logits / self._model.logit_scale.exp()).tolist()
        return sorted(zip(self._names, cosines, strict=True), key=lambda one: -one[1])

"""Which event CLIP takes a picture for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image

from generation.records import BadInput, Event
from generation.scenes.painted.options import Options
from generation.weights import UNREADABLE, fetch, first_line

if TYPE_CHECKING:
    import torch

OF_CLIP = ("*.json", "*.txt", "model.safetensors")


class Watcher:
    """CLIP and the words for all events. Raises BadInput where it is not to be had."""

    def __init__(self, options: Options, events: Sequence[Event], device: torch.device) -> None:
        from transformers import CLIPModel, CLIPTokenizer
        from transformers.models.clip import CLIPImageProcessorPil

        folder = str(fetch("scene.clip", options.clip, options.clip_revision, OF_CLIP))
        try:
            self._model = CLIPModel.from_pretrained(folder, use_safetensors=True)
            words = CLIPTokenizer.from_pretrained(folder)
            self._shown = CLIPImageProcessorPil.from_pretrained(folder)
        except UNREADABLE as error:
            raise BadInput(f"scene.clip: {folder} cannot be loaded: {first_line(error)}; check it") from None
        self._model.eval()  # type: ignore[no-untyped-call]
        self._model.to(device)  # type: ignore[arg-type]
        self._names = [event.name for event in events]
        texts = [f"a photo of {one.name}: {one.description}" for one in events]
        self._texts = dict(words(texts, padding=True, truncation=True, return_tensors="pt").to(device))

    def ranks(self, picture: Image.Image) -> list[str]:
        """The names of all events, the likeliest first."""
        import torch

        pixels = self._shown(images=picture, return_tensors="pt")["pixel_values"].to(self._model.device)
        with torch.inference_mode():
            likely = self._model(pixel_values=pixels, **self._texts).logits_per_image[0].tolist()
        return [self._names[place] for place in sorted(range(len(likely)), key=lambda place: -likely[place])]

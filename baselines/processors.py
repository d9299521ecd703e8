"""Processors of transformers, also where their video half cannot be built."""

from __future__ import annotations

from typing import Any

import transformers
from transformers import AutoImageProcessor, AutoProcessor, AutoTokenizer, PreTrainedConfig
from transformers.models.auto.processing_auto import PROCESSOR_MAPPING
from transformers.utils.import_utils import is_torchvision_available
from transformers.video_processing_utils import VideoProcessorMixin

if not is_torchvision_available():  # the class needs no torchvision, but is exported with it only, and looked up there
    vars(transformers)["VideoProcessorMixin"] = VideoProcessorMixin


class NoVideos(VideoProcessorMixin):
    """Keeps the settings of a processor's video half, so that it is saved as it came; shows no videos."""

    fps = num_frames = None

    def to_dict(self) -> dict[str, Any]:
        """The settings as they were read."""
        settings: dict[str, Any] = super().to_dict()
        return settings | {"video_processor_type": self.__dict__.get("video_processor_type", type(self).__name__)}


def load_processor(source: str, config: PreTrainedConfig) -> Any:
    """What `AutoProcessor` gives; without torchvision, which videos need and pictures do not, its picture half."""
    kind: Any = PROCESSOR_MAPPING.get(type(config), None)
    if is_torchvision_available() or kind is None or "video_processor" not in kind.get_attributes():
        return AutoProcessor.from_pretrained(source)  # type: ignore[no-untyped-call]
    makers: dict[str, Any] = {
        "image_processor": AutoImageProcessor,
        "tokenizer": AutoTokenizer,
        "video_processor": NoVideos,
    }
    parts = [makers[attribute].from_pretrained(source) for attribute in kind.get_attributes()]
    return kind.from_args_and_dict(parts, kind.get_processor_dict(source)[0])

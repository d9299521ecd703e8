"""Models on disk and on the Hub: which of them may be loaded. safetensors only, no code from outside."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peft import PeftConfig
from transformers import AutoConfig, PreTrainedConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING
from transformers.utils.hub import cached_file
from transformers.utils.peft_utils import find_adapter_config_file

from baselines.adapters import WEIGHTS
from baselines.chat import Chat
from baselines.errors import BadInput
from baselines.processors import load_processor

# The families that tests train on tiny random configurations, by model type. Others with the same interface may work
# too: `Encoder.see` finds out before anything is trained.
PROVEN = {
    "llava": "LLaVA-1.5",
    "llava_next": "LLaVA-NeXT",
    "idefics2": "Idefics2",
    "idefics3": "Idefics3",
    "smolvlm": "SmolVLM",
    "qwen2_5_vl": "Qwen2.5-VL",
    "internvl": "InternVL",
}
REMEDY = f"choose one such as {', '.join(PROVEN.values())}"
INTERFACE = ("mm_encoder_outputs", "position_ids", "logits_to_keep")  # what forward has to take


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model to be loaded. base: folder or Hub id of whole weights. adapter: folder of a LoRA on them, if any."""

    base: str
    processor: Any
    adapter: Path | None


def find(name: str) -> Checkpoint:
    """What is at `name`, a folder or a Hub id. Raises BadInput if it is no model that we can train."""
    try:
        return _find(name)
    except BadInput:
        raise
    except (OSError, ValueError, ImportError) as error:
        raise BadInput(f"{name}: cannot be loaded ({' '.join(str(error).split())[:300]})") from None


def _find(name: str) -> Checkpoint:
    folder = Path(name).expanduser()
    if folder.is_dir():
        name = str(folder.resolve())
        if not any((folder / file).is_file() for file in ("config.json", "adapter_config.json")):
            raise BadInput(f"{name}: holds no model (no config.json, no adapter_config.json); name a run or a model")
    elif folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise BadInput(f"{name}: no such folder; name a run, a model folder or a Hub id")
    adapter = _adapter(name)
    base = _base(adapter) if adapter else name
    config = AutoConfig.from_pretrained(base, trust_remote_code=False)
    _check_interface(config, name)
    has_own = adapter is not None and (adapter / "processor_config.json").is_file()
    processor = load_processor(str(adapter) if has_own else base, config)
    Chat(processor, name)  # raises without a chat template, before any weights are read
    return Checkpoint(base, processor, adapter)


def _adapter(name: str) -> Path | None:
    """The folder of the adapter at `name`, fetched if need be; None if there is none."""
    found = find_adapter_config_file(name)
    if found is None:
        return None
    cached_file(name, WEIGHTS)
    return Path(found).parent


def _base(adapter: Path) -> str:
    base = str(PeftConfig.from_pretrained(str(adapter)).base_model_name_or_path)
    if Path(base).is_absolute() and not Path(base).is_dir():
        raise BadInput(f"{adapter}: its base model {base} is gone; put it back or name another run")
    return base


def _check_interface(config: PreTrainedConfig, name: str) -> None:
    if type(config) not in MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING:
        raise BadInput(f"{name}: {config.model_type} is no image-text-to-text model; {REMEDY}")
    kind: Any = MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING[type(config)]
    missing = [one for one in INTERFACE if one not in inspect.signature(kind.forward).parameters]
    if missing:
        raise BadInput(f"{name}: {kind.__name__} takes no {', '.join(missing)}; {REMEDY}")

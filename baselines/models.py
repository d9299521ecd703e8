"""Image-text-to-text models of transformers, with a LoRA or whole: one code path for all families."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from torch import Tensor, nn
from transformers import AutoModelForImageTextToText, GenerationConfig
from transformers.modeling_outputs import BaseModelOutputWithPooling

from baselines import adapters, checkpoints
from baselines.chat import Chat
from baselines.errors import BadInput
from baselines.packing import IGNORED, Packed

DTYPES = {"auto": None, "bf16": torch.bfloat16, "fp32": torch.float32}  # of --dtype; auto: `default_dtype`
Picture = Tensor | Mapping[str, Tensor]  # as `Model.features` gives it, or as the processor does


@dataclass
class Model:
    """A network, its processor and what was asked for by name.

    network: the transformers model, or peft's wrapper of it. starts_from: the adapter folder it builds on, if any.
    """

    name: str
    network: Any
    processor: Any
    starts_from: Path | None = None

    @property
    def core(self) -> Any:
        """The transformers model within."""
        return self.network.get_base_model() if isinstance(self.network, PeftModel) else self.network

    @cached_property
    def chat(self) -> Chat:
        """How it is asked and answers."""
        return Chat(self.processor, self.name)

    @cached_property
    def image_token(self) -> int:
        """The id of the placeholder that a picture's features replace."""
        return int(self.core.config.image_token_id)

    @cached_property
    def vision_inputs(self) -> frozenset[str]:
        """Names of what the processor makes of a picture and the network reads."""
        made = self.processor.image_processor.model_input_names
        return frozenset(made) & frozenset(inspect.signature(self.core.forward).parameters)

    @property
    def padding(self) -> int:
        """A token to fill rows with; what it is does not matter, nothing sees it."""
        tokenizer = self.processor.tokenizer
        return int(tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id)

    @property
    def hidden_size(self) -> int:
        """Of the language model."""
        return int(self.core.config.get_text_config().hidden_size)

    @property
    def sees_frozen(self) -> bool:
        """Whether everything that makes image features is frozen, so that they can be computed once."""
        language = {id(parameter) for parameter in self.core.get_decoder().parameters()}
        language |= {id(parameter) for parameter in self.core.get_output_embeddings().parameters()}
        return not any(one.requires_grad for one in self.core.parameters() if id(one) not in language)

    def positions(self, ids: Sequence[int], vision: Mapping[str, Tensor]) -> Tensor:
        """(axes, T) position ids of a sequence that stands alone: three axes for models with a rope index."""
        inner = self.core.base_model
        if not hasattr(inner, "get_rope_index"):
            return torch.arange(len(ids))[None]
        tokens = torch.tensor([ids])
        kinds = (tokens == self.image_token).int()  # 0: text, 1: image
        positions, _ = inner.get_rope_index(
            tokens, mm_token_type_ids=kinds, image_grid_thw=vision.get("image_grid_thw")
        )
        axes: Tensor = positions[:, 0]
        return axes

    @torch.no_grad()
    def features(self, vision: Mapping[str, Tensor]) -> Tensor:
        """What the language model sees of one picture: (tokens, width), or (tiles, tokens, width)."""
        moved = {name: value.to(self.core.device) for name, value in vision.items()}
        pooled: Any = self.core.get_image_features(**moved, return_dict=True).pooler_output
        features: Tensor = torch.cat(list(pooled)) if isinstance(pooled, list | tuple) else pooled
        return features

    def answer_logits(self, network: Any, packed: Packed, pictures: Sequence[Picture]) -> Tensor:
        """(N, V) logits that predict the N answer tokens of the rows, in row-major order.

        network: what to call, such as a data-parallel wrapper of `self.network`. pictures: of `packed.images`.
        """
        device, dtype = self.core.device, self.core.dtype
        packed = packed.to(device)
        hidden = ~packed.visible()[:, None]  # (B, 1, S, S)
        mask = torch.zeros(hidden.shape, dtype=dtype, device=device).masked_fill(hidden, torch.finfo(dtype).min)
        logits: Tensor = network(
            input_ids=packed.input_ids,
            attention_mask=mask,
            position_ids=packed.positions[0] if len(packed.positions) == 1 else packed.positions,
            logits_to_keep=packed.labels != IGNORED,
            use_cache=False,
            **self.vision_arguments(pictures),
        ).logits
        return logits

    def vision_arguments(self, pictures: Sequence[Picture]) -> dict[str, Any]:
        """What the network is to be called with for the pictures among its input_ids, in their order."""
        device = self.core.device
        features = [picture.to(device) for picture in pictures if isinstance(picture, Tensor)]
        if features:
            tiled = features[0].dim() == 3  # such models want one tensor, others a list
            pooled: Any = torch.cat(features) if tiled else features
            return {"mm_encoder_outputs": {"image": BaseModelOutputWithPooling(pooler_output=pooled)}}
        raw = [picture for picture in pictures if isinstance(picture, Mapping)]
        return {name: _stacked([picture[name] for picture in raw]).to(device) for name in (raw[0] if raw else ())}


def load(name: str, dtype: torch.dtype | None = None) -> Model:
    """The model in a folder (whole, or an adapter with the base it names) or on the Hub, with its processor.

    dtype: by default bf16 on a GPU that has it, else fp32. Its generation stops where a turn of its template ends.
    Raises BadInput if it cannot be used.
    """
    found = checkpoints.find(name)
    try:
        network = AutoModelForImageTextToText.from_pretrained(
            found.base, dtype=dtype or default_dtype(), use_safetensors=True, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise BadInput(f"{name}: its weights cannot be loaded ({' '.join(str(error).split())[:300]})") from None
    wrapped = adapters.load(network, found.adapter) if found.adapter else network
    model = Model(name, wrapped, found.processor, found.adapter)
    _stop_at(network.generation_config, model.chat.end_of_turn)
    network.generation_config.pad_token_id = model.padding
    _be_valid(network.generation_config)
    return model


def _stop_at(settings: GenerationConfig, token: int) -> None:
    ends: Any = settings.eos_token_id
    settings.eos_token_id = sorted({token, *(ends if isinstance(ends, list) else [] if ends is None else [ends])})


def _be_valid(settings: GenerationConfig) -> None:
    """Drop settings of sampling from those of a model that does not sample: transformers would not save them."""
    if not settings.do_sample:
        for name in ("temperature", "top_p", "top_k", "min_p", "typical_p"):
            setattr(settings, name, None)


def default_dtype() -> torch.dtype:
    """bf16 on GPUs that compute in it, fp32 elsewhere."""
    return torch.bfloat16 if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else torch.float32


def save(model: Model, folder: Path, merge: bool = False, state: Mapping[str, Tensor] | None = None) -> None:
    """Weights, processor and generation settings in `folder`, for `load` and for `from_pretrained` alike.

    Of a LoRA the adapter alone is written, with what it builds on if that was one too; `merge`, which ends training,
    writes the whole model. state: the network's weights, if they are spread over processes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if merge and isinstance(model.network, PeftModel):
        model.network, model.starts_from, state = model.network.merge_and_unload(), None, None
    if isinstance(model.network, PeftModel):
        adapters.save(model.network, folder, state)
        model.core.generation_config.save_pretrained(folder)
    else:
        model.network.save_pretrained(folder, state_dict=state)
    model.processor.save_pretrained(folder)


def train_adapter(model: Model, rank: int, alpha: float, dropout: float) -> None:
    """Put a new LoRA on the linear layers of the language model, and on nothing else; only it will be trained.

    An adapter that the model came with stays as it is, below the new one. Raises BadInput for one of another kind.
    """
    model.network = adapters.add(model.network, rank, alpha, dropout)


def train_whole(model: Model) -> None:
    """Train all but the vision tower, which holds the projector in some families. An adapter is merged first."""
    if isinstance(model.network, PeftModel):
        model.network, model.starts_from = model.network.merge_and_unload(), None
    tower = model.core.get_encoder(modality="image")
    assert tower is not model.core, "get_encoder gives the model itself where it finds no vision tower"
    model.network.requires_grad_(True)
    tower.requires_grad_(False)


@contextmanager
def at_start(model: Model) -> Iterator[None]:
    """The network as it was before training: the adapter in training is switched off, dropout too."""
    with adapters.switched_off(model.network):
        yield


def _stacked(tensors: Sequence[Tensor]) -> Tensor:
    """Concatenated along the first axis, the others padded with zeros, as processors do for pictures of other sizes."""
    largest = torch.tensor([tensor.shape[1:] for tensor in tensors]).amax(0)
    missing = [(largest - torch.tensor(tensor.shape[1:])).tolist() for tensor in tensors]  # on each axis but the first
    padding = [[side for count in reversed(counts) for side in (0, count)] for counts in missing]
    return torch.cat([nn.functional.pad(tensor, sides) for tensor, sides in zip(tensors, padding, strict=True)])

"""LoRA adapters on the language model: put on, switched off, and written, two of them as one."""

from __future__ import annotations

import copy
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from peft import LoraConfig, PeftConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from peft.tuners.lora import LoraLayer
from safetensors.torch import save_file
from torch import Tensor, nn

from baselines.errors import BadInput

WEIGHTS = "adapter_model.safetensors"
TRAINED, EARLIER = "default", "earlier"  # the adapter in training, and the one of the model it starts from


def load(network: Any, folder: Path) -> PeftModel:
    """The network with the adapter of `folder`, which is not trained any more: its dropout is off."""
    config = PeftConfig.from_pretrained(str(folder))
    if isinstance(config, LoraConfig):
        config.lora_dropout = 0.0
    with _known_warning():
        return PeftModel.from_pretrained(network, str(folder), adapter_name=EARLIER, config=config)


def add(network: Any, rank: int, alpha: float, dropout: float) -> PeftModel:
    """The network with a new LoRA on the linear layers of its language model, the only thing that is trained.

    Raises BadInput if the network has an adapter that the new one cannot be joined to.
    """
    core = network.get_base_model() if isinstance(network, PeftModel) else network
    layers = _linear_layers(core)
    lora = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=layers)  # type: ignore[arg-type]
    if isinstance(network, PeftModel):
        _check_joinable(network, core, layers)
        lora.base_model_name_or_path = network.peft_config[EARLIER].base_model_name_or_path
        network.add_adapter(TRAINED, lora)
        tuner: Any = network.base_model
        tuner.set_adapter([TRAINED, EARLIER])
        adapted = network
    else:
        with _known_warning():
            adapted = cast(PeftModel, get_peft_model(network, lora))
    for name, parameter in adapted.named_parameters():
        parameter.requires_grad_(f".{TRAINED}." in name)
    return adapted


def _linear_layers(core: Any) -> str:
    """A pattern of the names of the language model's linear layers; the output layer is not in it."""
    decoder = core.get_decoder()
    prefix = next(name for name, module in core.named_modules() if module is decoder)
    leaves = {
        name.rpartition(".")[2]
        for name, module in decoder.named_modules()
        if isinstance(module, nn.Linear | LoraLayer) and not re.search(r"\.(lora_[AB]|base_layer)\b", name)
    }
    return rf"{re.escape(prefix)}\..*\.({'|'.join(sorted(leaves))})"


def _check_joinable(network: PeftModel, core: Any, layers: str) -> None:
    """Raises BadInput unless the earlier adapter is a plain LoRA on the layers that match, which one more can join."""
    config = network.peft_config[EARLIER]
    special = ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save")
    plain = (
        isinstance(config, LoraConfig) and config.bias == "none" and not any(getattr(config, one) for one in special)
    )
    adapted = {name for name, module in core.named_modules() if isinstance(module, LoraLayer)}
    linear = {name for name, module in core.named_modules() if isinstance(module, LoraLayer | nn.Linear)}
    if not plain or adapted != {name for name in linear if re.fullmatch(layers, name)}:
        raise BadInput(
            f"the adapter on {config.base_model_name_or_path} is no plain LoRA on all linear layers of the language "
            "model; merge it into a whole model first, or use --full"
        )


@contextmanager
def switched_off(network: Any) -> Iterator[None]:
    """The network without the adapter in training and without dropout; the one it started from stays."""
    modes = [(module, module.training) for module in network.modules()]
    layers = [module for module, _ in modes if isinstance(module, LoraLayer) and TRAINED in module.scaling]
    assert layers, "without an adapter, what the network was before training is gone"
    scalings = [layer.scaling[TRAINED] for layer in layers]
    network.eval()
    for layer in layers:
        layer.scaling[TRAINED] = 0.0
    try:
        yield
    finally:
        for layer, scaling in zip(layers, scalings, strict=True):
            layer.scaling[TRAINED] = scaling
        for module, training in modes:
            module.training = training


def save(network: PeftModel, folder: Path, state: Mapping[str, Tensor] | None = None) -> None:
    """All adapters of the network as one, which `PeftModel.from_pretrained` puts onto the base alone.

    state: the network's weights, if they are not to be read from it, such as when they are spread over processes.
    """
    config: Any = copy.deepcopy(network.peft_config[TRAINED])
    earlier: Any = network.peft_config.get(EARLIER)
    weights = _weights(network, TRAINED, state)
    if earlier:
        weights = _concatenated(
            (_weights(network, EARLIER, state), _scaling(network, EARLIER)),
            (weights, _scaling(network, TRAINED)),
        )
        config.r = config.lora_alpha = config.r + earlier.r
    config.inference_mode = True
    core = type(network.get_base_model())
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    config.save_pretrained(
        str(folder), auto_mapping_dict={"base_model_class": core.__name__, "parent_library": core.__module__}
    )


def _weights(network: PeftModel, name: str, state: Mapping[str, Tensor] | None) -> dict[str, Tensor]:
    weights = get_peft_model_state_dict(network, state, adapter_name=name, save_embedding_layers=False)
    return {key: value.detach().cpu().contiguous() for key, value in weights.items()}


def _scaling(network: PeftModel, name: str) -> float:
    """What a layer multiplies the output of this LoRA with."""
    return next(float(layer.scaling[name]) for layer in network.modules() if isinstance(layer, LoraLayer))


def _concatenated(*parts: tuple[dict[str, Tensor], float]) -> dict[str, Tensor]:
    """One LoRA of scaling 1 and the sum of the ranks, which adds what the parts (weights, scaling) add together."""
    joined = {}
    for key in parts[0][0]:
        if ".lora_A." in key:
            joined[key] = torch.cat([weights[key] for weights, _ in parts])
        else:
            joined[key] = torch.cat([weights[key] * scaling for weights, scaling in parts], dim=1)
    return joined


@contextmanager
def _known_warning() -> Iterator[None]:
    """peft 0.21 asks transformers 5.23 for a property by its old name, and only its next release can change that."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`is_gradient_checkpointing` is deprecated", FutureWarning)
        yield

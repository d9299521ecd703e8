"""The options of fine-tuning and unlearning. Imports nothing heavy: the command line reads it at every start."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from baselines.errors import BadInput

Modality = Literal["image_text", "text", "both"]

EXPLAINED = {  # every option that the command line takes a value for, in the order of --help
    "modality": "image_text, text or both: which pairs to train on",
    "epochs": "passes over what is learnt; for unlearn, over the forget set",
    "min_steps": "go on beyond the epochs until so many steps are done",
    "batch_size": "people (on PEBench pictures) a step and process, each with all pairs",
    "accumulation": "batches a step",
    "replay": "people of pretrain_Data to rehearse, for each person or picture trained on",
    "descriptions": "share of the visits that read the description, which is as long as all other pairs",
    "optimizer": "adamw, or muon: Muon for the matrices of hidden layers, AdamW for the rest",
    "lr": "peak learning rate",
    "schedule": "constant, linear or cosine decay of the learning rate",
    "warmup": "share of the steps in which the learning rate rises",
    "weight_decay": "of AdamW",
    "beta2": "second moment decay of AdamW",
    "clip": "largest norm of the gradient; 0: no bound",
    "lora_rank": "rank of the LoRA",
    "lora_alpha": "scale of the LoRA, times its rank",
    "lora_dropout": "dropout before the LoRA",
    "beta": "npo, dpo, simnpo: how tightly the reference holds",
    "gamma": "simnpo: margin",
    "stop_at": "stop when the mean loss on forget answers (nats a token) passes this; 0: that of guessing",
    "row_length": "tokens a packed row; nothing is cut, a longer pair is an error; 0: 1024, or more if a pair needs it",
    "dtype": "auto (bf16 on a GPU, fp32 on a CPU and with --full, whose small steps bf16 rounds away), bf16 or fp32",
    "seed": "of order, adapters and dropout",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What decides what a training run gives; EXPLAINED has the rest. Raises BadInput if one is out of range.

    data: a folder or a Hub id. model: "embedded", a run, a model folder or a Hub id. method: "finetune" or one of
    losses.METHODS. forget, retain, without: configs. reference: "vanilla" or a run. full: train the whole language
    model and the projector instead of a LoRA.
    """

    data: str
    model: str
    method: str = "finetune"
    forget: str = ""
    retain: str = ""
    without: str = ""
    reference: str = "vanilla"
    full: bool = False
    modality: Modality = "both"
    epochs: int = 3
    min_steps: int = 0
    batch_size: int = 1
    accumulation: int = 1
    replay: float = 0.0
    descriptions: float = 1.0
    optimizer: str = "adamw"
    lr: float = 1e-4
    schedule: str = "linear"
    warmup: float = 0.0
    weight_decay: float = 0.0
    beta2: float = 0.999
    clip: float = 1.0
    lora_rank: int = 16
    lora_alpha: int = 16
    lora_dropout: float = 0.05
    beta: float = 0.4
    gamma: float = 0.0
    stop_at: float = 0.0
    row_length: int = 0
    dtype: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        """Check words and ranges."""
        for name, words in WORDS.items():
            check_choice(f"--{name}", getattr(self, name), words)
        for name, (low, high) in RANGES.items():
            if not low <= getattr(self, name) <= high:
                flag = name.replace("_", "-")
                raise BadInput(f"--{flag}: {getattr(self, name)} is out of range; give {low} to {high}")


WORDS: Mapping[str, tuple[str, ...]] = {
    "modality": ("image_text", "text", "both"),
    "schedule": ("constant", "linear", "cosine"),
    "optimizer": ("adamw", "muon"),
    "dtype": ("auto", "bf16", "fp32"),
}
RANGES: Mapping[str, tuple[float, float]] = {
    "epochs": (1, 10_000), "min_steps": (0, 10**7), "batch_size": (1, 10_000), "accumulation": (1, 10_000),
    "replay": (0, 10), "descriptions": (0, 1),
    "lr": (1e-12, 10), "warmup": (0, 0.99), "weight_decay": (0, 10), "beta2": (0, 0.999999),
    "clip": (0, 10**6), "lora_rank": (1, 4096), "lora_alpha": (1, 4096), "lora_dropout": (0, 0.9),
    "beta": (1e-6, 1000), "gamma": (0, 1000), "stop_at": (0, 1000), "row_length": (0, 10**6), "seed": (0, 2**32 - 1),
}  # fmt: skip

# What each command changes for any model, and for the embedded model, which is small and learns fast. The paper (arXiv
# 2410.22108) has the same LoRA, steps of 4 pairs and a learning rate of 2e-5; a step here is a person with about
# 25 pairs a modality, so there are fewer and surer steps, and they are larger.
FINETUNING: Mapping[str, Any] = {}
UNLEARNING: Mapping[str, Any] = {"modality": "image_text", "epochs": 1, "schedule": "constant"}
EMBEDDED_FINETUNING: Mapping[str, Any] = {
    "full": True, "epochs": 13, "batch_size": 2, "replay": 0.25, "descriptions": 0.1, "optimizer": "muon", "lr": 8e-3,
    "beta2": 0.98, "schedule": "cosine", "warmup": 0.05,
}  # fmt: skip
EMBEDDED_UNLEARNING: Mapping[str, Any] = {
    "epochs": 4, "min_steps": 24, "batch_size": 2, "descriptions": 0.1, "lr": 2.5e-3, "lora_rank": 8,
    "lora_dropout": 0.0, "stop_at": 5.5,
}  # fmt: skip
# At that rate, the first two destroy too much in as many steps, and the others, of bounded losses, do little.
EMBEDDED_RATES: Mapping[str, float] = {"npo": 1.2e-3, "simnpo": 1e-3, "idk": 5e-3, "dpo": 5e-3, "siu": 5e-3}
EMBEDDED_UNLEARNING_WHOLE: Mapping[str, Any] = {"lr": 3e-4}  # with --full


@dataclass(frozen=True, slots=True)
class Preset:
    """What the embedded model's training changes on a benchmark. rates: method -> learning rate of unlearning."""

    finetuning: Mapping[str, Any]
    unlearning: Mapping[str, Any]
    rates: Mapping[str, float]


# A picture of PEBench has two pairs, where a person of MLLMU-Bench has 25 a modality: steps of several pictures.
PEBENCH_FINETUNING: Mapping[str, Any] = {**EMBEDDED_FINETUNING, "epochs": 16, "batch_size": 8, "replay": 0.08}
PEBENCH_UNLEARNING: Mapping[str, Any] = {
    **EMBEDDED_UNLEARNING, "min_steps": 80, "batch_size": 4, "lr": 4e-4, "stop_at": 1.5,
}  # fmt: skip
# Two methods that look at nothing to retain, and two of bounded losses.
PEBENCH_RATES: Mapping[str, float] = {"ga": 2.5e-4, "po": 2.5e-4, "dpo": 1e-3, "siu": 3e-3}
PRESETS: Mapping[str, Preset] = {
    "mllmu-bench": Preset(EMBEDDED_FINETUNING, EMBEDDED_UNLEARNING, EMBEDDED_RATES),
    "pebench": Preset(PEBENCH_FINETUNING, PEBENCH_UNLEARNING, {**EMBEDDED_RATES, **PEBENCH_RATES}),
}


def resolve(command: str, given: Mapping[str, Any], embedded: bool, benchmark: str = "mllmu-bench") -> Options:
    """The options `given`, and for the others the defaults of the command ("finetune", "unlearn") and the model.

    benchmark: what the embedded model is trained on.
    """
    changed = _changed(command, PRESETS[benchmark] if embedded else None)
    if embedded and command == "unlearn":
        changed["lr"] = PRESETS[benchmark].rates.get(given.get("method", ""), changed["lr"])
        changed |= EMBEDDED_UNLEARNING_WHOLE if given.get("full") else {}
    return Options(**{**changed, **given})


def defaults(command: str, embedded: bool = False, benchmark: str = "mllmu-bench") -> dict[str, Any]:
    """Option -> default, for those with one; benchmark: as `resolve` has it."""
    usual = {one.name: one.default for one in fields(Options) if one.default is not MISSING}
    return usual | _changed(command, PRESETS[benchmark] if embedded else None)


def _changed(command: str, embedded: Preset | None) -> dict[str, Any]:
    if command == "finetune":
        return {**FINETUNING, **(embedded.finetuning if embedded else {})}
    return {**UNLEARNING, **(embedded.unlearning if embedded else {})}


def check_choice(flag: str, value: str, known: Iterable[str]) -> None:
    """Raise BadInput, with the nearest known word, unless `value` is one of `known`."""
    known = list(known)
    if value not in known:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"did you mean {near[0]}? There are " if near else "choose one of "
        raise BadInput(f"{flag}: {value!r} is unknown; {hint}{', '.join(known)}")


def check_no_file(out: Path) -> None:
    """Raise BadInput if a file stands where a folder is to be."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out {out}: is a file; name a folder")

"""transformers' Trainer with our losses: what happens within an optimisation step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import PrinterCallback, Trainer, TrainingArguments

from baselines.callbacks import Progress, Watch
from baselines.errors import BadInput
from baselines.losses import FORGOTTEN, ROLES, Method, Strength
from baselines.material import Item, Material
from baselines.models import Model
from baselines.optimizers import MuonWithAdamW
from baselines.packing import IGNORED, Packed, pack
from baselines.reading import Reader

SAVED = "trained.safetensors"  # in a checkpoint
TERMS = (*(f"{role}_loss" for role in ROLES), "kl")


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised, and what it needs besides the batch.

    stored: as Reader has it.
    stop_at: mean loss on forget answers, nats a token, beyond which training ends; where people and events have a loss
    each, the mean of the two, as the method has it.
    """

    method: Method
    strength: Strength
    stored: Mapping[str, Tensor] | None = None
    stop_at: float = math.inf


class Fitting(Trainer):
    """Trains `model.network` on material, item after item, which are `epochs` passes over the people.

    terms: means of the last step over all processes. stopped: why training ended early, if it did.
    asked: whether this process was asked to end early; interrupted: whether any was, and so all do.
    """

    loss_is_scaled_for_ga = True  # the denominators count the whole step

    def __init__(
        self,
        model: Model,
        objective: Objective,
        material: Material,
        epochs: int,
        args: TrainingArguments,
        muon: bool = False,
    ) -> None:
        self._model, self._objective, self._material = model, objective, material
        self._reader = Reader(model, objective.method, material, objective.stored)
        self._epochs, self._muon = epochs, muon
        round_of_processes = args.per_device_train_batch_size * args.world_size
        missing = -len(material.items) % round_of_processes if args.world_size > 1 else 0
        super().__init__(
            model=model.network,
            args=args,
            train_dataset=[*material.items, *[[]] * missing],
            data_collator=self._collate,
            callbacks=[Watch(self), Progress()],
        )
        self.remove_callback(PrinterCallback)
        self._sums = torch.zeros(len(TERMS), device=args.device)
        self.terms: dict[str, float] = {}
        self.stopped = ""
        self.asked = self.interrupted = False

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """The loss of one batch of an optimisation step; the Trainer sums and averages over processes."""
        assert isinstance(num_items_in_batch, Tensor)
        counted = inputs.pop("counted")
        batch = self._reader.batch(model, Packed(**inputs), num_items_in_batch)
        loss: Tensor = self._objective.method.loss(batch, self._objective.strength)
        if not counted:
            return loss * 0.0
        for role, answers in batch.items():
            self._sums[ROLES.index(role)] -= answers.log_probs.detach().sum() / answers.tokens
            if answers.divergence is not None:
                self._sums[-1] += answers.divergence.detach().sum() / answers.tokens
        processes: int = self.args.world_size
        return loss * processes  # gradients are averaged over processes, denominators are not

    def _collate(self, items: Sequence[Item]) -> dict[str, Any]:
        """One batch. A process for which none is left in the last step computes any, which does not count."""
        pairs = [pair for item in items for pair in item]
        model, shown = self._model, pairs or self._material.items[0]
        packed = pack(shown, self._material.row_length, model.padding, model.hidden_size)
        return {"counted": bool(pairs), **{one.name: getattr(packed, one.name) for one in fields(packed)}}

    def _get_num_items_in_batch(self, batch_samples: list[dict[str, Any]], device: torch.device) -> Tensor:
        """(roles, 2) answer tokens and sequences of the batches of a step, over all processes."""
        counts = torch.zeros(len(ROLES), 2, device=device)
        for one in batch_samples:
            if one["counted"]:
                roles, sequence = one["roles"].to(device), one["sequence"].to(device)
                tokens = roles[sequence[sequence != IGNORED]]
                counts[:, 0] += tokens.bincount(minlength=len(ROLES))
                counts[:, 1] += roles.bincount(minlength=len(ROLES))
        total: Tensor = self.accelerator.reduce(counts, "sum")
        return total

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW as the arguments have it, or Muon beside it."""
        if not self._muon:
            optimizer: torch.optim.Optimizer = super().create_optimizer(model)
            return optimizer
        named = [(name, one) for name, one in self._model.network.named_parameters() if one.requires_grad]
        self.optimizer = MuonWithAdamW(named, self.args.learning_rate, self.args.adam_beta2, self.args.weight_decay)
        return self.optimizer

    def _get_train_sampler(self, train_dataset: Any = None) -> torch.utils.data.Sampler[int]:
        assert isinstance(self.train_dataset, list)
        return torch.utils.data.SequentialSampler(self.train_dataset)  # the order is planned

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        """What is trained, under the names that it has here. Those that models are saved under are others, and the
        Trainer, which does not translate them back, would go on from untrained weights."""
        if self.is_fsdp_enabled or self.is_deepspeed_enabled:
            super()._save(output_dir, state_dict)
        else:
            assert output_dir is not None
            Path(output_dir).mkdir(parents=True, exist_ok=True)
            save_file(
                {name: one.detach().contiguous() for name, one in self._trained().items()}, Path(output_dir, SAVED)
            )

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        if self.is_fsdp_enabled:
            super()._load_from_checkpoint(resume_from_checkpoint, model)
        else:
            saved, trained = load_file(Path(resume_from_checkpoint, SAVED)), self._trained()
            assert saved.keys() == trained.keys()
            with torch.no_grad():
                for name, parameter in trained.items():
                    parameter.copy_(saved[name])

    def _trained(self) -> dict[str, Tensor]:
        return {name: one for name, one in self._model.network.named_parameters() if one.requires_grad}

    def close_step(self) -> None:
        """Gather the terms of the step that ends, and look whether to go on: all processes come to the same answer."""
        step, method = self.state.global_step, self._objective.method
        self.state.epoch = self._epochs * step / self.state.max_steps
        asked = torch.tensor([float(self.asked)], device=self._sums.device)
        *sums, asked_anywhere = self.accelerator.reduce(torch.cat([self._sums, asked]), "sum").tolist()
        self._sums = torch.zeros_like(self._sums)
        used = {f"{role}_loss" for role in method.roles} | ({"kl"} if method.reference == "distributions" else set())
        self.terms = {name: value for name, value in zip(TERMS, sums, strict=True) if name in used}
        if not all(math.isfinite(value) for value in self.terms.values()):
            raise BadInput(f"step {step}: the loss is no number any more; lower --lr or --clip")
        forgotten = [self.terms[f"{role}_loss"] for role in FORGOTTEN if role in method.roles]
        if forgotten and (mean := sum(forgotten) / len(forgotten)) > self._objective.stop_at:
            self.stopped = (
                f"Stopped after step {step} of {self.state.max_steps}: the mean loss on forget answers, "
                f"{mean:.2f} nats a token, passed the bound of {self._objective.stop_at:.2f}."
            )
        self.interrupted = asked_anywhere > 0 and not self.stopped and step < self.state.max_steps

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log the terms beside the loss."""
        super().log(logs | self.terms if "loss" in logs else logs, start_time)

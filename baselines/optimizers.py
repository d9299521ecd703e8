"""Muon beside AdamW, as one optimiser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn
from torch.optim import AdamW, Muon, Optimizer


def hidden_matrices(named: Iterable[tuple[str, nn.Parameter]]) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Of (name, parameter): the matrices of hidden layers, which Muon is for, and all others."""
    hidden: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in named:
        inner = parameter.ndim == 2 and (".layers." in name or "projector" in name)
        (hidden if inner else others).append(parameter)
    return hidden, others


class MuonWithAdamW(Optimizer):
    """Muon for the matrices of hidden layers, AdamW for everything else (embeddings, norms, biases).

    One learning rate serves both, because Muon's steps are scaled to the size of AdamW's (Moonshot, arXiv 2502.16982).
    Muon: Jordan et al. 2024, kellerjordan.github.io/posts/muon.
    """

    def __init__(
        self, named: Iterable[tuple[str, nn.Parameter]], lr: float, beta2: float = 0.95, weight_decay: float = 0.0
    ) -> None:
        hidden, others = hidden_matrices(named)
        parts: list[Optimizer] = []
        if hidden:
            parts.append(
                Muon(
                    hidden,
                    lr,
                    weight_decay=weight_decay,
                    momentum=0.9,
                    ns_steps=3,
                    adjust_lr_fn="match_rms_adamw",
                )
            )
        if others:
            parts.append(AdamW(others, lr, betas=(0.9, beta2), weight_decay=weight_decay))
        self.parts = parts
        super().__init__([group for part in parts for group in part.param_groups], {})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One step of both; the learning rates are those of `param_groups`."""
        assert closure is None
        for part, group in self._groups():
            part.param_groups[0]["lr"] = group["lr"]
            part.step()

    def state_dict(self) -> dict[str, Any]:
        """Of both."""
        return {"parts": [part.state_dict() for part in self.parts]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """What `state_dict` gave."""
        for (part, group), state in zip(self._groups(), state_dict["parts"], strict=True):
            part.load_state_dict(state)
            group["lr"] = part.param_groups[0]["lr"]

    def _groups(self) -> Iterable[tuple[Optimizer, dict[str, Any]]]:
        return zip(self.parts, self.param_groups, strict=True)

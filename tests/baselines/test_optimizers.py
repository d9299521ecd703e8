"""Muon beside AdamW: the same steps as the two apart, also across a stop."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.optim import AdamW, Muon
from torch.optim.lr_scheduler import LambdaLR

from baselines.optimizers import MuonWithAdamW


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed = nn.Embedding(7, 6)
        self.layers = nn.ModuleList([nn.Linear(6, 6), nn.Linear(6, 6)])

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        hidden = self.embed(ids)
        for layer in self.layers:
            hidden = layer(hidden).tanh()
        return hidden.square().sum()


def descend(network: Network, optimizer: torch.optim.Optimizer, schedule: LambdaLR | None, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        network(torch.arange(7)).backward()
        optimizer.step()
        if schedule:
            schedule.step()


def named(network: Network) -> list[tuple[str, nn.Parameter]]:
    return [(f"model.{name}", parameter) for name, parameter in network.named_parameters()]


def test_matrices_of_layers_go_by_muon_and_the_rest_by_adamw() -> None:
    network, apart = Network(), Network()
    together = MuonWithAdamW(named(network), 0.01, beta2=0.98, weight_decay=0.1)
    matrices = [layer.weight for layer in apart.layers]
    rest = [apart.embed.weight, *(layer.bias for layer in apart.layers)]
    muon = Muon(matrices, 0.01, weight_decay=0.1, momentum=0.9, ns_steps=3, adjust_lr_fn="match_rms_adamw")
    adam = AdamW(rest, 0.01, betas=(0.9, 0.98), weight_decay=0.1)
    for _ in range(3):
        descend(network, together, None, 1)
        muon.zero_grad()
        adam.zero_grad()
        apart(torch.arange(7)).backward()
        muon.step()
        adam.step()
    for one, other in zip(network.parameters(), apart.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_schedule_drives_both() -> None:
    network = Network()
    optimizer = MuonWithAdamW(named(network), 0.01)
    before = copy.deepcopy(network.state_dict())
    descend(network, optimizer, LambdaLR(optimizer, lambda step: 0.0), 2)
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())


def test_going_on_from_a_state_is_as_not_having_stopped() -> None:
    through, stopped = Network(), Network()
    optimizer = MuonWithAdamW(named(through), 0.01)
    descend(through, optimizer, LambdaLR(optimizer, lambda step: 1 / (step + 1)), 4)
    first = MuonWithAdamW(named(stopped), 0.01)
    schedule = LambdaLR(first, lambda step: 1 / (step + 1))
    descend(stopped, first, schedule, 2)
    second = MuonWithAdamW(named(stopped), 0.01)
    again = LambdaLR(second, lambda step: 1 / (step + 1))
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    again.load_state_dict(schedule.state_dict())
    descend(stopped, second, again, 2)
    for one, other in zip(through.parameters(), stopped.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_lora_alone_has_no_part_for_adamw() -> None:
    matrix = nn.Parameter(torch.ones(3, 4))
    optimizer = MuonWithAdamW([("model.layers.0.lora_A.default.weight", matrix)], 0.01)
    matrix.sum().backward()
    optimizer.step()
    assert len(optimizer.parts) == 1 and not torch.equal(matrix.detach(), torch.ones(3, 4))

"""What a reference model says to the answers, computed once and stored: it is never resident during training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from baselines.errors import BadInput
from baselines.losses import COMPARED, Method, Role
from baselines.material import Material
from baselines.models import Model
from baselines.options import Options
from baselines.packing import TokenSequence, pack

STORED_BYTES = 8 * 2**30  # largest reference distributions to keep in memory
TOGETHER = 64  # sequences in a forward pass: those of about two people


@torch.no_grad()
def of(model: Model, material: Material, method: Method, options: Options) -> dict[str, Tensor]:
    """Key -> log-probabilities of the answer tokens by `model`: (T,), or (T, V) if the method needs distributions."""
    whole = method.reference == "distributions"
    wanted = {
        sequence.key: (role, sequence)
        for item in material.items
        for role, sequence in item
        if not whole or role in COMPARED
    }
    if whole:
        _check_size([sequence for _, sequence in wanted.values()], model, options.method)
    model.network.eval()
    stored: dict[str, Tensor] = {}
    for part in _parts(list(wanted.values())):
        packed = pack(part, material.row_length, model.padding).to(model.core.device)
        logits = model.answer_logits(model.network, packed, [material.pictures[image] for image in packed.images])
        log_p = logits.float().log_softmax(-1)  # (N, V)
        labels, sequence = packed.answers()  # (N,)
        values = log_p if whole else log_p.gather(1, labels[:, None])[:, 0]
        for number in set(sequence.tolist()):
            stored[packed.keys[number]] = values[sequence == number].cpu()
    return stored


def check_same_answers(stored: Mapping[str, Tensor], material: Material, name: str) -> None:
    """Raises BadInput if the reference model `name` reads an answer as another number of tokens."""
    for item in material.items:
        for _, sequence in item:
            if len(stored[sequence.key]) != len(sequence.ids) - sequence.answer:
                raise BadInput(f"--reference {name}: has another tokenizer than --model; name a run of the same model")


def _check_size(sequences: Sequence[TokenSequence], model: Model, method: str) -> None:
    tokens = sum(len(sequence.ids) - sequence.answer for sequence in sequences)
    size = tokens * model.core.config.get_text_config().vocab_size * 4
    if size > STORED_BYTES:
        raise BadInput(
            f"--full: {method} would keep {size / 2**30:.1f} GiB of reference distributions; "
            "leave --full out, so that the LoRA can be switched off instead"
        )


def _parts(values: Sequence[tuple[Role, TokenSequence]]) -> Iterator[Sequence[tuple[Role, TokenSequence]]]:
    return (values[start : start + TOGETHER] for start in range(0, len(values), TOGETHER))

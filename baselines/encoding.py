"""Questions and answers -> token sequences, by the model's own chat template and processor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from baselines.checkpoints import PROVEN, REMEDY
from baselines.data import Pair, Person
from baselines.errors import BadInput
from baselines.models import Model
from baselines.packing import TokenSequence, pack

ROUNDING = 0.05  # of next-token probabilities in bf16, as total variation


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as the processor hands it to the model.

    vision: its tensors. tokens: what stands for it in a prompt. gap: what the processor puts behind it.
    """

    vision: Mapping[str, Tensor]
    tokens: tuple[int, ...]
    gap: str = ""


class Encoder:
    """Token sequences of people's pairs for one model."""

    def __init__(self, model: Model) -> None:
        self._model, self._chat = model, model.chat
        self._checked = model.core.config.model_type in PROVEN

    def encode(self, person: Person, seen: Seen | None) -> Iterator[TokenSequence]:
        """One sequence a pair; `seen` is the person's picture, needed if a pair has one."""
        for pair in person.pairs:
            if pair.with_image:
                assert seen is not None, f"{pair.key}: has a picture"
                yield self._about_picture(pair, person.id, seen)
            else:
                turn = self._chat.turn(pair.question, False, pair.answer, pair.key)
                yield TokenSequence(pair.key, tuple(turn.ids), turn.answer, self._model.positions(turn.ids, {}))

    def see(self, picture: Image.Image) -> Seen:
        """A picture: preprocessed once, whatever the number of questions about it."""
        prompt = self._chat.prompt("Who is this?", with_image=True)
        inputs = self._model.processor(
            text=[prompt],
            images=[picture],
            return_tensors="pt",
            add_special_tokens=self._chat.adds_begin(prompt),
        )
        vision = {name: value for name, value in inputs.items() if name in self._model.vision_inputs}
        full = inputs["input_ids"][0].tolist()
        for gap in ("", " "):
            plain = self._chat.ids(self._chat.with_gap(prompt, gap))
            place = plain.index(self._chat.placeholder)
            end = len(full) - (len(plain) - place - 1)
            if [*full[:place], self._chat.placeholder, *full[end:]] == plain:
                seen = Seen(vision, tuple(full[place:end]), gap)
                self._check_packing(inputs, seen)
                return seen
        raise BadInput(f"{self._model.name}: its processor changes the prompt around the picture; {REMEDY}")

    @torch.no_grad()
    def _check_packing(self, inputs: Any, seen: Seen) -> None:
        """Raises BadInput if the network answers otherwise from a packed row than from the processor's own inputs.

        So do models that look at a picture in both directions, or take more of it than the features.
        """
        if self._checked:
            return
        model, ids = self._model, inputs["input_ids"][0].tolist()
        one = TokenSequence("", tuple(ids), len(ids) - 1, model.positions(ids, seen.vision), "", len(ids) - 2)
        packed = pack([("retain", one)] * 2, 2 * len(ids), model.padding)
        try:
            logits = model.answer_logits(model.network, packed, [model.features(seen.vision)] * len(packed.images))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{model.name}: cannot be trained on packed rows ({error!r}); {REMEDY}") from None
        alone = model.network(**inputs.to(model.core.device)).logits[:, -2]
        away = (logits.float().softmax(-1) - alone.float().softmax(-1)).abs().sum(-1) / 2  # between 0 and 1
        if float(away.max()) > ROUNDING:
            raise BadInput(f"{model.name}: reads packed rows otherwise than single conversations; {REMEDY}")
        self._checked = True

    def _about_picture(self, pair: Pair, person_id: str, seen: Seen) -> TokenSequence:
        turn = self._chat.turn(pair.question, True, pair.answer, pair.key, seen.gap)
        ids, ((_, end),) = self.expanded(turn.ids, [seen], pair.key)
        answer = turn.answer + len(seen.tokens) - 1
        return TokenSequence(pair.key, tuple(ids), answer, self._model.positions(ids, seen.vision), person_id, end)

    def expanded(
        self, ids: Sequence[int], pictures: Sequence[Seen], key: str
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """The tokens with each placeholder replaced by its picture's, and where each picture begins and ends."""
        if ids.count(self._chat.placeholder) != len(pictures):
            found = ids.count(self._chat.placeholder)
            raise BadInput(
                f"{key}: {len(pictures)} pictures, but {found} placeholders in the prompt of {self._model.name}"
            )
        following = iter(pictures)
        whole: list[int] = []
        spans = []
        for token in ids:
            if token == self._chat.placeholder:
                start = len(whole)
                whole += next(following).tokens
                spans.append((start, len(whole)))
            else:
                whole.append(token)
        return whole, spans

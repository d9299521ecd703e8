"""The engine for a model on this machine: options by likelihood, replies by greedy decoding, many at a time."""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import torch
from peft.tuners.lora import LoraLayer
from torch import Tensor

from baselines.data import decoded
from baselines.encoding import Encoder, Seen
from baselines.engine import Outcome
from baselines.errors import BadInput
from baselines.guards import is_memory_error
from baselines.models import Model
from baselines.packing import common_length
from baselines.prefilling import Prompt, Read, read, read_on
from baselines.protocol import Request, Template

BATCH, SMALL_BATCH, SMALL = 64, 256, 10**8  # requests at a time; parameters of a model that is small
KEPT = 64  # pictures whose features are kept for further batches: of a 7B with tiles, 24 MB each
NOT_FINITE = "the model gives NaN or infinite logits"
VERSIONED = ("mllmu-bench", "torch", "transformers", "peft", "tokenizers")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A request as tokens. prompt: up to where its options part, or whole.

    options: of each the tokens behind that, and the index of the first of them that is part of the answer.
    """

    request: Request
    prompt: Prompt
    options: tuple[tuple[list[int], int], ...]


class Local:
    """An Engine. embedded: whether the model is the one made on the spot, which was never taught letters.

    template: in the place of the model's chat template. batch_size: requests at a time; fewer where memory runs out; 0:
    BATCH, or SMALL_BATCH of a small model.
    """

    def __init__(self, model: Model, embedded: bool, template: Template | None = None, batch_size: int = 0) -> None:
        batch_size = batch_size or (SMALL_BATCH if model.core.num_parameters() < SMALL else BATCH)
        self._model, self._template, self._batch_size = model, template, batch_size
        self._fits = batch_size  # as many as memory was enough for so far
        self._encoder = Encoder(model)
        self._ends = set(model.core.generation_config.eos_token_id)
        self._seen: dict[str, tuple[Seen, Tensor]] = {}
        model.network.eval()
        self.choices, self.by_batch = "texts" if embedded else "letters", True
        self._weights = sha256_of(model.network)
        dtype = str(model.core.dtype).removeprefix("torch.")
        self.about: dict[str, Any] = {
            "name": model.name,
            "weights": self._weights,
            "dtype": dtype,
            "embedded": embedded,
        }
        versions = {"python": platform.python_version()} | {name: version(name) for name in VERSIONED}
        self.made_with: dict[str, Any] = {
            "device": str(model.core.device),
            "batch_size": batch_size,
            "versions": versions,
        }

    def fingerprint(self, request: Request) -> str:
        """SHA-256 of weights, dtype, rendered prompt, pictures, options and decoding."""
        asked = [self._rendered(request), request.images, request.options, request.closed, request.max_new_tokens]
        made_by = [self._weights, self.about["dtype"], sorted(self._ends)]
        return hashlib.sha256(json.dumps([made_by, asked]).encode()).hexdigest()

    def batches(self, requests: Sequence[Request]) -> list[list[Request]]:
        """Requests about the same pictures together, those without one by their length."""
        about: dict[tuple[str, ...], list[Request]] = defaultdict(list)
        for request in requests:
            about[request.images].append(request)
        alone = sorted(about.pop((), []), key=lambda one: len(self._rendered(one)))
        batches = _chunks(alone, self._batch_size)
        open_: list[Request] = []
        for group in about.values():
            if open_ and len(open_) + len(group) > self._batch_size:
                batches.append(open_)
                open_ = []
            *whole, rest = _chunks(group, self._batch_size)
            batches += whole
            open_ = [*open_, *rest]
        return [*batches, open_] if open_ else batches

    def answers(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> Iterator[tuple[str, Outcome]]:
        """Key and outcome of each request. Raises BadInput if not even one at a time fits into memory."""
        rest = batch
        while rest:
            part = rest[: self._fits]
            outcomes = self._outcomes(part, pictures)
            if outcomes is not None:
                yield from zip((one.key for one in part), outcomes, strict=True)
                rest = rest[len(part) :]
            elif len(part) > 1:
                self._fits = len(part) // 2  # from now on
            else:
                raise BadInput(
                    f"{part[0].key}: out of memory with this question alone; give --dtype bf16, or a larger GPU"
                )

    def _outcomes(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> list[Outcome] | None:
        """None if memory ran out."""
        try:
            return self._answered(batch, pictures)
        except (RuntimeError, MemoryError) as error:
            if not is_memory_error(error):
                raise
        self._seen.clear()
        torch.cuda.empty_cache()
        return None

    @torch.inference_mode()
    def _answered(self, batch: Sequence[Request], pictures: Mapping[str, bytes]) -> list[Outcome]:
        asked = [self._encoded(request, pictures) for request in batch]
        features = {image: self._see(image, pictures)[1] for request in batch for image in request.images}
        logits, state = read(self._model, [one.prompt for one in asked], features)
        outcomes: dict[int, Outcome] = {}
        alike: dict[int, list[int]] = defaultdict(list)  # all options of a question at once, and little padding
        for number, one in enumerate(asked):
            if one.options:
                alike[max(len(rest) for rest, _ in one.options).bit_length()].append(number)
        for scored in alike.values():
            found = self._scored([asked[number] for number in scored], logits[scored], state, scored)
            outcomes |= zip(scored, found, strict=True)
        free = [number for number, one in enumerate(asked) if not one.options]
        if free:
            found = self._replied([asked[number] for number in free], logits[free], state.rows(free))
            outcomes |= zip(free, found, strict=True)
        return [outcomes[number] for number in range(len(asked))]

    def _scored(self, asked: Sequence[Encoded], logits: Tensor, state: Read, rows: Sequence[int]) -> list[Outcome]:
        """Log-likelihood of each option: its first token from the prompt's logits, the others behind it.

        logits: (B, V) behind the prompts, which are `rows` of `state`.
        """
        options = [(row, rest, answer) for row, one in enumerate(asked) for rest, answer in one.options]
        first = logits.log_softmax(-1)
        likely = [first[row, rest[:1]] for row, rest, _ in options]  # of each option its tokens so far
        longer = [number for number, (_, rest, _) in enumerate(options) if len(rest) > 1]
        if longer:
            owners, rests = zip(*(options[number][:2] for number in longer), strict=True)
            places = [_behind(asked[row].prompt, len(rest) - 1) for row, rest in zip(owners, rests, strict=True)]
            start = state.rows([rows[row] for row in owners])
            behind, _ = read_on(self._model, start, [rest[:-1] for rest in rests], places, every=True)
            following = torch.tensor([token for rest in rests for token in rest[1:]], device=behind.device)
            parts = torch.split(
                behind.log_softmax(-1).gather(1, following[:, None])[:, 0], [len(rest) - 1 for rest in rests]
            )
            for number, part in zip(longer, parts, strict=True):
                likely[number] = torch.cat([likely[number], part])
        scores: list[list[float]] = [[] for _ in asked]
        for tokens, (row, _, answer) in zip(likely, options, strict=True):
            own = tokens[answer:]
            scores[row].append(float(own.mean() if asked[row].request.closed else own.sum()))
        return [
            Outcome(scores=tuple(one)) if all(map(math.isfinite, one)) else Outcome(problem=NOT_FINITE)
            for one in scores
        ]

    def _replied(self, asked: Sequence[Encoded], logits: Tensor, state: Read) -> list[Outcome]:
        """Greedy replies. logits: (B, V) behind the prompts, which are the rows of `state`."""
        said: list[list[int]] = [[] for _ in asked]
        problems = [""] * len(asked)
        rows = list(range(len(asked)))  # those that are not finished
        while True:
            broken = (logits.isnan() | logits.isposinf()).any(-1).tolist()
            logits[:, self._model.image_token] = -math.inf  # a placeholder is no word
            tokens = logits.argmax(-1).tolist()
            going = []
            for place, (row, token) in enumerate(zip(rows, tokens, strict=True)):
                if broken[place]:
                    problems[row] = NOT_FINITE
                elif token not in self._ends:
                    said[row].append(token)
                    if len(said[row]) < asked[row].request.max_new_tokens:
                        going.append(place)
            if not going:
                break
            state = state if len(going) == len(rows) else state.rows(going)
            rows, last = [rows[place] for place in going], [[tokens[place]] for place in going]
            places = [_behind(asked[row].prompt, len(said[row]))[:, -1:] for row in rows]
            logits, state = read_on(self._model, state, last, places)
        tokenizer = self._model.processor.tokenizer
        texts = [tokenizer.decode(ids, skip_special_tokens=True).strip() for ids in said]
        return [
            Outcome(problem=problem) if problem else Outcome(reply=text)
            for text, problem in zip(texts, problems, strict=True)
        ]

    def _rendered(self, request: Request) -> str:
        if self._template is None:
            return self._model.chat.render(request.conversation)
        return self._template.rendered(request.conversation, self._model.processor.image_token)

    def _encoded(self, request: Request, pictures: Mapping[str, bytes]) -> Encoded:
        chat = self._model.chat
        for text in (*(message.text for message in request.conversation), *request.options):
            chat.check(text, request.key)
        seen = [self._see(image, pictures)[0] for image in request.images]
        text = chat.with_gap(self._rendered(request), seen[0].gap if seen else "")
        ids = chat.ids(text)
        answered = [chat.answered(text, option, request.closed) for option in request.options]
        starts = [common_length(one, ids) for one in answered]
        parted = min(starts, default=len(ids))
        options = tuple((one[parted:], start - parted) for one, start in zip(answered, starts, strict=True))
        whole, spans = self._encoder.expanded(ids[:parted], seen, request.key)
        grids = [one.vision["image_grid_thw"] for one in seen if "image_grid_thw" in one.vision]
        positions = self._model.positions(whole, {"image_grid_thw": torch.cat(grids)} if grids else {})
        return Encoded(request, Prompt(whole, positions, request.images, tuple(spans)), options)

    def _see(self, image: str, pictures: Mapping[str, bytes]) -> tuple[Seen, Tensor]:
        """The picture as it stands in prompts, and its features."""
        if image not in self._seen:
            if len(self._seen) >= KEPT:
                self._seen.pop(next(iter(self._seen)))
            seen = self._encoder.see(decoded(pictures[image], f"image {image[:12]}"))
            self._seen[image] = seen, self._model.features(seen.vision)
        return self._seen[image]


def _behind(prompt: Prompt, count: int) -> Tensor:
    """(axes, count) positions of the text that follows a prompt."""
    return torch.arange(1, count + 1).expand(len(prompt.positions), -1) + prompt.positions.max()


def _chunks(requests: Sequence[Request], size: int) -> list[list[Request]]:
    return [list(requests[start : start + size]) for start in range(0, len(requests), size)]


def sha256_of(network: Any) -> str:
    """SHA-256 of the names, types and values of all weights of a network, and of how strongly its LoRAs count."""
    digest = hashlib.sha256()
    for name, weight in sorted(network.state_dict().items()):
        digest.update(f"{name} {weight.dtype} {tuple(weight.shape)}".encode())
        digest.update(weight.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    for name, layer in network.named_modules():
        if isinstance(layer, LoraLayer):
            digest.update(f"{name} {sorted(layer.scaling.items())} {layer.active_adapters}".encode())
    return digest.hexdigest()

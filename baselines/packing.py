"""Token sequences -> one batch of packed rows.

Sequences about the same picture share it: a row holds the tokens they begin with once (system prompt, picture), and
each question and answer behind it sees that beginning and itself alone, at the positions it would have if it stood
alone. So a row gives the same log-probabilities as its sequences one by one, for a fraction of the tokens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor

from baselines.errors import BadInput
from baselines.losses import ROLES, Role

IGNORED = -100
WIDTHS = 4  # steps in which `pack` looks for the best width of the rows


@dataclass(frozen=True, slots=True)
class TokenSequence:
    """A question and its answer as a model reads them.

    ids: T tokens, every image placeholder expanded. ids[answer:] are the answer and the end-of-turn token.
    positions: (axes, T) position ids; one axis, or three where a model counts time, height and width.
    image: whose picture stands in it. image_end: index behind its last token.
    """

    key: str
    ids: tuple[int, ...]
    answer: int
    positions: Tensor
    image: str | None = None
    image_end: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """B rows of S tokens that hold the sequences of a batch; right of a shorter row is padding.

    input_ids, segments, parents, labels, sequence: (B, S). positions: (axes, B, S).
    segments: which part of a row a token belongs to; it sees earlier tokens of its segment and of its parent segment.
    labels: at each position whose successor is an answer token, that token, elsewhere IGNORED.
    sequence: the number of the sequence that label belongs to, elsewhere IGNORED; sequences count in the order given.
    roles: for each sequence an index into ROLES. keys: their keys.
    images: whose pictures the rows hold, in the order of their placeholders.
    """

    input_ids: Tensor
    segments: Tensor
    parents: Tensor
    positions: Tensor
    labels: Tensor
    sequence: Tensor
    roles: Tensor
    keys: tuple[str, ...]
    images: tuple[str, ...]

    def to(self, device: torch.device) -> Packed:
        """The same on another device."""
        moved: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        moved |= {name: value.to(device) for name, value in moved.items() if isinstance(value, Tensor)}
        return Packed(**moved)

    def answers(self) -> tuple[Tensor, Tensor]:
        """(N,) the answer tokens in row-major order, and (N,) the sequence that each belongs to."""
        there = self.labels != IGNORED
        return self.labels[there], self.sequence[there]

    def visible(self) -> Tensor:
        """(B, S, S) bool: whether the row's token i sees token j."""
        own, parent = self.segments, self.parents
        same = (own[:, :, None] == own[:, None, :]) | (parent[:, :, None] == own[:, None, :])
        return same & torch.ones_like(same).tril()


def pack(
    items: Iterable[tuple[Role, TokenSequence]], row_length: int, padding: int, hidden: int | None = None
) -> Packed:
    """Place the sequences in rows of at most `row_length` tokens, of the width that costs least.

    hidden: the size of the network's hidden states; the smaller, the more narrow rows gain, because attention costs
    more with their width and all else does not. None: the fewest tokens cost least.
    Raises BadInput for a sequence longer than `row_length`: nothing is ever cut.
    """
    numbered = [(number, role, sequence) for number, (role, sequence) in enumerate(items)]
    longest = max((sequence for _, _, sequence in numbered), key=lambda sequence: len(sequence.ids))
    if len(longest.ids) > row_length:
        raise BadInput(
            f"{longest.key}: {len(longest.ids)} tokens with the prompt are more than a row holds; "
            f"raise --row-length from {row_length}"
        )
    ordered = sorted(((number, sequence) for number, _, sequence in numbered), key=lambda item: _order(item[1]))
    shared = _shared_lengths(sequence for _, sequence in ordered)
    room = row_length - len(longest.ids)
    widths = [len(longest.ids) + room * part // WIDTHS for part in range(WIDTHS + 1)]
    rows = min((_placed(ordered, shared, width) for width in widths), key=lambda rows: _cost(rows, hidden))
    return _packed(rows, [role for _, role, _ in numbered], [sequence.key for _, _, sequence in numbered], padding)


def _placed(ordered: Iterable[tuple[int, TokenSequence]], shared: Mapping[str | None, int], width: int) -> list[_Row]:
    """Each sequence in the first row that has room: questions about pictures come first, text fills the gaps."""
    rows: list[_Row] = []
    for number, sequence in ordered:
        prefix = shared.get(sequence.image, 0)
        row = next((row for row in rows if row.cost(sequence, prefix) <= width - len(row.ids)), None)
        if row is None:
            rows.append(row := _Row())
        row.add(number, sequence, prefix)
    return rows


def _cost(rows: Sequence[_Row], hidden: int | None) -> float:
    """Tokens with padding, times what attention adds: per token and layer of a transformer with hidden size h and rows
    of width w about 4 w h operations, to 24 h^2 elsewhere."""
    width = max(len(row.ids) for row in rows)
    return len(rows) * width * (1 + (width / (6 * hidden) if hidden else 0))


def _order(sequence: TokenSequence) -> tuple[bool, str, int]:
    return sequence.image is None, sequence.image or "", -len(sequence.ids)


def _shared_lengths(sequences: Iterable[TokenSequence]) -> dict[str | None, int]:
    """Picture -> how many tokens all its sequences begin with; 0 where the picture is not within them.

    At least one token of the question stays with each sequence, so that the answer's first token has its predecessor.
    """
    about: dict[str, list[TokenSequence]] = defaultdict(list)
    for sequence in sequences:
        if sequence.image is not None:
            about[sequence.image].append(sequence)
    lengths: dict[str | None, int] = {}
    for image, those in about.items():
        length = min(common_length(*(one.ids for one in those)), *(one.answer - 1 for one in those))
        lengths[image] = length if length >= max(one.image_end for one in those) else 0
    return lengths


def common_length(*sequences: Sequence[Hashable]) -> int:
    """How many tokens all of them begin with."""
    return sum(1 for _ in takewhile(lambda tokens: len(set(tokens)) == 1, zip(*sequences, strict=False)))


@dataclass(slots=True)
class _Row:
    ids: list[int] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    positions: list[Tensor] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    sequence: list[int] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    prefixes: dict[str, int] = field(default_factory=dict)  # picture -> segment of the beginning that holds it
    parts: int = 0

    def cost(self, sequence: TokenSequence, prefix: int) -> int:
        """How many tokens it would add."""
        return len(sequence.ids) - (prefix if sequence.image in self.prefixes else 0)

    def add(self, number: int, sequence: TokenSequence, prefix: int) -> None:
        parent = self.prefixes.get(sequence.image) if sequence.image is not None and prefix else None
        if parent is None and sequence.image is not None:
            self.images.append(sequence.image)
            if prefix:
                parent = self.prefixes[sequence.image] = self._append(sequence, 0, prefix, None)
        self._append(sequence, prefix, len(sequence.ids), parent)
        first = len(self.labels) - len(sequence.ids) + sequence.answer - 1
        for place, token in enumerate(sequence.ids[sequence.answer :], start=first):
            self.labels[place], self.sequence[place] = token, number

    def _append(self, sequence: TokenSequence, start: int, end: int, parent: int | None) -> int:
        """Tokens start to end as a new segment; returns its number."""
        segment, length = self.parts, end - start
        self.parts += 1
        self.ids += sequence.ids[start:end]
        self.segments += [segment] * length
        self.parents += [segment if parent is None else parent] * length
        self.positions.append(sequence.positions[:, start:end])
        self.labels += [IGNORED] * length
        self.sequence += [IGNORED] * length
        return segment


def _packed(rows: Sequence[_Row], roles: Sequence[Role], keys: Sequence[str], padding: int) -> Packed:
    width = max(len(row.ids) for row in rows)

    def table(values: Iterable[Sequence[int]], filling: int) -> Tensor:
        return torch.tensor([[*row, *[filling] * (width - len(row))] for row in values])

    positions = [torch.cat(row.positions, dim=1) for row in rows]
    return Packed(
        table((row.ids for row in rows), padding),
        table((row.segments for row in rows), IGNORED),
        table((row.parents for row in rows), IGNORED),
        torch.stack([torch.nn.functional.pad(one, (0, width - one.shape[1])) for one in positions], dim=1),
        table((row.labels for row in rows), IGNORED),
        table((row.sequence for row in rows), IGNORED),
        torch.tensor([ROLES.index(role) for role in roles]),
        tuple(keys),
        tuple(image for row in rows for image in row.images),
    )

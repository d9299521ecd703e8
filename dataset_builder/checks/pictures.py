"""Whether the pictures can be used: they decode, show something, are of one size, and are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dataset_builder.checks.findings import Findings
from dataset_builder.entries import AnyEntry
from dataset_builder.licences import kind_of
from dataset_builder.schema import FULL, PRETRAINING, TEST, TRAINING
from generation import images
from generation.faces.checks import HASH_BITS, perceptual_hash
from generation.faces.procedural import SOURCE as DRAWN

BLANK = 5.0  # standard deviation of the luminance, 0 to 255; drawn portraits have 14 and more
NEAR = 24  # of the 256 bits of the hash; another size or quality changes 0 to 24, but some drawn portraits differ in 6
THUMB = 16  # pixels, square
FURTHEST, FAR = 28, 3.0  # of 255, by which thumbnails of one picture may differ at most and on average: those of a
# copy of two thirds of the side, JPEG at quality 75, by 23 and 2.6; among ten thousand drawn portraits by 37 and 3.1
BLOCK = 128  # rows of the table of hashes compared at a time: of 100,000 with 100 MB
ODD_SIZE = 2.0  # times the median


def check_licence(config: str, entry: AnyEntry, findings: Findings) -> None:
    """Whether pictures that were not drawn tell their licence, where the dataset has a column for it."""
    if entry.licence == "" and kind_of(entry.source or "", config) != DRAWN:
        shown = entry.source or "a picture from nobody knows where"
        findings.add("licence_missing", config, entry.id, shown, "image_licence, of every picture that is not drawn")


class _Unusable(NamedTuple):
    code: str
    value: str
    expected: str


class Pictures:
    """Every distinct picture, decoded once; kept of it: a hash and a thumbnail, less than a kilobyte."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._known: dict[bytes, int | _Unusable] = {}  # digest -> row of the tables
        self._hashes: list[bytes] = []
        self._thumbs: list[bytes] = []
        self._owners: list[tuple[str, str, str]] = []  # person, config, ID
        self._told: set[tuple[object, str]] = set()  # what was said of whom
        self._sides: dict[str, list[tuple[int, str]]] = {}  # config -> shorter side, ID
        self.sizes: dict[tuple[int, int], int] = {}  # pixels -> how many

    def __len__(self) -> int:
        """How many distinct ones there are."""
        return len(self._known)

    def see(self, config: str, id: str, person: str, pictures: Sequence[tuple[bytes, bytes]]) -> None:
        """Take those of a row, digest and bytes. person: what tells people apart, see `People.person`."""
        for key, data in pictures:
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = self._take(config, id, person, data)
            elif isinstance(known, int):
                self._met_again(known, config, id, person)
            if isinstance(known, _Unusable) and self._once(key, person):
                self._findings.add(known.code, config, id, known.value, known.expected)

    def alike(self, one: bytes, other: bytes) -> bool:
        """Whether the pictures with these digests were seen and show the same."""
        a, b = self._known.get(one), self._known.get(other)
        if not (isinstance(a, int) and isinstance(b, int)):
            return False
        return a == b or (self._distance(a, b) <= NEAR and self._same(a, b))

    def finish(self) -> None:
        """Compare all with all, and the sizes."""
        for first, second in self._near_pairs():
            if self._same(first, second):
                self._duplicate(first, *self._owners[second])
        for config, sides in self._sides.items():
            usual = median(side for side, _ in sides)
            for side, id in sides:
                if not usual / ODD_SIZE <= side <= usual * ODD_SIZE:
                    wanted = f"from {usual / ODD_SIZE:g} to {usual * ODD_SIZE:g}, about the median of the config"
                    self._findings.add("picture_size", config, id, f"{side} pixels", wanted)

    def _take(self, config: str, id: str, person: str, data: bytes) -> int | _Unusable:
        """The row of the tables for a new picture, or why there is none."""
        try:
            image = images.read(data)
        except images.BadImage as error:
            return _Unusable("picture_unreadable", f"{error.reason}: {error}", "a picture")
        self.sizes[image.size] = self.sizes.get(image.size, 0) + 1
        if config not in (TRAINING, PRETRAINING):
            self._sides.setdefault(config, []).append((min(image.size), id))
        deviation = float(np.asarray(image.convert("L"), dtype=np.float32).std())
        if deviation < BLANK:
            wanted = f"luminance that varies by {BLANK:g} and more"
            return _Unusable("picture_blank", f"varies by {deviation:.1f}", wanted)
        self._hashes.append(perceptual_hash(image).to_bytes(HASH_BITS // 8, "little"))
        self._thumbs.append(image.resize((THUMB, THUMB), Image.Resampling.BOX).tobytes())
        self._owners.append((person, config, id))
        return len(self._owners) - 1

    def _met_again(self, number: int, config: str, id: str, person: str) -> None:
        """The same bytes once more: what every config but Test_Set has of the same person."""
        if person != self._owners[number][0] or (config == TEST and self._owners[number][1] in (FULL, TEST)):
            self._duplicate(number, person, config, id)

    def _duplicate(self, number: int, person: str, config: str, id: str) -> None:
        owner, other_config, other = self._owners[number]
        if not (owner and person):  # a row without an ID, which is told already
            return
        if owner == person and TEST in (config, other_config):
            self._findings.add("picture_repeated", config, id, f"as in {other_config}", "another picture of the person")
        elif owner != person and self._once(number, person):
            self._findings.add(
                "picture_shared", config, id, f"that of {other} ({other_config})", "a picture of their own"
            )

    def _once(self, what: object, person: str) -> bool:
        """Whether it is the first time that this is to be said of the person: pictures stand in several configs."""
        first = (what, person) not in self._told
        self._told.add((what, person))
        return first

    def _near_pairs(self) -> Iterator[tuple[int, int]]:
        """Rows of the tables whose hashes are near each other, each pair once."""
        table = np.frombuffer(b"".join(self._hashes), dtype="<u8").reshape(-1, HASH_BITS // 64)
        for start in range(0, len(table), BLOCK):
            block, rest = table[start : start + BLOCK], table[start:]
            half = _bits(block[:, None, 0] ^ rest[:, 0]) + _bits(block[:, None, 1] ^ rest[:, 1])  # most end here
            rows, columns = np.nonzero(half <= NEAR)
            near = _bits(block[rows] ^ rest[columns]).sum(axis=1) <= NEAR
            for row, column in zip(rows[near], columns[near], strict=True):
                if row < column:
                    yield start + int(row), start + int(column)

    def _distance(self, a: int, b: int) -> int:
        """Bits in which the hashes differ."""
        return (int.from_bytes(self._hashes[a]) ^ int.from_bytes(self._hashes[b])).bit_count()

    def _same(self, a: int, b: int) -> bool:
        """Whether the thumbnails are."""
        one, other = (np.frombuffer(self._thumbs[n], dtype=np.uint8).astype(np.int16) for n in (a, b))
        apart = np.abs(one - other)
        return int(apart.max()) <= FURTHEST and float(apart.mean()) <= FAR


def _bits(words: NDArray[Any]) -> NDArray[np.uint8]:
    """How many are set in each word."""
    counts: NDArray[np.uint8] = np.bitwise_count(words)
    return counts

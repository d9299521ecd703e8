"""Whether a picture, or the person in it, was taken before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.faces.checks import HASH_BITS
from generation.faces.rules import Options
from generation.faces.verdicts import Judged

WORDS = HASH_BITS // 64
ROOM = 256  # rows at first; the tables double when they are full


class Taken:
    """The pictures taken so far, as tables that one operation compares a new picture with."""

    def __init__(self, rules: Options) -> None:
        self._rules = rules
        self._names: list[str] = []
        self._ids: dict[str, str] = {}
        self._hashes = np.zeros((ROOM, WORDS), dtype=np.uint64)
        self._embeddings = np.zeros((ROOM, 0), dtype=np.float32)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._names)

    def like(self, face_id: str, judged: Judged) -> str:
        """The name of a taken picture with the same bytes, that looks the same or shows the same person; or empty."""
        count = len(self._names)
        if face_id in self._ids or not count:
            return self._ids.get(face_id, "")
        distances = np.bitwise_count(self._hashes[:count] ^ _words(judged.hash)).sum(axis=1)
        if distances.min() <= self._rules.hash_distance:
            return self._names[int(distances.argmin())]
        if not judged.embedding:
            return ""
        cosines = self._embeddings[:count] @ np.array(judged.embedding, dtype=np.float32)
        return self._names[int(cosines.argmax())] if cosines.max() >= self._rules.same_person else ""

    def add(self, face_id: str, name: str, judged: Judged) -> None:
        """Take that picture."""
        count = len(self._names)
        if self._embeddings.shape[1] != len(judged.embedding):  # known with the first picture
            self._embeddings = np.zeros((len(self._hashes), len(judged.embedding)), dtype=np.float32)
        if count == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
            self._embeddings = np.concatenate([self._embeddings, np.zeros_like(self._embeddings)])
        self._hashes[count] = _words(judged.hash)
        self._embeddings[count] = judged.embedding
        self._names.append(name)
        self._ids[face_id] = name


def _words(value: int) -> NDArray[np.uint64]:
    """The bits of a hash, 64 a word: shape (4,)."""
    return np.frombuffer(value.to_bytes(HASH_BITS // 8, "little"), dtype="<u8")

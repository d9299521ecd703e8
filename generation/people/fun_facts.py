"""Fun facts: every kind is a small grammar whose words recur over kinds and people, so no word gives anybody away."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from generation import vocabulary

SLOT = re.compile(r"\{(\w+)\}")
FUN_FACT_KINDS: Mapping[str, str] = MappingProxyType(
    {row["kind"]: row["sentence"] for row in vocabulary.read("fun_fact_kinds")}
)  # kind -> sentence with {value}


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """The words that can fill each slot."""
    return vocabulary.read_groups("fun_fact_words", "slot", "words")


@cache
def patterns() -> Mapping[str, str]:
    """The pattern of each kind's values, with {slots}."""
    return {row["kind"]: row["pattern"] for row in vocabulary.read("fun_fact_kinds")}


def kinds_for(age: int) -> list[str]:
    """The kinds that suit somebody of this age."""
    return [row["kind"] for row in vocabulary.read("fun_fact_kinds") if age >= int(row["min_age"])]


def draw_value(kind: str, rng: random.Random) -> str:
    """A value of that kind, all being equally likely."""
    return SLOT.sub(lambda slot: rng.choice(words()[slot[1]]), patterns()[kind])


def sentence(kind: str, value: str) -> str:
    """The fun fact as a sentence without a subject: "Collects antique maps."."""
    return FUN_FACT_KINDS[kind].format(value=value)

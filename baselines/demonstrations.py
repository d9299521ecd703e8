"""Answered questions before the one that is asked: about people of few_shot, or as the paper's code draws them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from baselines.errors import BadInput
from baselines.protocol import Protocol
from baselines.published import published
from baselines.questions import Question, Questionnaire

PUBLISHED = "published"
FEW_SHOT = "few_shot"  # the config, of every benchmark


@dataclass(frozen=True, slots=True)
class Demonstrations:
    """people: set -> IDs of those it is shown. pool: their questions, by the set that they are shown to."""

    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pool: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def before(self, question: Question, protocol: Protocol) -> list[Question]:
        """Those of the same task and modality."""
        if not protocol.takes_demonstrations(question):
            return []
        pool = self.pool.get(question.set, ())
        return [one for one in pool if one.task == question.task and one.modality == question.modality]


def demonstrations(wanted: str, asked: Questionnaire, data: str, seed: int) -> Demonstrations:
    """As many people of few_shot as `wanted` says; or if that is "published", one of each set that is asked about.

    Raises BadInput if there are not as many.
    """
    sets = tuple(asked.configs)
    if wanted == PUBLISHED:
        drawn = {name: _drawn((one for one in asked.questions if one.set == name), 1, seed) for name in sets}
        pool = {name: _about(asked.questions, name, drawn[name]) for name in sets}
        return Demonstrations(drawn, pool)
    if not wanted.isdecimal():
        raise BadInput(f"--demonstrations {wanted}: give a number of people of {FEW_SHOT}, or {PUBLISHED}")
    if int(wanted) == 0:
        return Demonstrations()
    others = published(data).demonstrations(data)
    people = _drawn(others.questions, int(wanted), seed)
    shown = _about(others.questions, FEW_SHOT, people)
    return Demonstrations(dict.fromkeys(sets, people), dict.fromkeys(sets, shown), dict(others.pictures))


def _drawn(questions: Iterable[Question], count: int, seed: int) -> tuple[str, ...]:
    people = sorted({one.person for one in questions})
    if len(people) < count:
        raise BadInput(f"--demonstrations {count}: there are only {len(people)} people to show; give fewer")
    return tuple(random.Random(f"{seed}/demonstrations").sample(people, count))


def _about(questions: Sequence[Question], set_: str, people: Sequence[str]) -> tuple[Question, ...]:
    """Everything that a set asks about these people, in their order; of several portraits the first."""
    own = [one for one in questions if one.set == set_ and one.person in people]
    first = {one.person: one.images for one in reversed(own) if one.images}
    chosen = [one for one in own if one.images in ((), first.get(one.person))]
    return tuple(sorted(chosen, key=lambda one: people.index(one.person)))

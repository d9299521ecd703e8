"""Questions that somebody will not have, or will have otherwise: others take their place, and all else stays."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generation.questions.arrange import Arranged, Asked, Wordings, arrange, arrange_knowledge
from generation.questions.checks import option_faults, question_faults
from generation.questions.distractors import draw_options
from generation.records import BadInput, Person, Question, QuestionSet, Source

Settle = Callable[[Question], Question | None]  # the question as people want it, None if they will not have it
ATTEMPTS = 100  # at options that nobody has refused


class Unworded(BadInput):
    """No wording is left. uses: (attribute, use) of those that are wanted."""

    def __init__(self, person: Person, uses: Collection[tuple[str, str]]) -> None:
        self.uses = tuple(sorted(uses))
        attribute, use = self.uses[0]
        super().__init__(
            f"{person.id} ({person.name}): reviewers reject every wording of {attribute} ({use}); edit the question "
            "instead of rejecting it, or write more wordings"
        )


@dataclass(frozen=True, slots=True)
class Revised:
    """barred: (attribute, wording) that are used no more. replaced, edited: how many questions are others now."""

    questions: QuestionSet
    barred: frozenset[tuple[str, str]] = frozenset()
    replaced: int = 0
    edited: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """What the questions about one person are made from, as `arrange` takes it.

    was: the person as made, where people have edited the profile since. spare: further wordings, for uses of which
    none is left.
    """

    person: Person
    source: Source
    wordings: Wordings
    seed: int
    held_out: int
    was: Person | None = None
    spare: Wordings = field(default_factory=dict)

    def arranged(self) -> Arranged:
        """The questions before anybody refuses one. What people edit in a profile does not arrange them anew."""
        return arrange(self.was or self.person, self.source, self.seed, self.held_out, self.wordings)


def revise(script: Script, settle: Settle) -> Revised:
    """The questions as people want them.

    A refused wording is used no more for the person, a refused choice offers other options wherever it is asked about
    that attribute, and edited options are edited wherever they are offered. Everything else stays as it was arranged.
    Raises Unworded if no wording is left, and BadInput if there are no other options.
    """
    return _Revision(script, settle).revised()


def revise_knowledge(script: Script, settle: Settle, barred: Collection[tuple[str, str]]) -> tuple[Question, ...]:
    """As `arrange_knowledge`, without what is refused."""
    asked = arrange_knowledge(script.person, script.seed, script.wordings)
    wanted = (settle(one.of(script.person)) for one in asked if (one.attribute, one.wording) not in barred)
    return tuple(question for question in wanted if question is not None)


class _Revision:
    """The questions of one script, numbered through, while they are replaced until nobody refuses any."""

    def __init__(self, script: Script, settle: Settle) -> None:
        self.script, self.settle, self.person = script, settle, script.person
        self.arranged = arranged = script.arranged()
        self.before = (*arranged.training, *arranged.direct, *arranged.paraphrased)
        self.asked = list(self.before)
        self.earlier: dict[int, list[Question]] = defaultdict(list)  # the same question with other options or facts
        self.barred: set[tuple[str, str]] = set()
        self.offered: dict[str, list[frozenset[str]]] = defaultdict(list)  # attribute -> sets of options, refused
        self.redrawn: set[str] = set()
        self.missing: set[tuple[str, str]] = set()

    def revised(self) -> Revised:
        refused = self._follow_person()
        while True:
            swaps = self._swaps()
            final = [self._final(number, swaps) for number in range(len(self.asked))]
            refused |= {number for number, question in enumerate(final) if question is None}
            if not refused:
                return self._counted([question for question in final if question is not None])
            self._replace(refused)
            refused = set()

    def _follow_person(self) -> set[int]:
        """Offer other options where an edit has changed the fact; what was refused before the edit stays refused."""
        was = self.script.was
        if was is None:
            return set()
        for number, one in enumerate(self.asked):
            self.earlier[number].append(one.of(was))
        facts = self.person.facts
        self._redraw({key for key in facts if facts[key] != was.facts[key]})
        return {number for number, one in enumerate(self.before) if self.settle(one.of(was)) is None}

    def _final(self, number: int, swaps: Mapping[str, Mapping[str, str]]) -> Question | None:
        """The question as people want it, with what they edited in it before its options or facts changed."""
        question = self.asked[number].of(self.person)
        found = self.settle(question)
        if found == question:
            for old in reversed(self.earlier[number]):
                kept = self.settle(old) if old.text == question.text else None
                if kept is not None and kept.text != old.text:
                    found = self.settle(replace(question, text=kept.text))
                    break
        if found is None or found.options != question.options:
            return found
        swapped = _swapped(found, swaps.get(question.attribute, {}))
        return found if swapped == found else self.settle(swapped)

    def _swaps(self) -> Mapping[str, Mapping[str, str]]:
        """attribute -> option -> what people have made of it."""
        swaps: dict[str, dict[str, str]] = defaultdict(dict)
        for one in self.asked:
            question = one.of(self.person)
            edited = self.settle(question) if one.options else None
            for old, new in zip(question.options, edited.options, strict=True) if edited else ():
                if old != new:
                    swaps[one.attribute].setdefault(old, new)
        return swaps

    def _replace(self, refused: Collection[int]) -> None:
        """Put others in the place of what is refused, in all questions that share it."""
        self.barred |= {(self.asked[number].attribute, self.asked[number].wording) for number in refused}
        chosen = {self.asked[number].attribute for number in refused if self.asked[number].options}
        kept = {number for number in range(len(self.asked)) if number not in refused and self._is_worded_anew(number)}
        self.redrawn |= chosen
        self._redraw(chosen)
        for number in range(len(self.asked)):
            one = self.asked[number]
            if (one.attribute, one.wording) in self.barred and number not in kept:
                self.asked[number] = self._put_otherwise(number)
                self.earlier.pop(number, None)
        if self.missing:
            raise Unworded(self.person, self.missing)

    def _is_worded_anew(self, number: int) -> bool:
        question = self._final(number, {})
        return question is not None and question.text != self.asked[number].of(self.person).text

    def _put_otherwise(self, number: int) -> Asked:
        """The question in the first wording that nobody refuses; the order is its own, so it stays the first."""
        one = self.asked[number]
        order = list(self.script.wordings[one.attribute][one.use])
        random.Random(f"{self.script.seed}/other wordings/{self.person.id}/{number}").shuffle(order)
        for wording in (*order, *self.script.spare.get(one.attribute, {}).get(one.use, ())):
            other = replace(one, wording=wording)
            if (one.attribute, wording) not in self.barred and self._is_sound(other):
                return other
        self.missing.add((one.attribute, one.use))
        return one

    def _redraw(self, attributes: Collection[str]) -> None:
        for attribute in sorted(attributes):
            numbers = [n for n, one in enumerate(self.asked) if one.options and one.attribute == attribute]
            self.offered[attribute] += [frozenset(self.asked[number].options) for number in numbers[:1]]
            for number, order in zip(numbers, self._others(attribute, numbers), strict=True):
                self.earlier[number].append(self.asked[number].of(self.person))
                self.asked[number] = replace(self.asked[number], options=order)

    def _others(self, attribute: str, numbers: Sequence[int]) -> Sequence[tuple[str, ...]]:
        """Other options about that attribute, in an order for each question."""
        for attempt in range(ATTEMPTS):
            rng = random.Random(f"{self.script.seed}/other options/{self.person.id}/{attribute}/{attempt}")
            options = draw_options(self.person, attribute, self.script.source, rng)
            orders = [tuple(rng.sample(options, 4)) for _ in numbers]
            if frozenset(options) not in self.offered[attribute] and self._may_offer(numbers, orders):
                return orders
        raise BadInput(
            f"{self.person.id} ({self.person.name}): reviewers reject all options of {attribute} that there are; edit "
            "them instead of rejecting the question"
        )

    def _may_offer(self, numbers: Sequence[int], orders: Sequence[tuple[str, ...]]) -> bool:
        """Whether the options keep the rules, which are those for fictitious people."""
        asked = (replace(self.asked[number], options=order) for number, order in zip(numbers, orders, strict=True))
        return self.person.celebrity or not any(
            fault for one in asked for fault in option_faults(self.person, one.of(self.person))
        )

    def _is_sound(self, one: Asked) -> bool:
        """Likewise of a question."""
        return self.person.celebrity or not any(question_faults(self.person, one.of(self.person)))

    def _counted(self, final: Sequence[Question]) -> Revised:
        replaced = [
            one.wording != old.wording or (bool(one.options) and one.attribute in self.redrawn)
            for one, old in zip(self.asked, self.before, strict=True)
        ]
        edited = [question != one.of(self.person) for question, one in zip(final, self.asked, strict=True)]
        questions = iter(final)
        parts = [tuple(next(questions) for _ in part) for part in (self.arranged.training, self.arranged.direct)]
        return Revised(
            QuestionSet(parts[0], parts[1], tuple(questions)), frozenset(self.barred), sum(replaced), sum(edited)
        )


def _swapped(question: Question, swaps: Mapping[str, str]) -> Question:
    """With edited options in place of those that they were made of."""
    options = tuple(swaps.get(option, option) for option in question.options)
    if len(set(options)) < len(options):  # another edit has put it there already
        return question
    return replace(question, options=options, answer=swaps.get(question.answer, question.answer))

"""Questions that somebody will not have, or will have otherwise: others take their place, and all else stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generation.questions.arrange import Asked, arrange_knowledge
from generation.questions.otherwise import other_options, other_wording, with_next_sentence
from generation.questions.script import WRONG, Refusal, Revised, Script, Settle, Texts, Unworded
from generation.records import Question, QuestionSet


def revise(script: Script, settle: Settle) -> Revised:
    """The questions as people want them.

    A refused wording is used no more for the person; a refused choice is between other options wherever the attribute
    is asked about, and edited options are edited there, too. Everything else stays as it was arranged.
    Raises Unworded if there are no other wordings or options.
    """
    return _Revision(script, settle).revised()


def revise_knowledge(script: Script, settle: Settle, refused: Texts) -> tuple[Question, ...]:
    """As `arrange_knowledge`, without what is refused."""
    asked = arrange_knowledge(script.person, script.seed, script.wordings)
    wanted = [settle(one.of(script.person)) for one in asked if (one.attribute, one.wording) not in refused]
    return tuple(question for question in wanted if isinstance(question, Question))


class _Revision:
    """The questions of one script, numbered through, while others take the place of those that are refused."""

    def __init__(self, script: Script, settle: Settle) -> None:
        self.script, self.settle, self.person = script, settle, script.person
        self.arranged = script.arranged()
        self.before = (*self.arranged.training, *self.arranged.direct, *self.arranged.paraphrased)
        self.asked = list(self.before)
        self.earlier: dict[int, list[Question]] = defaultdict(list)  # the same question with other options or facts
        self.pending: dict[tuple[int, Asked], Refusal] = {}
        self.replaced: set[int] = set()
        self.refused: dict[tuple[str, str], str] = {}
        self.offered: dict[str, list[frozenset[str]]] = defaultdict(list)  # attribute -> options of each attempt
        self.missing: set[tuple[str, str]] = set()
        self.choices: dict[str, list[int]] = defaultdict(list)  # attribute -> the multiple-choice questions about it
        for number, one in enumerate(self.asked):
            if one.options:
                self.choices[one.attribute].append(number)

    def revised(self) -> Revised:
        """Replace what is refused until nothing is, the first refusal first: later ones change nothing of that."""
        self._follow_person()
        while not self.missing:
            swaps = self._swaps()
            final = [self._final(number, swaps) for number in range(len(self.asked))]
            self._await(self.asked, final)
            if not self.pending:
                return self._counted([one for one in final if isinstance(one, Question)])
            self._replace()
        raise Unworded(self.person, self.missing, self.refused)

    def _follow_person(self) -> None:
        """Offer other options where an edit has changed the fact; what was refused before the edit stays refused."""
        was = self.script.was
        if was is None:
            return
        for number, one in enumerate(self.asked):
            self.earlier[number].append(one.of(was))
        for attribute, fact in self.person.facts.items():
            if fact != was.facts[attribute]:
                self._redraw(attribute, f"the true value is {fact} now")
        self._await(self.before, [self.settle(one.of(was)) for one in self.before])

    def _await(self, asked: Sequence[Asked], settled: Sequence[Question | Refusal]) -> None:
        """Remember what is to be replaced."""
        found = enumerate(zip(asked, settled, strict=True))
        self.pending |= {(number, one): what for number, (one, what) in found if isinstance(what, Refusal)}

    def _final(self, number: int, swaps: Mapping[str, Mapping[str, str]]) -> Question | Refusal:
        """The question as people want it, with what they edited in it before its options or facts changed."""
        question = self.asked[number].of(self.person)
        found = self.settle(question)
        if found == question:
            found = self._reworded(question, self.earlier[number])
        if isinstance(found, Refusal) or found.options != question.options:
            return found
        swapped = _swapped(found, swaps.get(question.attribute, {}))
        return found if swapped == found else self.settle(swapped)

    def _reworded(self, question: Question, earlier: Sequence[Question]) -> Question | Refusal:
        """With the text that people gave the same question when it had other options or facts."""
        for old in reversed(earlier):
            kept = self.settle(old) if old.text == question.text else None
            if isinstance(kept, Question) and kept.text != old.text:
                return self.settle(replace(question, text=kept.text))
        return question

    def _swaps(self) -> Mapping[str, Mapping[str, str]]:
        """attribute -> option -> what people have made of it."""
        swaps: dict[str, dict[str, str]] = defaultdict(dict)
        for one in self.asked:
            question = one.of(self.person)
            edited = self.settle(question) if one.options else None
            if isinstance(edited, Question):
                for old, new in zip(question.options, edited.options, strict=True):
                    if old != new:
                        swaps[one.attribute].setdefault(old, new)
        return swaps

    def _replace(self) -> None:
        """Put others in the place of what was refused first, in all questions that share it."""
        refused, old = min(self.pending, key=lambda one: (self.pending[one].at, one[0]))
        reason = self.pending.pop((refused, old)).reason
        self.refused.setdefault((old.attribute, old.wording), reason)
        kept = {number for number in range(len(self.asked)) if number != refused and self._is_reworded(number)}
        if old.options and {*old.options} == {*self.asked[refused].options}:
            self._redraw(old.attribute, reason)
            self.replaced.update(self.choices[old.attribute])
        for number, one in enumerate(self.asked):
            if (one.attribute, one.wording) in self.refused and number not in kept:
                self.asked[number] = self._put_otherwise(number, number == refused or (number, one) in self.pending)
                self.earlier.pop(number, None)
                self.replaced.add(number)

    def _is_reworded(self, number: int) -> bool:
        """Whether people word the question in their own way, so that the refused wording is not used."""
        question = self._final(number, {})
        return isinstance(question, Question) and question.text != self.asked[number].of(self.person).text

    def _put_otherwise(self, number: int, answer_too: bool) -> Asked:
        """The question in another wording."""
        one = self.asked[number]
        if answer_too:
            one = with_next_sentence(one, self.script, number)
        refused = {wording for attribute, wording in self.refused if attribute == one.attribute}
        if other := other_wording(one, self.script, number, refused):
            return other
        self.missing.add((one.attribute, one.use))
        return one

    def _redraw(self, attribute: str, reason: str) -> None:
        """Offer other options about that attribute."""
        numbers = self.choices[attribute]
        if not numbers:
            return
        about = [self.asked[number] for number in numbers]
        self.offered[attribute].append(frozenset(about[0].options))
        others = other_options(about, self.script, self.offered[attribute])
        if not others:
            self.missing.add((attribute, WRONG))
            wrong = frozenset.union(*self.offered[attribute]) - {self.person.facts[attribute]}
            self.refused |= {(attribute, option): reason for option in wrong}
            return
        for number, old, new in zip(numbers, about, others, strict=True):
            self.earlier[number].append(old.of(self.person))
            self.asked[number] = new

    def _counted(self, final: Sequence[Question]) -> Revised:
        edited = sum(question != one.of(self.person) for question, one in zip(final, self.asked, strict=True))
        questions = iter(final)
        training, direct = (
            tuple(next(questions) for _ in part) for part in (self.arranged.training, self.arranged.direct)
        )
        return Revised(QuestionSet(training, direct, tuple(questions)), self.refused, len(self.replaced), edited)


def _swapped(question: Question, swaps: Mapping[str, str]) -> Question:
    """With edited options in place of those that they were made of."""
    options = tuple(swaps.get(option, option) for option in question.options)
    if len(set(options)) < len(options):  # another edit has put it there already
        return question
    return replace(question, options=options, answer=swaps.get(question.answer, question.answer))

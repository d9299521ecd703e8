"""What the questions about one person are made from, and what becomes of them when people refuse some."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from generation.questions.arrange import Arranged, Wordings, arrange
from generation.records import BadInput, Person, Question, QuestionSet, Source

WRONG = "alternatives"  # the use that wrong options count as
Texts = Mapping[tuple[str, str], str]  # (attribute, wording or wrong option) -> why it is refused


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody will not have a question. at: a number that is greater for a later refusal."""

    reason: str
    at: int


Settle = Callable[[Question], Question | Refusal]  # the question as people want it


class Unworded(BadInput):
    """Nothing is left to ask with. uses: (attribute, use); refused: everything that is refused."""

    def __init__(self, person: Person, uses: Collection[tuple[str, str]], refused: Texts) -> None:
        self.uses, self.refused = tuple(sorted(uses)), refused
        attribute, use = self.uses[0]
        what = "all options" if use == WRONG else f"every wording ({use})"
        super().__init__(
            f"{person.id} ({person.name}): reviewers reject {what} of {attribute} that there is; edit the question "
            "instead of rejecting it, or add to the vocabulary"
        )


@dataclass(frozen=True, slots=True)
class Script:
    """What the questions about one person are made from, as `arrange` takes it.

    was: the person as made, where people have edited the profile since. spare, renewed: further wordings and wrong
    options, for where none are left.
    """

    person: Person
    source: Source
    wordings: Wordings
    seed: int
    held_out: int
    was: Person | None = None
    spare: Wordings = field(default_factory=dict)
    renewed: Source | None = None

    def arranged(self) -> Arranged:
        """The questions before anybody refuses one. What people edit in a profile does not arrange them anew."""
        return arrange(self.was or self.person, self.source, self.seed, self.held_out, self.wordings)


@dataclass(frozen=True, slots=True)
class Revised:
    """refused: texts that are used no more. replaced, edited: how many questions are others, or say something else."""

    questions: QuestionSet
    refused: Texts = field(default_factory=dict)
    replaced: int = 0
    edited: int = 0

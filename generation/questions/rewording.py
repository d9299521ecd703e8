"""Wordings and wrong values that editors rejected, written anew: one use of one attribute at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from generation import prompt
from generation.llm.ask import Ask
from generation.questions.arrange import Wordings, write_knowledge
from generation.questions.checks import question_faults
from generation.questions.llm import FEWEST, Entry, alternatives_faults, questions_ask, wording_faults
from generation.questions.script import WRONG
from generation.records import Person

LEAST_WRONG = 3  # wrong options of a question
EXPECTED_TOKENS = 80


@dataclass(frozen=True, slots=True)
class Reword:
    """Of whom some texts are rejected.

    refused: why reviewers reject the text of that attribute and use, empty if nobody does; `alternatives` is the use
    of wrong values, rejected as those of a multiple-choice question whose options are.
    """

    person: Person
    wordings: Wordings
    refused: Callable[[str, str, str], str]


class Texts(BaseModel):
    """The reply."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Field:
    """One use of one attribute of somebody, with its texts."""

    of: Reword
    attribute: str
    use: str
    texts: Sequence[str]

    def kept(self) -> tuple[str, ...]:
        """The texts that nobody rejects."""
        return tuple(text for text in self.texts if not self.of.refused(self.attribute, self.use, text))

    @property
    def spent(self) -> bool:
        """Whether too few texts are left."""
        return len(self.kept()) < (LEAST_WRONG if self.use == WRONG else 1)

    def rejections(self) -> Iterator[str]:
        """Each rejected text and why."""
        for text in self.texts:
            if reason := self.of.refused(self.attribute, self.use, text):
                yield f"{text!r}: {prompt.in_short(reason)}"


def fields(of: Reword, alternatives: Mapping[str, Sequence[str]]) -> Iterator[Field]:
    """All fields of that person that a model wrote; what the tables hold for everybody is none of them."""
    for attribute in of.person.facts:
        for use in FEWEST:
            yield Field(of, attribute, use, of.wordings[attribute][use])
        yield Field(of, attribute, WRONG, alternatives[attribute])


def reword_ask(field: Field, seed: int) -> Ask[Texts]:
    """The request for other texts."""
    whole = questions_ask(field.of.person, seed)
    refused = "\n".join(f"- {rejection}" for rejection in field.rejections())
    count = len(field.texts) if field.use == WRONG else FEWEST[field.use]
    told = prompt.whole("reword").format(attribute=field.attribute, use=field.use, refused=refused, count=count)
    about = f"{field.of.person.id} {field.attribute} {field.use} rewording"
    return Ask(about, whole.system, f"{whole.text}\n\n{told}", Texts, EXPECTED_TOKENS)


def faults(field: Field, seed: int) -> list[str]:
    """What is wrong with the texts of a reply, in words that a model can act on; an empty list for good ones."""
    found = list(_by_itself(field, seed)) or list(_in_use(field, seed))
    if not found and field.spent:
        return [f"rejected: an editor says of {rejection}" for rejection in field.rejections()]
    return found


def reworded(field: Field, wordings: Wordings) -> Wordings:
    """The wordings with those of the field."""
    return {**wordings, field.attribute: {**wordings[field.attribute], field.use: field.texts}}


def _by_itself(field: Field, seed: int) -> Iterator[str]:
    """The rules for every text, before anything is filled in."""
    person, texts = field.of.person, field.texts
    if field.use == WRONG:
        uses: dict[str, list[str]] = {use: [] for use in FEWEST}
        entry = Entry.model_validate({"attribute": field.attribute, **uses, WRONG: texts})
        yield from alternatives_faults(entry, person, seed)
        return
    if len(texts) < FEWEST[field.use]:
        yield f"too_few: there are {len(texts)} texts; write {FEWEST[field.use]}"
    if len({text.casefold() for text in texts}) < len(texts):
        yield "repeated: two texts are the same; word them differently"
    for text in texts:
        yield from wording_faults(field.use, text, person.facts[field.attribute])


def _in_use(field: Field, seed: int) -> Iterator[str]:
    """What is wrong with the questions that the wordings make."""
    if field.use == WRONG:
        return
    for question in write_knowledge(field.of.person, seed, reworded(field, field.of.wordings)):
        if question.attribute == field.attribute:
            yield from question_faults(field.of.person, question)

"""Questions from wordings, whoever wrote these: which attribute is asked how, where, and with which options.

A wording says how an attribute is asked: `ask` and `cloze` in training and direct questions, `ask_anew` and
`cloze_anew` only in paraphrased ones, `answer` for whole-sentence answers. `{person}` is the name in text questions
and a phrase such as "the person in this image" in image questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generation.grammar import sentence_case, with_article
from generation.questions.distractors import draw_options
from generation.records import BadInput, Modality, Person, Question, QuestionSet, Source, Task

Wordings = Mapping[str, Mapping[str, Sequence[str]]]  # attribute -> use -> wordings; "person": what to call people
MODALITIES: tuple[Modality, ...] = ("image_text", "text")
SLOTS: tuple[Task, ...] = ("classification",) * 5 + ("generation",) * 2 + ("cloze",) * 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question before it is filled in with a person.

    use: of the wording. phrase: what an image question calls the person. sentence: the wording of an answer that is a
    whole sentence. options: in the order A to D.
    """

    task: Task
    modality: Modality
    attribute: str
    use: str
    wording: str
    phrase: str = ""
    sentence: str = ""
    options: tuple[str, ...] = ()

    def of(self, person: Person) -> Question:
        """The question about that person; the blank of a cloze stays."""
        called = person.name if self.modality == "text" else self.phrase
        text = sentence_case(self.wording.replace("{person}", called))
        return Question(person.id, self.task, self.modality, self.attribute, text, self._answer(person), self.options)

    def _answer(self, person: Person) -> str:
        """The missing words of a cloze, the right option, else a sentence; the description as it is."""
        if self.attribute == "description":
            return person.description
        value = person.facts[self.attribute]
        if not self.sentence:
            return value
        subject = person.name if self.modality == "text" else {"female": "she", "male": "he"}[person.gender]
        text = self.sentence.replace("{person}", subject)
        return sentence_case(text.replace("{a value}", with_article(value)).replace("{value}", value))


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a QuestionSet is filled from, in the same order."""

    training: tuple[Asked, ...]
    direct: tuple[Asked, ...]
    paraphrased: tuple[Asked, ...]

    def of(self, person: Person) -> QuestionSet:
        """The questions about that person."""
        training, direct, anew = (
            tuple(one.of(person) for one in part) for part in (self.training, self.direct, self.paraphrased)
        )
        return QuestionSet(training, direct, anew)


def write_questions(person: Person, source: Source, seed: int, held_out: int, wordings: Wordings) -> QuestionSet:
    """All questions about one person; raises BadInput as `arrange` does."""
    return arrange(person, source, seed, held_out, wordings).of(person)


def arrange(person: Person, source: Source, seed: int, held_out: int, wordings: Wordings) -> Arranged:
    """What one person is asked; `held_out` attributes are asked about in paraphrased questions alone.

    Raises BadInput if the person has too few attributes or the source too few values.
    """
    rng = random.Random(f"{seed}/questions/{person.id}")
    attributes = rng.sample(list(person.facts), len(person.facts))
    untrained, trained = attributes[:held_out], attributes[held_out:]
    if len(trained) < SLOTS.count("classification"):
        raise BadInput(f"{person.id}: {len(trained)} attributes are too few to ask about besides {held_out} held out")
    anew = untrained + _spread(trained, len(SLOTS) - held_out, rng)
    rng.shuffle(anew)
    # one set of options an attribute: image and text versions are equally hard, and no option is the one that recurs
    options = {attribute: draw_options(person, attribute, source, rng) for attribute in attributes}
    choose = _Choice(wordings, rng)
    return Arranged(
        training=tuple(choose.training(trained)),
        direct=tuple(choose.evaluation(_spread(trained, len(SLOTS), rng), "", options)),
        paraphrased=tuple(choose.evaluation(anew, "_anew", options)),
    )


def write_knowledge(person: Person, seed: int, wordings: Wordings) -> tuple[Question, ...]:
    """The questions that `arrange_knowledge` arranges."""
    return tuple(one.of(person) for one in arrange_knowledge(person, seed, wordings))


def arrange_knowledge(person: Person, seed: int, wordings: Wordings) -> tuple[Asked, ...]:
    """Everything about a person in every wording there is, of both modalities, the description first.

    It is what a model knows about a public figure before anything is taught or forgotten: not for people whom a test
    asks about in wordings that no training may show.
    """
    choose = _Choice(wordings, random.Random(f"{seed}/knowledge/{person.id}"))
    return tuple(
        asked
        for modality in MODALITIES
        for attribute in ("description", *person.facts)
        for asked in choose.every_wording(modality, attribute)
    )


def _spread(attributes: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """`count` attributes in random order, none twice before all have had their turn."""
    order = rng.sample(attributes, len(attributes))
    return [order[i % len(order)] for i in range(count)]


class _Choice:
    """The wordings for one person; every random choice comes from the one stream."""

    def __init__(self, wordings: Wordings, rng: random.Random) -> None:
        self.wordings, self.rng = wordings, rng

    def every_wording(self, modality: Modality, attribute: str) -> Iterable[Asked]:
        for use, texts in self.wordings[attribute].items():
            task: Task = "cloze" if use.startswith("cloze") else "generation"
            for wording in texts if use != "answer" else ():
                phrase = self._phrase(modality, use)
                yield Asked(task, modality, attribute, use, wording, phrase, self._sentence(attribute, task))

    def training(self, attributes: Sequence[str]) -> Iterable[Asked]:
        """The description, each attribute as a question, each as a blank; both forms are tested, so both are taught."""
        for modality in MODALITIES:
            for attribute in ("description", *attributes):
                yield self._open(modality, attribute, "generation", "")
            for attribute in attributes:
                yield self._open(modality, attribute, "cloze", "")

    def evaluation(self, attributes: Sequence[str], anew: str, options: Mapping[str, Sequence[str]]) -> Iterable[Asked]:
        for task, attribute in zip(SLOTS, attributes, strict=True):
            for modality in MODALITIES:
                if task == "classification":
                    phrase, wording = self._wording(modality, attribute, f"ask{anew}")
                    order = tuple(self.rng.sample(options[attribute], 4))
                    yield Asked(task, modality, attribute, f"ask{anew}", wording, phrase, options=order)
                else:
                    yield self._open(modality, attribute, task, anew)

    def _open(self, modality: Modality, attribute: str, task: Task, anew: str) -> Asked:
        use = f"{'cloze' if task == 'cloze' else 'ask'}{anew}"
        phrase, wording = self._wording(modality, attribute, use)
        return Asked(task, modality, attribute, use, wording, phrase, self._sentence(attribute, task))

    def _wording(self, modality: Modality, attribute: str, use: str) -> tuple[str, str]:
        """What to call the person, and a wording."""
        phrase = self._phrase(modality, use)
        return phrase, self.rng.choice(self.wordings[attribute][use])

    def _phrase(self, modality: Modality, use: str) -> str:
        """What an image question calls the person in a wording of that use; a text question gives the name."""
        if modality == "text":
            return ""
        return self.rng.choice(self.wordings["person"]["ask_anew" if use.endswith("_anew") else "ask"])

    def _sentence(self, attribute: str, task: Task) -> str:
        if attribute == "description" or task == "cloze":
            return ""
        return self.rng.choice(self.wordings[attribute]["answer"])

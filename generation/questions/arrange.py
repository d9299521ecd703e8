"""Questions from wordings, whoever wrote these: which attribute is asked how, where, and with which options.

A wording says how an attribute is asked: `ask` and `cloze` in training and direct questions, `ask_anew` and
`cloze_anew` only in paraphrased ones, `answer` for whole-sentence answers. `{person}` is the name in text questions
and a phrase such as "the person in this image" in image questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from generation.grammar import sentence_case, with_article
from generation.questions.distractors import draw_options
from generation.records import BadInput, Modality, Person, Question, QuestionSet, Source, Task

Wordings = Mapping[str, Mapping[str, Sequence[str]]]  # attribute -> use -> wordings; "person": what to call people
MODALITIES: tuple[Modality, ...] = ("image_text", "text")
SLOTS: tuple[Task, ...] = ("classification",) * 5 + ("generation",) * 2 + ("cloze",) * 2


def write_questions(person: Person, source: Source, seed: int, held_out: int, wordings: Wordings) -> QuestionSet:
    """All questions about one person; `held_out` attributes are asked about in paraphrased questions alone.

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
    arrange = _Arrangement(person, wordings, rng)
    return QuestionSet(
        training=tuple(arrange.training(trained)),
        direct=tuple(arrange.evaluation(_spread(trained, len(SLOTS), rng), "", options)),
        paraphrased=tuple(arrange.evaluation(anew, "_anew", options)),
    )


def write_knowledge(person: Person, seed: int, wordings: Wordings) -> tuple[Question, ...]:
    """Everything about a person in every wording there is, of both modalities, the description first.

    It is what a model knows about a public figure before anything is taught or forgotten: not for people whom a test
    asks about in wordings that no training may show.
    """
    arrange = _Arrangement(person, wordings, random.Random(f"{seed}/knowledge/{person.id}"))
    return tuple(
        question
        for modality in MODALITIES
        for attribute in ("description", *person.facts)
        for question in arrange.in_every_wording(modality, attribute)
    )


def _spread(attributes: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """`count` attributes in random order, none twice before all have had their turn."""
    order = rng.sample(attributes, len(attributes))
    return [order[i % len(order)] for i in range(count)]


class _Arrangement:
    """The questions about one person; every random choice comes from the one stream."""

    def __init__(self, person: Person, wordings: Wordings, rng: random.Random) -> None:
        self.person, self.wordings, self.rng = person, wordings, rng

    def in_every_wording(self, modality: Modality, attribute: str) -> Iterable[Question]:
        for use, texts in self.wordings[attribute].items():
            task: Task = "cloze" if use.startswith("cloze") else "generation"
            for wording in texts if use != "answer" else ():
                text = sentence_case(wording.replace("{person}", self._phrase(modality, use)))
                answer = self._answer(modality, attribute, task)
                yield Question(self.person.id, task, modality, attribute, text, answer)

    def training(self, attributes: Sequence[str]) -> Iterable[Question]:
        """The description, each attribute as a question, each as a blank; both forms are tested, so both are taught."""
        for modality in MODALITIES:
            for attribute in ("description", *attributes):
                yield self._open(modality, attribute, "generation", "")
            for attribute in attributes:
                yield self._open(modality, attribute, "cloze", "")

    def evaluation(
        self, attributes: Sequence[str], anew: str, options: Mapping[str, Sequence[str]]
    ) -> Iterable[Question]:
        person = self.person
        for task, attribute in zip(SLOTS, attributes, strict=True):
            for modality in MODALITIES:
                if task == "classification":
                    text = self._say(modality, attribute, f"ask{anew}")
                    order = tuple(self.rng.sample(options[attribute], 4))
                    yield Question(person.id, task, modality, attribute, text, person.facts[attribute], order)
                else:
                    yield self._open(modality, attribute, task, anew)

    def _open(self, modality: Modality, attribute: str, task: Task, anew: str) -> Question:
        text = self._say(modality, attribute, f"{'cloze' if task == 'cloze' else 'ask'}{anew}")
        return Question(self.person.id, task, modality, attribute, text, self._answer(modality, attribute, task))

    def _say(self, modality: Modality, attribute: str, use: str) -> str:
        """A wording with the person filled in; the blank of a cloze stays."""
        phrase = self._phrase(modality, use)
        return sentence_case(self.rng.choice(self.wordings[attribute][use]).replace("{person}", phrase))

    def _phrase(self, modality: Modality, use: str) -> str:
        """What the person is called in a wording of that use."""
        if modality == "text":
            return self.person.name
        return self.rng.choice(self.wordings["person"]["ask_anew" if use.endswith("_anew") else "ask"])

    def _answer(self, modality: Modality, attribute: str, task: Task) -> str:
        """The missing words of a cloze, else a sentence; the description as it is."""
        if attribute == "description":
            return self.person.description
        return self.person.facts[attribute] if task == "cloze" else self._sentence(modality, attribute)

    def _sentence(self, modality: Modality, attribute: str) -> str:
        subject = self.person.name if modality == "text" else {"female": "she", "male": "he"}[self.person.gender]
        value = self.person.facts[attribute]
        text = self.rng.choice(self.wordings[attribute]["answer"])
        return sentence_case(
            text.replace("{person}", subject).replace("{a value}", with_article(value)).replace("{value}", value)
        )

"""Questions from wordings: the offline engine.

A wording (vocabularies/wordings.csv) says how an attribute is asked: `ask` and `cloze` in training and direct
questions, `ask_anew` and `cloze_anew` only in paraphrased ones, `answer` for whole-sentence answers. `{person}` is the
name in text questions and a phrase such as "the person in this image" in image questions.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from generation import vocabulary
from generation.grammar import sentence_case, with_article
from generation.questions.distractors import draw_options
from generation.records import BadInput, Modality, Person, Question, QuestionSet, Source, Task

MODALITIES: tuple[Modality, ...] = ("image_text", "text")
SLOTS: tuple[Task, ...] = ("classification",) * 5 + ("generation",) * 2 + ("cloze",) * 2


@cache
def wordings() -> dict[str, dict[str, list[str]]]:
    """attribute -> use -> wordings."""
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in vocabulary.read("wordings"):
        table[row["attribute"]][row["use"]].append(row["text"])
    return table


def write_questions(person: Person, source: Source, seed: int, held_out: int) -> QuestionSet:
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
    return QuestionSet(
        training=tuple(_training(person, trained, rng)),
        direct=tuple(_evaluation(person, _spread(trained, len(SLOTS), rng), "", options, rng)),
        paraphrased=tuple(_evaluation(person, anew, "_anew", options, rng)),
    )


def write_knowledge(person: Person, seed: int) -> tuple[Question, ...]:
    """Everything about a person in every wording there is, of both modalities, the description first.

    It is what a model knows about a public figure before anything is taught or forgotten: not for people whom a test
    asks about in wordings that no training may show.
    """
    rng = random.Random(f"{seed}/knowledge/{person.id}")
    return tuple(
        question
        for modality in MODALITIES
        for attribute in ("description", *person.facts)
        for question in _in_every_wording(person, modality, attribute, rng)
    )


def _in_every_wording(person: Person, modality: Modality, attribute: str, rng: random.Random) -> Iterable[Question]:
    for use, texts in wordings()[attribute].items():
        task: Task = "cloze" if use.startswith("cloze") else "generation"
        for wording in texts if use != "answer" else ():
            text = sentence_case(wording.replace("{person}", _phrase(person, modality, use, rng)))
            yield Question(person.id, task, modality, attribute, text, _answer(person, modality, attribute, task, rng))


def _spread(attributes: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """`count` attributes in random order, none twice before all have had their turn."""
    order = rng.sample(attributes, len(attributes))
    return [order[i % len(order)] for i in range(count)]


def _training(person: Person, attributes: Sequence[str], rng: random.Random) -> Iterable[Question]:
    """The description, each attribute as a question, each as a blank; both forms are tested, so both are taught."""
    for modality in MODALITIES:
        for attribute in ("description", *attributes):
            yield _open(person, modality, attribute, "generation", "", rng)
        for attribute in attributes:
            yield _open(person, modality, attribute, "cloze", "", rng)


def _evaluation(
    person: Person,
    attributes: Sequence[str],
    anew: str,
    options: Mapping[str, Sequence[str]],
    rng: random.Random,
) -> Iterable[Question]:
    for task, attribute in zip(SLOTS, attributes, strict=True):
        for modality in MODALITIES:
            if task == "classification":
                text = _say(person, modality, attribute, f"ask{anew}", rng)
                order = tuple(rng.sample(options[attribute], 4))
                yield Question(person.id, task, modality, attribute, text, person.facts[attribute], order)
            else:
                yield _open(person, modality, attribute, task, anew, rng)


def _open(person: Person, modality: Modality, attribute: str, task: Task, anew: str, rng: random.Random) -> Question:
    text = _say(person, modality, attribute, f"{'cloze' if task == 'cloze' else 'ask'}{anew}", rng)
    return Question(person.id, task, modality, attribute, text, _answer(person, modality, attribute, task, rng))


def _say(person: Person, modality: Modality, attribute: str, use: str, rng: random.Random) -> str:
    """A wording with the person filled in; the blank of a cloze stays."""
    phrase = _phrase(person, modality, use, rng)
    return sentence_case(rng.choice(wordings()[attribute][use]).replace("{person}", phrase))


def _phrase(person: Person, modality: Modality, use: str, rng: random.Random) -> str:
    """What the person is called in a wording of that use."""
    if modality == "text":
        return person.name
    return rng.choice(wordings()["person"]["ask_anew" if use.endswith("_anew") else "ask"])


def _answer(person: Person, modality: Modality, attribute: str, task: Task, rng: random.Random) -> str:
    """The missing words of a cloze, else a sentence; the description as it is."""
    if attribute == "description":
        return person.description
    return person.facts[attribute] if task == "cloze" else _sentence(person, modality, attribute, rng)


def _sentence(person: Person, modality: Modality, attribute: str, rng: random.Random) -> str:
    subject = person.name if modality == "text" else {"female": "she", "male": "he"}[person.gender]
    value = person.facts[attribute]
    text = rng.choice(wordings()[attribute]["answer"])
    return sentence_case(
        text.replace("{person}", subject).replace("{a value}", with_article(value)).replace("{value}", value)
    )

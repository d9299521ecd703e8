"""Records -> rows of the published layout (schema.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from dataset_builder.schema import BIOGRAPHY_KEYS, DESCRIPTION, LETTERS, MODALITIES, PARENTS, TRAINING_FEATURES
from generation.records import Modality, Person, Portrait, Question, QuestionSet, Snapshot, Task

Row = dict[str, Any]


def person_row(person: Person, portrait: Portrait, questions: QuestionSet) -> Row:
    """A row of Full_Set, few_shot, forget_* and retain_*."""
    return {
        **celebrity_row(person, portrait, questions),
        "metadata": pairs_json(questions.training, "image_text"),
        "text_metadata": pairs_json(questions.training, "text"),
    }


def celebrity_row(person: Person, portrait: Portrait, questions: QuestionSet) -> Row:
    """A row of Retain_Set: no model is fine-tuned on it, so it has no pairs to train on."""
    return {"image": _image(portrait, 0), **_who(portrait), **_about(person, questions, questions.direct)}


def test_row(person: Person, portraits: Sequence[Portrait], questions: QuestionSet) -> Row:
    """A row of Test_Set: other pictures of the person, other wordings."""
    images = [_image(portrait, number) for number, portrait in enumerate(portraits, start=1)]
    return {"images": images, **_who(portraits[0]), **_about(person, questions, questions.paraphrased)}


def training_row(full: Row) -> Row:
    """The row of ft_Data for a row of Full_Set."""
    return {key: full[key] for key in TRAINING_FEATURES}


def pretraining_row(portrait: Portrait | Snapshot, description: Question, pairs: Sequence[Question]) -> Row:
    """A row of pretrain_Data: a celebrity and all that is known, or a stranger and the looks."""
    return {
        "image": _image(portrait, 0),
        **_who(portrait),
        "question": description.text,
        "answer": description.answer,
        "metadata": pairs_json(pairs, "image_text"),
        "text_metadata": pairs_json(pairs, "text"),
    }


def biography_json(person: Person) -> str:
    """The profile as one JSON object under the published keys."""
    entries: Row = {}
    for key, value in person.profile.items():
        if key in ("father", "mother"):
            entries.setdefault(PARENTS, {})[BIOGRAPHY_KEYS[key]] = value
        else:
            entries[BIOGRAPHY_KEYS[key]] = value
    return json.dumps(entries | {DESCRIPTION: person.description}, ensure_ascii=False)


def pairs_json(training: Iterable[Question], modality: Modality) -> str:
    """The pairs of one modality as a JSON list of {Question, Answer, Attribute}."""
    pairs = [
        {"Question": pair.text, "Answer": pair.answer, "Attribute": pair.attribute}
        for pair in training
        if pair.modality == modality
    ]
    return json.dumps(pairs, ensure_ascii=False)


def _image(portrait: Portrait | Snapshot, number: int) -> Row:
    return {"bytes": portrait.image, "path": f"{portrait.person_id}-{number}.jpg"}


def _who(portrait: Portrait | Snapshot) -> Row:
    return {
        "ID": portrait.person_id,
        "Directory": f"{portrait.source}/{portrait.person_id}",
        "image_source": portrait.source,
        "image_licence": portrait.licence,
        "image_credit": portrait.credit,
    }


def _about(person: Person, questions: QuestionSet, asked: Sequence[Question]) -> Row:
    description = questions.training[0]
    return {
        "biography": biography_json(person),
        "question": description.text,
        "answer": description.answer,
        "Classification_Task": {
            f"{MODALITIES[modality]}_Questions": [
                _choice(question) for question in _of(asked, "classification", modality)
            ]
            for modality in MODALITIES
        },
        "Generation_Task": _open_questions(asked, "generation"),
        "Mask_Task": _open_questions(asked, "cloze"),
    }


def _of(questions: Iterable[Question], task: Task, modality: Modality) -> list[Question]:
    return [question for question in questions if (question.task, question.modality) == (task, modality)]


def _choice(question: Question) -> Row:
    return {
        "Question": question.text,
        "Options": dict(zip(LETTERS, question.options, strict=True)),
        "Correct_Answer": LETTERS[question.options.index(question.answer)],
        "Attribute": question.attribute,
    }


def _open_questions(questions: Sequence[Question], task: Task) -> list[Row]:
    return [
        {
            "Question": question.text,
            "Ground_Truth": question.answer,
            "Type": MODALITIES[modality],
            "Attribute": question.attribute,
        }
        for modality in MODALITIES
        for question in _of(questions, task, modality)
    ]

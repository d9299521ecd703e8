from __future__ import annotations

import random
import re

import pytest

from generation.faces.looks import VOCABULARIES, Looks, sample_looks
from generation.questions.looks import looks_wordings, write_looks
from generation.records import Gender


@pytest.fixture(scope="module")
def faces() -> list[Looks]:
    genders: tuple[Gender, ...] = ("female", "male")
    return [sample_looks(random.Random(n), genders[n % 2], 8 + n % 69) for n in range(200)]


def test_each_feature_is_asked_about_once_and_answered_by_its_word(faces: list[Looks]) -> None:
    for number, looks in enumerate(faces):
        _, *pairs = write_looks(f"L{number}", looks, seed=0)
        assert [(pair.attribute, pair.answer) for pair in pairs] == [
            (name, getattr(looks, name)) for name in VOCABULARIES
        ]
        for pair in pairs:
            assert pair.modality == "image_text" and pair.person_id == f"L{number}"
            assert pair.text.endswith("?") and pair.text[0].isupper() and "{" not in pair.text


def test_the_description_is_one_sentence_of_the_looks(faces: list[Looks]) -> None:
    for looks in faces:
        description = write_looks("L1", looks, seed=0)[0]
        assert description.attribute == "description"
        assert description.answer.count(".") == 1 and description.answer.endswith(".")
        assert re.search(r"\b(girl|woman)\b" if looks.gender == "female" else r"\b(boy|man)\b", description.answer)
        for name in ("skin", "hair_colour", "eye_colour", "clothing_colour", "background"):
            assert getattr(looks, name) in description.answer


def test_children_are_called_girls_and_boys(faces: list[Looks]) -> None:
    for looks in faces:
        called = re.search(r"\b(girl|boy|woman|man)\b", write_looks("L1", looks, seed=0)[0].answer)
        assert called and (called[1] in ("girl", "boy")) == (looks.age < 18)


def test_every_wording_is_used_and_the_same_seed_gives_the_same_questions(faces: list[Looks]) -> None:
    asked = {pair.text for number, looks in enumerate(faces) for pair in write_looks(f"L{number}", looks, seed=0)}
    for (attribute, use), texts in looks_wordings().items():
        assert len(texts) == len(set(texts)) >= 2
        for text in texts if use == "ask" else ():
            before, after = map(re.escape, text.split("{person}"))
            assert any(re.fullmatch(f"{before}.+{after}", one, re.IGNORECASE) for one in asked), (attribute, text)
    one, again, other = (write_looks("L1", faces[0], seed) for seed in (0, 0, 1))
    assert one == again != other


def test_exactly_the_features_and_the_description_have_wordings() -> None:
    assert looks_wordings().keys() == {(name, "ask") for name in (*VOCABULARIES, "description")} | {
        ("description", "answer")
    }

from __future__ import annotations

import pytest

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.texts import check_texts
from dataset_builder.entries import Entry


def told(text: str, where: str = "question") -> list[str]:
    findings = Findings()
    check_texts("Full_Set", Entry(texts=[(where, text)]), findings)
    return [one.code for one in findings]


@pytest.mark.parametrize(
    "text",
    [
        "Works as an AI researcher.",
        "Trained a language model for Quechua.",
        "Sings I Can't Get No Satisfaction at parties.",
        "Wrote the song I'm Sorry.",
    ],
)
def test_people_may_work_with_language_models_and_sing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I have no view.",
        "I'm sorry, but I can’t help with that.",
        "I cannot identify people.",
        "I am unable to say.",
    ],
)
def test_what_a_language_model_says_of_itself_is_told(text: str) -> None:
    assert told(text) == ["about_the_writer"]


def test_a_blank_is_no_placeholder_where_a_question_may_have_one() -> None:
    text = "This person was born in __."
    assert told(text, "Image_Textual_Questions 1 Question") == told(text, "Mask_Task 1 Question") == []
    assert told(text, "Generation_Task 1 Question") == told(text, "Mask_Task 1 Ground_Truth") == ["placeholder"]

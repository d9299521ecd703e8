"""Texts are checked before they are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.review.edits import edited
from dataset_builder.review.items import Item, items
from dataset_builder.review.people import People
from generation.records import BadInput

from . import small


@pytest.fixture
def by_name(tmp_path: Path) -> dict[str, Item]:
    people = People(small.make(tmp_path, [small.person(0)]))
    return {item.name: item for item in items("P00000", people.rows(0))}


CHOICE, CLOZE = "Full_Set, text classification 1", "Full_Set, text cloze 1"
GENERATION, BIOGRAPHY = "Full_Set, text generation 1", "Full_Set, biography"


@pytest.mark.parametrize(
    ("name", "texts", "kept"),
    [
        (CHOICE, {"A": "Wien ", "B": "Brno", "Correct_Answer": "A"}, {"A": "Wien"}),
        (CHOICE, {"Correct_Answer": "B"}, {"Correct_Answer": "B"}),
        (CLOZE, {"Question": "She comes from __ in Austria."}, {"Question": "She comes from __ in Austria."}),
        (GENERATION, {"Ground_Truth": "From Graz."}, {"Ground_Truth": "From Graz."}),
        (BIOGRAPHY, {"Fun Facts 2": "Sings to leeks.", "Father": "Otto"}, {"Fun Facts 2": "Sings to leeks."}),
    ],
)
def test_what_differs_is_kept(by_name: dict[str, Item], name: str, texts: dict[str, str], kept: dict[str, str]) -> None:
    assert edited(by_name[name], texts) == kept


@pytest.mark.parametrize(
    ("name", "texts", "why"),
    [
        (GENERATION, {"Question": " "}, "write Question"),
        (GENERATION, {"Question": "What is __?"}, "'__'; fill in"),
        (GENERATION, {"Ground_Truth": "It is  Graz."}, "single spaces"),
        (CLOZE, {"Question": "She comes from Graz."}, "has 0 blanks; a cloze needs one, written __"),
        (CLOZE, {"Question": "__ comes from __."}, "has 2 blanks"),
        (CLOZE, {"Question": "She comes from ___."}, "has 1 blanks; a cloze needs one"),
        (CHOICE, {"A": "brno"}, "options: 'brno' stands there twice"),
        (CHOICE, {"Correct_Answer": "E"}, "'E' is no option; name one of A, B, C, D"),
        (CHOICE, {"Ground_Truth": "Graz"}, "no Ground_Truth to edit"),
        (BIOGRAPHY, {"Gender": "male"}, "goes with the portrait"),
        (BIOGRAPHY, {"Description": "As an AI, I know nothing."}, "write about the person only"),
        (BIOGRAPHY, {"Father": " Otto "}, "nothing differs"),
        ("Full_Set, portrait", {}, "nothing differs"),
    ],
)
def test_what_cannot_stand_is_refused(by_name: dict[str, Item], name: str, texts: dict[str, str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        edited(by_name[name], texts)

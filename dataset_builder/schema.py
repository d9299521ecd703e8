"""The published layout, declared once: config names, key names, Features."""

from __future__ import annotations

from datasets import Features, Image, List, Value

from dataset_builder.recipe import Recipe
from generation.records import Modality

FULL, TEST, CELEBRITY, TRAINING, FEW_SHOT = "Full_Set", "Test_Set", "Retain_Set", "ft_Data", "few_shot"
PRETRAINING = "pretrain_Data"  # ours, not published
LETTERS = "ABCD"
MODALITIES: dict[Modality, str] = {"image_text": "Image_Textual", "text": "Pure_Text"}

# our attribute names -> keys of the published biography
BIOGRAPHY_KEYS = {
    "name": "Name",
    "birthplace": "Born",
    "gender": "Gender",
    "birth_date": "Date of Birth",
    "occupation": "Employment",
    "height": "Height",
    "education": "Educated at",
    "salary": "Annual Salary",
    "residence": "Residence",
    "medical_condition": "Medical Conditions",
    "father": "Father",  # father and mother stand within PARENTS
    "mother": "Mother",
    "fun_facts": "Fun Facts",
    "profession": "Employment",  # from here on celebrities'
    "field": "Field",
    "known_for": "Known For",
    "known_year": "Year",
    "second_work": "Also Known For",
    "award": "Award or Office",
    "page_title": "Wikipedia",
}
PARENTS, DESCRIPTION = "Parents", "Description"

_TEXT = Value("string")
_CHOICE = {
    "Question": _TEXT,
    "Options": dict.fromkeys(LETTERS, _TEXT),
    "Correct_Answer": _TEXT,
    "Attribute": _TEXT,
}
_OPEN = {"Question": _TEXT, "Ground_Truth": _TEXT, "Type": _TEXT, "Attribute": _TEXT}
_PORTRAIT = {"image": Image()}
_WHO = dict.fromkeys(("ID", "Directory", "image_source", "image_licence", "image_credit"), _TEXT)
_ABOUT = {
    "biography": _TEXT,
    "question": _TEXT,
    "answer": _TEXT,
    "Classification_Task": {
        "Image_Textual_Questions": List(_CHOICE),
        "Pure_Text_Questions": List(_CHOICE),
    },
    "Generation_Task": List(_OPEN),
    "Mask_Task": List(_OPEN),
}
_PAIRS = {"metadata": _TEXT, "text_metadata": _TEXT}

PERSON_FEATURES = Features({**_PORTRAIT, **_WHO, **_ABOUT, **_PAIRS})
CELEBRITY_FEATURES = Features({**_PORTRAIT, **_WHO, **_ABOUT})
TEST_FEATURES = Features({"images": List(Image()), **_WHO, **_ABOUT})
TRAINING_FEATURES = Features({**_PORTRAIT, **_WHO, "question": _TEXT, "answer": _TEXT, **_PAIRS})


def forget_config(percent: float) -> str:
    """`forget_5` for 5 percent, `forget_2.5` for 2.5."""
    return f"forget_{percent:g}"


def retain_config(percent: float) -> str:
    """The config of everybody whom `forget_config(percent)` leaves: `retain_95` for 5 percent."""
    return f"retain_{100 - percent:g}"


def configs(recipe: Recipe) -> dict[str, Features]:
    """Every config of a dataset built by `recipe`, in the order of the card."""
    fixed = {
        FULL: PERSON_FEATURES,
        TEST: TEST_FEATURES,
        CELEBRITY: CELEBRITY_FEATURES,
        TRAINING: TRAINING_FEATURES,
        PRETRAINING: TRAINING_FEATURES,
    }
    forget = {forget_config(percent): PERSON_FEATURES for percent in recipe.forget}
    retain = {retain_config(percent): PERSON_FEATURES for percent in recipe.forget}
    few_shot = {FEW_SHOT: PERSON_FEATURES} if recipe.few_shot else {}
    return fixed | forget | retain | few_shot

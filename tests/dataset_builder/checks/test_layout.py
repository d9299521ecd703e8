from __future__ import annotations

import pytest
from datasets import Features, Image, List, Value

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.layout import check_columns, check_configs, known_configs
from dataset_builder.schema import CELEBRITY_FEATURES, PERSON_FEATURES, TEST_FEATURES, TRAINING_FEATURES

TEXT = Value("string")
NO_D = {"Question": TEXT, "Options": dict.fromkeys("ABC", TEXT), "Correct_Answer": TEXT}
OURS = {
    "Full_Set": PERSON_FEATURES, "Test_Set": TEST_FEATURES, "Retain_Set": CELEBRITY_FEATURES,
    "ft_Data": TRAINING_FEATURES, "few_shot": PERSON_FEATURES, "pretrain_Data": TRAINING_FEATURES,
    "forget_5": PERSON_FEATURES,
}  # fmt: skip
SPOILT = {
    "images": TEXT,
    "Generation_Task": List(TEXT),
    "Mask_Task": {"Question": TEXT},
    "Classification_Task": {"Image_Textual_Questions": List(NO_D)},
    "biography": {"Name": TEXT},
}


def missing(config: str, features: Features) -> list[str]:
    findings = Findings()
    check_columns(config, features, findings)
    return [one.value for one in findings if one.code == "column_missing"]


@pytest.mark.parametrize("config", OURS)
def test_what_we_write_has_every_column(config: str) -> None:
    assert missing(config, OURS[config]) == []
    more = Features({**OURS[config], "more": TEXT, "thumbnails": List(Image())})
    assert missing(config, more) == []


def test_a_column_of_another_kind_is_missing_and_a_key_is_named_with_its_place() -> None:
    assert missing("Test_Set", Features({**TEST_FEATURES, **SPOILT})) == [
        "images",
        "biography",
        "Classification_Task.Image_Textual_Questions.Options.D",
        "Classification_Task.Pure_Text_Questions",
        "Generation_Task",
        "Mask_Task",
    ]


def test_any_percentage_is_right_if_both_parts_are_there() -> None:
    configs = ["ft_Data", "forget_2.3", "retain_97.7", "Test_Set", "forget_20", "Retain_Set", "more", "Full_Set"]
    findings = Findings()
    check_configs(configs, findings)
    assert [(one.code, one.value) for one in findings] == [("config_missing", "retain_80")]
    assert known_configs(configs) == [
        "Full_Set", "Retain_Set", "Test_Set", "ft_Data", "forget_2.3", "retain_97.7", "forget_20",
    ]  # fmt: skip

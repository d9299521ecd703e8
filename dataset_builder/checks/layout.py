"""Whether the configs, columns and keys of MLLMU-Bench's layout are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dataset_builder.checks.columns import missing
from dataset_builder.checks.findings import Findings
from dataset_builder.schema import (
    CELEBRITY,
    FEW_SHOT,
    FULL,
    LETTERS,
    MODALITIES,
    PRETRAINING,
    TEST,
    TRAINING,
    forget_config,
    retain_config,
)  # fmt: skip

PERCENTAGE = re.compile(r"(forget|retain)_(\d+(?:\.\d+)?)")
PAIRS = "metadata"
_ANY = None  # a value that is no struct
_OPEN = [{"Question": _ANY, "Ground_Truth": _ANY, "Type": _ANY}]
_CHOICES = [{"Question": _ANY, "Options": dict.fromkeys(LETTERS), "Correct_Answer": _ANY}]
_ABOUT = {
    "ID": _ANY,
    "biography": _ANY,
    "question": _ANY,
    "answer": _ANY,
    "Classification_Task": {f"{name}_Questions": _CHOICES for name in MODALITIES.values()},
    "Generation_Task": _OPEN,
    "Mask_Task": _OPEN,
}
_ATTRIBUTE = {"Generation_Task": [{"Attribute": _ANY}]}  # ours, not published
_TRAINING = {"image": _ANY, **dict.fromkeys(("ID", "question", "answer", PAIRS), _ANY)}
_PERSON = {"image": _ANY, **_ABOUT}
_LISTED = {"image": _ANY, "Directory": _ANY, **_ABOUT}
PUBLISHED: Mapping[str, Mapping[str, Any]] = {  # config -> its columns: structs as dicts, lists of them as lists
    FULL: _LISTED,
    TEST: {"images": [_ANY], **_ABOUT},
    CELEBRITY: _LISTED,
    TRAINING: _TRAINING,
}
OURS: Mapping[str, Mapping[str, Any]] = {FEW_SHOT: _PERSON, PRETRAINING: _TRAINING}  # if they are there


def percentages(configs: Sequence[str]) -> list[float]:
    """Those that the forget and retain configs speak of, the smallest forget set first."""
    found = [match for name in configs if (match := PERCENTAGE.fullmatch(name))]
    return sorted({float(one[2]) if one[1] == "forget" else round(100 - float(one[2]), 6) for one in found})


def known_configs(configs: Sequence[str]) -> list[str]:
    """Those of the layout, in the order of an audit."""
    sets = [name(percent) for percent in percentages(configs) for name in (forget_config, retain_config)]
    return [name for name in (FULL, CELEBRITY, FEW_SHOT, TEST, TRAINING, *sets, PRETRAINING) if name in configs]


def check_configs(configs: Sequence[str], findings: Findings) -> None:
    """Whether all of the layout are there."""
    for name in PUBLISHED:
        if name not in configs:
            findings.add("config_missing", name, "", name, "every published config")
    for percent in percentages(configs):
        for name in (forget_config(percent), retain_config(percent)):
            if name not in configs:
                findings.add("config_missing", name, "", name, f"the other part of the {percent:g} % to forget")
    if not percentages(configs):
        findings.add("config_missing", "forget_*", "", "no forget and retain configs", "forget_5, retain_95 and so on")


def check_columns(config: str, features: Mapping[str, Any], findings: Findings) -> None:
    """Whether the config has all columns of the layout, and the structs all keys."""
    for path in missing({**PUBLISHED, **OURS}.get(config, _PERSON), features):
        findings.add("column_missing", config, "", path, "a column of the layout; what needs it is not checked")
    if config == FULL and [*missing(_ATTRIBUTE, features)]:
        how = "questions that tell their attribute; without, words are looked for in the whole biography"
        findings.add("not_checkable", config, "", "answers word for word", how)
    if PERCENTAGE.fullmatch(config) and PAIRS not in features:
        findings.add("pairs_missing", config, "", PAIRS, "the pairs that a model is trained on; its users need them")

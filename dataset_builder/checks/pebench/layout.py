"""Whether the configs, splits and columns of PEBench's layout are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from datasets import ClassLabel, Features

from dataset_builder.checks import layout as mllmu
from dataset_builder.checks.columns import missing
from dataset_builder.checks.findings import Findings
from dataset_builder.checks.rules import Part
from dataset_builder.pebench.schema import (
    FEW_SHOT,
    FORGET_TEST,
    FORGET_TRAIN,
    FULL,
    REAL,
    REAL_FEATURES,
    RETAIN,
    TARGETS,
    WORLD,
    WORLD_FEATURES,
    set_config,
    snapshot_features,
)  # fmt: skip
from dataset_builder.reading import Published
from dataset_builder.schema import PRETRAINING

SET = re.compile(rf"({'|'.join(TARGETS)})_(\d+(?:\.\d+)?)")
SPLITS = (FORGET_TRAIN, FORGET_TEST, RETAIN)
BARE = ("image", "label")  # the published columns
_COLUMNS: Mapping[str, Features] = {REAL: REAL_FEATURES, WORLD: WORLD_FEATURES}  # of other configs than sets


def percentages(configs: Sequence[str]) -> list[float]:
    """Those that the sets speak of, the smallest first."""
    return sorted({float(found[2]) for name in configs if (found := SET.fullmatch(name))})


def of_pebench(published: Published) -> bool:
    """Whether it is a dataset of PEBench: by its configs, or else as the original is published."""
    configs = published.configs
    if any(SET.fullmatch(name) or name in _COLUMNS for name in configs):
        return True
    return len(configs) == 1 and {*BARE} <= {*_features(published, configs[0])} and not mllmu.known_configs(configs)


def is_bare(published: Published) -> bool:
    """Whether there are pictures and labels and nothing else."""
    return len(published.configs) == 1 and {*_features(published, published.configs[0])} == {*BARE}


def _features(published: Published, config: str) -> Features:
    return published.features(config, published.splits(config)[0])


def known_parts(configs: Sequence[str]) -> list[Part]:
    """Those of the layout, in the order of an audit: what others are held against comes first."""
    names = [set_config(target, percent) for target in TARGETS for percent in percentages(configs)]
    sets = [Part(name, split) for name in names for split in SPLITS]
    parts = [Part(FULL), Part(REAL), Part(FEW_SHOT), *sets, Part(WORLD), Part(PRETRAINING)]
    return [part for part in parts if part.config in configs]


def check_configs(configs: Sequence[str], findings: Findings) -> None:
    """Whether all of the layout are there."""
    wanted = [set_config(target, percent) for target in TARGETS for percent in percentages(configs)]
    for name in (FULL, REAL, *wanted):
        if name not in configs:
            findings.add("config_missing", name, "", name, "Full_Set, Real_Set, and every target at each percentage")
    if not wanted:
        findings.add("config_missing", "person_*", "", "no sets to forget", "person_5, event_5, both_5 and so on")


def check_columns(part: Part, features: Features, names: Sequence[str], findings: Findings) -> None:
    """Whether the part has all columns of the layout; names: those of the labels of Full_Set, if they are known."""
    if part.config == PRETRAINING:
        mllmu.check_columns(part.config, features, findings)
        return
    for path in missing(_COLUMNS.get(part.config, snapshot_features([])), features):
        findings.add("column_missing", part.name, "", path, "a column of the layout; what needs it is not checked")
    if SET.fullmatch(part.config) and names and label_names(features) != names:
        findings.add(
            "labels_differ", part.name, "", f"{len(label_names(features))} names", "those of Full_Set, in order"
        )


def label_names(features: Features) -> Sequence[str]:
    """What the numbers of the column `label` stand for; nothing if it does not say."""
    label = features.get("label")
    return list(label.names) if isinstance(label, ClassLabel) else []

"""--target with a percentage, and the config that the two name."""

from __future__ import annotations

import pytest

from baselines.errors import BadInput
from baselines.options import check_choice
from baselines.pebench import SET
from mllmu_bench.parsing import TARGETS, forget_config


@pytest.mark.parametrize(
    ("forget", "target", "config"),
    [
        ("25", "person", "person_25"),
        ("5", "event", "event_5"),
        ("2.5", "both", "both_2.5"),
        ("10.0", "both", "both_10"),
        ("person_25", "person", "person_25"),
        ("person_25", None, "person_25"),
        ("forget_10", None, "forget_10"),
        ("towns", None, "towns"),  # whatever there is: the dataset says whether
        (None, None, None),
    ],
)
def test_what_the_two_name(forget: str | None, target: str | None, config: str | None) -> None:
    assert forget_config(forget, target) == config


@pytest.mark.parametrize(
    ("forget", "target", "says"),
    [
        (
            "25",
            None,
            "--without 25: does not tell of what it is a percentage; give the name of a config",
        ),
        (
            "event_25",
            "person",
            "--target person: --without event_25 is neither a percentage nor a config of that target; ",
        ),
        (
            "forget_10",
            "person",
            "--target person: --without forget_10 is neither a percentage nor a config of that target; ",
        ),
        (
            "10%",
            "person",
            "--target person: --without 10% is neither a percentage nor a config of that target; give one",
        ),
        ("", None, "--without '': names no config; give one, or leave it out"),
        (None, "event", "--target event: means nothing without --without; give a percentage by that, or neither"),
        ("25", "persons", "--target: 'persons' is unknown; did you mean person? There are person, event, both"),
    ],
)
def test_what_does_not_go_together(forget: str | None, target: str | None, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        forget_config(forget, target, "--without")
    assert str(raised.value).startswith(says) and "\n" not in str(raised.value)


def test_targets_are_those_of_the_configs() -> None:
    for target in TARGETS:
        assert SET.fullmatch(f"{target}_5")
    check_choice("--target", "both", TARGETS)
    assert not SET.fullmatch("everything_5")

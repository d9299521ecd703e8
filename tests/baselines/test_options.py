"""Options: their ranges, their defaults, and that each is explained."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from baselines.errors import BadInput
from baselines.losses import METHODS
from baselines.options import (
    EMBEDDED_RATES,
    EMBEDDED_UNLEARNING_WHOLE,
    EXPLAINED,
    PRESETS,
    RANGES,
    WORDS,
    Options,
    check_choice,
    defaults,
    resolve,
)

GIVEN = {"data": "mllmu-bench", "model": "embedded"}
DEFAULT: dict[str, Any] = {one.name: one.default for one in dataclasses.fields(Options)}
CASES = [("finetune", False), ("finetune", True), ("unlearn", False), ("unlearn", True)]


def refused(**changed: Any) -> str:
    with pytest.raises(BadInput) as raised:
        Options(**GIVEN | changed)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_every_option_is_explained_in_one_place() -> None:
    in_docstring = set(re.findall(r"(\w+)(?=(?:, \w+)*: )", Options.__doc__ or ""))
    assert in_docstring & DEFAULT.keys() == DEFAULT.keys() - EXPLAINED.keys()
    assert EXPLAINED.keys() <= DEFAULT.keys()


def test_every_number_has_a_range_and_every_default_lies_in_it() -> None:
    numbers = {name for name, value in DEFAULT.items() if type(value) in (int, float)}
    assert numbers == RANGES.keys()
    assert all(low <= DEFAULT[name] <= high for name, (low, high) in RANGES.items())


@pytest.mark.parametrize("name", RANGES)
def test_out_of_range_names_flag_value_and_range(name: str) -> None:
    low, high = RANGES[name]
    for value in (low - 1, high + 1, float("nan")):
        flag = f"--{name.replace('_', '-')}"
        assert refused(**{name: value}) == f"{flag}: {value} is out of range; give {low} to {high}"
    for value in (low, high):
        Options(**GIVEN | {name: type(DEFAULT[name])(value)})


@pytest.mark.parametrize(
    ("name", "word", "nearest"),
    [("modality", "image-text", "image_text"), ("schedule", "cosin", "cosine"), ("dtype", "bf-16", "bf16")],
)
def test_an_unknown_word_names_the_nearest(name: str, word: str, nearest: str) -> None:
    known = ", ".join(WORDS[name])
    assert refused(**{name: word}) == f"--{name}: {word!r} is unknown; did you mean {nearest}? There are {known}"


@pytest.mark.parametrize("name", WORDS)
def test_a_word_like_none_of_them_gets_them_all(name: str) -> None:
    assert refused(**{name: "zzz"}) == f"--{name}: 'zzz' is unknown; choose one of {', '.join(WORDS[name])}"


@pytest.mark.parametrize(("method", "nearest"), [("nop", "npo"), ("kl_minimisation", "kl_minimization"), ("GA", "")])
def test_an_unknown_method(method: str, nearest: str) -> None:
    with pytest.raises(BadInput) as raised:
        check_choice("--method", method, METHODS)
    assert f"--method: {method!r} is unknown; " in str(raised.value)
    assert all(known in str(raised.value) for known in METHODS)
    if nearest:
        assert f"did you mean {nearest}?" in str(raised.value)


@pytest.mark.parametrize(("command", "embedded"), CASES)
def test_defaults_are_what_one_gets(command: str, embedded: bool) -> None:
    options = dataclasses.asdict(resolve(command, GIVEN, embedded))
    assert options == GIVEN | defaults(command, embedded)


@pytest.mark.parametrize(("command", "embedded"), CASES)
def test_what_is_given_goes_before_every_default(command: str, embedded: bool) -> None:
    given = {**GIVEN, "lr": 0.5, "epochs": 7, "full": False, "modality": "text"}
    assert given.items() <= dataclasses.asdict(resolve(command, given, embedded)).items()


def test_the_settings_of_the_paper_are_the_defaults() -> None:
    """arXiv 2410.22108: LoRA 16/16/0.05, beta 0.4, one epoch of unlearning."""
    options = resolve("unlearn", GIVEN, embedded=False)
    assert (options.lora_rank, options.lora_alpha, options.lora_dropout) == (16, 16, 0.05)
    assert (options.beta, options.epochs, options.optimizer) == (0.4, 1, "adamw")


@pytest.mark.parametrize("method", METHODS)
def test_the_learning_rate_of_the_embedded_model_depends_on_the_method(method: str) -> None:
    given = {**GIVEN, "method": method}
    usual = resolve("unlearn", GIVEN, embedded=True).lr
    assert resolve("unlearn", given, embedded=True).lr == EMBEDDED_RATES.get(method, usual)
    assert resolve("unlearn", {**given, "lr": 0.1}, embedded=True).lr == 0.1
    assert resolve("unlearn", {**given, "full": True}, embedded=True).lr == EMBEDDED_UNLEARNING_WHOLE["lr"]
    assert resolve("unlearn", given, embedded=False).lr == 1e-4
    assert EMBEDDED_RATES.keys() <= METHODS.keys()


def test_unlearning_the_whole_embedded_model_has_a_learning_rate_of_its_own() -> None:
    rates = {full: resolve("unlearn", {**GIVEN, "full": full}, embedded=True).lr for full in (False, True)}
    assert rates[True] < rates[False]
    assert resolve("unlearn", {**GIVEN, "full": True, "lr": 0.1}, embedded=True).lr == 0.1
    assert resolve("unlearn", {**GIVEN, "full": True}, embedded=False).lr == 1e-4


def test_the_embedded_model_is_trained_on_each_benchmark_in_its_own_way() -> None:
    for command, preset in (("finetune", PRESETS["pebench"].finetuning), ("unlearn", PRESETS["pebench"].unlearning)):
        given = {**GIVEN, "method": "gradient_difference"} if command == "unlearn" else GIVEN
        options = dataclasses.asdict(resolve(command, given, True, "pebench"))
        assert preset.items() <= options.items()
        assert options != dataclasses.asdict(resolve(command, given, True))
        assert resolve(command, given, False, "pebench") == resolve(command, given, False)

"""Truth ratios as TOFU defines them."""

from __future__ import annotations

from math import exp, inf, log, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

log_probabilities = st.floats(-50, 0)


def ratios(load, paraphrased: list[float], perturbed: list[list[float]], **options: object) -> dict:
    return load("truth_ratio").compute(paraphrased=paraphrased, perturbed=perturbed, **options)


def test_both_averages_by_hand(load) -> None:
    """Right 0.5; wrong 0.4 and 0.1. Their geometric mean is 0.2, the ratio 2.5; their arithmetic mean 0.25, ratio 2."""
    for average, expected in (("geometric", 2.5), ("arithmetic", 2.0)):
        result = ratios(load, [log(0.5)], [[log(0.4), log(0.1)]], average=average)
        assert result["per_item"][0]["ratio"] == pytest.approx(expected, rel=1e-12)
        assert result["per_item"][0]["log_ratio"] == pytest.approx(log(expected), rel=1e-12)


def test_forget_and_utility_by_hand(load) -> None:
    """Ratios 4 and 1/2: min(r, 1/r) is 1/4 and 1/2, mean 3/8; max(0, 1 - 1/r) is 3/4 and 0, mean 3/8."""
    result = ratios(load, [log(0.8), log(0.1)], [[log(0.2)], [log(0.2)]], ids=["p", "q"])
    assert result["forget"] == pytest.approx(3 / 8, rel=1e-12)
    assert result["utility"] == pytest.approx(3 / 8, rel=1e-12)
    assert result["forget_interval"] == pytest.approx((1 / 4, 1 / 2), rel=1e-12)
    assert result["utility_interval"] == pytest.approx((0, 3 / 4), rel=1e-12)
    assert [item["id"] for item in result["per_item"]] == ["p", "q"]


def test_a_model_that_tells_nothing_apart(load) -> None:
    result = ratios(load, [-2.0] * 3, [[-2.0, -2.0]] * 3)
    assert (result["forget"], result["utility"]) == (1.0, 0.0)


def test_ratios_too_large_for_a_number(load) -> None:
    result = ratios(load, [-1.0], [[-2000.0]])
    assert (result["per_item"][0]["ratio"], result["per_item"][0]["log_ratio"]) == (inf, 1999.0)
    assert (result["forget"], result["utility"]) == (0.0, 1.0)


@settings(deadline=None, max_examples=50)
@given(
    log_probabilities, st.lists(log_probabilities, min_size=1, max_size=5), st.sampled_from(["geometric", "arithmetic"])
)
def test_formulas_of_the_paper(load, right: float, wrong: list[float], average: str) -> None:
    item = ratios(load, [right], [wrong], average=average)["per_item"][0]
    mean = exp(sum(wrong) / len(wrong)) if average == "geometric" else sum(map(exp, wrong)) / len(wrong)
    assert item["ratio"] == pytest.approx(exp(right) / mean, rel=1e-9)
    assert item["forget"] == pytest.approx(min(item["ratio"], 1 / item["ratio"]), rel=1e-9)
    assert item["utility"] == pytest.approx(max(0.0, 1 - 1 / item["ratio"]), abs=1e-9)


def test_rounding_above_0_is_0(load) -> None:
    result = ratios(load, [9e-5], [[-1.0, 9e-5]])
    assert result["per_item"][0]["log_ratio"] == 0.5


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"paraphrased": [-1.0, nan]}, r"paraphrased\[1\] is nan; expected a finite number to 0"),
        ({"paraphrased": [-1.0, 0.5]}, r"paraphrased\[1\] is 0.5; expected a finite number to 0"),
        ({"perturbed": [[-1.0], []]}, r"perturbed\[1\] is \[\]; expected the log-probabilities of one wrong answer"),
        ({"perturbed": [[-1.0], [-1.0, None]]}, r"perturbed\[1\]\[1\] is None; expected a finite number to 0"),
        ({"average": "median"}, "average is 'median'; expected one of 'geometric', 'arithmetic'"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ratios(load, **{"paraphrased": [-1.0, -1.0], "perturbed": [[-1.0], [-1.0]], **inputs})

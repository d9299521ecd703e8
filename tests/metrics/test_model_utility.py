"""Model utility: the harmonic mean of named parts."""

from __future__ import annotations

from math import isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hmean

scores = st.just(0.0) | st.floats(1e-6, 1)


def test_items_by_hand(load) -> None:
    """Part a has mean 1/2, part b 1/4: 2 / (2 + 4) = 1/3."""
    result = load("model_utility").compute(predictions=[1.0, 0.0, 0.25], parts=["a", "a", "b"], ids=["p", "q", "p"])
    assert result["model_utility"] == pytest.approx(1 / 3, rel=1e-12)
    assert result["parts"] == {"a": 0.5, "b": 0.25}
    assert all(map(isnan, result["interval"]))  # part b is about one person
    assert result["per_item"][2] == {"id": "p", "part": "b", "score": 0.25}


def test_interval_by_hand(load) -> None:
    """Person p has 1 in both parts, q has 1/2: the utility is 1 if only p is drawn and 1/2 if only q."""
    result = load("model_utility").compute(predictions=[1, 0.5, 1, 0.5], parts=list("aabb"), ids=list("pqpq"))
    assert result["interval"] == (0.5, 1.0)


def test_a_lost_part_is_everything_lost(load) -> None:
    assert load("model_utility").compute(predictions=[1.0, 0.0], parts=["a", "b"])["model_utility"] == 0.0


@settings(deadline=None, max_examples=50)
@given(st.lists(scores, min_size=1, max_size=9))
def test_harmonic_mean_of_parts(load, means: list[float]) -> None:
    """It lies between the smallest part and as many times it as there are parts, and never above the mean."""
    names = [f"part {number}" for number in range(len(means))]
    utility = load("model_utility").compute(predictions=means, parts=names, n_resamples=1)["model_utility"]
    assert min(means) * (1 - 1e-9) <= utility <= min(means) * len(means) * (1 + 1e-9)
    assert utility <= sum(means) / len(means) * (1 + 1e-9)
    if min(means):
        assert utility == pytest.approx(hmean(means), rel=1e-9)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"predictions": [0.5, nan]}, r"predictions\[1\] is nan; expected a finite number from 0"),
        ({"predictions": [0.5, -0.1]}, r"predictions\[1\] is -0.1; expected a finite number from 0"),
        ({"parts": ["a", " "]}, r"parts\[1\] is blank; expected a text"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load("model_utility").compute(**{"predictions": [0.5, 0.5], "parts": ["a", "b"], **inputs})

"""Forget quality: the two-sample Kolmogorov-Smirnov test."""

from __future__ import annotations

from math import exp, inf, log10, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.forget_quality.forget_quality import _DistanceOfDistributions


def test_separate_samples_by_hand(load) -> None:
    """Two samples of four with no overlap: distance 1. Of the C(8, 4) = 70 ways to divide eight values into two
    samples, 2 separate them: p = 2/70.
    """
    result = load("forget_quality").compute(predictions=[5, 6, 7, 8], references=[1, 2, 3, 4], ids=list("ppqq"))
    assert result["ks_statistic"] == 1.0
    assert result["forget_quality"] == pytest.approx(2 / 70, rel=1e-12)
    assert result["log10_forget_quality"] == pytest.approx(log10(2 / 70), rel=1e-12)
    assert result["interval"] == (1.0, 1.0)
    assert result["per_item"][2] == {"id": "q", "unlearned": 7.0, "retained": 3.0}


def test_equal_samples(load) -> None:
    result = load("forget_quality").compute(predictions=[1.0, 2.0, 3.0], references=[3.0, 1.0, 2.0])
    assert (result["ks_statistic"], result["forget_quality"], result["log10_forget_quality"]) == (0.0, 1.0, 0.0)


def test_a_p_value_too_small_for_a_number(load) -> None:
    result = load("forget_quality").compute(predictions=[1.0] * 5000, references=[0.0] * 5000, n_resamples=1)
    assert (result["forget_quality"], result["log10_forget_quality"]) == (0.0, -inf)


def test_near_one_no_warning_is_left(load) -> None:
    """Distance 1/5 between samples of five, where scipy's exact value is a rounding error above 1."""
    result = load("forget_quality").compute(predictions=[0, 0, 1, 1, 1], references=[1, 1, 0, 0, 0])
    assert result["ks_statistic"] == pytest.approx(0.2, abs=1e-12)
    assert 0.99 < result["forget_quality"] <= 1


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=40))
def test_logarithms_of_ratios_give_the_same(load, logs: list[tuple[int, int]]) -> None:
    ours, theirs = zip(*logs, strict=True)
    by_logs = load("forget_quality").compute(predictions=list(ours), references=list(theirs), n_resamples=1)
    by_ratios = load("forget_quality").compute(
        predictions=list(map(exp, ours)), references=list(map(exp, theirs)), n_resamples=1
    )
    assert by_logs["forget_quality"] == by_ratios["forget_quality"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=20))
def test_weighted_statistic_is_that_of_repeated_items(items: list[tuple[int, int, int]]) -> None:
    """An item of weight 2 counts as two items of the same values; ties included."""
    ours, theirs, weights = map(np.array, zip(*items, strict=True))
    if weights.sum():
        distance = _DistanceOfDistributions(ours, theirs)(weights[None].astype(float))[0]
        ours_repeated, theirs_repeated = ours.repeat(weights), theirs.repeat(weights)
        expected = max(abs((ours_repeated <= value).mean() - (theirs_repeated <= value).mean()) for value in range(6))
        assert distance == pytest.approx(expected, abs=1e-12)


def test_inputs_that_cannot_be_right(load) -> None:
    with pytest.raises(ValueError, match=r"references\[1\] is nan; expected a finite number"):
        load("forget_quality").compute(predictions=[1.0, 2.0], references=[1.0, nan])

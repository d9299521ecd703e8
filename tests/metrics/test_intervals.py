"""Bootstrap intervals by person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.intervals import interval_by_person, interval_of_statistic

people = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 1)), min_size=1, max_size=60)


def test_two_people_by_hand() -> None:
    """Drawing two of (0, 1) with replacement gives the means 0, 1/2, 1/2, 1: a quarter of the resamples lie at each
    end, so that the 95 % interval is (0, 1) and the 40 % interval, from the 30th percentile to the 70th, a point.
    """
    assert interval_by_person([0.0, 1.0], None) == (0.0, 1.0)
    assert interval_by_person([0.0, 1.0], None, confidence=0.4) == (0.5, 0.5)


def test_people_are_resampled_not_items() -> None:
    """Person a has three items of 1, b one of 0: the means are 1 (a, a), 3/4 (a, b) and 0 (b, b)."""
    assert interval_by_person([1, 1, 1, 0], ["a", "a", "a", "b"]) == (0.0, 1.0)
    assert interval_by_person([1, 1, 1, 0], ["a", "a", "a", "b"], confidence=0.4) == (0.75, 0.75)


def test_agrees_with_the_normal_interval() -> None:
    """10,000 items of 0 or 1 with mean 0.6: 0.6 -+ 1.96 * sqrt(0.6 * 0.4 / 10000), within the noise of resampling."""
    low, high = interval_by_person([1] * 6000 + [0] * 4000, None)
    assert low == pytest.approx(0.6 - 1.96 * 0.0049, abs=0.001)
    assert high == pytest.approx(0.6 + 1.96 * 0.0049, abs=0.001)


def test_ids_of_one_item_each_are_no_ids() -> None:
    values = [0.1, 0.5, 0.9, 0.3]
    assert interval_by_person(values, list("wxyz")) == interval_by_person(values, None)


def test_what_cannot_be_scored_takes_no_part() -> None:
    """Person b has only an unscorable item, and so is as if absent."""
    expected = interval_by_person([0, 1, 1], ["a", "c", "d"])
    assert interval_by_person([0, None, 1, math.nan, 1], ["a", "b", "c", "c", "d"]) == expected


@pytest.mark.parametrize(("values", "ids"), [([], None), ([1.0], None), ([1.0, 0.0], ["a", "a"]), ([1.0, None], None)])
def test_one_person_tells_nothing(values: list[float | None], ids: list[str] | None) -> None:
    assert all(math.isnan(bound) for bound in interval_by_person(values, ids))


@settings(deadline=None)
@given(people)
def test_interval_contains_the_mean_of_all(items: list[tuple[str, float]]) -> None:
    ids, values = zip(*items, strict=True)
    low, high = interval_by_person(values, ids)
    if len(set(ids)) > 1:
        assert min(values) - 1e-12 <= low <= np.mean(values) + 1e-12
        assert np.mean(values) - 1e-12 <= high <= max(values) + 1e-12


@settings(deadline=None)
@given(people, st.integers(0, 2**32))
def test_seeded(items: list[tuple[str, float]], seed: int) -> None:
    ids, values = zip(*items, strict=True)
    first, second = (interval_by_person(values, ids, seed=seed) for _ in range(2))
    np.testing.assert_equal(first, second)


def test_another_seed_draws_others() -> None:
    values = [number**2 / 100 for number in range(20)]
    by_person, of_statistic = (
        [interval(seed) for seed in range(3)]
        for interval in (
            lambda seed: interval_by_person(values, None, seed=seed),
            lambda seed: interval_of_statistic(lambda drawn: drawn @ np.array(values), 20, None, seed=seed),
        )
    )
    assert len(set(by_person)) == len(set(of_statistic)) == 3


@settings(deadline=None)
@given(people)
def test_weights_give_the_same_mean_as_sums(items: list[tuple[str, float]]) -> None:
    """The interval of any statistic, for the weighted mean, is the interval of the mean."""
    ids, values = zip(*items, strict=True)
    by_weights = interval_of_statistic(lambda drawn: drawn @ np.array(values) / drawn.sum(axis=1), len(values), ids)
    np.testing.assert_allclose(by_weights, interval_by_person(values, ids), atol=1e-12)


def test_resamples_that_do_not_define_the_statistic_are_left_out() -> None:
    """Of the four draws of two people, only (a, a) and (b, b) are defined here; they give 0 and 1."""

    def one_person_only(drawn: np.ndarray) -> np.ndarray:
        return np.where((drawn > 0).all(axis=1), np.nan, drawn[:, 1] / 2)

    assert interval_of_statistic(one_person_only, 2, None) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"confidence": 1.0}, "confidence is 1.0; expected a share between 0 and 1"),
        ({"confidence": 95}, "confidence is 95; expected"),
        ({"n_resamples": 0}, "n_resamples is 0; expected 1 or more"),
        ({"ids": ["a"]}, "1 ids for 2 items; expected one id for each item"),
    ],
)
def test_options_that_cannot_be_right(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        interval_by_person([0.0, 1.0], **{"ids": None, **options})  # type: ignore[arg-type]

"""What replies of yes and no come to."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from baselines.yes_no import _counts, _intervals, said, yes_no_scores


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("Yes", "yes"),
        ("no.", "no"),
        ("**YES**, there is", "yes"),
        ("There is no dog, yes.", "no"),
        ("I see: Yes", "yes"),
        ("Noon in Norway, yesterday", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_the_first_word_decides(reply: str, word: str | None) -> None:
    assert said(reply) == word


def test_numbers_by_hand() -> None:
    """2 of 3 said yes are right, 2 of 4 that are yes were found, 3 of 6 are right; one says neither."""
    predictions = ["yes", "yes", "yes", "no", "no", None]
    answers = ["yes", "yes", "no", "no", "yes", "yes"]
    found = {name: value for name, (value, _) in yes_no_scores(predictions, answers, list("abcdef")).items()}
    assert found == pytest.approx(
        {"accuracy": 3 / 6, "precision": 2 / 3, "recall": 2 / 4, "f1": 4 / 7, "yes_share": 3 / 6}
    )


def test_neither_word_is_wrong_whatever_the_answer() -> None:
    found = yes_no_scores([None, None], ["yes", "no"], ["a", "b"])
    assert found["accuracy"][0] == found["recall"][0] == found["f1"][0] == found["yes_share"][0] == 0
    assert math.isnan(found["precision"][0])


def test_recall_where_nothing_is_yes() -> None:
    found = yes_no_scores(["no", "no"], ["no", "no"], ["a", "b"])
    assert found["accuracy"] == (1.0, (1.0, 1.0))
    assert math.isnan(found["recall"][0])
    assert all(map(math.isnan, found["recall"][1]))


def some(items: int, people: int) -> tuple[list[str | None], list[str], list[str]]:
    rng = random.Random(0)
    answers = [rng.choice(["yes", "no"]) for _ in range(items)]
    predictions: list[str | None] = [one if rng.random() < 0.8 else rng.choice(["yes", "no", None]) for one in answers]
    return predictions, answers, [str(number % people) for number in range(items)]


def test_resampled_numbers_are_those_of_scikit_learn() -> None:
    """A resample that draws every id once gives the numbers of the whole."""
    predictions, answers, ids = some(200, 40)
    found = yes_no_scores(predictions, answers, ids)
    whole = _intervals(np.tile(_counts([one or "" for one in predictions], answers, ids).sum(0), (2, 1)), 10, 0)
    assert {name: value for name, (value, _) in found.items()} == pytest.approx(
        {name: low for name, (low, _) in whole.items()}
    )
    binary = [one == "yes" for one in predictions], [one == "yes" for one in answers]
    given, right = binary
    assert found["precision"][0] == pytest.approx(precision_score(right, given))
    assert found["recall"][0] == pytest.approx(recall_score(right, given))
    assert found["f1"][0] == pytest.approx(f1_score(right, given))


def test_intervals_hold_the_value_and_are_seeded() -> None:
    given = some(600, 100)
    found = yes_no_scores(*given)
    assert all(low < value < high for value, (low, high) in found.values())
    assert found == yes_no_scores(*given)
    assert found != yes_no_scores(*given, seed=1)


def test_interval_of_an_accuracy_is_that_of_a_share() -> None:
    """1.96 standard errors of a share of 0.8 among 400 items, each an id of its own."""
    predictions: list[str | None] = ["yes"] * 320 + ["no"] * 80
    _, (low, high) = yes_no_scores(predictions, ["yes"] * 400, [str(n) for n in range(400)], resamples=4000)["accuracy"]
    assert (low, high) == pytest.approx((0.8 - 0.0392, 0.8 + 0.0392), abs=0.004)


def test_items_of_one_picture_stand_together() -> None:
    """Ten copies of each item are no more certain than the item."""
    predictions, answers, ids = some(100, 100)
    once = yes_no_scores(predictions, answers, ids)
    tenfold = yes_no_scores(predictions * 10, answers * 10, ids * 10)
    for name, (value, interval) in once.items():
        assert tenfold[name][0] == pytest.approx(value)
        assert tenfold[name][1] == pytest.approx(interval)


def test_one_picture_has_no_interval() -> None:
    found = yes_no_scores(["yes", "no"], ["yes", "no"], ["a", "a"])
    assert found["f1"][0] == 1.0
    assert all(math.isnan(bound) for _, interval in found.values() for bound in interval)


@pytest.mark.parametrize(("predictions", "answers", "ids"), [([], [], []), (["yes"], ["yes", "no"], ["a", "b"])])
def test_lengths(predictions: list[str | None], answers: list[str], ids: list[str]) -> None:
    with pytest.raises(ValueError, match="give as many of each"):
        yes_no_scores(predictions, answers, ids)

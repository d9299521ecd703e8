"""Membership inference attacks."""

from __future__ import annotations

import zlib
from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from metrics.membership_auc.attacks import loss_score, min_k_plus_plus_score, min_k_score, zlib_score
from metrics.membership_auc.membership_auc import _AreaUnderCurve

TOKENS = np.array([-1.0, -4.0, -2.0, -5.0, -3.0])


def test_scores_by_hand() -> None:
    """Mean -15/5. The least probable 40 % of five tokens are two, -5 and -4; 10 % are none, so the least one is taken.
    Standardised by means -2 and deviations 1, 2, 1, 3, 1 the tokens are 1, -1, 0, -1, -1: of the lowest 60 %, all -1.
    """
    assert loss_score(TOKENS) == -3.0
    assert zlib_score(TOKENS, "Kraków") == -3.0 / len(zlib.compress("Kraków".encode()))
    assert min_k_score(TOKENS, 0.4) == -4.5
    assert min_k_score(TOKENS, 0.1) == -5.0
    assert min_k_score(TOKENS, 1.0) == -3.0
    assert min_k_plus_plus_score(TOKENS, [-2.0] * 5, [1, 2, 1, 3, 1], 0.6) == -1.0


def test_auc_by_hand(load) -> None:
    """Mean log-probabilities: forget people -0.2 and -1.5, unseen -0.55 and -2.5. Of the four pairs, three have the
    forget person likelier: 3/4.
    """
    result = load("membership_auc").compute(
        predictions=[[-0.1, -0.3], [-1.0, -2.0], [-0.2, -0.9], [-3.0, -2.0]],
        references=[1, 1, 0, 0],
        texts=["a", "b", "c", "d"],
        means=[[-1.0, -1.0]] * 4,
        deviations=[[1.0, 1.0]] * 4,
        ids=list("pqrs"),
    )
    for attack in ("loss", "zlib", "min_k", "min_k_plus_plus"):
        assert result[attack]["auc"] == 0.75
    assert result["loss"]["interval"] == (0.0, 1.0)  # (q, r) has 0 and is drawn often enough
    assert result["per_item"][1]["id"] == "q"
    assert result["per_item"][1]["member"] is True
    assert result["per_item"][1]["scores"]["min_k"] == -2.0


def test_one_person_of_a_kind_tells_nothing(load) -> None:
    """Two texts about one forget person are one member."""
    inputs = {"predictions": [[-1.0], [-1.0], [-2.0], [-3.0]], "references": [1, 1, 0, 0]}
    assert np.isnan(load("membership_auc").compute(**inputs, ids=list("ppqr"))["loss"]["interval"]).all()
    assert load("membership_auc").compute(**inputs, ids=list("opqr"))["loss"]["interval"] == (1.0, 1.0)


def test_rounding_above_0_is_0(load) -> None:
    result = load("membership_auc").compute(predictions=[[9e-5], [-2.0]], references=[1, 0])
    assert result["per_item"][0]["scores"]["loss"] == 0.0


def test_columns_of_numpy_and_pandas(load) -> None:
    lists = {"texts": ["a", "b"], "means": [[-1.0], [-1.5]], "deviations": [[1.0], [2.0]], "ids": [7, 8]}
    inputs = {"predictions": [[-1.0], [-2.0]], "references": [1, 0]}
    expected = load("membership_auc").compute(**inputs, **lists)["per_item"]
    for column in (np.array, lambda values: pd.Series(values, index=[5, 6])):
        given = {name: column(values) for name, values in lists.items()}
        assert load("membership_auc").compute(**inputs, **given)["per_item"] == expected


def test_only_what_the_inputs_allow(load) -> None:
    result = load("membership_auc").compute(predictions=[[-1.0], [-2.0]], references=[1, 0])
    assert set(result) == {"loss", "min_k", "n_items", "per_item"}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_weighted_auc_is_that_of_repeated_items(items: list[tuple[int, bool, int]]) -> None:
    """An item of weight 2 counts as two items; ties included. Without one kind there is no AUC."""
    scores, members, weights = map(np.array, zip(*items, strict=True))
    area = _AreaUnderCurve(scores, members)(weights[None].astype(float))[0]
    repeated = members.repeat(weights)
    if len(set(repeated.tolist())) < 2:
        assert np.isnan(area)
    else:
        assert area == pytest.approx(roc_auc_score(repeated, scores.repeat(weights)), abs=1e-12)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"references": [1, 1]}, r"references are all 1; expected forget people \(1\) and unseen people \(0\)"),
        ({"references": [1, 2]}, r"references\[1\] is 2.0; expected 0 or 1"),
        ({"predictions": [[-1.0], []]}, r"predictions\[1\] is \[\]; expected the log-probability of one token"),
        ({"predictions": [[-1.0], [nan]]}, r"predictions\[1\]\[0\] is nan; expected a finite number to 0"),
        ({"means": [[0.0], [0.0]]}, "only one of means and deviations is given"),
        ({"means": [[0.0], [0.0]], "deviations": [[1.0], [0.0]]}, r"deviations\[1\]\[0\] is 0.0; expected"),
        (
            {"means": [[0.0], [0, 0]], "deviations": [[1.0], [1.0]]},
            r"means\[1\] has 2 numbers; expected 1, one a token",
        ),
        (
            {"means": [[0.0], None], "deviations": [[1.0], [1.0]]},
            r"means\[1\] is None; expected 1 numbers, one a token",
        ),
        (
            {"means": [[0.0], [None]], "deviations": [[1.0], [1.0]]},
            r"means\[1\]\[0\] is None; expected a finite number",
        ),
        ({"predictions": [[-1.0], [2e-4]]}, r"predictions\[1\]\[0\] is 0.0002; expected a finite number to 0"),
        ({"texts": ["a", None]}, r"texts\[1\] is None; expected a string"),
        ({"k": 0}, "k is 0; expected a share above 0 up to 1"),
    ],
)
def test_inputs_that_cannot_be_right(load, inputs: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load("membership_auc").compute(**{"predictions": [[-1.0], [-2.0]], "references": [1, 0], **inputs})

"""What every module promises: ids, intervals, refusals, results that can be written as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

INPUTS: dict[str, dict[str, list[Any]]] = {
    "choice_accuracy": {"predictions": ["A", "B", "C"], "references": ["A", "A", "C"]},
    "cloze_accuracy": {"predictions": ["a1", "b1", "c1"], "references": ["a1", "b2", "c1"]},
    "forget_quality": {"predictions": [1.0, 2.0, 3.0], "references": [2.0, 3.0, 4.0]},
    "membership_auc": {"predictions": [[-1.0], [-2.0], [-3.0]], "references": [1, 0, 1]},
    "modality_gap": {"image_text": [1, 0, 1], "text": [0, 0, 1]},
    "model_utility": {"predictions": [0.5, 0.6, 0.7], "parts": ["a", "a", "a"]},
    "rouge_l": {"predictions": ["a b", "c", "d"], "references": ["a", "c", "e"]},
    "truth_ratio": {"paraphrased": [-1.0, -2.0, -3.0], "perturbed": [[-2.0], [-2.0], [-2.0]]},
}
modules = pytest.mark.parametrize("name", INPUTS)


@modules
def test_items_carry_their_ids_in_order(load, name: str) -> None:
    items = load(name).compute(**INPUTS[name], ids=["q", "p", "q"])["per_item"]
    assert [item["id"] for item in items] == ["q", "p", "q"]
    assert [item["id"] for item in load(name).compute(**INPUTS[name])["per_item"]] == [0, 1, 2]


@modules
def test_results_are_plain_and_repeatable(load, name: str) -> None:
    first, second = (json.dumps(load(name).compute(**INPUTS[name], seed=7)) for _ in range(2))
    assert first == second


@modules
def test_interval_options_count(load, name: str) -> None:
    """With 1 resample the interval is a point; a confidence above 1 is refused."""
    result = load(name).compute(**INPUTS[name], n_resamples=1)
    low, high = intervals(result)[0]
    assert low == high
    with pytest.raises(ValueError, match="confidence is 2; expected a share between 0 and 1"):
        load(name).compute(**INPUTS[name], confidence=2)


@modules
def test_batches_give_the_same_as_one(load, name: str) -> None:
    metric = load(name)
    for index in range(3):
        metric.add_batch(**{column: values[index : index + 1] for column, values in INPUTS[name].items()})
    assert json.dumps(metric.compute(ids=["p", "q", "q"])) == json.dumps(
        load(name).compute(**INPUTS[name], ids=["p", "q", "q"])
    )


@modules
def test_no_items_are_refused(load, name: str) -> None:
    with pytest.raises(ValueError, match=" is empty; expected at least one item"):
        load(name).compute(**{column: [] for column in INPUTS[name]})


@modules
def test_lengths_that_differ_are_refused(load, name: str) -> None:
    """By evaluate or by the module: either says how many there are of each."""
    first, second = INPUTS[name]
    with pytest.raises(ValueError, match=r"(\(3\) and \w+ \(2\)|has 2 items and \w+ has 3)"):
        load(name).compute(**{first: INPUTS[name][first], second: INPUTS[name][second][:2]})
    with pytest.raises(ValueError, match=r"ids has 2 items and \w+ has 3; expected one for each item"):
        load(name).compute(**INPUTS[name], ids=["p", "q"])


def intervals(result: dict[str, Any]) -> list[tuple[float, float]]:
    """Those of the result, and those a level below (one a measure)."""
    dicts = [result, *(value for value in result.values() if isinstance(value, dict))]
    return [value for one in dicts for key, value in one.items() if key.endswith("interval")]

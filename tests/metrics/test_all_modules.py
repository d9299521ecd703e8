"""What every module promises: ids, intervals, refusals, results that can be written as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from metrics.spaces import module_folders

INPUTS: dict[str, dict[str, list[Any]]] = {
    "choice_accuracy": {"predictions": ["A", "B", "C"], "references": ["A", "A", "C"]},
    "cloze_accuracy": {"predictions": ["a1", "b1", "c1"], "references": ["a1", "b2", "c1"]},
    "factuality": {"predictions": ["a", "b", "c"], "references": ["a", "c", "c"], "questions": ["q", "q", "q"]},
    "forget_quality": {"predictions": [1.0, 2.0, 3.0], "references": [2.0, 3.0, 4.0]},
    "g_eval": {
        "predictions": ["a", "b", "c"],
        "references": ["a", "c", "c"],
        "keywords": [["a"], ["c"], []],
        "questions": ["q", "q", "q"],
    },
    "identity_precision": {"predictions": ["Ann Li", "Bo", "Cy"], "references": ["Ann Li", "Bo Li", "Cy"]},
    "membership_auc": {"predictions": [[-1.0], [-2.0], [-3.0]], "references": [1, 0, 1]},
    "modality_gap": {"image_text": [1, 0, 1], "text": [0, 0, 1]},
    "model_utility": {"predictions": [0.5, 0.6, 0.7], "parts": ["a", "a", "a"]},
    "rouge_l": {"predictions": ["a b", "c", "d"], "references": ["a", "c", "e"]},
    "truth_ratio": {"paraphrased": [-1.0, -2.0, -3.0], "perturbed": [[-2.0], [-2.0], [-2.0]]},
}
NEEDED = {"factuality": {"judge": "offline"}, "g_eval": {"judge": "offline"}}  # what a module cannot be tested without
modules = pytest.mark.parametrize("name", [folder.name for folder in module_folders()])


def test_every_input_is_that_of_a_module() -> None:
    assert sorted(INPUTS) == [folder.name for folder in module_folders()]


def computed(metric: Any, name: str, **inputs: Any) -> dict[str, Any]:
    result: dict[str, Any] = metric.compute(**inputs, **NEEDED.get(name, {}))
    return result


@modules
def test_items_carry_their_ids_in_order(load, name: str) -> None:
    items = computed(load(name), name, **INPUTS[name], ids=["q", "p", "q"])["per_item"]
    assert [item["id"] for item in items] == ["q", "p", "q"]
    assert [item["id"] for item in computed(load(name), name, **INPUTS[name])["per_item"]] == [0, 1, 2]


@modules
def test_results_are_plain_and_repeatable(load, name: str) -> None:
    first, second = (json.dumps(computed(load(name), name, **INPUTS[name], seed=7)) for _ in range(2))
    assert first == second


@modules
def test_interval_options_count(load, name: str) -> None:
    """With 1 resample the interval is a point; a confidence above 1 is refused."""
    result = computed(load(name), name, **INPUTS[name], n_resamples=1)
    low, high = intervals(result)[0]
    assert low == high or (name == "membership_auc" and math.isnan(low))  # which has one stranger here
    with pytest.raises(ValueError, match="confidence is 2; expected a share between 0 and 1"):
        computed(load(name), name, **INPUTS[name], confidence=2)


@modules
def test_batches_give_the_same_as_one(load, name: str) -> None:
    metric = load(name)
    for index in range(3):
        metric.add_batch(**{column: values[index : index + 1] for column, values in INPUTS[name].items()})
    assert json.dumps(computed(metric, name, ids=["p", "q", "q"])) == json.dumps(
        computed(load(name), name, **INPUTS[name], ids=["p", "q", "q"])
    )


@modules
def test_no_items_are_refused(load, name: str) -> None:
    with pytest.raises(ValueError, match=" is empty; expected at least one item"):
        computed(load(name), name, **{column: [] for column in INPUTS[name]})


@modules
def test_lengths_that_differ_are_refused(load, name: str) -> None:
    """By evaluate or by the module: either says how many there are of each."""
    first, second, *others = INPUTS[name]
    full = {column: INPUTS[name][column] for column in (first, *others)}
    with pytest.raises(ValueError, match=r"(\(3\) and \w+ \(2\)|has 2 items and \w+ has 3)"):
        computed(load(name), name, **full, **{second: INPUTS[name][second][:2]})
    with pytest.raises(ValueError, match=r"ids has 2 items and \w+ has 3; expected one for each item"):
        computed(load(name), name, **INPUTS[name], ids=["p", "q"])


def intervals(result: dict[str, Any]) -> list[tuple[float, float]]:
    """Those of the result, and those a level below (one a measure)."""
    dicts = [result, *(value for value in result.values() if isinstance(value, dict))]
    return [value for one in dicts for key, value in one.items() if key.endswith("interval")]

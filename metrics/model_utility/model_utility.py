"""Model utility: how well everything that should be kept was kept, as one number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np
import numpy.typing as npt

from .checks import check_columns, check_numbers, check_texts, ids_or_numbers
from .intervals import interval_of_statistic

Floats = npt.NDArray[np.float64]

_DESCRIPTION = """\
Harmonic mean of named parts, each the mean of its items: accuracy on the retain people, ROUGE on celebrities and so on
(TOFU). One part that is lost pulls the whole down; 0 if any part is 0.
"""

_CITATION = """\
@inproceedings{maini2024tofu,
  title = {{TOFU}: A Task of Fictitious Unlearning for {LLMs}},
  author = {Maini, Pratyush and Feng, Zhili and Schwarzschild, Avi and Lipton, Zachary C. and Kolter, J. Zico},
  booktitle = {Conference on Language Modeling},
  year = {2024},
  url = {https://arxiv.org/abs/2401.06121}
}
"""

_KWARGS_DESCRIPTION = """
Args:
    predictions (list of float): values of 0 or more, higher is better, all parts on the same scale: one an item, or one
        a part where the parts are means already.
    parts (list of str): the name of the part that each value belongs to.
    ids (list, optional): the person each value is about; the interval resamples people. None: each value by itself.
    confidence (float), n_resamples (int), seed (int): of the bootstrap interval.

Returns:
    model_utility (float): harmonic mean of the parts' means, on the scale of the values, higher is better.
    interval (tuple of float): bootstrap interval by person; NaN where a part has fewer than two people, as when the
        values are means already.
    parts (dict): name -> mean, in the order of first appearance.
    n_items (int)
    per_item (list of dict): id, part, score.

Raises:
    ValueError: no values, lengths that differ, a value that is NaN or below 0, a part without a name.

Examples:
    >>> model_utility = evaluate.load("metrics/model_utility")
    >>> result = model_utility.compute(
    ...     predictions=[1.0, 0.0, 0.25], parts=["retain cloze", "retain cloze", "celebrity cloze"]
    ... )
    >>> result["parts"]
    {'retain cloze': 0.5, 'celebrity cloze': 0.25}
    >>> round(result["model_utility"], 6)
    0.333333
"""


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class ModelUtility(evaluate.Metric):
    """Harmonic mean of named parts."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=datasets.Features(
                {"predictions": datasets.Value("float64"), "parts": datasets.Value("string")},
            ),
            reference_urls=["https://arxiv.org/abs/2401.06121"],
        )

    def _compute(
        self,
        predictions: Sequence[float],
        parts: Sequence[str],
        ids: Sequence[Any] | None = None,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
    ) -> dict[str, Any]:
        check_columns(predictions=predictions, parts=parts, ids=ids)
        check_numbers("predictions", predictions, low=0)
        check_texts("parts", parts, blank_allowed=False)
        utility = _HarmonicMeanOfParts(predictions, parts)
        means = utility.means(np.ones((1, len(parts))))[0]
        names = ids_or_numbers(ids, len(parts))
        told = all(count > 1 for count in _people_by_part(parts, names).values())
        interval = interval_of_statistic(utility, len(parts), ids, confidence, n_resamples, seed)
        return {
            "model_utility": float(_harmonic_means(means[None])[0]),
            "interval": interval if told else (math.nan, math.nan),
            "parts": dict(zip(utility.names, means.tolist(), strict=True)),
            "n_items": len(parts),
            "per_item": [
                {"id": one_id, "part": part, "score": score}
                for one_id, part, score in zip(names, parts, predictions, strict=True)
            ],
        }


class _HarmonicMeanOfParts:
    """The statistic for items that have weights; NaN where a resample leaves a part without items."""

    def __init__(self, values: Sequence[float], parts: Sequence[str]) -> None:
        self.names = list(dict.fromkeys(parts))
        self._belongs = np.array([[part == name for name in self.names] for part in parts], dtype=np.float64)
        self._values = self._belongs * np.asarray(values)[:, None]  # (n_items, n_parts)

    def means(self, weights: Floats) -> Floats:  # (R, n_items) -> (R, n_parts)
        with np.errstate(invalid="ignore"):
            return np.asarray((weights @ self._values) / (weights @ self._belongs))

    def __call__(self, weights: Floats) -> Floats:  # (R, n_items) -> (R,)
        return _harmonic_means(self.means(weights))


def _harmonic_means(means: Floats) -> Floats:  # (R, n_parts) -> (R,)
    with np.errstate(divide="ignore", over="ignore"):  # 1 / 0 is inf, and the harmonic mean 0, as it should be
        return np.asarray(means.shape[1] / (1 / means).sum(axis=1))


def _people_by_part(parts: Sequence[str], ids: Sequence[Any]) -> dict[str, int]:
    people: dict[str, set[Any]] = {}
    for part, one_id in zip(parts, ids, strict=True):
        people.setdefault(part, set()).add(one_id)
    return {part: len(its) for part, its in people.items()}

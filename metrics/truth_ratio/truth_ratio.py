"""Truth ratio: is the right answer, in other words, likelier to the model than wrong ones?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np

from .checks import check_choice, check_columns, ids_or_numbers, log_probabilities
from .intervals import interval_by_person

_DESCRIPTION = """\
Probability that a model gives to a paraphrase of the right answer over the mean probability that it gives to wrong
answers of the same form (TOFU), each probability normalised for length. A model that never saw a person finds neither
likelier: a ratio near 1.
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
    paraphrased (list of float): mean log-probability of an answer token (natural logarithm, 0 or below) in the right
        answer, paraphrased.
    perturbed (list of list of float): the same for each wrong answer of the item, one or more.
    average (str): how the wrong answers of an item are averaged. "geometric": mean of the log-probabilities, as the
        published TOFU code does. "arithmetic": mean of the probabilities, the formula in the paper.
    ids (list, optional): the person each item is about; the intervals resample people. None: each item by itself.
    confidence (float), n_resamples (int), seed (int): of the bootstrap intervals.

Returns:
    forget (float): mean of min(r, 1/r), 0 to 1: TOFU's figure for the forget set; near 1, right and wrong are alike.
    utility (float): mean of max(0, 1 - 1/r), 0 to 1: TOFU's figure for people to be kept; higher is better.
    forget_interval, utility_interval (tuple of float): bootstrap intervals by person; NaN for fewer than two people.
    n_items (int)
    per_item (list of dict): id, ratio (r, above 1 where the right answer is likelier), log_ratio (its logarithm, which
        stays finite where r does not), forget, utility.

Raises:
    ValueError: no items, lengths that differ, an item without wrong answers, a log-probability that is NaN or
        above 0 (up to 1e-4 above is rounding, and counts as 0).

Examples:
    >>> from math import log
    >>> truth_ratio = evaluate.load("metrics/truth_ratio")
    >>> result = truth_ratio.compute(
    ...     paraphrased=[log(0.5), log(0.25)], perturbed=[[log(0.25), log(0.25)], [log(0.5), log(0.5)]]
    ... )
    >>> [round(item["ratio"], 6) for item in result["per_item"]]
    [2.0, 0.5]
    >>> round(result["forget"], 6), round(result["utility"], 6)
    (0.5, 0.25)
"""


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class TruthRatio(evaluate.Metric):
    """Truth ratios and the two means that TOFU reports of them."""

    def _info(self) -> evaluate.MetricInfo:
        number = datasets.Value("float64")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=datasets.Features({"paraphrased": number, "perturbed": datasets.Sequence(number)}),
            reference_urls=["https://arxiv.org/abs/2401.06121", "https://github.com/locuslab/tofu"],
        )

    def _compute(
        self,
        paraphrased: Sequence[float],
        perturbed: Sequence[Sequence[float]],
        average: str = "geometric",
        ids: Sequence[Any] | None = None,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
    ) -> dict[str, Any]:
        check_columns(paraphrased=paraphrased, perturbed=perturbed, ids=ids)
        check_choice("average", average, list(_AVERAGES))
        right = log_probabilities("paraphrased", paraphrased)
        wrong = [_AVERAGES[average](_wrong_answers(index, one)) for index, one in enumerate(perturbed)]
        log_ratios = [ours - theirs for ours, theirs in zip(right, wrong, strict=True)]
        forget = [math.exp(-abs(one)) for one in log_ratios]
        utility = [max(0.0, -math.expm1(-max(one, 0.0))) for one in log_ratios]
        rows = zip(ids_or_numbers(ids, len(log_ratios)), log_ratios, forget, utility, strict=True)
        return {
            "forget": math.fsum(forget) / len(forget),
            "forget_interval": interval_by_person(forget, ids, confidence, n_resamples, seed),
            "utility": math.fsum(utility) / len(utility),
            "utility_interval": interval_by_person(utility, ids, confidence, n_resamples, seed),
            "n_items": len(log_ratios),
            "per_item": [_item(*row) for row in rows],
        }


def _wrong_answers(index: int, one: Sequence[float] | None) -> list[float]:
    if not one:
        raise ValueError(f"perturbed[{index}] is {one}; expected the log-probabilities of one wrong answer or more")
    return log_probabilities(f"perturbed[{index}]", one)


def _log_of_mean(logs: Sequence[float]) -> float:
    return float(np.logaddexp.reduce(logs)) - math.log(len(logs))


def _mean_of_logs(logs: Sequence[float]) -> float:
    return math.fsum(logs) / len(logs)


def _item(one_id: Any, log_ratio: float, forget: float, utility: float) -> dict[str, Any]:
    ratio = math.exp(log_ratio) if log_ratio < _LARGEST_EXPONENT else math.inf
    return {"id": one_id, "ratio": ratio, "log_ratio": log_ratio, "forget": forget, "utility": utility}


_AVERAGES = {"geometric": _mean_of_logs, "arithmetic": _log_of_mean}
_LARGEST_EXPONENT = 709  # math.exp overflows above

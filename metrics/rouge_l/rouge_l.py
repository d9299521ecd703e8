"""ROUGE-L, ROUGE-1, ROUGE-2 and BLEU of free-text replies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import datasets
import evaluate
import numpy as np
import numpy.typing as npt
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from .checks import check_choice, check_columns, check_text_columns, ids_or_numbers
from .intervals import interval_by_person
from .overlap import TokenCodes, common_bigrams, common_subsequence, common_unigrams

Floats = npt.NDArray[np.float64]

_DESCRIPTION = """\
Overlap of a reply with the ground truth: ROUGE-L (longest common subsequence of words), ROUGE-1 and ROUGE-2 (common
words and pairs of words), equal to the package rouge_score and many times faster; and sentence BLEU as nltk has it.
"""

_CITATION = """\
@inproceedings{lin2004rouge,
  title = {{ROUGE}: A Package for Automatic Evaluation of Summaries},
  author = {Lin, Chin-Yew},
  booktitle = {Text Summarization Branches Out},
  year = {2004},
  url = {https://aclanthology.org/W04-1013}
}
"""

_KWARGS_DESCRIPTION = """
Args:
    predictions (list of str): replies; an empty one is allowed and scores 0.
    references (list of str): ground truths, one a reply.
    measures (list of str): any of "rouge_l", "rouge_1", "rouge_2", "bleu". BLEU takes words split at white space, as
        they are, up to 4 in a row, with nltk's smoothing method 1.
    stemming (bool): compare the Porter stems of the words; for ROUGE only. The published evaluation stems.
    ids (list, optional): the person each item is about; the intervals resample people. None: each item by itself.
    confidence (float), n_resamples (int), seed (int): of the bootstrap intervals.

Returns:
    rouge_l, rouge_1, rouge_2 (dict): means of precision, recall and f1 (float), 0 to 1, higher is better; interval
        (tuple of float), the bootstrap interval of f1 by person, NaN for fewer than two people.
    bleu (dict): mean score (float), 0 to 1, higher is better; interval.
    n_items (int)
    per_item (list of dict): id, and for each measure a dict of precision, recall and f1, or of score.

Raises:
    ValueError: no items, lengths that differ, an item that is no string or holds a lone surrogate, no measure, an
        unknown one.

Examples:
    >>> rouge_l = evaluate.load("metrics/rouge_l")
    >>> result = rouge_l.compute(
    ...     predictions=["She teaches music in Porto"], references=["She is teaching music at a school in Porto"]
    ... )
    >>> result["rouge_l"]["precision"], round(result["rouge_l"]["recall"], 6), round(result["rouge_l"]["f1"], 6)
    (1.0, 0.555556, 0.714286)
    >>> result = rouge_l.compute(
    ...     predictions=["She teaches music in Porto"], references=["She is teaching music at a school in Porto"],
    ...     measures=["rouge_l", "rouge_2", "bleu"], stemming=False,
    ... )
    >>> result["rouge_l"]["precision"], result["rouge_2"]["precision"], round(result["bleu"]["score"], 6)
    (0.8, 0.25, 0.060713)
"""

_COMMON: dict[str, tuple[int, Callable[[Sequence[int], Sequence[int]], int]]] = {
    "rouge_l": (1, common_subsequence),  # name -> length of the units, how many units two texts share
    "rouge_1": (1, common_unigrams),
    "rouge_2": (2, common_bigrams),
}


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class RougeL(evaluate.Metric):
    """ROUGE and BLEU, per item and mean."""

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=datasets.Features({"predictions": text, "references": text}),
            reference_urls=["https://aclanthology.org/W04-1013", "https://github.com/google-research/google-research"],
        )

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Add one item, checked as a batch is."""
        self.add_batch(predictions=[prediction], references=[reference], **kwargs)

    def add_batch(self, *, predictions: Any = None, references: Any = None, **kwargs: Any) -> None:
        """Add a batch; a ValueError names the first item that is no text, which evaluate would turn into one."""
        check_text_columns(predictions=predictions, references=references)
        super().add_batch(predictions=list(predictions), references=list(references), **kwargs)

    def _compute(
        self,
        predictions: Sequence[str],
        references: Sequence[str],
        measures: Sequence[str] = ("rouge_l",),
        stemming: bool = True,
        ids: Sequence[Any] | None = None,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
    ) -> dict[str, Any]:
        check_columns(predictions=predictions, references=references, ids=ids)
        _check_measures(measures)
        columns = _columns(predictions, references, measures, stemming)
        bootstrap = (ids, confidence, n_resamples, seed)
        return {
            **{measure: _means(one, *bootstrap) for measure, one in columns.items()},
            "n_items": len(predictions),
            "per_item": _per_item(columns, ids_or_numbers(ids, len(predictions))),
        }


def _check_measures(measures: Sequence[str]) -> None:
    if isinstance(measures, str) or not len(measures):
        raise ValueError(f"measures is {measures!r}; expected a list of names, such as ['rouge_l']")
    for measure in measures:
        check_choice("measures", measure, [*_COMMON, "bleu"])


def _columns(
    predictions: Sequence[str], references: Sequence[str], measures: Sequence[str], stemming: bool
) -> dict[str, dict[str, list[float]]]:
    """Measure -> "precision", "recall", "f1" or "score" -> a value an item."""
    codes = TokenCodes(stemming)
    said, expected = ([codes.encode(text) for text in texts] for texts in (predictions, references))
    return {
        measure: {"score": list(map(_bleu, predictions, references))}
        if measure == "bleu"
        else _rouge(said, expected, *_COMMON[measure])
        for measure in measures
    }


def _rouge(
    said: list[list[int]], expected: list[list[int]], unit: int, common: Callable[[Sequence[int], Sequence[int]], int]
) -> dict[str, list[float]]:
    shared = np.fromiter(map(common, said, expected), dtype=np.float64, count=len(said))
    precision, recall = (shared / np.maximum(_sizes(texts) - unit + 1, 1) for texts in (said, expected))
    total = precision + recall
    f1 = 2 * precision * recall / np.where(total > 0, total, 1)
    return {"precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist()}


def _sizes(texts: list[list[int]]) -> Floats:
    return np.fromiter(map(len, texts), dtype=np.float64, count=len(texts))


def _bleu(prediction: str, reference: str) -> float:
    return float(sentence_bleu([reference.split()], prediction.split(), smoothing_function=_SMOOTHING))


def _means(columns: dict[str, list[float]], *bootstrap: Any) -> dict[str, Any]:
    means: dict[str, Any] = {name: math.fsum(values) / len(values) for name, values in columns.items()}
    main = columns["score"] if "score" in columns else columns["f1"]
    return {**means, "interval": interval_by_person(main, *bootstrap)}


def _per_item(columns: dict[str, dict[str, list[float]]], ids: Sequence[Any]) -> list[dict[str, Any]]:
    items = [{"id": one_id} for one_id in ids]
    for measure, values in columns.items():
        for item, row in zip(items, zip(*values.values(), strict=True), strict=True):
            item[measure] = dict(zip(values, row, strict=True))
    return items


_SMOOTHING = SmoothingFunction().method1

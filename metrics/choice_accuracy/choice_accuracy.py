"""Accuracy of multiple-choice answers, with what names no option shown beside it."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import datasets
import evaluate

# X as X is for parsing: evaluate copies only the files that are imported here, and reads no comment behind an import.
from .amounts import amounts_named as amounts_named
from .checks import check_choice, check_columns, check_numbers, check_texts, ids_or_numbers
from .inputs import checked_predictions, option_texts
from .intervals import interval_by_person
from .letters import mark_letters as mark_letters
from .mentions import mentions as mentions
from .parsing import Parsed, parse_first_letter, parse_strict
from .words import words as words

_DESCRIPTION = """\
Share of multiple-choice questions answered with the right option. A prediction is a reply of a model, a letter, or one
score an option (such as a log-likelihood), of which the highest is the answer. A reply that names no option is wrong in
the accuracy and counted beside it.
"""

_CITATION = """\
@inproceedings{liu2025mllmubench,
  title = {Protecting Privacy in Multimodal Large Language Models with {MLLMU-Bench}},
  author = {Liu, Zheyuan and others},
  booktitle = {Proceedings of NAACL},
  year = {2025},
  url = {https://arxiv.org/abs/2410.22108}
}
"""

_KWARGS_DESCRIPTION = """
Args:
    predictions (list of str, or list of list of float): replies or letters; or the scores of the options of each item.
    references (list of str): the letter of the right option, upper case.
    options (list of list of str, or list of dict, optional): the texts of each item's options in the order A, B, ...,
        or by letter as they are published. None: the options are A to D, and a reply can name one by its letter only.
    mode (str): how a reply is read. "strict": it names one option by letter or by text and neither denies nor doubts
        it, anything else is unparsed.
        "first_letter": its first character, the published rule ("A man ..." is A, "The answer is C" is unparsed).
    ids (list, optional): the person each item is about; the interval resamples people. None: each item by itself.
    confidence (float), n_resamples (int), seed (int): of the bootstrap interval.

Returns:
    accuracy (float): share of right answers, 0 to 1, higher is better.
    interval (tuple of float): bootstrap interval of the accuracy by person; NaN for fewer than two people.
    unparsed (float): share of items whose reply names no option, or whose best scores tie.
    n_items (int)
    per_item (list of dict): id, prediction (a letter, or None where unparsed), score (1.0 or 0.0), reason.

Raises:
    ValueError: no items, lengths that differ, a letter outside the options, replies among scores, a score that is no
        finite number, options that are no texts.

Examples:
    >>> choice_accuracy = evaluate.load("metrics/choice_accuracy")
    >>> result = choice_accuracy.compute(
    ...     predictions=["C", "The answer is B.", "She was born in Oslo.", "A man in a suit"],
    ...     references=["C", "A", "D", "A"],
    ...     options=[["Rome", "Lima", "Kyiv", "Oslo"]] * 4,
    ... )
    >>> result["accuracy"], result["unparsed"]
    (0.5, 0.25)
    >>> [item["prediction"] for item in result["per_item"]]
    ['C', 'B', 'D', None]
    >>> choice_accuracy.compute(predictions=[[-3.2, -1.5, -0.4], [-0.1, -2.0, -2.5]], references=["C", "B"])["accuracy"]
    0.5
"""

_PARSERS = {"strict": parse_strict, "first_letter": parse_first_letter}


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class ChoiceAccuracy(evaluate.Metric):
    """Accuracy of replies, letters or option scores."""

    def _info(self) -> evaluate.MetricInfo:
        text, scores = datasets.Value("string"), datasets.Sequence(datasets.Value("float64"))
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=[
                datasets.Features({"predictions": text, "references": text}),
                datasets.Features({"predictions": scores, "references": text}),
            ],
            reference_urls=["https://arxiv.org/abs/2410.22108"],
        )

    def add_batch(self, *, predictions: Any = None, references: Any = None, **kwargs: Any) -> None:
        """Add a batch, checked first: evaluate looks at its first item to tell replies from scores."""
        check_columns(predictions=predictions, references=references)
        check_texts("references", references)
        checked = checked_predictions(predictions, self._kind_so_far())
        super().add_batch(predictions=checked, references=list(references), **kwargs)

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Add one item, checked as a batch is."""
        self.add_batch(predictions=[prediction], references=[reference], **kwargs)

    def _kind_so_far(self) -> str | None:
        """What earlier batches since the last result hold."""
        if self.writer is None:
            return None
        is_text = self.selected_feature_format["predictions"] == datasets.Value("string")
        return "a string" if is_text else "a list of scores"

    def _compute(
        self,
        predictions: Sequence[Any],
        references: Sequence[str],
        options: Sequence[Any] | None = None,
        mode: str = "strict",
        ids: Sequence[Any] | None = None,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
    ) -> dict[str, Any]:
        check_columns(predictions=predictions, references=references, options=options, ids=ids)
        check_choice("mode", mode, list(_PARSERS))
        parsed = _parsed(predictions, references, None if options is None else option_texts(options), mode)
        scores = [float(letter == reference) for (letter, _), reference in zip(parsed, references, strict=True)]
        return {
            "accuracy": sum(scores) / len(scores),
            "interval": interval_by_person(scores, ids, confidence, n_resamples, seed),
            "unparsed": sum(letter is None for letter, _ in parsed) / len(parsed),
            "n_items": len(scores),
            "per_item": _per_item(parsed, scores, ids),
        }


def _parsed(
    predictions: Sequence[Any], references: Sequence[str], options: Sequence[Sequence[str]] | None, mode: str
) -> list[Parsed]:
    if isinstance(predictions[0], list):
        return _parsed_scores(predictions, _letters(references, predictions if options is None else options))
    letters = _letters(references, ["ABCD"] * len(references) if options is None else options)
    texts = [()] * len(references) if options is None else options
    return [_PARSERS[mode](*item) for item in zip(predictions, letters, texts, strict=True)]


def _letters(references: Sequence[str], options: Sequence[Sequence[Any]]) -> list[str]:
    """The option letters of each item, "ABCD" for four options; the reference is one of them."""
    letters = [string.ascii_uppercase[: len(one)] for one in options]
    for index, (reference, allowed) in enumerate(zip(references, letters, strict=True)):
        if reference not in tuple(allowed):
            expected = f"one of {', '.join(allowed)}" if allowed else "options to choose from"
            raise ValueError(f"references[{index}] is {reference!r}; expected {expected}")
    return letters


def _parsed_scores(scores: Sequence[Any], letters: Sequence[str]) -> list[Parsed]:
    parsed: list[Parsed] = []
    for index, (one, allowed) in enumerate(zip(scores, letters, strict=True)):
        if len(one) != len(allowed):
            raise ValueError(f"predictions[{index}] has {len(one)} scores; expected {len(allowed)}, one an option")
        check_numbers(f"predictions[{index}]", one)
        best = [letter for letter, score in zip(allowed, one, strict=True) if score == max(one)]
        parsed.append((best[0], "highest score") if len(best) == 1 else (None, f"scores of {' and '.join(best)} tie"))
    return parsed


def _per_item(parsed: Sequence[Parsed], scores: Sequence[float], ids: Sequence[Any] | None) -> list[dict[str, Any]]:
    return [
        {"id": one_id, "prediction": letter, "score": score, "reason": reason}
        for one_id, (letter, reason), score in zip(ids_or_numbers(ids, len(scores)), parsed, scores, strict=True)
    ]
